"""Pictures from files, the clipboard or a drop become samples of a class."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from cnngui.datasets import own_samples
from cnngui.datasets.drawn import PICTURES
from cnngui.datasets.ink import CANVAS
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_samples import OwnSample, reduced, too_many
from cnngui.datasets.picture_layout import PICTURE_SUFFIXES
from cnngui.errors import CnnguiError
from cnngui.files.folders import person_folder
from cnngui.state.drawn_set import DrawnSet
from cnngui.state.drawn_sets import DrawnSets
from cnngui.ui.shared.jobs import Jobs
from cnngui.ui.shared.pictures import file_jobs, image_job, picture_jobs
from cnngui.ui.shared.pixels import Pixels

_TELL_S = 0.25
"""How often it is told how many were read; what is over sooner needs no words."""
_LONGEST_PX = max(CANVAS)
"""Longer side of a picture that is taken in: the canvas shows no more of it, and a network reads less."""


@dataclass(frozen=True)
class _Taken:
    """What was read: samples, and of the rest the first error and how many there were; or it was stopped."""

    into: Path
    samples: tuple[OwnSample, ...] = ()
    error: CnnguiError | None = None
    refused: int = 0
    stopped: bool = False


class PictureIntake(QObject):
    """Reads pictures in a thread, and keeps them in the set that was open when they came.

    Those in a folder become samples of a class that is called like the folder.

    Signals:
        told: what was kept, in a sentence. problem_raised: a `CnnguiError`.
        read: how many pictures were read, of how many, and the seconds that the others may take; 0 of 0 when
            all is over.
    """

    told = Signal(str)
    problem_raised = Signal(object)
    read = Signal(int, int, float)

    def __init__(self, parent: QWidget, sets: DrawnSets) -> None:
        super().__init__(parent)
        self._widget, self._sets = parent, sets
        self._reader = Jobs(self)
        self._reader.done.connect(self._on_read)
        self._reader.failed.connect(self._on_failed)
        self._unwanted, self._running = threading.Event(), 0

    def ask(self, label: str) -> None:
        """Ask for picture files, and read them as samples of a class."""
        kinds = " ".join(f"*{suffix}" for suffix in sorted(PICTURE_SUFFIXES))
        paths, _ = QFileDialog.getOpenFileNames(
            self._widget.window(),
            self.tr("Add pictures to “{0}”").format(label),
            str(person_folder()),
            self.tr("Pictures ({0});;All files (*)").format(kinds),
        )
        self._start(label, paths)

    def take(self, mime: QMimeData | None, label: str) -> None:
        """Read what was pasted or dropped as samples of a class; "" if there is none yet."""
        if mime is None:
            return
        files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
        self._start(label, files, [] if files else picture_jobs(mime))

    def take_image(self, label: str, image: QImage) -> None:
        """Read an image as a sample of a class."""
        self._start(label, [], [image_job(image)])

    def stop(self) -> None:
        """Give up what is being read: no picture of it is added."""
        self._unwanted.set()

    def _start(self, label: str, paths: Sequence[str], jobs: Sequence[Callable[[], Pixels]] = ()) -> None:
        if (paths or jobs) and self._sets.current is not None:
            current = self._sets.current
            if not self._running or self._unwanted.is_set():  # what was stopped may still be noticing it
                self._unwanted = threading.Event()
            self._running += 1
            reading = _Reading(self.read.emit, self._unwanted.is_set)
            self._reader.start(partial(_read, current.path, current.keys, label, paths, jobs, reading))

    def _on_failed(self, error: CnnguiError) -> None:
        self._one_less()
        self.problem_raised.emit(error)

    def _one_less(self) -> None:
        self._running -= 1
        if not self._running:
            self.read.emit(0, 0, 0.0)

    def _on_read(self, taken: _Taken) -> None:
        self._one_less()
        if taken.stopped:
            self.told.emit(self.tr("Stopped: no picture was added."))
        if taken.samples:
            into = self._sets.at(taken.into)
            before = into.input_format
            into.add(taken.samples, lambda: self.told.emit(self._words(taken, into, before)))
        if taken.error is not None:
            self.problem_raised.emit(taken.error)

    def _words(self, taken: _Taken, into: DrawnSet, before: InputFormat) -> str:
        count, labels = len(taken.samples), {sample.label for sample in taken.samples}
        words = self.tr("A picture was added to “{1}”.")
        if count > 1:
            words = self.tr("{0:,} pictures were added to “{1}”.")
        if len(labels) > 1:
            words = self.tr("{0:,} pictures were added to {2:,} classes.")
        told = [words.format(count, taken.samples[0].label, len(labels))]
        if into is not self._sets.current:
            told = [self.tr("In the set “{0}”:").format(into.name), *told]
        if before != PICTURES and into.input_format == PICTURES:
            told.append(self.tr("From now on the whole set is read in colour."))
        if taken.refused > 1:
            told.append(self.tr("{0:,} could not be.").format(taken.refused))
        return " ".join(told)


@dataclass
class _Reading:
    """Who is told how far it is, now and then, and says when no more is wanted."""

    tell: Callable[[int, int, float], object]
    unwanted: Callable[[], bool]

    def __post_init__(self) -> None:
        self._began = self._told = time.monotonic()

    def wanted(self, done: int, total: int) -> bool:
        """Return whether to go on."""
        now = time.monotonic()
        if done and now - self._told >= _TELL_S:
            self._told = now
            self.tell(done, total, (now - self._began) / done * (total - done))
        return not self.unwanted()


def _read(
    into: Path,
    there: frozenset[str],
    label: str,
    paths: Sequence[str],
    jobs: Sequence[Callable[[], Pixels]],
    reading: _Reading,
) -> _Taken:
    """Read pictures for a set with the keys `there`; not one more than it can take.

    Raises:
        CnnguiError: ``drawn.no_class``, or ``samples.too_many``: by their number before any is read, else by
            what is on them.
    """
    named = ((label, job) for job in jobs)
    found = list(islice(chain(_labelled(label, paths), named), own_samples.MOST_SAMPLES + 1))
    if any(not each for each, _ in found):
        raise CnnguiError("drawn.no_class")
    if len(found) > own_samples.MOST_SAMPLES:
        raise too_many()
    samples, keys, first, refused = [], set(there), None, 0
    for place, (each, job) in enumerate(found):
        if not reading.wanted(place, len(found)):
            return _Taken(into, stopped=True)
        try:
            sample = OwnSample.of(each, picture=reduced(job(), _LONGEST_PX), made_s=time.time())
        except CnnguiError as error:
            first, refused = first or error, refused + 1
            continue
        keys.add(sample.key)  # worked out here, it holds up nobody
        if len(keys) > own_samples.MOST_SAMPLES:
            raise too_many()
        samples.append(sample)
    return _Taken(into, tuple(samples), first, refused)


def _labelled(label: str, paths: Sequence[str]) -> Iterator[tuple[str, Callable[[], Pixels]]]:
    for path in map(Path, paths):
        if path.is_dir():
            within = [str(each) for each in sorted(path.iterdir()) if each.suffix.lower() in PICTURE_SUFFIXES]
            yield from ((path.name, job) for job in file_jobs(within))
        else:
            yield label, file_jobs([str(path)])[0]
