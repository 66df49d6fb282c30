"""DepthwiseConv2D and SeparableConv2D: a window of weights for each channel on its own."""

from __future__ import annotations

from math import prod

from cnngui.network.inference.rules.verdict import Above, Verdict, refused
from cnngui.network.inference.rules.windows import Window, window_too_large, window_warnings
from cnngui.network.inference.shapes import product_text
from cnngui.network.inference.weights import depthwise_weights, separable_weights
from cnngui.network.layers import DepthwiseConv2D, SeparableConv2D
from cnngui.network.network import Shape


def depthwise_convolution(layer: DepthwiseConv2D, shape: Shape, above: Above) -> Verdict:
    """Return (windows down, windows across, channels·multiplier) and (f·f + bias)·channels·multiplier.

    Unlike Conv2D, Keras lets strides and dilation stand together here.
    """
    window = Window.of_kernel(layer, shape)
    if (problem := window_too_large(window)) is not None:
        return refused(problem)
    places = window.slide()
    channels = shape[2] * layer.depth_multiplier
    parameters = depthwise_weights(layer, shape).parameters
    bias = " + 1" if layer.use_bias else ""
    return Verdict(
        output_shape=(*places, channels),
        multiply_adds=prod(places) * prod(window.size) * channels,
        arithmetic=(
            f"{window.arithmetic()}; "
            f"({product_text(window.size)}{bias})·{_channels(layer, shape)} = {parameters:,}"
        ),
        problems=window_warnings(window, above),
        reach=window.reach,
    )


def separable_convolution(layer: SeparableConv2D, shape: Shape, above: Above) -> Verdict:
    """Return (windows down, windows across, filters), and f·f·channels + channels·filters + bias.

    Channels are those of the input times the multiplier. A Conv2D has f·f·channels·filters weights instead.
    """
    window = Window.of_kernel(layer, shape)
    if (problem := window_too_large(window)) is not None:
        return refused(problem)
    places = window.slide()
    channels = shape[2] * layer.depth_multiplier
    parameters = separable_weights(layer, shape).parameters
    words = _channels(layer, shape)
    bias = f" + {layer.filters}" if layer.use_bias else ""
    return Verdict(
        output_shape=(*places, layer.filters),
        multiply_adds=prod(places) * channels * (prod(window.size) + layer.filters),
        arithmetic=(
            f"{window.arithmetic()}; {product_text(window.size)}·{words} + "
            f"{words}·{layer.filters}{bias} = {parameters:,}"
        ),
        problems=window_warnings(window, above),
        reach=window.reach,
    )


def _channels(layer: DepthwiseConv2D | SeparableConv2D, shape: Shape) -> str:
    times = f"·{layer.depth_multiplier}" if layer.depth_multiplier > 1 else ""
    return f"{shape[2]}{times}"
