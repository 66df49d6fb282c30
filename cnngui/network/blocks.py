"""Blocks: entries of a stack that hold stacks themselves.

A block is fed with one tensor and gives one. Its branches are stacks; an empty branch hands its input on
unchanged. Blocks nest, so a stack of stacks holds every network of the slides up to ResNet-152 and stays easy
to draw as cards, to write as JSON and to undo.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from cnngui.network.layers import AnyLayer, Layer

MAX_BRANCHES = 16
MAX_TIMES = 200
MAX_NESTING = 6
"""Blocks in blocks; the slides' deepest, ResNet, needs two."""

MergeName = Literal["concatenate", "add", "subtract", "multiply", "average", "maximum", "minimum"]
MERGE_SIGNS = {
    "add": "+",
    "subtract": "−",
    "multiply": "×",
    "average": "avg",
    "maximum": "max",
    "minimum": "min",
}
"""How a merge that takes the branches value by value is drawn; concatenate does not, and has no sign."""


class Block(Layer):
    """What all blocks share. Each branch is a stack, from the block's input to its merge."""

    branches: tuple[tuple[Any, ...], ...] = ()
    if TYPE_CHECKING:
        kind: str

    def with_branches(self, branches: Sequence[Sequence[AnyEntry]]) -> AnyBlock:
        """Return this block with other branches; how many there may be is checked."""
        fields = {**dict(self), "branches": tuple(tuple(branch) for branch in branches)}
        changed: AnyBlock = type(self).model_validate(fields)  # type: ignore[assignment]  # all are in the union
        return changed


class Residual(Block):
    """Add a shortcut to what some layers make of their input (He et al., 2015).

    The first branch is the main path, the second the shortcut: empty for the identity, or a projection where
    the main path changes the shape.
    """

    kind: Literal["Residual"] = "Residual"
    branches: Annotated[tuple[tuple[AnyEntry, ...], ...], Field(min_length=2, max_length=2)] = ((), ())

    @property
    def merge(self) -> Literal["add"]:
        """How the branches meet."""
        return "add"


class Parallel(Block):
    """Give the same input to several branches, and join their outputs (Szegedy et al., 2014).

    ``concatenate`` lays the channels of all branches side by side, as in an inception module; the others
    take them value by value: ``multiply`` weighs a picture by what a branch makes of it, as in
    squeeze-and-excitation (Hu et al., 2018).
    """

    kind: Literal["Parallel"] = "Parallel"
    merge: MergeName = "concatenate"
    branches: Annotated[tuple[tuple[AnyEntry, ...], ...], Field(min_length=2, max_length=MAX_BRANCHES)] = (
        (),
        (),
    )


class Repeat(Block):
    """Apply the same layers several times in a row, each time with weights of their own."""

    kind: Literal["Repeat"] = "Repeat"
    times: Annotated[int, Field(strict=True, ge=1, le=MAX_TIMES)] = 2
    branches: Annotated[tuple[tuple[AnyEntry, ...], ...], Field(min_length=1, max_length=1)] = ((),)


AnyBlock = Annotated[Residual | Parallel | Repeat, Field(discriminator="kind")]
AnyEntry = Annotated[AnyLayer | AnyBlock, Field(discriminator="kind")]
Stack = tuple[AnyEntry, ...]

for _block in (Residual, Parallel, Repeat):
    _block.model_rebuild()

BLOCK_KINDS = ("Residual", "Parallel", "Repeat")


def rounds_of(repeat: Repeat) -> range:
    """Return the numbers of a Repeat's rounds, from 1; a single one when there is nothing to repeat.

    Empty Repeats in each other would cost their product of rounds to walk, and give nothing.
    """
    return range(1, (repeat.times if unrolled_count(repeat.branches[0]) else 1) + 1)


def walk(entries: Sequence[AnyEntry]) -> Iterator[AnyEntry]:
    """Yield every entry of a stack and of the blocks in it: a block first, then its branches in order."""
    for entry in entries:
        yield entry
        if isinstance(entry, Block):
            for branch in entry.branches:
                yield from walk(branch)


def walk_within(
    entries: Sequence[AnyEntry], around: str = "", depth: int = 0
) -> Iterator[tuple[AnyEntry, str, int]]:
    """Yield what `walk` does, each with the name of the block it stands in and how deep that is."""
    for entry in entries:
        yield entry, around, depth
        if isinstance(entry, Block):
            for branch in entry.branches:
                yield from walk_within(branch, entry.name, depth + 1)


def replaced(entries: Sequence[AnyEntry], name: str, entry: AnyEntry) -> Stack:
    """Return the stack with `entry` in the place of the one called `name`, at any depth."""
    return tuple(
        entry
        if each.name == name
        else each.with_branches([replaced(branch, name, entry) for branch in each.branches])
        if isinstance(each, Block)
        else each
        for each in entries
    )


def nesting(entries: Sequence[AnyEntry]) -> int:
    """Return how deep blocks stand in blocks; 0 without any."""
    inside = (nesting(branch) for entry in entries if isinstance(entry, Block) for branch in entry.branches)
    return max((1 + depth for depth in inside), default=0)


def unrolled_count(entries: Sequence[AnyEntry]) -> int:
    """Return how many layers and merges there are once every Repeat is written out."""
    count = 0
    for entry in entries:
        if not isinstance(entry, Block):
            count += 1
            continue
        inside = sum(unrolled_count(branch) for branch in entry.branches)
        count += inside * entry.times if isinstance(entry, Repeat) else inside + 1
    return count
