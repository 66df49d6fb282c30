"""Edits of a network: pure functions that return a new one and leave the old one as it was."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Sequence
from functools import reduce
from typing import Any

from pydantic import ValidationError

from cnngui.errors import CnnguiError
from cnngui.network.blocks import AnyBlock, AnyEntry, Block, replaced, walk
from cnngui.network.inference.problems import Edit, Fix
from cnngui.network.network import (
    MAX_AXIS,
    MAX_LAYERS,
    RESERVED_NAMES,
    NameTakenError,
    Network,
    Place,
    Shape,
    TooLargeError,
)
from cnngui.network.strict_json import cut_short
from cnngui.network.table import field_spec

Names = str | Sequence[str]
"""The name of one layer or block, or of several that stand side by side in one stack.

Others raise ``network.no_neighbours``, unknown ones ``network.unknown_layer``.
"""


def insert(network: Network, place: Place | int, layer: AnyEntry) -> Network:
    """Put `layer` at `place`, a number being one of the network's own stack; beyond the ends means the end.

    A name that is taken, or none, is exchanged for a free automatic one, inside a block too.
    """
    return insert_all(network, place, (layer,))[0]


def insert_all(
    network: Network, place: Place | int, layers: Iterable[AnyEntry]
) -> tuple[Network, tuple[str, ...]]:
    """Put several layers at `place`, as on pasting. Return the network and the new entries' names.

    Raises:
        CnnguiError: ``network.too_many_layers``, ``network.too_nested`` or ``network.unknown_layer``.
    """
    place = Place(place) if isinstance(place, int) else place
    index = max(0, min(place.index, len(_stack(network, place))))
    place = dataclasses.replace(place, index=index)
    taken = {*network.names, *RESERVED_NAMES}
    new = []
    for layer in layers:
        new.append(_unnamed(layer, taken))
        taken.update(each.name for each in walk((layer,)))
    edited = _exchanged(network, place, 0, new)
    return edited, tuple(entry.name for entry in edited.stack(place)[index : index + len(new)])


def remove(network: Network, names: Names) -> Network:
    """Take one layer or block, or neighbours, out."""
    first, inside = _neighbours(network, names)
    return _exchanged(network, first, len(inside), ())


def move(network: Network, names: Names, place: Place | int) -> Network:
    """Bring one layer or block, or neighbours, to `place` of the network as it is without them.

    Raises:
        CnnguiError: ``network.into_itself``: the place is in a block that is moved.
    """
    _, moved = _neighbours(network, names)
    for entry in moved:
        if isinstance(place, Place) and place.block in {each.name for each in walk((entry,))}:
            raise CnnguiError("network.into_itself", name=entry.name)
    return insert_all(remove(network, names), place, moved)[0]


def duplicate(network: Network, names: Names) -> tuple[Network, tuple[str, ...]]:
    """Put copies behind a layer, or behind the last of neighbours. Return the network and the new names."""
    first, copied = _neighbours(network, names)
    return insert_all(network, dataclasses.replace(first, index=first.index + len(copied)), copied)


def replace(network: Network, name: str, layer: AnyEntry) -> Network:
    """Put `layer` in the place of the one called `name`. A nameless one of the same kind keeps the name.

    Raises:
        CnnguiError: ``network.name_taken``, when `layer` brings the name of another one.
    """
    _place(network, name)
    old = network.layer(name)
    keeps = not layer.name and layer.kind == old.kind
    return _put(network, name, layer.model_copy(update={"name": name}) if keeps else layer)


def wrap(network: Network, names: Names, block: AnyBlock) -> tuple[Network, str]:
    """Put one layer or block, or neighbours, into the first branch of `block`, in their place."""
    first, inside = _neighbours(network, names)
    filled = block.with_branches((inside, *block.branches[1:])).model_copy(update={"name": ""})
    edited = _exchanged(network, first, len(inside), (filled,))
    return edited, edited.stack(first)[first.index].name


def unwrap(network: Network, name: str) -> tuple[Network, tuple[str, ...]]:
    """Put what stands in the first branch of a block in the block's place; the other branches go."""
    place = _place(network, name)
    block = network.layer(name)
    inside = block.branches[0] if isinstance(block, Block) else (block,)
    edited = _exchanged(network, place, 1, inside)
    return edited, tuple(entry.name for entry in inside)


def with_field(layer: AnyEntry, field: str, value: Any) -> AnyEntry:
    """Return `layer` with one field changed, checked as a file would be.

    Raises:
        CnnguiError: ``network.bad_value`` with what was asked and what is allowed.
    """
    allowed = field_spec(layer.kind, field).allowed
    try:
        return type(layer).model_validate({**dict(layer), field: value})
    except ValidationError as error:
        name, asked = layer.name or layer.kind, cut_short(str(value))
        raise CnnguiError(
            "network.bad_value", layer=name, field=field, asked=asked, allowed=allowed
        ) from error


def with_input_shape(network: Network, shape: Shape) -> Network:
    """Return the network with another input (height, width, channels).

    Raises:
        CnnguiError: ``network.bad_input_shape``.
    """
    try:
        return Network(input_shape=shape, layers=network.layers)
    except ValidationError as error:
        raise CnnguiError("network.bad_input_shape", asked=cut_short(str(shape)), most=MAX_AXIS) from error


def apply_fix(network: Network, fix: Fix) -> Network:
    """Return the network with a problem's fix carried out."""
    return reduce(apply_edit, fix.edits, network)


def apply_edit(network: Network, edit: Edit) -> Network:
    """Return the network with one change carried out."""
    match edit:
        case Edit("insert_before", target, layer) if layer is not None:
            return insert(network, _place(network, target), layer)
        case Edit("insert_after", target, layer) if layer is not None:
            place = _place(network, target) if target else Place(-1)
            return insert(network, dataclasses.replace(place, index=place.index + 1), layer)
        case Edit("replace", target, layer) if layer is not None:
            return replace(network, target, layer)
        case Edit("remove", target):
            return remove(network, target)
        case Edit("move_last", target):
            return move(network, target, len(network.layers))
        case Edit("set_input", shape=shape) if shape is not None:
            return with_input_shape(network, shape)
    raise ValueError(f"the edit {edit.action} lacks its layer or shape")


def _put(network: Network, name: str, layer: AnyEntry) -> Network:
    place = _place(network, name)
    if layer.name != name and layer.name in {*network.names, *RESERVED_NAMES}:
        raise CnnguiError("network.name_taken", name=layer.name)
    return _exchanged(network, place, 1, (layer,))


def _exchanged(network: Network, place: Place, count: int, new: Iterable[AnyEntry]) -> Network:
    """Return the network with `new` in the place of `count` entries from `place` on, checked as a whole."""
    old = network.stack(place)
    layers = stack = (*old[: place.index], *new, *old[place.index + count :])
    if place.block:
        block = network.layer(place.block)
        assert isinstance(block, Block)
        branches = list(block.branches)
        branches[place.branch] = stack
        layers = replaced(network.layers, block.name, block.with_branches(branches))
    try:
        return network.with_layers(layers)
    except ValidationError as error:
        raise _refusal(error) from error


def _refusal(error: ValidationError) -> CnnguiError:
    """Return what keeps layers from being a network, such as too many of them."""
    for detail in error.errors(include_url=False):
        found = detail.get("ctx", {}).get("error")
        if isinstance(found, TooLargeError):
            return CnnguiError(f"network.{found.code}", found=found.found, most=found.most)
        if isinstance(found, NameTakenError):
            return CnnguiError("network.name_taken", name=found.name)
    return CnnguiError("network.too_many_layers", found=MAX_LAYERS + 1, most=MAX_LAYERS)


def _stack(network: Network, place: Place) -> Sequence[AnyEntry]:
    try:
        return network.stack(place)
    except KeyError:
        raise CnnguiError("network.unknown_layer", name=place.block) from None


def _neighbours(network: Network, names: Names) -> tuple[Place, tuple[AnyEntry, ...]]:
    """Return the place of the first, and all of them in the order of their stack.

    Raises:
        CnnguiError: ``network.no_neighbours`` or ``network.unknown_layer``.
    """
    wanted = (names,) if isinstance(names, str) else names
    first = min((_place(network, name) for name in wanted), key=lambda place: place.index)
    found = tuple(network.stack(first)[first.index : first.index + len(wanted)])
    if {entry.name for entry in found} != set(wanted):
        raise CnnguiError("network.no_neighbours")
    return first, found


def _place(network: Network, name: str) -> Place:
    try:
        return network.place(name)
    except KeyError:
        raise CnnguiError("network.unknown_layer", name=name) from None


def _unnamed(entry: AnyEntry, taken: Container[str]) -> AnyEntry:
    """Return the entry without those of its names, at any depth, that are `taken`."""
    free = entry.model_copy(update={"name": ""}) if entry.name in taken else entry
    if not isinstance(free, Block):
        return free
    return free.with_branches([[_unnamed(each, taken) for each in branch] for branch in free.branches])
