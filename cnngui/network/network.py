"""A network: an input shape and a stack of layers and blocks. Frozen; an edit returns a new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cnngui.network.blocks import MAX_NESTING, AnyEntry, Block, Repeat, nesting, unrolled_count, walk
from cnngui.network.layers import Layer
from cnngui.network.names import INPUT, base_name

MAX_LAYERS = 2_000
MAX_UNROLLED = 4_000
MAX_AXIS = 65_536

RESERVED_NAMES = frozenset({INPUT, "input_layer"})
"""The input is shown like a layer, and Keras makes it one: no other may have its name."""

Axis = Annotated[int, Field(strict=True, ge=1, le=MAX_AXIS)]
Shape = tuple[int, ...]


class NameTakenError(ValueError):
    """Two layers have one name. pydantic hands it on inside its ValidationError."""

    def __init__(self, name: str) -> None:
        super().__init__(f"two layers are called {name}")
        self.name = name


class TooLargeError(ValueError):
    """Blocks nest too deep, or repeat to more layers than a network may have."""

    def __init__(self, code: str, found: int, most: int) -> None:
        super().__init__(f"{code}: {found} is more than {most}")
        self.code, self.found, self.most = code, found, most


@dataclass(frozen=True)
class Place:
    """A place between entries: before the one at `index` of a stack.

    Attributes:
        block, branch: the stack is this branch of the block of that name; "" is the network itself.
    """

    index: int
    block: str = ""
    branch: int = 0


class Network(BaseModel):
    """An input shape (height, width, channels) and layers from input to output.

    A member of `layers` is a layer or a block of them (`cnngui.network.blocks`). Entries without a name get
    Keras' automatic one (``conv2d``, ``conv2d_1``, …). Names are unique over all depths: they are how a
    selection, a problem and a stored weight find their layer, whatever moves around it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    input_shape: Annotated[tuple[Axis, ...], Field(min_length=1, max_length=4)] = (28, 28, 1)
    layers: Annotated[tuple[AnyEntry, ...], Field(max_length=MAX_LAYERS)] = ()

    @model_validator(mode="before")
    @classmethod
    def _name_layers(cls, data: object) -> object:
        if not isinstance(data, dict) or not isinstance(data.get("layers"), (list, tuple)):
            return data
        return {**data, "layers": _named(data["layers"])}

    @model_validator(mode="after")
    def _is_sound(self) -> Network:
        if (depth := nesting(self.layers)) > MAX_NESTING:
            raise TooLargeError("too_nested", depth, MAX_NESTING)
        if (count := unrolled_count(self.layers)) > MAX_UNROLLED:
            raise TooLargeError("too_many_unrolled", count, MAX_UNROLLED)
        if len(self.names) > MAX_LAYERS:
            raise TooLargeError("too_many_layers", len(self.names), MAX_LAYERS)
        # Names without a dot are told apart by themselves, and their copies by the rounds behind the dot.
        copies = _round_names(self.layers) if any("." in name for name in self.names) else ()
        counts = Counter((*self.names, *copies))
        twice = sorted(name for name, count in counts.items() if count > 1 or name in RESERVED_NAMES)
        if twice:
            raise NameTakenError(twice[0])
        return self

    @cached_property
    def entries(self) -> tuple[AnyEntry, ...]:
        """All layers and blocks from input to output, those in blocks behind their block."""
        return tuple(walk(self.layers))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all `entries`, in their order."""
        return tuple(entry.name for entry in self.entries)

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Place, AnyEntry]]:
        """Where each entry stands, and the entry."""
        return {entry.name: (place, entry) for place, entry in _places(self.layers)}

    def layer(self, name: str) -> AnyEntry:
        """Return the layer or block called `name`. Raises KeyError when there is none."""
        return self.by_name[name][1]

    def place(self, name: str) -> Place:
        """Return where the entry called `name` stands. Raises KeyError when there is none."""
        return self.by_name[name][0]

    def stack(self, place: Place) -> tuple[AnyEntry, ...]:
        """Return the stack that `place` is in. Raises KeyError when its block or branch is not there."""
        if not place.block:
            return self.layers
        block = self.layer(place.block)
        if not isinstance(block, Block) or not 0 <= place.branch < len(block.branches):
            raise KeyError(place.block)
        return block.branches[place.branch]

    def with_layers(self, layers: Iterable[AnyEntry]) -> Network:
        """Return this network with other layers; new ones without a name get one."""
        return Network(input_shape=self.input_shape, layers=tuple(layers))


def _places(
    entries: Sequence[AnyEntry], block: str = "", branch: int = 0
) -> Iterator[tuple[Place, AnyEntry]]:
    for index, entry in enumerate(entries):
        yield Place(index, block, branch), entry
        if isinstance(entry, Block):
            for number, inner in enumerate(entry.branches):
                yield from _places(inner, entry.name, number)


def round_name(name: str, rounds: Sequence[int]) -> str:
    """Return what the copy of a repeated layer is called.

    Args:
        rounds: which round it is of each Repeat around it, from 1, the outermost first. The copy of all first
            rounds keeps the name.
    """
    return ".".join((name, *map(str, rounds))) if any(number > 1 for number in rounds) else name


def _round_names(entries: Sequence[AnyEntry], times: tuple[int, ...] = ()) -> Iterator[str]:
    """Yield the names that Repeats give to the copies of what they repeat."""
    for entry in entries:
        inner = (*times, entry.times) if isinstance(entry, Repeat) else times
        if isinstance(entry, Block):
            for branch in entry.branches:
                yield from _round_names(branch, inner)
        if times and not isinstance(entry, Repeat):
            copies = product(*(range(1, count + 1) for count in times))
            yield from (name for rounds in copies if (name := round_name(entry.name, rounds)) != entry.name)


def _named(layers: Sequence[object]) -> list[object]:
    """Give every nameless entry, at any depth, the first free automatic name of its kind."""
    taken = {name for entry in _raw_walk(layers) if isinstance(name := _field(entry, "name"), str) and name}
    next_number: dict[str, int] = {}
    return [_with_name(entry, taken, next_number) for entry in layers]


def _raw_walk(entries: Iterable[object]) -> Iterator[object]:
    """Yield entries as `cnngui.network.blocks.walk` does, of values that were not yet validated."""
    for entry in entries:
        yield entry
        for branch in _raw_branches(entry):
            yield from _raw_walk(branch)


def _raw_branches(entry: object) -> list[Sequence[object]]:
    branches = _field(entry, "branches")
    if not isinstance(branches, (list, tuple)):
        return []
    # What is no list is refused later, with its place.
    return list(branches) if all(isinstance(branch, (list, tuple)) for branch in branches) else []


def _with_name(entry: object, taken: set[str], next_number: dict[str, int]) -> object:
    kind = _field(entry, "kind")
    update: dict[str, Any] = {}
    if not _field(entry, "name") and isinstance(kind, str):
        base = base_name(kind)
        number = next_number.get(base, 0)
        while (name := f"{base}_{number}" if number else base) in taken:
            number += 1
        next_number[base] = number + 1
        update["name"] = name
    branches = _raw_branches(entry)
    if any(not _field(inner, "name") for branch in branches for inner in _raw_walk(branch)):
        update["branches"] = tuple(
            tuple(_with_name(inner, taken, next_number) for inner in branch) for branch in branches
        )
    if not update:
        return entry
    if isinstance(entry, Layer):
        return entry.model_copy(update=update)
    return {**entry, **update} if isinstance(entry, dict) else entry


def _field(entry: object, field: str) -> object:
    return entry.get(field) if isinstance(entry, dict) else getattr(entry, field, None)
