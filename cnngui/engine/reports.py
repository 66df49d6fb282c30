"""Batches told in bundles: the window is told thirty times a second at most, whatever the speed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.engine.protocol import Batches, Event

LEAST_BETWEEN_S = 1 / 30


class BatchReport:
    """Collects steps in a row and emits them as one `Batches` when the last one is long enough ago."""

    def __init__(self, run_id: int, emit: Callable[[Event], None]) -> None:
        self._run_id, self._emit = run_id, emit
        self._loss: list[NDArray[Any]] = []
        self._metric: list[NDArray[Any]] = []
        self._epoch = self._first = 0
        self._speed = 0.0
        self._told = 0.0

    def add(
        self, epoch: int, first_step: int, loss: NDArray[Any], metric: NDArray[Any], speed: float
    ) -> None:
        """Take steps in a row of `epoch`; call `flush` at an epoch's end, they may not be mixed."""
        if not self._loss:
            self._epoch, self._first = epoch, first_step
        self._loss.append(loss)
        self._metric.append(metric)
        self._speed = speed
        if time.monotonic() - self._told >= LEAST_BETWEEN_S:
            self.flush()

    def flush(self) -> None:
        """Emit what has been collected, if anything."""
        loss, metric = self._joined(self._loss), self._joined(self._metric)
        self._loss, self._metric = [], []
        if len(loss):
            self._told = time.monotonic()
            self._emit(Batches(self._run_id, self._epoch, self._first, loss, metric, self._speed))

    def _joined(self, parts: list[NDArray[Any]]) -> NDArray[np.float32]:
        return np.concatenate(parts) if parts else np.empty(0, np.float32)
