"""Layers as other programs can run them, where Keras' own become operations that those programs lack.

Each has the weights of Keras' layer of the same kind, and answers alike. Found with tf2onnx 1.16 and the
converter of TensorFlow 2.21; tests/engine/keras_backend/test_portable.py tries every kind and activation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnngui.network.layers import AnyLayer, Conv2DTranspose, sides

ops = keras.ops


def _gelu(inputs: Any) -> Any:
    """TensorFlow has an operation for the erfc in Keras' gelu, which ONNX lacks."""
    return 0.5 * inputs * (1 + tf.math.erf(inputs * 0.5**0.5))


def _celu(inputs: Any) -> Any:
    """celu with the alpha of an activation is elu, and needs no expm1."""
    return ops.elu(inputs)


FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {"gelu": _gelu, "celu": _celu}
"""Activations by their names."""


class _Grouped:
    """Convolves each group by itself: TensorFlow hides groups in a function of its own."""

    def call(self: Any, inputs: Any) -> Any:
        padding = self.padding
        if padding == "causal":
            padding, before = "valid", self.dilation_rate[0] * (self.kernel_size[0] - 1)
            inputs = ops.pad(inputs, [[0, 0], [before, 0], [0, 0]])
        pairs = zip(
            ops.split(inputs, self.groups, axis=-1), ops.split(self.kernel, self.groups, axis=-1), strict=True
        )
        how = {"strides": self.strides, "padding": padding, "dilation_rate": self.dilation_rate}
        return _finished(self, ops.concatenate([ops.conv(part, kernel, **how) for part, kernel in pairs], -1))


class _Transposed:
    """Spreads values over a window as large as the stride, its end zeros, and cuts the output out of that.

    ONNX has no negative pads, which a stride beyond the window, or output_padding, would need.
    """

    def call(self: Any, inputs: Any) -> Any:
        lengths = self.compute_output_shape(inputs.shape)[1:3]
        grown, cut = [], []
        for length, size, stride, wanted in zip(
            inputs.shape[1:3], self.kernel_size, self.strides, lengths, strict=True
        ):
            whole = (length - 1) * stride
            before = max(whole + size - wanted, 0) // 2 if self.padding == "same" else 0
            grown.append(max(size, stride, before + wanted - whole))
            cut.append(slice(before, before + wanted))
        ends = [[0, new - old] for new, old in zip(grown, self.kernel_size, strict=True)]
        kernel = ops.pad(self.kernel, [*ends, [0, 0], [0, 0]])
        spread = ops.conv_transpose(inputs, kernel, strides=self.strides, padding="valid")
        return _finished(self, spread[:, cut[0], cut[1]])


def _finished(layer: Any, outputs: Any) -> Any:
    """Return outputs of a convolution with bias and activation."""
    if layer.use_bias:
        outputs = outputs + layer.bias
    return outputs if layer.activation is None else layer.activation(outputs)


class _Pooled3D:
    """Pools two axes, then the third: LiteRT has no pooling of volumes."""

    def call(self: Any, inputs: Any) -> Any:
        pool = ops.max_pool if "Max" in type(self).__bases__[1].__name__ else ops.average_pool
        depth, height, width, channels = inputs.shape[1:]
        flat = pool(
            ops.reshape(inputs, (-1, height, width, channels)),
            self.pool_size[1:],
            self.strides[1:],
            self.padding,
        )
        rows, columns = flat.shape[1:3]
        flat = ops.reshape(flat, (-1, depth, rows * columns, channels))
        pooled = pool(flat, (self.pool_size[0], 1), (self.strides[0], 1), self.padding)
        return ops.reshape(pooled, (-1, pooled.shape[1], rows, columns, channels))


class _Interpolated:
    """Takes the weighted sums that make a picture larger as products of matrices."""

    def call(self: Any, inputs: Any) -> Any:
        height, width = inputs.shape[1:3]
        rows = self._weights(height, self.size[0])
        columns = self._weights(width, self.size[1])
        taller = ops.transpose(ops.matmul(ops.transpose(inputs, (0, 2, 3, 1)), rows), (0, 3, 1, 2))
        return ops.transpose(ops.matmul(ops.transpose(taller, (0, 1, 3, 2)), columns), (0, 1, 3, 2))

    def _weights(self: Any, length: int, times: int) -> np.ndarray:
        """Return what each new value takes of each old one, (length, length · times)."""
        with tf.init_scope():
            resized = tf.image.resize(
                np.eye(length, dtype=np.float32)[:, :, np.newaxis, np.newaxis],
                (length * times, 1),
                method=self.interpolation,
            )
            return np.asarray(resized)[:, :, 0, 0]


def _like(kind: str, way: type) -> type:
    """Return Keras' class of `kind` that computes in this way."""
    return type(kind, (way, getattr(keras.layers, kind)), {})


_CLASSES: Mapping[str, type] = {
    **{kind: _like(kind, _Grouped) for kind in ("Conv1D", "Conv2D", "Conv3D")},
    **{kind: _like(kind, _Pooled3D) for kind in ("MaxPooling3D", "AveragePooling3D")},
    "Conv2DTranspose": _like("Conv2DTranspose", _Transposed),
    "UpSampling2D": _like("UpSampling2D", _Interpolated),
}


def portable_layer(layer: AnyLayer, fields: Mapping[str, Any]) -> keras.layers.Layer | None:
    """Return `layer` as other programs can run it; None where Keras' own layer will do.

    Args:
        fields: of the layer, as Keras takes them.
    """
    if layer.kind == "Normalization":
        return _rescaled(layer, fields)
    made: keras.layers.Layer | None = _CLASSES[layer.kind](**fields) if _is_needed(layer) else None
    return made


def _is_needed(layer: AnyLayer) -> bool:
    if isinstance(layer, Conv2DTranspose):
        beyond = any(
            stride > size for size, stride in zip(layer.kernel_size, sides(layer.strides), strict=True)
        )
        return beyond or layer.output_padding is not None
    if layer.kind == "UpSampling2D":
        return getattr(layer, "interpolation", "nearest") != "nearest"
    return layer.kind in _CLASSES and getattr(layer, "groups", 2) > 1


def _rescaled(layer: AnyLayer, fields: Mapping[str, Any]) -> keras.layers.Layer:
    """tf2onnx takes the mean and variance of a Normalization for inputs of the network."""
    mean, variance = (np.asarray(fields[name], np.float64) for name in ("mean", "variance"))
    scale = 1 / np.maximum(np.sqrt(variance), keras.backend.epsilon())
    count = np.broadcast(mean, scale).shape
    return keras.layers.Rescaling(
        _listed(scale, count), offset=_listed(-mean * scale, count), name=layer.name
    )


def _listed(numbers: np.ndarray, count: Sequence[int]) -> list[float]:
    return [float(number) for number in np.broadcast_to(numbers, count)]
