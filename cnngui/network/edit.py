"""Edits of a network: pure functions that return a new one and leave the old one as it was."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any

from pydantic import ValidationError

from cnngui.errors import CnnguiError
from cnngui.network.layers import AnyLayer
from cnngui.network.network import MAX_AXIS, MAX_LAYERS, RESERVED_NAMES, Network, Shape
from cnngui.network.problems import Edit, Fix
from cnngui.network.table import field_spec


def insert(network: Network, index: int, layer: AnyLayer) -> Network:
    """Put `layer` at `index`; an index beyond the ends means the end.

    A name that is taken, or none, is exchanged for a free automatic one.
    """
    return insert_all(network, index, (layer,))[0]


def insert_all(network: Network, index: int, layers: Iterable[AnyLayer]) -> tuple[Network, tuple[str, ...]]:
    """Put several layers at `index`, as on pasting. Return the network and the new layers' names."""
    place = max(0, min(index, len(network.layers)))
    taken = {*network.names, *RESERVED_NAMES}
    new = []
    for layer in layers:
        new.append(_unnamed(layer) if layer.name in taken else layer)
        taken.add(layer.name)
    if len(network.layers) + len(new) > MAX_LAYERS:
        raise CnnguiError("network.too_many_layers", most=MAX_LAYERS)
    edited = network.with_layers((*network.layers[:place], *new, *network.layers[place:]))
    return edited, edited.names[place : place + len(new)]


def remove(network: Network, name: str) -> Network:
    """Take the layer called `name` out."""
    place = _place(network, name)
    return network.with_layers((*network.layers[:place], *network.layers[place + 1 :]))


def move(network: Network, name: str, index: int) -> Network:
    """Bring the layer called `name` to `index` of the new stack; beyond its end means the end."""
    layer = network.layers[_place(network, name)]
    return insert(remove(network, name), index, layer)


def duplicate(network: Network, name: str) -> tuple[Network, str]:
    """Put a copy behind the layer called `name`. Return the network and the copy's name."""
    place = _place(network, name)
    edited, names = insert_all(network, place + 1, (_unnamed(network.layers[place]),))
    return edited, names[0]


def replace(network: Network, name: str, layer: AnyLayer) -> Network:
    """Put `layer` in the place of the one called `name`. A nameless one of the same kind keeps the name.

    Raises:
        CnnguiError: ``network.name_taken``, when `layer` brings the name of another one.
    """
    old = network.layers[_place(network, name)]
    keeps = not layer.name and layer.kind == old.kind
    return _put(network, name, layer.model_copy(update={"name": name}) if keeps else layer)


def rename(network: Network, name: str, new_name: str) -> Network:
    """Give the layer called `name` another name; an empty one means a free automatic name.

    Raises:
        CnnguiError: ``network.name_taken``, or ``network.bad_value`` for a name that is not allowed.
    """
    return _put(network, name, with_field(network.layers[_place(network, name)], "name", new_name))


def with_field(layer: AnyLayer, field: str, value: Any) -> AnyLayer:
    """Return `layer` with one field changed, checked as a file would be.

    Raises:
        CnnguiError: ``network.bad_value`` with what was asked and what is allowed.
    """
    spec = field_spec(layer.kind, field)
    try:
        return type(layer).model_validate({**dict(layer), field: value})
    except ValidationError as error:
        raise CnnguiError(
            "network.bad_value",
            layer=layer.name or layer.kind,
            field=field,
            asked=_asked(value),
            allowed=spec.allowed,
        ) from error


def with_input_shape(network: Network, shape: Shape) -> Network:
    """Return the network with another input (height, width, channels).

    Raises:
        CnnguiError: ``network.bad_input_shape``.
    """
    try:
        return Network(input_shape=shape, layers=network.layers)
    except ValidationError as error:
        raise CnnguiError("network.bad_input_shape", asked=_asked(shape), most=MAX_AXIS) from error


def apply_fix(network: Network, fix: Fix) -> Network:
    """Return the network with a problem's fix carried out."""
    return reduce(apply_edit, fix.edits, network)


def apply_edit(network: Network, edit: Edit) -> Network:
    """Return the network with one change carried out."""
    match edit:
        case Edit("insert_before", target, layer) if layer is not None:
            return insert(network, _place(network, target), layer)
        case Edit("insert_after", target, layer) if layer is not None:
            return insert(network, _place(network, target) + 1 if target else 0, layer)
        case Edit("replace", target, layer) if layer is not None:
            return replace(network, target, layer)
        case Edit("remove", target):
            return remove(network, target)
        case Edit("move_last", target):
            return move(network, target, len(network.layers))
        case Edit("set_input", shape=shape) if shape is not None:
            return with_input_shape(network, shape)
    raise ValueError(f"the edit {edit.action} lacks its layer or shape")


def _put(network: Network, name: str, layer: AnyLayer) -> Network:
    place = _place(network, name)
    if layer.name != name and layer.name in {*network.names, *RESERVED_NAMES}:
        raise CnnguiError("network.name_taken", name=layer.name)
    return network.with_layers((*network.layers[:place], layer, *network.layers[place + 1 :]))


def _place(network: Network, name: str) -> int:
    try:
        return network.index(name)
    except KeyError:
        raise CnnguiError("network.unknown_layer", name=name) from None


def _unnamed(layer: AnyLayer) -> AnyLayer:
    return layer.model_copy(update={"name": ""})


def _asked(value: Any) -> str:
    """Write a refused value, cut short: it may come from a file or the clipboard."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
