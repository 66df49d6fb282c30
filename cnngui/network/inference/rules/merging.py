"""Where branches meet: which shapes can be concatenated or taken value by value, and how to make them fit.

Agrees with Keras 3 ``Concatenate``, ``Add``, ``Multiply`` and their like;
tests/engine/test_blocks_against_keras.py compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cnngui.messages import text
from cnngui.network.blocks import AnyEntry, Block, MergeName, Parallel, Residual
from cnngui.network.inference.problems import Edit, Fix, Problem
from cnngui.network.inference.shapes import shape_text
from cnngui.network.layers import MAX_UNITS, MAX_WINDOW, Conv2D, Dense, Flatten, MaxPooling2D
from cnngui.network.network import Shape

Joining = Residual | Parallel
Change = tuple[str, Joining, dict[str, Any]]
"""Code of the fix, the changed block, and values for the label."""
Ends = Callable[[Joining], Sequence[Shape] | None]
"""Gives what comes out of the branches of a changed block; None when one has an error."""

_SHOWN_FIXES = 3


def merged_shape(merge: MergeName, shapes: Sequence[Shape]) -> Shape | None:
    """Return the shape that branches of these shapes make together; None when they do not fit.

    concatenate: all axes but the last are equal, and the last ones are summed;
    else equal shapes, or lengths of 1 that are spread over the others' length, as numpy does. Only two
    branches can be subtracted.
    """
    first, *others = shapes
    if merge == "subtract" and len(others) != 1:
        return None
    if merge == "concatenate":
        alike = all(each[:-1] == first[:-1] and len(each) == len(first) for each in others)
        return (*first[:-1], sum(each[-1] for each in shapes)) if alike else None
    merged: Shape | None = first
    for each in others:
        merged = None if merged is None else _broadcast(merged, each)
    return merged


def _broadcast(one: Shape, other: Shape) -> Shape | None:
    if len(one) < len(other):
        one, other = other, one
    ahead, facing = one[: len(one) - len(other)], one[len(one) - len(other) :]
    if any(a != b and 1 not in (a, b) for a, b in zip(facing, other, strict=True)):
        return None
    return (*ahead, *(max(a, b) for a, b in zip(facing, other, strict=True)))


def spreading(
    block: Joining, shapes: Sequence[Shape], merged: Shape, given: Shape, ends: Ends
) -> Iterator[Problem]:
    """Warn when a branch of length 1 is spread over the others: legal, but seldom meant.

    But in a product, where a weight for each channel is the usual thing.
    """
    odd = next((shape for shape in shapes if shape != merged), None)
    if block.merge not in ("concatenate", "multiply") and odd is not None:
        yield Problem(
            block.name,
            "network.merge_spreads",
            "warning",
            {"small": shape_text(odd), "merged": shape_text(merged)},
            _fixes(block, shapes, given, ends, evenly=True),
        )


def merge_problem(block: Joining, shapes: Sequence[Shape], given: Shape, ends: Ends) -> Problem:
    """Return what is wrong when branches of these shapes do not fit.

    Args:
        given: the block's input.
    """
    if block.merge == "subtract" and len(shapes) != 2:
        fixes = (
            Fix("network.fix_add_instead", (Edit("replace", block.name, _changed(block, merge="add")),)),
        )
        return Problem(block.name, "network.subtract_branches", values={"count": len(shapes)}, fixes=fixes)
    concatenates = block.merge == "concatenate"
    return Problem(
        block.name,
        "network.concatenate_shapes" if concatenates else "network.merge_shapes",
        values={
            **({} if concatenates else {"merging": text(f"blocks.merging.{block.merge}")}),
            "shapes": ", ".join(map(shape_text, shapes)),
            "axis": _axis_name(block.merge, shapes),
            "arithmetic": _first_difference(block.merge, shapes),
        },
        fixes=_fixes(block, shapes, given, ends),
    )


def _fixes(
    block: Joining, shapes: Sequence[Shape], given: Shape, ends: Ends, *, evenly: bool = False
) -> tuple[Fix, ...]:
    """Return the changes that make branches fit; `evenly`: without spreading one over the others."""
    found: list[Fix] = []
    for code, candidate, values in _candidates(block, shapes, given):
        made = ends(candidate)
        if made is None or merged_shape(candidate.merge, made) is None:
            continue
        if not evenly or candidate.merge == "concatenate" or len(set(made)) == 1:
            found.append(Fix(code, (Edit("replace", block.name, candidate),), values))
    return tuple(found[:_SHOWN_FIXES])


def _compared(merge: MergeName, shapes: Sequence[Shape]) -> int:
    """Return the first axis in which the branches differ; -1 when even their number of axes does."""
    if len({len(shape) for shape in shapes}) > 1:
        return -1
    axes = range(len(shapes[0]) - (merge == "concatenate"))
    return next(
        axis
        for axis in axes
        if len({shape[axis] for shape in shapes} - (set() if merge == "concatenate" else {1})) > 1
    )


def _axis_name(merge: MergeName, shapes: Sequence[Shape]) -> str:
    axis, axes = _compared(merge, shapes), len(shapes[0])
    if axis < 0:
        return text("blocks.axis.rank")
    if axis == axes - 1:
        return text("blocks.axis.channels" if axes > 1 else "blocks.axis.values")
    named = {4: ("depth", "height", "width"), 3: ("height", "width"), 2: ("steps",)}.get(axes)
    return text("blocks.axis.other", number=axis + 1) if named is None else text(f"blocks.axis.{named[axis]}")


def _first_difference(merge: MergeName, shapes: Sequence[Shape]) -> str:
    axis = _compared(merge, shapes)
    lengths = [len(shape) if axis < 0 else shape[axis] for shape in shapes]
    # A length of 1 is spread over the others: no conflict in a sum.
    facing = [length for length in lengths if axis < 0 or merge == "concatenate" or length > 1]
    other = next(length for length in facing if length != facing[0])
    return f"{facing[0]} ≠ {other}"


# What may mend it -----------------------------------------------------------------------------------


def _candidates(block: Joining, shapes: Sequence[Shape], given: Shape) -> Iterator[Change]:
    """Yield changed blocks that might fit, the most likely first."""
    if isinstance(block, Residual):
        yield from _projections(block, shapes)
    if len({len(shape) for shape in shapes}) > 1 and block.merge == "concatenate":
        ends = [
            (*branch, Flatten()) if len(shape) > 1 else branch
            for branch, shape in zip(block.branches, shapes, strict=True)
        ]
        yield "network.fix_flatten_branches", _with(block, ends), {}
    same = _with(block, [_all(branch, padding="same") for branch in block.branches])
    yield "network.fix_padding_same_inside", same, {}
    still = _with(block, [_all(branch, padding="same", strides=1) for branch in block.branches])
    yield "network.fix_strides_inside", still, {}
    if block.merge != "concatenate":
        yield from _one_width(block, shapes)
    yield from _smaller(block, shapes)
    if block.merge != "concatenate" and not isinstance(block, Residual):
        yield "network.fix_concatenate", _changed(block, merge="concatenate"), {}


def _with(block: Joining, branches: Sequence[Sequence[AnyEntry]]) -> Joining:
    changed = block.with_branches(branches)
    assert isinstance(changed, (Residual, Parallel))
    return changed


def _changed(block: Joining, **fields: Any) -> Joining:
    return block.model_copy(update=fields)


def _projections(block: Residual, shapes: Sequence[Shape]) -> Iterator[Change]:
    """Offer the 1×1 convolution of ResNet's projection shortcut, or its like for rows."""
    main, shortcut = shapes
    branch = block.branches[1]
    if main[-1] > MAX_UNITS:
        return
    if len(main) == 1 and len(shortcut) == 1:
        yield (
            "network.fix_project_dense",
            _with(block, (block.branches[0], (*branch, Dense(units=main[0])))),
            {"units": main[0]},
        )
    if len(main) != 3 or len(shortcut) != 3:
        return
    strides = tuple(max(1, -(-big // small)) for big, small in zip(shortcut[:2], main[:2], strict=True))
    if max(strides) > MAX_WINDOW:
        return
    projection = Conv2D(filters=main[2], kernel_size=(1, 1), strides=strides, padding="same")  # type: ignore[arg-type]
    values = {"filters": main[2], "strides": strides[0] if strides[0] == strides[1] else shape_text(strides)}
    code = "network.fix_project" if strides == (1, 1) else "network.fix_project_strides"
    yield code, _with(block, (block.branches[0], (*branch, projection))), values


def _one_width(block: Joining, shapes: Sequence[Shape]) -> Iterator[Change]:
    """Offer to give the last layer of each branch as many filters or units as the first one has."""
    wanted = shapes[-1][-1] if isinstance(block, Residual) else shapes[0][-1]
    if wanted > MAX_UNITS:
        return
    branches = [_last_width(branch, wanted) for branch in block.branches]
    yield "network.fix_channels", _with(block, branches), {"channels": wanted}


def _last_width(branch: Sequence[AnyEntry], width: int) -> tuple[AnyEntry, ...]:
    for place in range(len(branch) - 1, -1, -1):
        for field in ("filters", "units"):
            if hasattr(branch[place], field):
                changed = branch[place].model_copy(update={field: width})
                return (*branch[:place], changed, *branch[place + 1 :])
    return tuple(branch)


def _smaller(block: Joining, shapes: Sequence[Shape]) -> Iterator[Change]:
    """Offer to pool the larger branches down to the smallest one."""
    if any(len(shape) != 3 for shape in shapes):
        return
    height, width = (min(shape[axis] for shape in shapes) for axis in (0, 1))
    branches = []
    for branch, shape in zip(block.branches, shapes, strict=True):
        strides = (-(-shape[0] // height), -(-shape[1] // width))
        if max(strides) > MAX_WINDOW:
            return
        pool = MaxPooling2D(pool_size=strides, strides=strides, padding="same")
        branches.append(branch if strides == (1, 1) else (*branch, pool))
    yield "network.fix_pool_branches", _with(block, branches), {"size": shape_text((height, width))}


def _all(entries: Sequence[AnyEntry], **fields: Any) -> list[AnyEntry]:
    """Return the stack with these fields changed in every layer that slides a window."""
    changed: list[AnyEntry] = []
    for entry in entries:
        if isinstance(entry, Block):
            changed.append(entry.with_branches([_all(branch, **fields) for branch in entry.branches]))
        elif hasattr(entry, "padding") and hasattr(entry, "strides"):
            update = {name: _spread(value, entry) for name, value in fields.items()}
            changed.append(entry.model_copy(update=update))
        else:
            changed.append(entry)
    return changed


def _spread(value: Any, layer: Any) -> Any:
    """Give a number to every axis of a layer's window."""
    window = getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None)
    return (value,) * len(window) if isinstance(value, int) and isinstance(window, tuple) else value
