"""Data sets are read, kept for a while, and described."""

from __future__ import annotations

import stat
import threading
import time
from collections import OrderedDict
from pathlib import Path

from cnngui.datasets.applied_edits import edited
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.data_reference import source_of
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.drawn_sets import resolved
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.kept_edits import any_edits, edits_file
from cnngui.datasets.picture_reading import Progress
from cnngui.datasets.picture_store import stamp
from cnngui.datasets.splits import spread_over_classes
from cnngui.engine.protocol import DataDescribed, DataReading, DescribeData
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane

_KEPT = 2
_TOLD_S = 0.1
_MOST_POINTS = 500
"""More of them would hide each other on the map."""
_SEED = 1


class DatasetCache:
    """The data sets loaded last; a file that has changed on disk is read again. For any thread.

    Args:
        edits: whether the person's own edits apply, as they are at each moment (`cnngui.datasets.edits`).
    """

    def __init__(self, *, edits: bool = True) -> None:
        self._lock = threading.Lock()
        self._edits = edits
        self._kept: OrderedDict[tuple[object, ...], Dataset] = OrderedDict()
        self._edited: tuple[tuple[object, ...], Dataset] | None = None

    def get(self, ref: str, progress: Progress = lambda done, total: None) -> Dataset:
        """Return a data set. Raises CnnguiError as `load_dataset` does; nothing is ever downloaded.

        Args:
            progress: is told how far it is, done and in all, where these are many files.
        """
        ref = str(resolved(ref))
        with self._lock:
            key = (ref, *stamp_of(Path(source_of(ref))))
            if key not in self._kept:
                self._kept[key] = load_dataset(ref, edits=False, progress=progress)
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return self._with_edits(key, self._kept[key])

    def kept(self) -> list[Dataset]:
        """Return those that are kept, without edits; none while one is read, which may take a minute."""
        if not self._lock.acquire(blocking=False):
            return []
        try:
            return list(self._kept.values())
        finally:
            self._lock.release()

    def _with_edits(self, key: tuple[object, ...], dataset: Dataset) -> Dataset:
        """Return one object while data and edits stay the same: what it has computed, it keeps."""
        if not self._edits or not any_edits():
            return dataset
        now = (*key, *stamp_of(edits_file(dataset.fingerprint())))
        if self._edited is None or self._edited[0] != now:
            self._edited = now, edited(dataset)
        return self._edited[1]


class Data:
    """Describes data sets."""

    def __init__(self, emit: Emit, datasets: DatasetCache) -> None:
        self._emit, self._datasets = emit, datasets
        self.handlers: Handlers = {DescribeData: Handler(Lane.DATA, self._describe)}

    def _describe(self, request: DescribeData) -> None:
        told = 0.0

        def progress(done: int, total: int) -> None:
            nonlocal told
            if time.monotonic() - told >= _TOLD_S:
                told = time.monotonic()
                self._emit(DataReading(request.data, done, total))

        self._emit(described(request, self._datasets.get(request.data, progress)))


def described(request: DescribeData, dataset: Dataset) -> DataDescribed:
    """Return the facts of a data set, with samples of its test part spread over the classes."""
    indices = spread_over_classes(dataset.y_test, max(0, request.samples), _SEED)
    is_plane = dataset.input_shape == (2,) and not (dataset.vocabulary or dataset.complete)
    shown = spread_over_classes(dataset.y_train, _MOST_POINTS, _SEED) if is_plane else None
    return DataDescribed(
        request_id=request.request_id,
        data=request.data,
        label=dataset.label,
        input_shape=dataset.input_shape,
        class_names=dataset.class_names,
        train_samples=len(dataset.y_train),
        test_samples=len(dataset.y_test),
        samples=dataset.x_test[indices],
        labels=dataset.y_test[indices],
        vocabulary=dataset.vocabulary,
        notes=dataset.notes,
        input_format=InputFormat.of(dataset),
        edited=dataset.edited is not None,
        class_counts=dataset.class_counts,
        points=None if shown is None else dataset.x_train[shown],
        point_labels=None if shown is None else dataset.y_train[shown],
    )


def stamp_of(path: Path) -> tuple[int, int]:
    """Return what tells one version of a file or folder from the next; (0, 0) for a known name."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return 0, 0
    if stat.S_ISDIR(status.st_mode):
        return stamp(path)
    return status.st_mtime_ns, status.st_size
