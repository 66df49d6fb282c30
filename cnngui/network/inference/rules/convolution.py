"""Conv1D, Conv2D, Conv3D: a window of weights slides over the input, once for each filter."""

from __future__ import annotations

from math import gcd, prod

from cnngui.network.inference.problems import Problem
from cnngui.network.inference.rules.fixes import replacing
from cnngui.network.inference.rules.verdict import Above, Verdict, refused
from cnngui.network.inference.rules.windows import Window, as_field, window_too_large, window_warnings
from cnngui.network.inference.shapes import product_text, shape_text
from cnngui.network.inference.weights import convolution_weights
from cnngui.network.layers import PlainConvolution, sides
from cnngui.network.network import Shape


def convolution(layer: PlainConvolution, shape: Shape, above: Above) -> Verdict:
    """Return (windows along each axis, filters), and (f·f·channels/groups + bias)·filters parameters.

    Each output value costs one multiply-add for every weight of its filter.
    """
    window = Window.of_kernel(layer, shape)
    errors = [
        problem
        for problem in (
            _strides_with_dilation(window),
            _groups_of_filters(layer, shape[-1]),
            _groups_of_channels(layer, shape[-1]),
            window_too_large(window),
        )
        if problem is not None
    ]
    if errors:
        return refused(*errors)
    places = window.slide()
    seen = (*window.size, shape[-1] // layer.groups)
    parameters = convolution_weights(layer, shape).parameters
    bias = " + 1" if layer.use_bias else ""
    return Verdict(
        output_shape=(*places, layer.filters),
        multiply_adds=prod(places) * layer.filters * prod(seen),
        arithmetic=(f"{window.arithmetic()}; ({product_text(seen)}{bias})·{layer.filters} = {parameters:,}"),
        problems=window_warnings(window, above),
        reach=window.reach,
    )


def _strides_with_dilation(window: Window) -> Problem | None:
    """Keras refuses the two together."""
    strides, dilation = sides(window.layer.strides), sides(window.layer.dilation_rate)
    if max(strides) == 1 or max(dilation) == 1:
        return None
    ones = as_field((1,) * len(strides))
    return Problem(
        window.layer.name,
        "network.strides_with_dilation",
        values={"strides": shape_text(strides), "dilation_rate": shape_text(dilation)},
        fixes=(
            replacing(window.layer, "network.fix_dilation_rate", {"dilation_rate": ones}, dilation_rate=1),
            replacing(window.layer, "network.fix_strides", {"strides": ones}, strides=1),
        ),
    )


def _groups_of_filters(layer: PlainConvolution, channels: int) -> Problem | None:
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
            replacing(layer, "network.fix_groups", {"groups": fewer}, groups=fewer),
            replacing(layer, "network.fix_filters", {"filters": whole}, filters=whole),
        ),
    )


def _groups_of_channels(layer: PlainConvolution, channels: int) -> Problem | None:
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
        fixes=(replacing(layer, "network.fix_groups", {"groups": fewer}, groups=fewer),),
    )
