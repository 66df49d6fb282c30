"""What a run tells, in bundles: the window is told thirty times a second at most, whatever the speed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.engine.protocol import Batches, Epochs, Event, Validating
from cnngui.runs.history import EpochRow

LEAST_BETWEEN_S = 1 / 30


class Report:
    """Collects steps and epochs in a row and emits them together when the last time is long enough ago.

    An epoch of four samples takes less than a millisecond; told one by one, a thousand of them a second would
    keep the window busier than the training the processor.
    """

    def __init__(self, run_id: str, emit: Callable[[Event], None]) -> None:
        self._run_id, self._emit = run_id, emit
        self._steps: list[Mapping[str, NDArray[Any]]] = []
        self._rows: list[EpochRow] = []
        self._epoch = self._first = 0
        self._speed = self._rate = 0.0
        self._told = 0.0

    def steps(
        self, epoch: int, first_step: int, columns: Mapping[str, NDArray[Any]], speed: float, rate: float
    ) -> None:
        """Take steps that follow those before; `columns` of the history, (steps,) each."""
        if not len(columns["batch_loss"]):
            return
        if self._steps and self._steps[-1].keys() != columns.keys():
            self.flush()
        if not self._steps:
            self._epoch, self._first = epoch, first_step
        self._steps.append(columns)
        self._speed, self._rate = speed, rate
        self._flush_if_due()

    def epoch(self, row: EpochRow) -> None:
        """Take the results of an epoch whose steps were the last."""
        self._rows.append(row)
        self._flush_if_due()

    def validating(self, epoch: int, done: int, total: int) -> None:
        """Tell how far validation is, if it is time to tell something."""
        if self._due:
            self.flush()
            self._told = time.monotonic()
            self._emit(Validating(self._run_id, epoch, done, total))

    def flush(self) -> None:
        """Emit what has been collected, if anything."""
        steps, rows = self._steps, tuple(self._rows)
        self._steps, self._rows = [], []
        if steps:
            columns = {name: np.concatenate([each[name] for each in steps]) for name in steps[0]}
            self._emit(Batches(self._run_id, self._epoch, self._first, columns, self._speed, self._rate))
        if rows:
            self._emit(Epochs(self._run_id, rows))
        if steps or rows:
            self._told = time.monotonic()

    @property
    def _due(self) -> bool:
        return time.monotonic() - self._told >= LEAST_BETWEEN_S

    def _flush_if_due(self) -> None:
        if self._due:
            self.flush()
