"""What a run tells, in bundles: the window is told thirty times a second at most, whatever the speed."""

from __future__ import annotations

import time
from collections.abc import Callable
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

    def __init__(self, run_id: int, emit: Callable[[Event], None]) -> None:
        self._run_id, self._emit = run_id, emit
        self._loss: list[NDArray[Any]] = []
        self._metric: list[NDArray[Any]] = []
        self._rows: list[EpochRow] = []
        self._epoch = self._first = 0
        self._speed = self._rate = 0.0
        self._told = 0.0

    def steps(
        self,
        epoch: int,
        first_step: int,
        loss: NDArray[Any],
        metric: NDArray[Any],
        speed: float,
        learning_rate: float,
    ) -> None:
        """Take steps that follow those before."""
        if not self._loss:
            self._epoch, self._first = epoch, first_step
        self._loss.append(loss)
        self._metric.append(metric)
        self._speed, self._rate = speed, learning_rate
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
        loss, metric, rows = self._joined(self._loss), self._joined(self._metric), tuple(self._rows)
        self._loss, self._metric, self._rows = [], [], []
        if len(loss):
            self._emit(Batches(self._run_id, self._epoch, self._first, loss, metric, self._speed, self._rate))
        if rows:
            self._emit(Epochs(self._run_id, rows))
        if len(loss) or rows:
            self._told = time.monotonic()

    @property
    def _due(self) -> bool:
        return time.monotonic() - self._told >= LEAST_BETWEEN_S

    def _flush_if_due(self) -> None:
        if self._due:
            self.flush()

    def _joined(self, parts: list[NDArray[Any]]) -> NDArray[np.float32]:
        return np.concatenate(parts) if parts else np.empty(0, np.float32)
