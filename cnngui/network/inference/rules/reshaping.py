"""Flatten, Reshape, ZeroPadding2D, Cropping2D, UpSampling2D: values laid out anew, framed, cut, repeated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from cnngui.network.inference.problems import Fix, Problem
from cnngui.network.inference.rules.fixes import removing, replacing
from cnngui.network.inference.rules.verdict import Above, Reach, Verdict, refused
from cnngui.network.inference.rules.windows import by_axis
from cnngui.network.inference.shapes import (
    filled_shape,
    nearest_divisor,
    product_text,
    shape_text,
    total_text,
)
from cnngui.network.layers import Cropping2D, Flatten, Reshape, UpSampling2D, ZeroPadding2D
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
    """Return (top + rows + bottom, left + columns + right, channels)."""
    axes = list(zip(shape[:2], layer.padding, strict=True))
    lengths = tuple(length + before + behind for length, (before, behind) in axes)
    return Verdict(output_shape=(*lengths, shape[2]), arithmetic=_edges_text(axes, lengths, "+"))


def cropping(layer: Cropping2D, shape: Shape, above: Above) -> Verdict:
    """Return (rows − top − bottom, columns − left − right, channels); something must be left."""
    axes = list(zip(shape[:2], layer.cropping, strict=True))
    lengths = tuple(length - before - behind for length, (before, behind) in axes)
    arithmetic = _edges_text(axes, lengths, "−")
    if min(lengths) > 0:
        return Verdict(output_shape=(*lengths, shape[2]), arithmetic=arithmetic)
    values = {"input": shape_text(shape), "arithmetic": arithmetic}
    return refused(Problem(layer.name, "network.nothing_left", values=values, fixes=(removing(layer),)))


def _edges_text(axes: Sequence[tuple[int, tuple[int, int]]], lengths: Shape, sign: str) -> str:
    """Write what is put around each axis, or cut off it: ``28 + 2·1 = 30``, ``28 + 0 + 1 = 29``."""
    return by_axis(
        tuple(
            f"{length} {sign} "
            + (f"2·{before}" if before == behind else f"{before} {sign} {behind}")
            + f" = {result}".replace("-", "−")
            for (length, (before, behind)), result in zip(axes, lengths, strict=True)
        )
    )


def up_sampling(layer: UpSampling2D, shape: Shape, above: Above) -> Verdict:
    """Return (rows·size, columns·size, channels).

    A value that is no copy is computed of its neighbours: two of them along an axis, or four, six and ten.
    """
    axes = list(zip(shape[:2], layer.size, strict=True))
    seen = {"nearest": 1, "bilinear": 2, "bicubic": 4, "lanczos3": 6, "lanczos5": 10}[layer.interpolation]
    return Verdict(
        output_shape=(*(length * times for length, times in axes), shape[2]),
        arithmetic=by_axis(tuple(f"{length}·{times} = {length * times}" for length, times in axes)),
        reach=Reach((seen, seen), (1, 1)),
    )
