"""Conv2DTranspose: each value is spread over a window, so that pictures grow."""

from __future__ import annotations

from math import prod

from cnngui.network.inference.problems import Problem
from cnngui.network.inference.rules.fixes import replacing
from cnngui.network.inference.rules.verdict import Above, Reach, Verdict, refused
from cnngui.network.inference.rules.windows import by_axis
from cnngui.network.inference.shapes import product_text, shape_text, transposed_length, transposed_text
from cnngui.network.inference.weights import transposed_weights
from cnngui.network.layers import Conv2DTranspose
from cnngui.network.network import Shape


def transposed_convolution(layer: Conv2DTranspose, shape: Shape, above: Above) -> Verdict:
    """Return (rows·stride, columns·stride, filters), under "valid" a little more, and its parameters.

    Each value of the input costs one multiply-add for every weight of its channel. An output value sees at
    most ⌈f / s⌉ values of the input along an axis.
    """
    if (problem := _output_padding(layer)) is not None:
        return refused(problem)
    extra = layer.output_padding or (None, None)
    axes = list(zip(shape[:2], layer.kernel_size, layer.strides, strict=True))
    ways = [(*axis, layer.padding, more) for axis, more in zip(axes, extra, strict=True)]
    parameters = transposed_weights(layer, shape).parameters
    seen = (*layer.kernel_size, shape[2])
    bias = " + 1" if layer.use_bias else ""
    lengths = by_axis(tuple(transposed_text(*way) for way in ways))
    return Verdict(
        output_shape=(*(transposed_length(*way) for way in ways), layer.filters),
        multiply_adds=prod(shape) * prod(layer.kernel_size) * layer.filters,
        arithmetic=f"{lengths}; ({product_text(seen)}{bias})·{layer.filters} = {parameters:,}",
        reach=Reach(tuple(-(-size // stride) for _, size, stride in axes), (1, 1)),
    )


def _output_padding(layer: Conv2DTranspose) -> Problem | None:
    """Return what is wrong with output_padding: TensorFlow computes only lengths that it could come from."""
    if layer.output_padding is None:
        return None
    fewest = [int(layer.padding == "same" and size % 2 == 0) for size in layer.kernel_size]
    axes = zip(fewest, layer.output_padding, layer.strides, strict=True)
    if all(least <= extra < stride for least, extra, stride in axes):
        return None
    none = replacing(layer, "network.fix_output_padding", {"output_padding": None})
    return Problem(
        layer.name,
        "network.output_padding",
        values={
            "found": shape_text(layer.output_padding),
            "strides": shape_text(layer.strides),
            "kernel": shape_text(layer.kernel_size),
        },
        fixes=(none,),
    )
