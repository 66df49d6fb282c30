"""Which arrays layers consist of: the one source of their parameters, their files and their memory.

Which function is whose stands in `cnngui.network.inference.registry`.

tests/engine/keras_backend/test_build.py and test_weight_names.py there compare every answer with the Keras
layer itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

from cnngui.network.layers import (
    AnyLayer,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Embedding,
    PlainConvolution,
    PReLU,
    RecurrentLayer,
    SeparableConv2D,
    StandardizingLayer,
    sides,
)
from cnngui.network.network import Shape


@dataclass(frozen=True)
class Weights:
    """The shapes of a layer's arrays in the order of ``keras.Layer.weights``.

    Attributes:
        trained: those that gradients change, such as kernel and bias.
        measured: those that gradients leave alone: moving mean and variance, and all of a frozen layer.
        names: what Keras calls them, first the trained ones.
    """

    trained: tuple[Shape, ...] = ()
    measured: tuple[Shape, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def trainable(self) -> int:
        """How many numbers gradients change."""
        return sum(map(prod, self.trained))

    @property
    def parameters(self) -> int:
        """How many numbers the layer keeps."""
        return self.trainable + sum(map(prod, self.measured))

    def frozen(self) -> Weights:
        """Return the same arrays in the same order, of which gradients change none."""
        return Weights((), (*self.trained, *self.measured), self.names)


def no_weights(layer: AnyLayer, shape: Shape) -> Weights:
    """Return none: nothing is learned here."""
    return Weights()


def _with_bias(layer: Any, bias: int, *kernels: Shape, names: tuple[str, ...] = ("kernel",)) -> Weights:
    if not layer.use_bias:
        return Weights(kernels, names=names)
    return Weights((*kernels, (bias,)), names=(*names, "bias"))


def convolution_weights(layer: PlainConvolution, shape: Shape) -> Weights:
    """Return a kernel of the channels of one group for each filter, and a bias a filter."""
    kernel = (*sides(layer.kernel_size), shape[-1] // layer.groups, layer.filters)
    return _with_bias(layer, layer.filters, kernel)


def transposed_weights(layer: Conv2DTranspose, shape: Shape) -> Weights:
    """Return a kernel with the filters before the channels, and a bias a filter."""
    return _with_bias(layer, layer.filters, (*layer.kernel_size, layer.filters, shape[-1]))


def depthwise_weights(layer: DepthwiseConv2D, shape: Shape) -> Weights:
    """Return a window for each channel and multiple of it, and a bias for each of these."""
    kernel = (*layer.kernel_size, shape[-1], layer.depth_multiplier)
    return _with_bias(layer, shape[-1] * layer.depth_multiplier, kernel)


def separable_weights(layer: SeparableConv2D, shape: Shape) -> Weights:
    """Return the windows of the channels, what mixes them, and a bias a filter."""
    depthwise = (*layer.kernel_size, shape[-1], layer.depth_multiplier)
    pointwise = (1, 1, shape[-1] * layer.depth_multiplier, layer.filters)
    names = "depthwise_kernel", "pointwise_kernel"
    return _with_bias(layer, layer.filters, depthwise, pointwise, names=names)


def dense_weights(layer: Dense, shape: Shape) -> Weights:
    """Return a weight for each input and unit, and a bias a unit."""
    return _with_bias(layer, layer.units, (shape[-1], layer.units))


def embedding_weights(layer: Embedding, shape: Shape) -> Weights:
    """Return a row for each word."""
    return Weights(((layer.input_dim, layer.output_dim),), names=("embeddings",))


def position_bias_weights(layer: AnyLayer, shape: Shape) -> Weights:
    """Return a bias for each value."""
    return Weights((shape,), names=("bias",))


def parametric_relu_weights(layer: PReLU, shape: Shape) -> Weights:
    """Return a slope for each value, one along each shared axis."""
    shared = layer.shared_axes or ()
    slopes = tuple(1 if axis in shared else size for axis, size in enumerate(shape, 1))
    return Weights((slopes,), names=("alpha",))


def recurrent_weights(layer: RecurrentLayer, shape: Shape) -> Weights:
    """Return the weights of the input, those from step to step, and biases, for each gate and unit."""
    columns = gates(layer) * layer.units
    kernels = (shape[-1], columns), (layer.units, columns)
    return _with_bias(layer, columns, *kernels, names=("kernel", "recurrent_kernel"))


def gates(layer: RecurrentLayer) -> int:
    """Return how many weighted sums make one unit: an LSTM has three gates and what they let through."""
    return 4 if layer.kind == "LSTM" else 1


def normalization_weights(layer: StandardizingLayer, shape: Shape) -> Weights:
    """Return scale and shift of each channel; a batch normalization also measures its mean and variance."""
    channels = ((shape[-1],),)
    measures = ("moving_mean", "moving_variance") if layer.kind == "BatchNormalization" else ()
    learned = tuple(name for name, there in (("gamma", layer.scale), ("beta", layer.center)) if there)
    return Weights(channels * len(learned), channels * len(measures), (*learned, *measures))
