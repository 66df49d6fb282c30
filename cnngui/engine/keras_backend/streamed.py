"""Samples of a file for traced functions: a block of them at a time is a tensor, and found by its indices.

The graphs are those of `cnngui.engine.keras_backend.steps`: the same samples come out of them in the same
order, so that what is trained is the same to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnngui.datasets.input_format import UNIT_SCALING, Scaling
from cnngui.datasets.stored_samples import StoredSamples, stored
from cnngui.engine.blocks_ahead import Block, BlocksAhead
from cnngui.engine.keras_backend.steps import Samples
from cnngui.engine.training_data import Indices


def samples_of(samples: Any, labels: Indices, scaling: Scaling = UNIT_SCALING) -> Samples:
    """Return samples as traced functions take them: those of a file are left there."""
    if (unread := stored(samples)) is None:
        return Samples.of(samples, labels, scaling)
    return StreamedSamples.of_file(unread, labels, scaling)


@dataclass(frozen=True)
class StreamedSamples(Samples):
    """Samples of which a block is there: `load` or `ready` bring what the next call of a graph asks for.

    Attributes:
        samples: a variable, uint8 (block, …). places: a variable, int64 (block,), their indices, ascending.
        source: all of them. ahead: reads those of an epoch.
    """

    places: Any
    source: StoredSamples
    ahead: BlocksAhead

    @classmethod
    def of_file(cls, source: StoredSamples, labels: Indices, scaling: Scaling) -> StreamedSamples:
        """Return samples of a file; none is loaded yet."""
        shape = source.shape[1:]
        # Beside the processor: to hand over a block costs less than it would to look for rows on a device.
        with tf.device("CPU:0"):
            block = tf.Variable(tf.zeros((0, *shape), tf.uint8), trainable=False, shape=(None, *shape))
            places = tf.Variable(tf.zeros((0,), tf.int64), trainable=False, shape=(None,))
        return cls(block, tf.constant(labels), scaling, places, source, BlocksAhead(source))

    @property
    def streamed(self) -> bool:
        """Whether samples have to be loaded."""
        return True

    def begin(self, order: Indices, batch_size: int, step: int) -> None:
        """Have the samples of an epoch read from the batch of `step` on."""
        self.ahead.begin(order, batch_size, step)
        self._show(np.empty(0, np.int64), self.source[:0])

    def ready(self, step: int, steps: int) -> int:
        """Bring the samples of `step` and of some behind it; return of how many steps they are there."""
        block = self.ahead.block(step)
        if not self._shows(block):
            self._show(block.indices, block.samples)
        return min(steps, block.first + block.steps - step)

    def load(self, indices: NDArray[np.int64]) -> None:
        """Bring the samples at `indices`."""
        places = np.unique(indices)
        self._show(places, self.source[places])

    def rows(self, indices: Any) -> Any:
        """Return the samples at `indices`, all of which were brought."""
        return tf.gather(self.samples, tf.searchsorted(self.places, indices))

    def _shows(self, block: Block) -> bool:
        places = self.places.numpy()
        return len(places) == len(block.indices) and bool((places == block.indices).all())

    def _show(self, places: NDArray[np.int64], samples: NDArray[Any]) -> None:
        self.places.assign(places)
        self.samples.assign(samples)
