"""Data sets and files, read and written by threads of their own while training goes on."""

from __future__ import annotations

import threading
import traceback
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.engine.lessons import spread_over_classes
from cnngui.engine.protocol import DataDescribed, DescribeData, Event, RequestFailed
from cnngui.errors import CnnguiError

_KEPT = 2
_SEED = 1


class Shelf:
    """The data sets loaded last; a file that has changed on disk is read again. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], Dataset] = OrderedDict()

    def get(self, ref: str) -> Dataset:
        """Return a data set. Raises CnnguiError as `load_dataset` does; nothing is ever downloaded."""
        with self._lock:
            key = (ref, *_stamp(Path(ref)))
            if key not in self._kept:
                self._kept[key] = load_dataset(ref)
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]


class Librarian:
    """Runs errands one after another, in a thread; one that fails is answered with `RequestFailed`."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self._errands: SimpleQueue[tuple[int, Callable[[], None]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="engine_library", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def send(self, request_id: int, errand: Callable[[], None]) -> None:
        """Have `errand` run soon; from any thread, also before `start`."""
        self._errands.put((request_id, errand))

    def close(self) -> None:
        """End the thread after the errands that wait: a save is not lost by closing the window."""
        self._errands.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while (item := self._errands.get()) is not None:
            request_id, errand = item
            try:
                errand()
            except CnnguiError as error:
                self._emit(RequestFailed(request_id, error))
            except MemoryError:
                self._emit(RequestFailed(request_id, CnnguiError("engine.out_of_memory")))
            except Exception as error:
                trouble = CnnguiError("engine.unexpected", kind=type(error).__name__, reason=str(error)[:200])
                self._emit(RequestFailed(request_id, trouble, traceback.format_exc()))


def described(request: DescribeData, dataset: Dataset) -> DataDescribed:
    """Return the facts of a data set, with samples of its test part spread over the classes."""
    places = spread_over_classes(dataset.y_test, max(0, request.samples), _SEED)
    return DataDescribed(
        request_id=request.request_id,
        data=request.data,
        label=dataset.label,
        input_shape=dataset.input_shape,
        class_names=dataset.class_names,
        train_samples=len(dataset.y_train),
        test_samples=len(dataset.y_test),
        samples=dataset.x_test[places],
        labels=dataset.y_test[places],
        vocabulary=dataset.vocabulary,
    )


def _stamp(path: Path) -> tuple[float, int]:
    """Return what tells one version of a file from the next; (0, 0) for a known name, which is no file."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return 0.0, 0
    return status.st_mtime, status.st_size
