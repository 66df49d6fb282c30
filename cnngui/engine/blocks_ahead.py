"""Samples of a file are read some batches ahead of training, in the order of the epoch. No TensorFlow."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.stored_samples import BLOCK_BYTES, StoredSamples

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Block:
    """Some batches in a row.

    Attributes:
        first: the step of the first of them. steps: how many there are.
        indices: int64, ascending: the samples they are made of. samples: these.
    """

    first: int
    steps: int
    indices: Indices
    samples: NDArray[np.uint8]

    def holds(self, step: int) -> bool:
        """Whether the batch of a step is one of them."""
        return self.first <= step < self.first + self.steps


class BlocksAhead:
    """Gives the blocks of an epoch; while one is trained on, a thread reads the next.

    Args:
        source: all samples. block_bytes: what a block takes; at least a batch is in it.
    """

    def __init__(self, source: StoredSamples, block_bytes: int = BLOCK_BYTES) -> None:
        self._source, self._block_bytes = source, block_bytes
        self._order: Indices = np.empty(0, np.int64)
        self._batch_size = 1
        self._current: Block | None = None
        self._next: _Reading | None = None

    def begin(self, order: Indices, batch_size: int, step: int) -> None:
        """Take another epoch, of which the batch of `step` will be wanted first."""
        self._order, self._batch_size = order, batch_size
        self._current, self._next = None, self._reading(step)

    def block(self, step: int) -> Block:
        """Return the block with the batch of a step, waiting for it if it is still read."""
        if self._current is None or not self._current.holds(step):
            ahead = self._next
            if ahead is None or not ahead.first <= step < ahead.first + ahead.steps:
                ahead = self._reading(step)
            self._current = None  # its memory may be needed by what comes
            self._current = ahead.block()
            behind = self._current.first + self._current.steps
            self._next = self._reading(behind) if behind * self._batch_size < len(self._order) else None
        return self._current

    def _reading(self, step: int) -> _Reading:
        batch_bytes = self._batch_size * math.prod(self._source.shape[1:])
        steps = max(1, self._block_bytes // batch_bytes)
        start = step * self._batch_size
        rows = self._order[start : start + steps * self._batch_size]
        return _Reading(self._source, step, -(-len(rows) // self._batch_size), np.sort(rows))


class _Reading:
    """A block on its way: read by a thread that ends when it has it."""

    def __init__(self, source: StoredSamples, first: int, steps: int, indices: Indices) -> None:
        self.first, self.steps, self._indices, self._source = first, steps, indices, source
        self._samples: NDArray[np.uint8] | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._read, name="samples_ahead", daemon=True)
        self._thread.start()

    def block(self) -> Block:
        self._thread.join()
        if self._error is not None:
            raise self._error
        assert self._samples is not None
        return Block(self.first, self.steps, self._indices, self._samples)

    def _read(self) -> None:
        try:
            self._samples = self._source[self._indices]
        except BaseException as error:
            self._error = error  # told to whoever waits for the block
