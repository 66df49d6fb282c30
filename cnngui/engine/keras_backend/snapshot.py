"""Weights to go back to."""

from __future__ import annotations

import keras
import tensorflow as tf

from cnngui.files.arrays import Arrays


class Snapshot:
    """Remembers the weights of a model as they are at a moment, and gives them back.

    Copying inside TensorFlow takes a tenth of the time that reading them as arrays takes, which an epoch of
    a millisecond would notice.
    """

    def __init__(self, model: keras.Model) -> None:
        self._own = [weight.value for weight in model.weights]
        self._kept = [tf.Variable(weight, trainable=False) for weight in self._own]
        self.take = tf.function(self.copy, autograph=False).get_concrete_function()

    def copy(self) -> None:
        """Remember the weights; for use inside a `tf.function`. Elsewhere `take` does the same faster."""
        for kept, own in zip(self._kept, self._own, strict=True):
            kept.assign(own)

    def weights(self, model: keras.Model) -> dict[str, Arrays]:
        """Return the remembered weights of `model` as arrays, as `build.weights_of` does those of now."""
        kept = {id(own): kept for own, kept in zip(self._own, self._kept, strict=True)}
        return {
            layer.name: tuple(kept[id(weight.value)].numpy() for weight in layer.weights)
            for layer in model.layers
            if layer.weights
        }

    def give_back(self) -> None:
        """Set the weights to what they were."""
        for kept, own in zip(self._kept, self._own, strict=True):
            own.assign(kept)
