"""What each kind of layer does to values when a network answers: a pure function a kind.

A function takes the layer, its weights in Keras' order, and float32 (samples, …) of a shape that the layer
can read; it returns float32 (samples, …) and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial, reduce
from itertools import product
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnngui.engine.numpy_backend.activations import ACTIVATIONS, Values, leaky_relu
from cnngui.files.arrays import Arrays
from cnngui.network.layers import sides

Function = Callable[[Any, Arrays, Values], Values]
Border = tuple[int, int]


# Windows --------------------------------------------------------------------------------------------


def _bordered(values: Values, borders: Sequence[Border], fill: float = 0.0) -> Values:
    """Return values with `fill` before and behind each spatial axis; `np.pad` takes twice as long."""
    if not any(map(any, borders)):
        return values
    samples, *axes, channels = values.shape
    grown = [before + axis + behind for axis, (before, behind) in zip(axes, borders, strict=True)]
    larger = np.full((samples, *grown, channels), fill, values.dtype)
    middle = (slice(before, before + axis) for axis, (before, _) in zip(axes, borders, strict=True))
    larger[(slice(None), *middle)] = values
    return larger


def border(length: int, span: int, stride: int, padding: str) -> Border:
    """Return how far windows of `span` pixels reach beyond an axis, as TensorFlow has it."""
    if padding == "causal":
        return span - 1, 0
    if padding == "valid":
        return 0, 0
    missing = max((-(-length // stride) - 1) * stride + span - length, 0)
    return missing // 2, missing - missing // 2


def _windows(
    values: Values,
    size: Sequence[int],
    strides: Sequence[int],
    dilations: Sequence[int],
    padding: str,
    fill: float = 0.0,
) -> Values:
    """Return all windows as a view: (samples, *places, *size, channels)."""
    spans = [(each - 1) * dilation + 1 for each, dilation in zip(size, dilations, strict=True)]
    axes = list(zip(values.shape[1:-1], spans, strides, strict=True))
    values = np.ascontiguousarray(_bordered(values, [border(*axis, padding) for axis in axes], fill))
    samples, *lengths, channels = values.shape
    places = [(length - span) // stride + 1 for length, (_, span, stride) in zip(lengths, axes, strict=True)]
    first, *steps, last = values.strides
    moved = (step * stride for step, stride in zip(steps, strides, strict=True))
    inside = (step * dilation for step, dilation in zip(steps, dilations, strict=True))
    shape = (samples, *places, *size, channels)
    return as_strided(values, shape, (first, *moved, *inside, last), writeable=False)


def _of_kernel(layer: Any, values: Values) -> Values:
    sizes, strides, dilations = map(sides, (layer.kernel_size, layer.strides, layer.dilation_rate))
    return _windows(values, sizes, strides, dilations, layer.padding)


def _each_of_pool(layer: Any, values: Values, fill: float) -> Iterator[Values]:
    """Yield, for each place in the window, the values that stand there: (samples, *places, channels)."""
    size = sides(layer.pool_size)
    strides = size if layer.strides is None else sides(layer.strides)
    windows = _windows(values, size, strides, (1,) * len(size), layer.padding, fill)
    inside = np.moveaxis(windows, range(1 + len(size), windows.ndim - 1), range(len(size)))
    yield from (inside[place] for place in product(*map(range, size)))


# Kinds ----------------------------------------------------------------------------------------------


def _finished(layer: Any, biases: Arrays, values: Values) -> Values:
    """Return values with bias and activation, as layers with kernels end."""
    for bias in biases:
        values = values + bias
    return ACTIVATIONS[layer.activation](values)


def convolution(layer: Any, weights: Arrays, values: Values) -> Values:
    """Return the windows, laid out in rows, times the kernel: one matrix product a group."""
    kernel, *biases = weights
    per_group, filters = kernel.shape[-2:]
    axes = values.ndim - 2
    parts = []
    for group in range(layer.groups):
        channels = values[..., group * per_group : (group + 1) * per_group]
        windows = _of_kernel(layer, channels)
        columns = slice(group * filters // layer.groups, (group + 1) * filters // layer.groups)
        matrix = kernel[..., columns].reshape(-1, filters // layer.groups)
        rows = windows.reshape(-1, len(matrix)) @ matrix
        parts.append(rows.reshape(*windows.shape[: 1 + axes], -1))
    return _finished(layer, tuple(biases), parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1))


def _depthwise(layer: Any, kernel: Values, values: Values) -> Values:
    made: Values = np.einsum("nyxabc,abcm->nyxcm", _of_kernel(layer, values), kernel)
    return made.reshape(*made.shape[:3], -1)


def depthwise_convolution(layer: Any, weights: Arrays, values: Values) -> Values:
    """Return each channel's windows times the kernels of that channel."""
    kernel, *biases = weights
    return _finished(layer, tuple(biases), _depthwise(layer, kernel, values))


def separable_convolution(layer: Any, weights: Arrays, values: Values) -> Values:
    """Return a depthwise convolution, its channels mixed at each place."""
    kernel, mixing, *biases = weights
    return _finished(layer, tuple(biases), _depthwise(layer, kernel, values) @ mixing[0, 0])


def max_pooling(layer: Any, weights: Arrays, values: Values) -> Values:
    """Return the largest value of each window."""
    return reduce(np.maximum, _each_of_pool(layer, values, -np.inf))


def average_pooling(layer: Any, weights: Arrays, values: Values) -> Values:
    """Return the mean of each window; what lies beyond the edge does not count."""
    ones = np.ones((1, *values.shape[1:-1], 1), np.float32)
    counts = reduce(np.add, _each_of_pool(layer, ones, 0.0))
    return reduce(np.add, _each_of_pool(layer, values, 0.0)) / counts


def _global_pooling(over: Any, layer: Any, weights: Arrays, values: Values) -> Values:
    places = tuple(range(1, values.ndim - 1))
    pooled: Values = over(values, axis=places, keepdims=layer.keepdims)
    return pooled


def dense(layer: Any, weights: Arrays, values: Values) -> Values:
    """Return the weighted sums of the last axis."""
    kernel, *biases = weights
    return _finished(layer, tuple(biases), values @ kernel)


def embedding(layer: Any, weights: Arrays, values: Values) -> Values:
    """Return the row of each number."""
    (rows,) = weights
    looked_up: Values = rows[values.astype(np.int64)]
    return looked_up


def _scaled(layer: Any, weights: Sequence[Any], values: Values, mean: Any, variance: Any) -> Values:
    """Return values with mean 0 and variance 1, times gamma, plus beta, of those that the layer has."""
    gamma = weights[0] if layer.scale else np.float32(1)
    beta = weights[-1] if layer.center else np.float32(0)
    scale = gamma / np.sqrt(variance + np.float32(layer.epsilon))
    scaled: Values = values * scale + (beta - mean * scale)
    return scaled


def batch_normalization(layer: Any, weights: Arrays, values: Values) -> Values:
    """Return values scaled by what was measured in training."""
    *learned, mean, variance = weights
    return _scaled(layer, learned, values, mean, variance)


def layer_normalization(layer: Any, weights: Arrays, values: Values) -> Values:
    """Return values scaled by what is measured over the channels of each place."""
    mean, variance = values.mean(axis=-1, keepdims=True), values.var(axis=-1, keepdims=True)
    return _scaled(layer, weights, values, mean, variance)


def fixed_normalization(layer: Any, weights: Arrays, values: Values) -> Values:
    """Return values less the mean, over the root of the variance, both given."""
    mean, variance = np.float32(layer.mean), np.float32(layer.variance)
    # Keras' epsilon stands for a variance of 0.
    scaled: Values = (values - mean) / np.maximum(np.sqrt(variance), np.float32(1e-7))
    return scaled


def rectified(layer: Any, weights: Arrays, values: Values) -> Values:
    """Return values between `threshold` and `max_value`, lower ones by their slope."""
    threshold = np.float32(layer.threshold)
    low = np.float32(layer.negative_slope) * (values - threshold)
    return np.where(values >= threshold, np.minimum(values, np.float32(layer.max_value or np.inf)), low)


def up_sampling(layer: Any, weights: Arrays, values: Values) -> Values:
    """Return the picture with each row and column repeated."""
    rows, columns = layer.size
    return values.repeat(rows, axis=1).repeat(columns, axis=2)


def cropping(layer: Any, weights: Arrays, values: Values) -> Values:
    """Return the picture without its edges."""
    (top, bottom), (left, right) = layer.cropping
    height, width = values.shape[1:3]
    return values[:, top : height - bottom, left : width - right]


def maxout(layer: Any, weights: Arrays, values: Values) -> Values:
    """Return the largest of every `num_pieces` neighbouring channels."""
    grouped: Values = values.reshape(*values.shape[:-1], -1, layer.num_pieces).max(axis=-1)
    return grouped


FUNCTIONS: Mapping[str, Function] = {
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D"), convolution),
    "DepthwiseConv2D": depthwise_convolution,
    "SeparableConv2D": separable_convolution,
    **dict.fromkeys(("MaxPooling1D", "MaxPooling2D", "MaxPooling3D"), max_pooling),
    **dict.fromkeys(("AveragePooling1D", "AveragePooling2D", "AveragePooling3D"), average_pooling),
    **{f"GlobalMaxPooling{axes}D": partial(_global_pooling, np.max) for axes in (1, 2, 3)},
    **{f"GlobalAveragePooling{axes}D": partial(_global_pooling, np.mean) for axes in (1, 2, 3)},
    "Flatten": lambda layer, weights, values: values.reshape(len(values), -1),
    "Reshape": lambda layer, weights, values: values.reshape(len(values), *layer.target_shape),
    "ZeroPadding2D": lambda layer, weights, values: _bordered(values, layer.padding),
    "Cropping2D": cropping,
    "UpSampling2D": up_sampling,
    "Dense": dense,
    "Embedding": embedding,
    "PositionBias": lambda layer, weights, values: values + weights[0],
    "BatchNormalization": batch_normalization,
    "LayerNormalization": layer_normalization,
    "Normalization": fixed_normalization,
    "Rescaling": lambda layer, weights, values: values * np.float32(layer.scale) + np.float32(layer.offset),
    "Activation": lambda layer, weights, values: ACTIVATIONS[layer.activation](values),
    "ReLU": rectified,
    "LeakyReLU": lambda layer, weights, values: leaky_relu(values, layer.negative_slope),
    "PReLU": lambda layer, weights, values: np.where(values > 0, values, values * weights[0]),
    "Maxout": maxout,
}
"""By kind; those that only do something in training need none."""

MERGES: Mapping[str, Callable[[Sequence[Values]], Values]] = {
    "add": partial(reduce, np.add),
    "subtract": partial(reduce, np.subtract),
    "multiply": partial(reduce, np.multiply),
    "average": lambda branches: reduce(np.add, branches) / np.float32(len(branches)),
    "maximum": partial(reduce, np.maximum),
    "minimum": partial(reduce, np.minimum),
    "concatenate": partial(np.concatenate, axis=-1),
}
"""By `cnngui.network.blocks.MergeName`."""
