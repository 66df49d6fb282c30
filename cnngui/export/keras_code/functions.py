"""Which blocks become functions, and what their arguments are.

A block whose like occurs again is written once. Alike are blocks of the same layers, apart from names and
numbers; numbers that differ are the function's arguments: ``def residual(x, filters, strides=1)``.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from cnngui.export.keras_code.calls import shortest, value_text
from cnngui.network.blocks import AnyBlock, AnyEntry, Block, Parallel, Residual
from cnngui.network.network import Network

MAX_ARGUMENTS = 6
"""An inception module has as many; with more, blocks share a function only when they are equal."""

Bundle = tuple[AnyEntry, ...]
"""One entry of a function's body as it is in each use; outside of functions, a single entry."""
Column = tuple[Any, ...]
"""A field's value in each use."""
Key = tuple[str, Column]

_SIZES = ("filters", "units")
_MULTIPLES = (2, 4)
_COUNTED_NAME = re.compile(r"[^A-Za-z]+$")


@dataclass(frozen=True)
class Argument:
    """One argument of a function.

    Attributes:
        values: in each use.
        default: what it is when left out; None when it must be given.
    """

    name: str
    values: Column
    default: Any = None


@dataclass(frozen=True)
class Function:
    """A block that is written once and used several times.

    Attributes:
        uses: the blocks that it stands for.
        expressions: what stands for a field that differs between the uses.
    """

    name: str
    uses: tuple[AnyBlock, ...]
    arguments: tuple[Argument, ...]
    expressions: Mapping[Key, str]

    @property
    def parameters(self) -> list[str]:
        """What stands between the brackets of its definition."""
        return ["x", *(_parameter(each) for each in self.arguments)]

    def given(self, block: AnyBlock) -> list[str]:
        """Return the arguments of the call that stands for `block`, but for the first, its input."""
        place = next(number for number, use in enumerate(self.uses) if use.name == block.name)
        written = []
        for argument in self.arguments:
            value = argument.values[place]
            if argument.default is None:
                written.append(value_text(value))
            elif value != argument.default:
                written.append(f"{argument.name}={value_text(value)}")
        return written


def functions(network: Network) -> dict[str, Function]:
    """Return the function of every block that has one, by the block's name, in the order of first use."""
    keys = _likeness(network)
    shared = frozenset(key for key, count in Counter(keys.values()).items() if count > 1)
    while True:
        counts = Counter(keys[block.name] for block in _blocks(network.layers, shared, keys))
        still = frozenset(key for key in shared if counts[key] > 1)
        if still == shared:
            break
        # What a function had taken in is written out where the function is gone, and counts anew.
        shared = still
    groups: dict[Hashable, list[AnyBlock]] = {}
    for block in _blocks(network.layers, shared, keys):
        if keys[block.name] in shared:
            groups.setdefault(keys[block.name], []).append(block)
    found: dict[str, Function] = {}
    taken = {*dir(builtins), "x", "main", "shortcut", "branch", "inputs", "outputs", "model", *_MODULES}
    for group in groups.values():
        function = _function(tuple(group), taken)
        taken.add(function.name)
        found.update({block.name: function for block in group})
    return found


def bundles(stacks: Sequence[Sequence[AnyEntry]]) -> Iterator[Bundle]:
    """Yield what stands at the same place of each stack together."""
    return zip(*stacks, strict=True)


def column(bundle: Bundle, field: str) -> Column:
    """Return a field's value in each use, written as short as it can be."""
    return tuple(shortest(field, getattr(entry, field)) for entry in bundle)


_MODULES = ("keras", "layers", "math", "np", "tf")


def _likeness(network: Network) -> dict[str, Hashable]:
    """Return what each block has in common with those that it shares a function with."""
    blocks = list(_blocks(network.layers, frozenset(), {}))
    keys = {block.name: _skeleton(block, _number_or_value) for block in blocks}
    groups: dict[Hashable, list[AnyBlock]] = {}
    for block in blocks:
        groups.setdefault(keys[block.name], []).append(block)
    for group in groups.values():
        if len(_varying([(block,) for block in group])) > MAX_ARGUMENTS:
            keys.update({block.name: _skeleton(block, lambda value: value) for block in group})
    return keys


def _varying(stacks: Sequence[Sequence[AnyEntry]]) -> set[Key]:
    return {key for key in _number_fields(stacks) if len(set(key[1])) > 1}


def _blocks(
    entries: Sequence[AnyEntry], shared: frozenset[Hashable], keys: Mapping[str, Hashable]
) -> Iterator[AnyBlock]:
    """Yield every block that can be a function, not looking into those whose likeness is shared."""
    for entry in entries:
        if not isinstance(entry, Block):
            continue
        if isinstance(entry, (Residual, Parallel)):
            yield entry
            if keys.get(entry.name) in shared:
                continue
        for branch in entry.branches:
            yield from _blocks(branch, shared, keys)


def _skeleton(entry: AnyEntry, seen: Callable[[Any], Any]) -> Hashable:
    fields = tuple(
        (name, seen(value)) for name, value in entry if name not in ("kind", "name", "branches", "seed")
    )
    inside: tuple[Any, ...] = ()
    if isinstance(entry, Block):
        inside = tuple(tuple(_skeleton(each, seen) for each in branch) for branch in entry.branches)
    return entry.kind, fields, getattr(entry, "seed", None), inside


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, tuple)) and not isinstance(value, bool)


def _number_or_value(value: Any) -> Any:
    """Return what tells values of different functions apart: all of them, but for numbers."""
    return "number" if _is_number(value) else value


def _number_fields(stacks: Sequence[Sequence[AnyEntry]]) -> Iterator[Key]:
    """Yield the columns of all numbers in a function's body, in the order of the layers."""
    for bundle in bundles(stacks):
        first = bundle[0]
        for name, value in first:
            if name not in ("kind", "name", "branches", "seed") and _is_number(value):
                yield name, column(bundle, name)
        if isinstance(first, Block):
            blocks = [entry for entry in bundle if isinstance(entry, Block)]
            for number in range(len(first.branches)):
                yield from _number_fields([block.branches[number] for block in blocks])


def _function(uses: tuple[AnyBlock, ...], taken: set[str]) -> Function:
    columns: dict[str, list[Column]] = {}
    multiples: dict[Key, tuple[int, Column]] = {}
    for field, values in _number_fields([(use,) for use in uses]):
        known = columns.setdefault(field, [])
        if len(set(values)) == 1 or values in known:
            continue
        multiple = next(((k, each) for each in known for k in _MULTIPLES if _times(k, each) == values), None)
        # Two pairs of numbers may be multiples by chance.
        if multiple is not None and field in _SIZES and len(values) > 2:
            multiples[field, values] = multiple
        else:
            known.append(values)
    # What decides the size comes first and must be given; the rest has its most usual value.
    order = sorted(columns, key=lambda field: field not in _SIZES)
    arguments: list[Argument] = []
    expressions: dict[Key, str] = {}
    for field in order:
        for number, values in enumerate(columns[field], start=1):
            name = f"{field}_{number}" if len(columns[field]) > 1 else field
            usual, count = Counter(values).most_common(1)[0]
            default = usual if field not in _SIZES and count > 1 else None
            arguments.append(Argument(name, values, default))
            expressions[field, values] = name
    for (field, values), (k, base) in multiples.items():
        expressions[field, values] = f"{k} * {expressions[field, base]}"
    arguments.sort(key=lambda argument: argument.default is not None)
    return Function(_function_name(uses, taken), uses, tuple(arguments), expressions)


def _times(k: int, values: Column) -> Column | None:
    return tuple(k * value if isinstance(value, int) else None for value in values)


def _parameter(argument: Argument) -> str:
    return argument.name if argument.default is None else f"{argument.name}={value_text(argument.default)}"


def _function_name(uses: Sequence[AnyBlock], taken: set[str]) -> str:
    """Return what the blocks' names have in common, or the kind, and a number when that is taken."""
    common = _COUNTED_NAME.sub("", _beginning([block.name for block in uses])).lower()
    words = re.sub(r"[^a-z0-9]+", "_", common).strip("_")
    base = words if len(words) > 2 and words.isidentifier() and not keyword.iskeyword(words) else ""
    base = base if base and base != "residual" else _name_of_kind(uses[0])
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    return name


def _name_of_kind(block: AnyBlock) -> str:
    projects = isinstance(block, Residual) and block.branches[1]
    return "residual_with_projection" if projects else block.kind.lower()


def _beginning(names: Sequence[str]) -> str:
    """Return the letters that all names begin with."""
    columns = zip(*names, strict=False)
    return "".join(letters[0] for letters in takewhile(lambda letters: len(set(letters)) == 1, columns))
