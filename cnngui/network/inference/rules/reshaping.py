"""Flatten, Reshape and ZeroPadding2D: the same values, laid out anew or with zeros around them."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from cnngui.network.inference.problems import Fix, Problem
from cnngui.network.inference.rules.fixes import replacing
from cnngui.network.inference.rules.ranks import rank_problem
from cnngui.network.inference.rules.verdict import Above, Reach, Verdict, refused
from cnngui.network.inference.rules.windows import by_axis
from cnngui.network.inference.shapes import (
    filled_shape,
    nearest_divisor,
    product_text,
    shape_text,
    total_text,
)
from cnngui.network.layers import Flatten, Reshape, ZeroPadding2D
from cnngui.network.layers.reshaping import MAX_SIZE
from cnngui.network.network import Shape


def flatten(layer: Flatten, shape: Shape, above: Above) -> Verdict:
    """Return all values of one sample in a row."""
    arithmetic = total_text(shape) if len(shape) > 1 else ""
    return Verdict(output_shape=(prod(shape),), arithmetic=arithmetic)


def reshape(layer: Reshape, shape: Shape, above: Above) -> Verdict:
    """Return `target_shape`, its −1 exchanged for what the other axes leave."""
    output = filled_shape(layer.target_shape, prod(shape))
    if output is None:
        return refused(_wrong_sizes(layer, shape))
    laid_out = f" = {product_text(output)}" if len(output) > 1 else ""
    return Verdict(
        output_shape=output,
        arithmetic=total_text(shape) + laid_out if output != shape else "",
        reach=Reach(scattered=output[:-1] != shape[:-1]),
    )


def _wrong_sizes(layer: Reshape, shape: Shape) -> Problem:
    values, target = prod(shape), layer.target_shape
    known = tuple(size for size in target if size != -1)
    found = f"{values:,} = {product_text(shape)}" if len(shape) > 1 else f"{values:,}"
    code, arithmetic = "reshape_sizes", f"{total_text(known)} ≠ {found}"
    if -1 in target:
        code, arithmetic = "reshape_rest", f"{values:,} / {prod(known):,} = {values / prod(known):.6g}"
    return Problem(
        layer.name,
        f"network.{code}",
        values={
            "input": shape_text(shape),
            "target": shape_text(target),
            "arithmetic": arithmetic,
        },
        fixes=tuple(_other_targets(layer, values)),
    )


def _other_targets(layer: Reshape, values: int) -> Iterator[Fix]:
    """Offer to change one axis; when that cannot do, the nearest sizes of all."""
    target = layer.target_shape
    found = dict.fromkeys(
        changed
        for axis, size in enumerate(target)
        if size != -1 and -1 not in target
        for changed in [filled_shape((*target[:axis], -1, *target[axis + 1 :]), values)]
        if changed is not None and max(changed) <= MAX_SIZE
    )
    for sizes in list(found)[:2] or [_nearest(target, values)]:
        fields = {"target_shape": sizes}
        yield replacing(layer, "network.fix_target_shape", fields, shape=shape_text(sizes))


def _nearest(target: Shape, values: int) -> Shape:
    """Return sizes that multiply to `values`, each as near to the one asked for as the ones before leave.

    The last axis takes what is left, or the one that is −1.
    """
    rest = values
    sizes = list(target)
    free = target.index(-1) if -1 in target else len(target) - 1
    for axis, size in enumerate(target):
        if axis != free:
            sizes[axis] = nearest_divisor(rest, size)
            rest //= sizes[axis]
    sizes[free] = rest if rest <= MAX_SIZE and -1 not in target else -1
    return tuple(sizes)


def zero_padding(layer: ZeroPadding2D, shape: Shape, above: Above) -> Verdict:
    """Return (rows + 2·padding, columns + 2·padding, channels)."""
    if (problem := rank_problem(layer, shape, above, 2)) is not None:
        return refused(problem)
    axes = list(zip(shape[:2], layer.padding, strict=True))
    return Verdict(
        output_shape=(*(length + 2 * border for length, border in axes), shape[2]),
        arithmetic=by_axis(
            tuple(f"{length} + 2·{border} = {length + 2 * border}" for length, border in axes)
        ),
    )
