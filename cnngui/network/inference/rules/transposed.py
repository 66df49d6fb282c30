"""Conv2DTranspose: each value is spread over a window, so that pictures grow."""

from __future__ import annotations

from math import prod

from cnngui.network.inference.rules.ranks import rank_problem
from cnngui.network.inference.rules.verdict import Above, Reach, Verdict, refused
from cnngui.network.inference.rules.windows import by_axis
from cnngui.network.inference.shapes import product_text, transposed_length, transposed_text
from cnngui.network.inference.weights import transposed_weights
from cnngui.network.layers import Conv2DTranspose
from cnngui.network.network import Shape


def transposed_convolution(layer: Conv2DTranspose, shape: Shape, above: Above) -> Verdict:
    """Return (rows·stride, columns·stride, filters), under "valid" a little more, and its parameters.

    Each value of the input costs one multiply-add for every weight of its channel. An output value sees at
    most ⌈f / s⌉ values of the input along an axis.
    """
    if (problem := rank_problem(layer, shape, above, 2)) is not None:
        return refused(problem)
    axes = list(zip(shape[:2], layer.kernel_size, layer.strides, strict=True))
    parameters = transposed_weights(layer, shape).parameters
    seen = (*layer.kernel_size, shape[2])
    bias = " + 1" if layer.use_bias else ""
    lengths = by_axis(tuple(transposed_text(*axis, layer.padding) for axis in axes))
    return Verdict(
        output_shape=(*(transposed_length(*axis, layer.padding) for axis in axes), layer.filters),
        parameters=parameters,
        trainable=parameters,
        multiply_adds=prod(shape) * prod(layer.kernel_size) * layer.filters,
        arithmetic=f"{lengths}; ({product_text(seen)}{bias})·{layer.filters} = {parameters:,}",
        reach=Reach(tuple(-(-size // stride) for _, size, stride in axes), (1, 1)),
    )
