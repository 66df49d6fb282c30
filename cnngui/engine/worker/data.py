"""Data sets are read, kept for a while, and described."""

from __future__ import annotations

import stat
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from cnngui.datasets.applied_edits import edited
from cnngui.datasets.averages import averages
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.data_reference import source_of
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.drawn_sets import resolved
from cnngui.datasets.glimpse import glimpse
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.kept_edits import any_edits, edits_file
from cnngui.datasets.loaders import files_read
from cnngui.datasets.picture_reading import Progress
from cnngui.datasets.picture_store import stamp
from cnngui.datasets.splits import spread_over_classes
from cnngui.engine.protocol import DataDescribed, DataGlimpsed, DataReading, DescribeData, StopReading
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane, answered
from cnngui.engine.worker.job_thread import JobThread
from cnngui.errors import CnnguiError

_KEPT = 2
_TOLD_S = 0.1
_MOST_POINTS = 500
"""More of them would hide each other on the map."""
_SEED = 1
_GLIMPSED_S = 0.3
"""What is read sooner is shown as soon as some of it would be."""
_LEAST_S = 1.0
"""A shorter beginning does not tell the pace."""
_HOLDS = 30
"""So many times longer than it took to find out the state of a file or folder is it taken for true."""


@dataclass(frozen=True)
class _Stamp:
    """The state of data, when it was found out, and how many seconds that took."""

    stamp: tuple[object, ...]
    at: float
    took: float


class DatasetCache:
    """The data sets loaded last; read again once any of the files that they are read from has changed.

    For any thread. While one is read, those that are there can be had.

    Args:
        edits: whether the person's own edits apply, as they are at each moment (`cnngui.datasets.edits`).
    """

    def __init__(self, *, edits: bool = True) -> None:
        self._lock = threading.Lock()
        self._edits = edits
        self._kept: OrderedDict[tuple[object, ...], Dataset] = OrderedDict()
        self._edited: tuple[tuple[object, ...], Dataset] | None = None
        self._stamped: dict[str, _Stamp] = {}
        self._being_read: dict[str, threading.Lock] = {}

    def get(
        self, ref: str, progress: Progress = lambda done, total: None, *, as_it_is_now: bool = False
    ) -> Dataset:
        """Return a data set. Raises CnnguiError as `load_dataset` does; nothing is ever downloaded.

        Args:
            progress: is told how far it is, done and in all, where these are many files; what it raises ends
                the reading.
            as_it_is_now: look for changes also where that takes seconds and was done a short while ago: in a
                folder of very many files.
        """
        ref = str(resolved(ref))
        with self._lock:
            reading = self._being_read.setdefault(ref, threading.Lock())
        with reading:
            key = (ref, *self._stamp(source_of(ref), as_it_is_now=as_it_is_now))
            with self._lock:
                dataset = self._kept.get(key)
            if dataset is None:
                dataset = load_dataset(ref, edits=False, progress=progress)
            with self._lock:
                self._kept[key] = dataset
                self._kept.move_to_end(key)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            return self._with_edits(key, dataset)

    def _stamp(self, source: str, *, as_it_is_now: bool) -> tuple[object, ...]:
        """Return the state of data; of a large folder as it was when it was looked at last."""
        began, last = time.monotonic(), self._stamped.get(source)
        if last is not None and not as_it_is_now and began - last.at < _HOLDS * last.took:
            return last.stamp
        stamp = tuple((str(path), *stamp_of(path)) for path in files_read(Path(source)))
        now = time.monotonic()
        self._stamped[source] = _Stamp(stamp, now, now - began)
        return stamp

    def kept(self) -> list[Dataset]:
        """Return those that are kept, without edits; at once, also while others are read or edited."""
        with self._lock:
            return list(self._kept.values())

    def _with_edits(self, key: tuple[object, ...], dataset: Dataset) -> Dataset:
        """Return one object while data and edits stay the same: what it has computed, it keeps."""
        if not self._edits or not any_edits():
            return dataset
        now = (*key, *stamp_of(edits_file(dataset.edits_key)))
        last = self._edited
        if last is None or last[0] != now:
            self._edited = last = now, edited(dataset)
        return last[1]


class Data:
    """Describes data sets; who asks for others, or for these otherwise prepared, waits for none before.

    Args:
        thread: which does that.
    """

    def __init__(self, emit: Emit, datasets: DatasetCache, thread: JobThread) -> None:
        self._emit, self._datasets, self._thread = emit, datasets, thread
        self._unwanted = ""
        self._newest: DescribeData | None = None
        self.handlers: Handlers = {
            DescribeData: Handler(Lane.AT_ONCE, self._ask),
            StopReading: Handler(Lane.AT_ONCE, self._stop_reading),
        }

    def _ask(self, request: DescribeData) -> None:
        self._newest = request
        self._thread.send(answered(self._emit, request, partial(self._describe, request)))

    def _stop_reading(self, request: StopReading) -> None:
        self._unwanted = request.data

    def _describe(self, request: DescribeData) -> None:
        self._unwanted = ""
        began, told = time.monotonic(), 0.0
        glimpsed = False

        def progress(done: int, total: int) -> None:
            nonlocal told, glimpsed
            if self._unwanted == request.data or self._newest is not request:
                raise CnnguiError("datasets.reading_stopped", path=source_of(request.data))
            now = time.monotonic()
            if not glimpsed and now - began >= _GLIMPSED_S:
                glimpsed = True
                self._show_some(request.data)
            counted = total > 1 or now - began >= _TOLD_S
            if counted and now - told >= _TOLD_S:
                told = now
                left = seconds_left(done, total, now - began)
                self._emit(DataReading(request.data, done, total, left))

        progress(0, 1)
        dataset = self._datasets.get(request.data, progress, as_it_is_now=True)
        self._emit(described(request, dataset))

    def _show_some(self, ref: str) -> None:
        """Send some pictures of a folder that takes a while to be read."""
        folder = Path(source_of(str(resolved(ref))))
        if folder.is_dir() and len(pictures := glimpse(folder)):
            self._emit(DataGlimpsed(ref, pictures))


def seconds_left(done: int, total: int, seconds: float) -> float | None:
    """Return how long the rest takes if `done` of `total` took so many seconds; None if that tells little."""
    if not 0 < done <= total or seconds < _LEAST_S:
        return None
    return seconds * (total - done) / done


def described(request: DescribeData, dataset: Dataset) -> DataDescribed:
    """Return the facts of a data set, with samples of its test part spread over the classes."""
    indices = spread_over_classes(dataset.y_test, max(0, request.samples), _SEED)
    is_plane = dataset.input_shape == (2,) and not (dataset.vocabulary or dataset.complete)
    shown = spread_over_classes(dataset.y_train, _MOST_POINTS, _SEED) if is_plane else None
    is_row = dataset.x_train.dtype == np.float32 and not dataset.complete
    figures = averages([(dataset.x_train, np.arange(len(dataset.y_train)))]) if is_row else None
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
        means=() if figures is None else tuple(figures.mean.tolist()),
        variances=() if figures is None else tuple(np.square(figures.deviation, dtype=np.float64).tolist()),
        sizes=dataset.sizes,
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
