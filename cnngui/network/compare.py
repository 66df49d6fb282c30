"""What differs between two networks, layer by layer."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, zip_longest
from operator import eq
from typing import Any, Literal

from cnngui.network.blocks import AnyEntry, Block, walk
from cnngui.network.file_format import layer_to_dict
from cnngui.network.inference.infer import Inference, infer
from cnngui.network.inference.result import LayerResult
from cnngui.network.inference.shapes import shape_text
from cnngui.network.names import INPUT, is_automatic
from cnngui.network.network import Network, Shape
from cnngui.network.table import summary_line

Mark = Literal["same", "changed", "added", "removed"]


@dataclass(frozen=True)
class Side:
    """One layer or block as it is in one of the two networks.

    Attributes:
        arguments: those that matter, as on a card.
        output_shape, parameters, multiply_adds: None behind an error; a block's hold what is inside.
    """

    name: str
    kind: str
    arguments: str
    output_shape: Shape | None
    parameters: int | None
    multiply_adds: int | None


@dataclass(frozen=True)
class FieldChange:
    """One argument that differs, as JSON values; None stands for Keras' None and for a field of one side."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Row:
    """What stands beside each other.

    Attributes:
        mark: "same" looks at the layer itself: its shape may still differ with what is above it.
        depth: how many blocks it stands in.
        left, right: None where one network has nothing.
        changes: of a changed layer, in the order of its fields; of a block, those of its own fields.
    """

    mark: Mark
    depth: int
    left: Side | None
    right: Side | None
    changes: tuple[FieldChange, ...] = ()

    @property
    def parameters(self) -> int | None:
        """How many parameters came with the change; None if that is not known."""
        return _difference(_count(self.left, "parameters"), _count(self.right, "parameters"))

    @property
    def multiply_adds(self) -> int | None:
        """How many multiply-adds a sample came with the change; None if that is not known."""
        return _difference(_count(self.left, "multiply_adds"), _count(self.right, "multiply_adds"))


@dataclass(frozen=True)
class TotalChange:
    """A figure of both networks; None while an error stands."""

    before: int | None
    after: int | None

    @property
    def difference(self) -> int | None:
        """After minus before."""
        return _difference(self.before, self.after)


@dataclass(frozen=True)
class Comparison:
    """Two networks side by side: `rows` from input to output, the input first."""

    rows: tuple[Row, ...]
    parameters: TotalChange
    trainable: TotalChange
    multiply_adds: TotalChange

    @property
    def differing(self) -> int:
        """How many rows are not the same."""
        return sum(row.mark != "same" for row in self.rows)


def compare(before: Network, after: Network) -> Comparison:
    """Return what has to be changed in `before` to get `after`. Never raises.

    Layers are paired in their order: first those that are equal with their names, then those that are equal
    but for names, then those of one kind that are most alike. Blocks that differ are looked into.
    """
    old, new = infer(before), infer(after)
    rows = (
        Row(mark, depth, _side(left, old), _side(right, new), changes)
        for mark, depth, left, right, changes in _matches(before.layers, after.layers, 0)
    )
    return Comparison(
        (_input_row(before, after), *rows),
        TotalChange(old.total_parameters, new.total_parameters),
        TotalChange(old.trainable_parameters, new.trainable_parameters),
        TotalChange(old.total_multiply_adds, new.total_multiply_adds),
    )


def differing(before: Network, after: Network) -> int:
    """Return how many rows of `compare` would not be the same, in a fraction of its time."""
    layers = sum(mark != "same" for mark, *_ in _matches(before.layers, after.layers, 0))
    return layers + (before.input_shape != after.input_shape)


def _input_row(before: Network, after: Network) -> Row:
    left, right = (Side(INPUT, "Input", "", each.input_shape, 0, 0) for each in (before, after))
    if before.input_shape == after.input_shape:
        return Row("same", 0, left, right)
    change = FieldChange("input_shape", list(before.input_shape), list(after.input_shape))
    return Row("changed", 0, left, right, (change,))


# Pairs ----------------------------------------------------------------------------------------------

Pair = tuple[AnyEntry | None, AnyEntry | None]
Sight = Callable[[AnyEntry], Hashable]
Pairing = Callable[[Sequence[AnyEntry], Sequence[AnyEntry]], Iterator[Pair]]


def _pairs(
    before: Sequence[AnyEntry], after: Sequence[AnyEntry], sights: Sequence[Sight], rest: Pairing
) -> Iterator[Pair]:
    """Pair what looks the same at first sight; between the pairs look again, less closely; then the rest."""
    if not sights:
        yield from rest(before, after)
        return
    first, *others = sights
    matcher = SequenceMatcher(None, [first(e) for e in before], [first(e) for e in after], autojunk=False)
    start, other = 0, 0
    for block in matcher.get_matching_blocks():
        yield from _pairs(before[start : block.a], after[other : block.b], others, rest)
        start, other = block.a + block.size, block.b + block.size
        yield from zip(before[block.a : start], after[block.b : other], strict=True)


def _with_name(entry: AnyEntry) -> Hashable:
    return entry


def _without_name(entry: AnyEntry) -> Hashable:
    branches = entry.branches if isinstance(entry, Block) else ()
    return _fields(entry), tuple(tuple(map(_without_name, branch)) for branch in branches)


def _kind(entry: AnyEntry) -> Hashable:
    return entry.kind


_SIGHTS: tuple[Sight, ...] = (_with_name, _without_name)


def _alone(before: Sequence[AnyEntry], after: Sequence[AnyEntry]) -> Iterator[Pair]:
    yield from ((entry, None) for entry in before)
    yield from ((None, entry) for entry in after)


# What is alike ---------------------------------------------------------------------------------------

_GIVEN_NAME = 3.0
_MOST_COMPARED = 100_000
"""Some third of a second; 2,000 layers with 2,000 others, all different, took two minutes."""
_LEAST_SIZE = 0.5
"""A layer of less than half the units, or of another part in the network, is another layer."""


def _alike(before: Sequence[AnyEntry], after: Sequence[AnyEntry]) -> Iterator[Pair]:
    """Pair, in their order, what is most alike in all; what is like nothing stays alone.

    Of very many, what is of one kind is paired.
    """
    if len(before) * len(after) > _MOST_COMPARED:
        yield from _pairs(before, after, (_kind,), _alone)
        return
    likeness = _likenesses(before, after)
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for row in range(len(before) - 1, -1, -1):
        for column in range(len(after) - 1, -1, -1):
            paired = best[row + 1][column + 1] + likeness[row][column] if likeness[row][column] else 0.0
            best[row][column] = max(paired, best[row + 1][column], best[row][column + 1])
    row = column = 0
    while row < len(before) or column < len(after):
        if column == len(after) or (row < len(before) and best[row][column] == best[row + 1][column]):
            yield before[row], None
            row += 1
        elif row == len(before) or best[row][column] == best[row][column + 1]:
            yield None, after[column]
            column += 1
        else:
            yield before[row], after[column]
            row, column = row + 1, column + 1


def _likenesses(before: Sequence[AnyEntry], after: Sequence[AnyEntry]) -> list[list[float]]:
    """Return how alike each two are. What looks the same is compared once: large networks repeat themselves.

    Automatic names say nothing: the first Dense of any network is called "dense".
    """
    examples: dict[Hashable, AnyEntry] = {}
    left, right = ([examples.setdefault(_without_name(e), e) for e in side] for side in (before, after))
    ones, others = ({id(example): _Look.of(example) for example in side} for side in (left, right))
    unnamed = {(i, j): _likeness(ones[i], others[j], given=False) for i in ones for j in others}
    return [
        [
            _likeness(ones[id(example)], others[id(other_example)], given=True)
            if one.name == other.name and not is_automatic(one.name, one.kind)
            else unnamed[id(example), id(other_example)]
            for other, other_example in zip(after, right, strict=True)
        ]
        for one, example in zip(before, left, strict=True)
    ]


@dataclass(frozen=True)
class _Look:
    """What of an entry is compared.

    Attributes:
        answers: it looks like a layer that answers: with probabilities, or their logarithms.
        size: units or filters. inside: the kinds of the layers in a block, None for a layer.
    """

    kind: str
    fields: tuple[Any, ...]
    answers: bool
    size: int
    inside: tuple[str, ...] | None

    @classmethod
    def of(cls, entry: AnyEntry) -> _Look:
        return cls(
            entry.kind,
            _fields(entry),
            getattr(entry, "activation", "") in ("softmax", "log_softmax", "sigmoid"),
            getattr(entry, "units", None) or getattr(entry, "filters", None) or 1,
            tuple(each.kind for each in walk((entry,))) if isinstance(entry, Block) else None,
        )


def _likeness(one: _Look, other: _Look, *, given: bool) -> float:
    """Return how much two entries of one kind have in common, 0 for two that are different layers.

    Args:
        given: both have one name, which a person gave.
    """
    if one.kind != other.kind:
        return 0.0
    size = _size_share(one, other)
    if not given and size < _LEAST_SIZE and one.answers != other.answers:
        return 0.0
    same = sum(map(eq, one.fields, other.fields)) / max(1, len(one.fields))
    return 1.0 + same + size + (one.answers == other.answers) + given * _GIVEN_NAME


def _fields(entry: AnyEntry) -> tuple[Any, ...]:
    return tuple((name, value) for name, value in entry if name not in ("name", "branches"))


def _size_share(one: _Look, other: _Look) -> float:
    """Return how much of the larger the smaller is, 0..1: in units or filters, in a block of its layers."""
    if one.inside is not None and other.inside is not None:
        return SequenceMatcher(None, one.inside, other.inside, autojunk=False).ratio()
    return min(one.size, other.size) / max(one.size, other.size)


# Rows -----------------------------------------------------------------------------------------------


_Match = tuple[Mark, int, AnyEntry | None, AnyEntry | None, tuple[FieldChange, ...]]
"""Mark, depth, the entries before and after, and the fields in which they differ."""


def _matches(before: Sequence[AnyEntry], after: Sequence[AnyEntry], depth: int) -> Iterator[_Match]:
    for left, right in _pairs(before, after, _SIGHTS, _alike):
        changes = _changes(left, right) if left is not None and right is not None else ()
        inside = tuple(_inside(left, right, depth + 1))
        if left is None or right is None:
            mark: Mark = "added" if left is None else "removed"
        else:
            mark = "changed" if changes or any(match[0] != "same" for match in inside) else "same"
        yield mark, depth, left, right, changes
        yield from inside


def _inside(left: AnyEntry | None, right: AnyEntry | None, depth: int) -> Iterator[_Match]:
    """Yield what is in two blocks, branch by branch."""
    branches = ((each.branches if isinstance(each, Block) else ()) for each in (left, right))
    if left is right:
        # An edit leaves the other blocks as they are: to look for changes in them took 8 ms of ResNet-152.
        whole = chain.from_iterable(next(branches))
        for entry in whole:
            yield "same", depth, entry, entry, ()
            yield from _inside(entry, entry, depth + 1)
        return
    for one, other in zip_longest(*branches, fillvalue=()):
        yield from _matches(one, other, depth)


def _changes(left: AnyEntry, right: AnyEntry) -> tuple[FieldChange, ...]:
    """Return the fields in which two entries of one kind differ, names only if both were given by hand."""
    if left is right:
        return ()
    written = layer_to_dict(left), layer_to_dict(right)
    return tuple(
        FieldChange(field, *(each.get(field, _default(left, field)) for each in written))
        for field in type(left).model_fields
        if field not in ("kind", "name", "branches") and getattr(left, field) != getattr(right, field)
    ) + (
        (FieldChange("name", left.name, right.name),)
        if left.name != right.name and not (is_automatic(left.name) or is_automatic(right.name))
        else ()
    )


def _default(entry: AnyEntry, field: str) -> Any:
    """Return a field's default as it would stand in a file, where it is left out."""
    dumped = type(entry)().model_dump(mode="json", include={field})
    return dumped[field]


def _side(entry: AnyEntry | None, inference: Inference) -> Side | None:
    if entry is None:
        return None
    result: LayerResult = inference.result(entry.name)
    return Side(
        entry.name,
        entry.kind,
        summary_line(entry),
        result.output_shape,
        result.parameters,
        result.multiply_adds,
    )


def _count(side: Side | None, figure: str) -> int | None:
    count: int | None = 0 if side is None else getattr(side, figure)
    return count


def _difference(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before


# Words ----------------------------------------------------------------------------------------------


def change_text(change: FieldChange) -> str:
    """Return a change in signs, such as ``units 128 → 625``."""
    return f"{change.field} {_value_text(change.before)} → {_value_text(change.after)}"


def signed(difference: int | None) -> str:
    """Return a difference with its sign, such as ``+1,023,099``; ``±0``, and a dash when it is not known."""
    if difference is None:
        return "–"
    return f"{difference:+,}".replace("-", "−") if difference else "±0"


def _value_text(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{key}={_value_text(each)}" for key, each in value.items() if key != "kind")
        return f"{value['kind']}({inside})"
    if isinstance(value, list):
        return shape_text(tuple(value))
    return str(value)
