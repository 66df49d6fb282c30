"""Where in a network the numbers stopped being finite."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf


def first_not_finite(model: keras.Model, loss: Any, pictures: Any, labels: Any) -> str:
    """Return the name of the layer where a training step goes wrong, "" when none does.

    The first layer, from the input on, whose output is not finite; else the first whose penalty is not; else
    the first, from the output back, whose weights have a gradient that is not: there the error enters on its
    way.

    Args:
        loss: a function ``(labels, answers)`` that gives float32 (batch,).
    """
    inside = keras.Model(model.input, [layer.output for layer in model.layers[1:]])
    with tf.GradientTape() as tape:
        outputs = inside(pictures, training=False)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        total = tf.reduce_mean(loss(labels, outputs[-1]))
    for layer, output in zip(model.layers[1:], outputs, strict=True):
        if not _finite(output):
            return str(layer.name)
    for layer in model.layers:
        if not all(_finite(penalty) for penalty in layer.losses):
            return str(layer.name)
    trained = [layer for layer in model.layers if layer.trainable_weights]
    weights = [[weight.value for weight in layer.trainable_weights] for layer in trained]
    gradients = tape.gradient(total, weights)
    for layer, of_layer in reversed(list(zip(trained, gradients, strict=True))):
        if not all(_finite(gradient) for gradient in of_layer if gradient is not None):
            return str(layer.name)
    return ""


def _finite(values: Any) -> bool:
    return bool(tf.reduce_all(tf.math.is_finite(values)))
