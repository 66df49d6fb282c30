"""A model's output for many samples, as fast as the machine gives them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnngui.engine.keras_backend.parts import InParts
from cnngui.network.inference.infer import infer
from cnngui.network.network import Network

BATCH = 200
_MOST_VALUES = 100e6
"""That one call may leave behind on its way: 400 MB at the very most."""

Values = NDArray[np.float32]


class ManyAnswers:
    """Gives the output of `model`, which is of `network`, with the weights that it has at each call.

    Args:
        parts: in how many each batch is cut, each a branch of the graph for a core of its own.
    """

    def __init__(self, model: keras.Model, network: Network, parts: int = 1) -> None:
        self._model, self._network, self._parts = model, network, parts
        values = sum(result.values for result in infer(network).results)
        self.batch_size = int(max(1, min(BATCH * parts, _MOST_VALUES // max(1, values))))

    def __call__(self, samples: Values) -> Values:
        """Return float32 (batch, …) for at most `batch_size` samples, float32 (batch, …)."""
        return self._traced(tf.constant(samples, tf.float32)).numpy()

    @cached_property
    def _traced(self) -> Any:
        """The function of a batch that keeps no layer's output: 200 pictures' would be large."""
        in_parts = InParts(self._model, self._network, self._parts)

        def answer(batch: Any) -> Any:
            count = tf.shape(batch)[0]
            # No part may be empty: not every operation takes a batch of none.
            missing = tf.maximum(0, self._parts - count)
            indices = tf.concat([tf.range(count), tf.zeros([missing], tf.int32)], 0)
            parts = [tf.gather(batch, part) for part in in_parts.cut(indices)]
            return tf.concat(in_parts(parts, training=False), 0)[:count]

        signature = [tf.TensorSpec([None, *self._model.input_shape[1:]], tf.float32)]
        return tf.function(answer, autograph=False, input_signature=signature).get_concrete_function()
