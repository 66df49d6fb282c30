"""Layers that change values and leave the shape, and Maxout, which only thins out the channels."""

from __future__ import annotations

from math import prod

from cnngui.network.inference.problems import Problem
from cnngui.network.inference.rules.fixes import removing, replacing
from cnngui.network.inference.rules.verdict import Above, Verdict, refused
from cnngui.network.inference.shapes import nearest_divisor, shape_text, total_text
from cnngui.network.inference.weights import normalization_weights, parametric_relu_weights
from cnngui.network.layers import (
    AnyLayer,
    GroupNormalization,
    LocalResponseNormalization,
    Maxout,
    Normalization,
    PReLU,
    Rescaling,
    StandardizingLayer,
)
from cnngui.network.network import Shape


def same_shape(layer: AnyLayer, shape: Shape, above: Above) -> Verdict:
    """Return the input's shape: nothing is learned here."""
    return Verdict(output_shape=shape)


def fixed_normalization(layer: Normalization, shape: Shape, above: Above) -> Verdict:
    """Return the input's shape; each value costs one multiply-add. There is a number a channel, or one."""
    channels = shape[-1]
    for field in ("mean", "variance"):
        if len(numbers := getattr(layer, field)) not in (1, channels):
            values = {"field": field, "found": len(numbers), "channels": channels}
            one = {name: values[:1] for name, values in layer if name in ("mean", "variance")}
            fix = replacing(layer, "network.fix_one_number", one, mean=layer.mean[0])
            return refused(Problem(layer.name, "network.numbers_of_channels", values=values, fixes=(fix,)))
    if len(layer.mean) != len(layer.variance):
        # Keras takes one number for all channels of both, or of neither.
        alike = {field: (getattr(layer, field) * channels)[:channels] for field in ("mean", "variance")}
        fix = replacing(layer, "network.fix_as_many_numbers", alike, channels=channels)
        values = {"mean": len(layer.mean), "variance": len(layer.variance)}
        return refused(Problem(layer.name, "network.numbers_differ", values=values, fixes=(fix,)))
    return Verdict(output_shape=shape, multiply_adds=prod(shape))


def parametric_relu(layer: PReLU, shape: Shape, above: Above) -> Verdict:
    """Return the input's shape, and a slope for each value but along shared axes, which must be there."""
    axes = len(shape)
    if max(layer.shared_axes or (1,)) > axes:
        kept = tuple(axis for axis in layer.shared_axes or () if axis <= axes) or None
        values = {"axes": axes, "input": shape_text(shape), "found": max(layer.shared_axes or (1,))}
        text = ", ".join(map(str, kept or ())) or "–"
        fix = replacing(layer, "network.fix_shared_axes", {"shared_axes": kept}, axes=text)
        return refused(Problem(layer.name, "network.no_such_axis", values=values, fixes=(fix,)))
    slopes = parametric_relu_weights(layer, shape)
    return Verdict(output_shape=shape, arithmetic=total_text(slopes.trained[0]))


def rescaling(layer: Rescaling, shape: Shape, above: Above) -> Verdict:
    """Return the input's shape; each value costs one multiply-add."""
    return Verdict(output_shape=shape, multiply_adds=prod(shape))


def normalization(layer: StandardizingLayer, shape: Shape, above: Above) -> Verdict:
    """Return the input's shape, and two or four numbers a channel (the last axis).

    Scale and shift are learned. Batch normalization also measures the moving mean and variance, which do not
    count as trainable. Each value costs one multiply-add.
    """
    weights = normalization_weights(layer, shape)
    each = len(weights.trained) + len(weights.measured)
    return Verdict(
        output_shape=shape,
        multiply_adds=prod(shape),
        arithmetic=f"{each}·{shape[-1]} = {weights.parameters:,}" if each else "",
    )


def group_normalization(layer: GroupNormalization, shape: Shape, above: Above) -> Verdict:
    """Return what `normalization` does, where the channels can be shared among the groups."""
    channels, groups = shape[-1], layer.groups
    if groups == -1 or (groups > 0 and channels % groups == 0):
        return normalization(layer, shape, above)
    quotient = f" = {channels / groups:.4g}" if groups else ""
    nearest = nearest_divisor(channels, max(1, groups))
    return refused(
        Problem(
            layer.name,
            "network.groups_of_channels",
            values={"channels": channels, "groups": groups, "arithmetic": f"{channels} / {groups}{quotient}"},
            fixes=(
                replacing(layer, "network.fix_groups", {"groups": nearest}, groups=nearest),
                replacing(layer, "network.fix_groups", {"groups": -1}, groups=-1),
            ),
        )
    )


def local_response_normalization(layer: LocalResponseNormalization, shape: Shape, above: Above) -> Verdict:
    """Return the input's shape, a picture's; each value costs a square for every channel in its window."""
    return Verdict(output_shape=shape, multiply_adds=prod(shape) * min(2 * layer.depth_radius + 1, shape[2]))


def maxout(layer: Maxout, shape: Shape, above: Above) -> Verdict:
    """Return the channels divided by `num_pieces`."""
    *places, channels = shape
    division = f"{channels} / {layer.num_pieces} = {channels / layer.num_pieces:.6g}"
    if channels % layer.num_pieces == 0:
        return Verdict(output_shape=(*places, channels // layer.num_pieces), arithmetic=division)
    pieces = nearest_divisor(channels, layer.num_pieces)
    return refused(
        Problem(
            layer.name,
            "network.maxout_pieces",
            values={"channels": channels, "num_pieces": layer.num_pieces, "arithmetic": division},
            fixes=(
                replacing(layer, "network.fix_num_pieces", {"num_pieces": pieces}, num_pieces=pieces),
                removing(layer),
            ),
        )
    )
