"""Training by hand, faster than Keras' own: what `train_digits.py` drives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from lessons import NO_DIGIT

PEAK_RATE, LAST_RATE, WARM_UP = 2e-3, 1e-5, 500
WEIGHT_DECAY = 2e-2
SMOOTHING = 0.05
TAUGHT = 0.7
"""Share of what teachers answer in what is wanted; the rest is the label."""
PARTS = 2
"""Parts of a batch, each with a normalisation of its own: branches of the graph, for a core each."""
KEPT = 0.999
"""Share of the running mean of the weights that one step keeps."""

Weights = dict[str, tuple[np.ndarray, ...]]


class Trainer:
    """AdamW on bfloat16 arithmetic and float32 weights, with a running mean of the weights.

    The layers are called by hand because Keras' own BatchNormalization is not fused. Dropout lets all
    through: no digit is drawn twice alike, and none of the files that shipped was trained with it.

    Args:
        steps: that will be made.
        peak_rate: highest learning rate.
        teachers: trained models of the same kinds of layers. What is wanted of a digit is then mostly the
            mean of their shares (distillation: Hinton, Vinyals, Dean 2015): a digit that was bent until it
            could be two is no longer said to be surely one.
    """

    def __init__(self, model: Any, steps: int, peak_rate: float, teachers: Sequence[Any] = ()) -> None:
        import tensorflow as tf

        self.tf, self.model, self.steps, self.peak_rate = tf, model, steps, peak_rate
        self.teachers = [folded(teacher) for teacher in teachers]
        self.weights = [w.value for w in model.trainable_variables]
        self.decayed = [len(w.shape) > 1 for w in self.weights]
        self.first = [tf.Variable(tf.zeros_like(w)) for w in self.weights]
        self.second = [tf.Variable(tf.zeros_like(w)) for w in self.weights]
        self.mean = [tf.Variable(w) for w in self.weights]
        self.done = tf.Variable(0, dtype=tf.int64)
        self.step = tf.function(self._step)

    def forward(self, x: Any, dtype: Any, statistics: list[Any] | None = None) -> Any:
        """Return logits in training mode; append each normalisation's mean and variance to `statistics`."""
        tf = self.tf
        x = tf.cast(x, dtype)
        for layer in self.model.layers[1:]:
            kind = type(layer).__name__
            if kind == "Conv2D":
                kernel = tf.cast(layer.kernel.value, dtype)
                x = tf.nn.conv2d(x, kernel, layer.strides, layer.padding.upper())
            elif kind == "BatchNormalization":
                flat = len(x.shape) == 2
                x = x[:, None, None, :] if flat else x
                x, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
                    x=x,
                    scale=layer.gamma.value,
                    offset=layer.beta.value,
                    mean=[],
                    variance=[],
                    epsilon=layer.epsilon,
                    is_training=True,
                )
                x = x[:, 0, 0, :] if flat else x
                if statistics is not None:
                    statistics += [mean, variance]
            elif kind == "Activation":
                x = tf.nn.relu(x)
            elif kind == "MaxPooling2D":
                x = tf.nn.max_pool2d(x, 2, 2, "VALID")
            elif kind == "Flatten":
                x = tf.reshape(x, (tf.shape(x)[0], math.prod(x.shape[1:])))
            elif kind == "Dense":
                x = tf.matmul(x, tf.cast(layer.kernel.value, dtype))
                if layer.use_bias:
                    x = tf.cast(x, tf.float32) + layer.bias.value
            elif not _is_dropout(layer):
                raise ValueError(f"{kind} cannot be trained here")
        return tf.cast(x, tf.float32)

    def _step(self, images: Any, labels: Any) -> tuple[Any, Any]:
        tf = self.tf
        x = tf.cast(images, tf.float32)[..., None] / 255
        wanted = self.wanted(x, labels)
        with tf.GradientTape() as tape:
            answers = [self.forward(part, tf.bfloat16) for part in tf.split(x, PARTS)]
            logits = tf.concat(answers, 0)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, logits))
        gradients = tape.gradient(loss, self.weights)
        t = tf.cast(self.done.assign_add(1), tf.float32)
        turn = tf.cos(math.pi * tf.minimum(t / self.steps, 1.0))
        rate = tf.minimum(t / WARM_UP, 1.0) * (LAST_RATE + (self.peak_rate - LAST_RATE) * (1 + turn) / 2)
        keep = tf.minimum(KEPT, t / (t + 10))
        for w, g, m, v, mean, decayed in zip(
            self.weights, gradients, self.first, self.second, self.mean, self.decayed, strict=True
        ):
            m.assign(0.9 * m + 0.1 * g)
            v.assign(0.999 * v + 0.001 * g * g)
            move = (m / (1 - 0.9**t)) / (tf.sqrt(v / (1 - 0.999**t)) + 1e-8)
            w.assign_sub(rate * (move + WEIGHT_DECAY * w if decayed else move))
            mean.assign(keep * mean + (1 - keep) * w)
        right = tf.cast(tf.argmax(logits, 1) == tf.cast(labels, tf.int64), tf.float32)
        return loss, tf.reduce_sum(right) / tf.reduce_sum(tf.cast(labels != NO_DIGIT, tf.float32))

    def wanted(self, x: Any, labels: Any) -> Any:
        """Return the shares (n, 10) that are to be answered to pictures (n, 28, 28, 1) of these labels."""
        tf = self.tf
        # What is no digit is to be answered by equal shares, which a threshold then tells from digits.
        sure = tf.one_hot(labels, 10) + tf.cast(labels[:, None] == NO_DIGIT, tf.float32) / 10
        wanted = sure * (1 - SMOOTHING) + SMOOTHING / 10
        if not self.teachers:
            return wanted
        taught = tf.concat([self.taught(part) for part in tf.split(x, PARTS)], 0)
        return wanted + TAUGHT * tf.where(labels[:, None] == NO_DIGIT, 0.0, taught - wanted)

    def taught(self, x: Any) -> Any:
        """Return the mean of the teachers' shares (n, 10), which training does not change."""
        tf = self.tf
        shares = 0.0
        for teacher in self.teachers:
            y = tf.cast(x, tf.bfloat16)
            for kernel, bias, moves in teacher:
                if moves:
                    y = tf.nn.relu(tf.nn.conv2d(y, kernel, *moves) + bias)
                else:
                    y = tf.matmul(tf.reshape(y, (-1, kernel.shape[0])), kernel) + bias
                    y = tf.nn.relu(y) if kernel is not teacher[-1][0] else y
            shares += tf.nn.softmax(tf.cast(y, tf.float32))
        return shares / len(self.teachers)

    def averaged(self, images: np.ndarray) -> Weights:
        """Return the mean weights, with batch statistics measured anew on `images` in float32.

        The running statistics of training belong to weights long gone, and were rounded to bfloat16.
        """
        from cnngui.engine.keras_backend.build import weights_of

        tf = self.tf
        in_training = [w.numpy() for w in self.weights]
        for w, mean in zip(self.weights, self.mean, strict=True):
            w.assign(mean)
        sums: list[np.ndarray] = []
        parts = np.array_split(images, max(1, len(images) // 500))
        for part in parts:
            found: list[Any] = []
            self.forward(tf.cast(part, tf.float32)[..., None] / 255, tf.float32, found)
            values = [value.numpy() / len(parts) for value in found]
            sums = [a + b for a, b in zip(sums, values, strict=True)] if sums else values
        norms = [layer for layer in self.model.layers if type(layer).__name__ == "BatchNormalization"]
        for layer, mean, variance in zip(norms, sums[::2], sums[1::2], strict=True):
            layer.moving_mean.assign(mean)
            layer.moving_variance.assign(variance)
        weights = weights_of(self.model)
        for w, value in zip(self.weights, in_training, strict=True):
            w.assign(value)
        return weights


def folded(model: Any) -> list[tuple[Any, Any, tuple[Any, str] | None]]:
    """Return kernel, bias, and strides and padding (None: dense) of each layer, in bfloat16.

    The normalisation after a layer is taken into its kernel and bias.
    """
    import tensorflow as tf

    found: list[tuple[Any, Any, tuple[Any, str] | None]] = []
    for layer in model.layers:
        kind = type(layer).__name__
        if kind in ("Conv2D", "Dense"):
            moves = (layer.strides, layer.padding.upper()) if kind == "Conv2D" else None
            bias = layer.bias.numpy() if layer.use_bias else np.zeros(layer.kernel.shape[-1], np.float32)
            found.append((layer.kernel.numpy(), bias, moves))
        elif kind == "BatchNormalization":
            kernel, bias, moves = found.pop()
            scale = layer.gamma.numpy() / np.sqrt(layer.moving_variance.numpy() + layer.epsilon)
            moved = (bias - layer.moving_mean.numpy()) * scale + layer.beta.numpy()
            found.append((kernel * scale, moved, moves))
        elif kind not in ("InputLayer", "Activation", "Flatten") and not _is_dropout(layer):
            raise ValueError(f"a teacher cannot have {kind}")
    return [
        (tf.cast(kernel, tf.bfloat16), tf.cast(bias, tf.bfloat16), moves) for kernel, bias, moves in found
    ]


def _is_dropout(layer: Any) -> bool:
    """Return whether a layer is Keras' Dropout, or one of ours in its place."""
    import keras

    return isinstance(layer, keras.layers.Dropout)
