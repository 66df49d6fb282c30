"""Samples that are there twice, or odd, are looked for by a thread of its own: it takes seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from cnngui.datasets.dataset import Dataset, Samples
from cnngui.datasets.edits import Edits
from cnngui.datasets.kept_edits import read_edits
from cnngui.datasets.near_duplicates import duplicate_groups
from cnngui.datasets.odd_ones import oddness
from cnngui.datasets.standing import standing
from cnngui.engine.protocol import (
    DuplicatesFound,
    Examining,
    FindDuplicates,
    FindOdd,
    OddFound,
    StopExamining,
)
from cnngui.engine.protocol.examining import LookedFor
from cnngui.engine.worker.data import DatasetCache
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane
from cnngui.engine.worker.newest import Newest

Progress = Callable[[int, int], None]

_TOLD_S = 0.1


class Examinations:
    """Answers the newest question of each kind."""

    def __init__(self, emit: Emit, datasets: DatasetCache) -> None:
        self._emit, self._datasets = emit, datasets
        self.thread = Newest(emit, "engine_examinations")
        self.handlers: Handlers = {
            FindDuplicates: Handler(Lane.AT_ONCE, partial(self.thread.ask, self._find_duplicates)),
            FindOdd: Handler(Lane.AT_ONCE, partial(self.thread.ask, self._find_odd)),
            StopExamining: Handler(Lane.AT_ONCE, self._stop),
        }

    def _stop(self, _: StopExamining) -> None:
        self.thread.drop(FindDuplicates)
        self.thread.drop(FindOdd)

    def _find_duplicates(self, request: FindDuplicates) -> None:
        dataset = self._datasets.get(request.data)
        groups = duplicate_groups(_parts(dataset), self._progress(request, "duplicates"))
        self._emit(DuplicatesFound(request_id=request.request_id, data=request.data, groups=groups))

    def _find_odd(self, request: FindOdd) -> None:
        dataset = self._datasets.get(request.data)
        came = dataset.edited.original if dataset.edited else dataset
        edits = read_edits(came.edits_key) if dataset.edited else Edits()
        tests = came.y_test[:0] if came.complete else came.y_test
        now = standing(came.y_train, tests, edits, came.classes)
        progress = self._progress(request, "odd")
        scores = oddness(_parts(dataset), now.labels, ~now.excluded, progress)
        self._emit(OddFound(request.request_id, request.data, scores, now.labels))

    def _progress(self, request: FindDuplicates | FindOdd, what: LookedFor) -> Progress:
        told = 0.0

        def progress(done: int, total: int) -> None:
            nonlocal told
            self.thread.go_on(request)
            if time.monotonic() - told >= _TOLD_S:
                told = time.monotonic()
                self._emit(Examining(request.data, what, done, total))

        return progress


def _parts(dataset: Dataset) -> tuple[Samples, Samples]:
    """Return the samples of both parts as they came."""
    came = dataset.edited.original if dataset.edited else dataset
    return came.x_train, came.x_test[:0] if came.complete else came.x_test
