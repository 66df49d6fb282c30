"""Layers that need a sequence, a picture or a volume, and what mends another number of axes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import isqrt, prod
from typing import Any

from cnngui.network import layers as kinds
from cnngui.network.inference.problems import Edit, Fix, Problem
from cnngui.network.inference.rules.fixes import inserting_before, moving_before, removing
from cnngui.network.inference.rules.verdict import Above
from cnngui.network.inference.shapes import shape_text
from cnngui.network.layers import AnyLayer, Reshape
from cnngui.network.layers.reshaping import MAX_SIZE
from cnngui.network.names import is_automatic
from cnngui.network.network import Shape

_WORDS = {1: "sequence", 2: "picture", 3: "volume"}


def rank_problem(layer: AnyLayer, shape: Shape, above: Above, axes: int) -> Problem | None:
    """Return what is wrong when `shape` has not `axes` spatial axes and one of channels."""
    if len(shape) == axes + 1:
        return None
    word = _WORDS[axes]
    return Problem(
        layer.name,
        f"network.row_not_{word}" if len(shape) == 1 else f"network.not_{word}",
        values={"input": shape_text(shape)},
        fixes=tuple(_mends(layer, shape, above, axes)),
    )


def _mends(layer: AnyLayer, shape: Shape, above: Above, axes: int) -> Iterator[Fix]:
    """Yield what is meant most likely first."""
    pools_all = layer.kind.startswith("Global")
    if len(shape) == 1:
        yield from _unflatten(layer, above, axes)
        if pools_all:
            yield removing(layer)
            return
    fixes = [_sibling(layer, len(shape) - 1), _reshape(layer, reshaped(shape, axes))]
    # Rows and columns without channels are mostly a grey picture.
    if len(shape) == axes == 2 and not pools_all:
        fixes.reverse()
    yield from (fix for fix in fixes if fix is not None)


def _reshape(layer: AnyLayer, target: Shape | None) -> Fix | None:
    if target is None:
        return None
    new = Reshape(target_shape=target)
    return inserting_before(layer, "network.fix_reshape_before", new, shape=shape_text(target))


def _unflatten(layer: AnyLayer, above: Above, axes: int) -> tuple[Fix, ...]:
    """Offer to go before the Flatten that made a row of the picture, or to do without it.

    The latter is no help where another layer has made axes of a row since.
    """
    flats = [(each.name, shape) for each, shape in above if each.kind == "Flatten"]
    if not flats or len(flats[0][1]) != axes + 1:
        return ()
    first = flats[0][0]
    before = moving_before(layer, first)
    rows = [each.kind for each, shape in above if len(shape) == 1]
    if "Reshape" in rows or any(len(one) == 1 < len(other) for (_, one), (_, other) in pairwise(above)):
        return (before,)
    without = tuple(Edit("remove", name) for name, _ in flats)
    return before, Fix("network.fix_remove", without, {"target": first})


def reshaped(shape: Shape, axes: int) -> Shape | None:
    """Return a shape of `axes` spatial axes with the values of `shape`; None when none suggests itself.

    A picture becomes a sequence of its rows; a sequence gets a channel; a row of values becomes a square
    picture (or a cube) with as few channels as it takes.
    """
    if len(shape) > axes + 1:
        found = (*shape[:axes], prod(shape[axes:]))
    elif len(shape) > 1 or axes == 1:
        found = (*shape, *(1 for _ in range(axes + 1 - len(shape))))
    elif (side := _root(shape[0], axes)) > 1:
        found = (*(side for _ in range(axes)), shape[0] // side**axes)
    else:
        return None
    return found if max(found) <= MAX_SIZE else None


def _root(values: int, axes: int) -> int:
    """Return the side of the square or cube that `values` lay out, with as few values a place as can be."""
    most = isqrt(values) if axes == 2 else round(values ** (1 / 3))
    return next((side for side in range(min(most, 4_096), 1, -1) if values % side**axes == 0), 1)


def _sibling(layer: AnyLayer, axes: int) -> Fix | None:
    """Offer the same layer for as many spatial axes as the input has."""
    if layer.kind[-2:] not in ("1D", "2D", "3D"):
        return None
    cls = getattr(kinds, f"{layer.kind[:-2]}{axes}D", None)
    if cls is None:
        return None
    fields = {name: _fitted(value, axes) for name, value in layer if name in cls.model_fields}
    fields.update(kind=cls.__name__, name=_new_name(layer))
    if fields.get("padding") == "causal":
        fields["padding"] = "same"
    edit = Edit("replace", layer.name, cls(**fields))
    return Fix("network.fix_kind", (edit,), {"kind": cls.__name__})


def _fitted(value: Any, axes: int) -> Any:
    """Return a size for `axes` axes; the last one is repeated."""
    if not isinstance(value, tuple):
        return value
    lengths = (*value, *(value[-1] for _ in range(axes)))[:axes]
    return lengths[0] if axes == 1 else lengths


def _new_name(layer: AnyLayer) -> str:
    """Return the name if a person chose it; an automatic one speaks of the old kind."""
    return "" if is_automatic(layer.name, layer.kind) else layer.name
