"""Conv2D: a window of weights slides over the picture, once for each filter."""

from __future__ import annotations

from math import gcd, prod

from cnngui.network.layers import Conv2D
from cnngui.network.network import Shape
from cnngui.network.problems import Problem
from cnngui.network.rules.verdict import Above, Verdict, refused
from cnngui.network.rules.windows import Window, picture_problem, unused_border, window_too_large
from cnngui.network.shapes import shape_text


def convolution(layer: Conv2D, shape: Shape, above: Above) -> Verdict:
    """Return (windows down, windows across, filters), and (f·f·channels/groups + bias)·filters parameters.

    Each output value costs one multiply-add for every weight of its filter.
    """
    if (problem := picture_problem(layer, shape, above)) is not None:
        return refused(problem)
    window = Window(
        layer, "kernel_size", layer.kernel_size, layer.strides, layer.padding, layer.dilation_rate
    )
    errors = [
        problem
        for problem in (
            _strides_with_dilation(window),
            _groups_of_filters(window, layer, shape[2]),
            _groups_of_channels(window, layer, shape[2]),
            window_too_large(window, shape),
        )
        if problem is not None
    ]
    if errors:
        return refused(*errors)
    down, across = window.slide(shape)
    depth = shape[2] // layer.groups
    weights = prod(layer.kernel_size) * depth
    parameters = (weights + layer.use_bias) * layer.filters
    warning = unused_border(window, shape)
    return Verdict(
        output_shape=(down, across, layer.filters),
        parameters=parameters,
        trainable=parameters,
        multiply_adds=down * across * layer.filters * weights,
        arithmetic=f"{window.arithmetic(shape)}; {_parameter_text(layer, depth, parameters)}",
        problems=() if warning is None else (warning,),
    )


def _parameter_text(layer: Conv2D, depth: int, parameters: int) -> str:
    bias = " + 1" if layer.use_bias else ""
    return f"({layer.kernel_size[0]}·{layer.kernel_size[1]}·{depth}{bias})·{layer.filters} = {parameters:,}"


def _strides_with_dilation(window: Window) -> Problem | None:
    """Keras refuses the two together."""
    if max(window.strides) == 1 or max(window.dilation) == 1:
        return None
    return Problem(
        window.layer.name,
        "network.strides_with_dilation",
        values={"strides": shape_text(window.strides), "dilation_rate": shape_text(window.dilation)},
        fixes=(
            window.replacing("network.fix_dilation_rate", {"dilation_rate": (1, 1)}, dilation_rate=1),
            window.replacing("network.fix_strides", {"strides": (1, 1)}, strides=1),
        ),
    )


def _groups_of_filters(window: Window, layer: Conv2D, channels: int) -> Problem | None:
    if layer.filters % layer.groups == 0:
        return None
    fewer = gcd(layer.groups, layer.filters, channels)
    whole = max(layer.groups, layer.filters // layer.groups * layer.groups)
    return Problem(
        layer.name,
        "network.groups_of_filters",
        values={
            "filters": layer.filters,
            "groups": layer.groups,
            "arithmetic": f"{layer.filters} / {layer.groups} = {layer.filters / layer.groups:.4g}",
        },
        fixes=(
            window.replacing("network.fix_groups", {"groups": fewer}, groups=fewer),
            window.replacing("network.fix_filters", {"filters": whole}, filters=whole),
        ),
    )


def _groups_of_channels(window: Window, layer: Conv2D, channels: int) -> Problem | None:
    if channels % layer.groups == 0:
        return None
    fewer = gcd(layer.groups, layer.filters, channels)
    return Problem(
        layer.name,
        "network.groups_of_channels",
        values={
            "channels": channels,
            "groups": layer.groups,
            "arithmetic": f"{channels} / {layer.groups} = {channels / layer.groups:.4g}",
        },
        fixes=(window.replacing("network.fix_groups", {"groups": fewer}, groups=fewer),),
    )
