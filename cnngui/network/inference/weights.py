"""Which arrays a layer consists of: the one source of its parameters, its files and its memory.

tests/engine/keras_backend/test_build.py compares every answer with the Keras layer itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

from cnngui.network.layers import (
    LSTM,
    AnyLayer,
    BatchNormalization,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Embedding,
    LayerNormalization,
    PlainConvolution,
    SeparableConv2D,
    SimpleRNN,
    sides,
)
from cnngui.network.network import Shape


@dataclass(frozen=True)
class Weights:
    """The shapes of a layer's arrays in the order of ``keras.Layer.weights``.

    Attributes:
        trained: those that gradients change, such as kernel and bias.
        measured: those that are only measured: moving mean, moving variance.
    """

    trained: tuple[Shape, ...] = ()
    measured: tuple[Shape, ...] = ()

    @property
    def trainable(self) -> int:
        """How many numbers gradients change."""
        return sum(map(prod, self.trained))

    @property
    def parameters(self) -> int:
        """How many numbers the layer keeps."""
        return self.trainable + sum(map(prod, self.measured))


NONE = Weights()


def layer_weights(layer: AnyLayer, shape: Shape) -> Weights:
    """Return the weights that `layer` has for an input of `shape`, one that it can read."""
    find = _WEIGHTS.get(layer.kind)
    return NONE if find is None else find(layer, shape)


def _with_bias(layer: Any, bias: int, *kernels: Shape) -> Weights:
    return Weights((*kernels, (bias,)) if layer.use_bias else kernels)


def _convolution(layer: PlainConvolution, shape: Shape) -> Weights:
    kernel = (*sides(layer.kernel_size), shape[-1] // layer.groups, layer.filters)
    return _with_bias(layer, layer.filters, kernel)


def _transposed(layer: Conv2DTranspose, shape: Shape) -> Weights:
    return _with_bias(layer, layer.filters, (*layer.kernel_size, layer.filters, shape[-1]))


def _depthwise(layer: DepthwiseConv2D, shape: Shape) -> Weights:
    kernel = (*layer.kernel_size, shape[-1], layer.depth_multiplier)
    return _with_bias(layer, shape[-1] * layer.depth_multiplier, kernel)


def _separable(layer: SeparableConv2D, shape: Shape) -> Weights:
    depthwise = (*layer.kernel_size, shape[-1], layer.depth_multiplier)
    pointwise = (1, 1, shape[-1] * layer.depth_multiplier, layer.filters)
    return _with_bias(layer, layer.filters, depthwise, pointwise)


def _dense(layer: Dense, shape: Shape) -> Weights:
    return _with_bias(layer, layer.units, (shape[-1], layer.units))


def _embedding(layer: Embedding, shape: Shape) -> Weights:
    return Weights(((layer.input_dim, layer.output_dim),))


def _position_bias(layer: AnyLayer, shape: Shape) -> Weights:
    return Weights((shape,))


def _simple_rnn(layer: SimpleRNN, shape: Shape) -> Weights:
    return _with_bias(layer, layer.units, (shape[-1], layer.units), (layer.units, layer.units))


def _lstm(layer: LSTM, shape: Shape) -> Weights:
    gates = 4 * layer.units
    return _with_bias(layer, gates, (shape[-1], gates), (layer.units, gates))


def _batch_normalization(layer: BatchNormalization, shape: Shape) -> Weights:
    channels = ((shape[-1],),)
    return Weights(channels * (layer.scale + layer.center), channels * 2)


def _layer_normalization(layer: LayerNormalization, shape: Shape) -> Weights:
    return Weights(((shape[-1],),) * (layer.scale + layer.center))


_WEIGHTS: Mapping[str, Callable[[Any, Shape], Weights]] = {
    "Conv1D": _convolution,
    "Conv2D": _convolution,
    "Conv3D": _convolution,
    "Conv2DTranspose": _transposed,
    "DepthwiseConv2D": _depthwise,
    "SeparableConv2D": _separable,
    "Dense": _dense,
    "Embedding": _embedding,
    "PositionBias": _position_bias,
    "SimpleRNN": _simple_rnn,
    "LSTM": _lstm,
    "BatchNormalization": _batch_normalization,
    "LayerNormalization": _layer_normalization,
}
