"""Pictures from files, the clipboard or a drop become samples of a class."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from cnngui.datasets.own_samples import OwnSample
from cnngui.datasets.picture_layout import PICTURE_SUFFIXES
from cnngui.errors import CnnguiError
from cnngui.files.folders import person_folder
from cnngui.ui.shared.jobs import Jobs
from cnngui.ui.shared.pictures import file_jobs, picture_jobs
from cnngui.ui.shared.pixels import Pixels


@dataclass(frozen=True)
class Taken:
    """What was read: samples, and of the rest the first error and how many there were."""

    samples: tuple[OwnSample, ...]
    error: CnnguiError | None
    refused: int


class PictureIntake(QObject):
    """Reads pictures in a thread.

    Signals:
        taken: what was read (carries the `Taken`). problem_raised: a `CnnguiError`.
    """

    taken = Signal(object)
    problem_raised = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._widget = parent
        self._reader = Jobs(self)
        self._reader.done.connect(self.taken)
        self._reader.failed.connect(self.problem_raised)

    def ask(self, label: str) -> None:
        """Ask for picture files, and read them as samples of a class."""
        kinds = " ".join(f"*{suffix}" for suffix in sorted(PICTURE_SUFFIXES))
        paths, _ = QFileDialog.getOpenFileNames(
            self._widget.window(),
            self.tr("Add pictures to “{0}”").format(label),
            str(person_folder()),
            self.tr("Pictures ({0});;All files (*)").format(kinds),
        )
        self._start(label, file_jobs(paths))

    def take(self, mime: QMimeData | None, label: str) -> None:
        """Read what was pasted or dropped as samples of a class."""
        if mime is not None and label:
            self._start(label, picture_jobs(mime))

    def _start(self, label: str, jobs: Sequence[Callable[[], Pixels]]) -> None:
        if jobs:
            self._reader.start(partial(_read, label, jobs))


def _read(label: str, jobs: Sequence[Callable[[], Pixels]]) -> Taken:
    samples, first, refused = [], None, 0
    for job in jobs:
        try:
            samples.append(OwnSample.of(label, picture=job(), made_s=time.time()))
        except CnnguiError as error:
            first, refused = first or error, refused + 1
    return Taken(tuple(samples), first, refused)
