"""Where arrow keys lead on the map: down with the data, up against them, sideways to another branch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from cnngui.export.picture.items import Area
from cnngui.network.blocks import AnyEntry, Block, Repeat, walk
from cnngui.network.names import INPUT
from cnngui.network.network import Network

Direction = Literal["up", "down", "left", "right", "first", "last", "out"]


def stepped(network: Network, places: Mapping[str, Area], name: str, direction: Direction) -> str:
    """Return what lies next to an entry, or its own name where nothing does.

    A block whose branches meet is stopped at where they do; a Repeat only when nothing is in it, or from
    what is in it, by "out". Of several branches, up and down take the first that has layers.

    Args:
        name: of an entry, or "input"; of none, the input is next.
        places: where the entries stand in the diagram; tells which layer of a branch is beside another.
    """
    if direction == "first" or (name != INPUT and name not in network.names):
        return INPUT
    if direction == "last":
        return _end(network.layers[-1]) if network.layers else INPUT
    if name == INPUT:
        return _start(network.layers[0]) if direction == "down" and network.layers else INPUT
    match direction:
        case "down":
            return _below(network, name)
        case "up":
            return _above(network, name)
        case "out":
            return network.place(name).block or name
    return _beside(network, places, name, 1 if direction == "right" else -1)


def _below(network: Network, name: str) -> str:
    entry = network.layer(name)
    if isinstance(entry, Repeat) and entry.branches[0]:
        return _start(entry)
    here = name
    while True:
        place = network.place(here)
        stack = network.stack(place)
        if place.index + 1 < len(stack):
            return _start(stack[place.index + 1])
        if not place.block:
            return name
        if not isinstance(network.layer(place.block), Repeat):
            return place.block
        here = place.block


def _above(network: Network, name: str) -> str:
    entry = network.layer(name)
    if isinstance(entry, Block) and not isinstance(entry, Repeat):
        for branch in entry.branches:
            if branch:
                return _end(branch[-1])
    here = name
    while True:
        place = network.place(here)
        if place.index:
            return _end(network.stack(place)[place.index - 1])
        if not place.block:
            return INPUT
        here = place.block


def _beside(network: Network, places: Mapping[str, Area], name: str, step: int) -> str:
    middle = _stop_height(network, places, name)
    here = name
    while (place := network.place(here)).block:
        block = network.layer(place.block)
        assert isinstance(block, Block)
        number = place.branch + step
        while 0 <= number < len(block.branches):
            stops = [each.name for each in walk(block.branches[number]) if _is_stop(each)]
            if stops:
                return min(stops, key=lambda each: abs(_stop_height(network, places, each) - middle))
            number += step
        here = place.block
    return name


def _stop_height(network: Network, places: Mapping[str, Area], name: str) -> float:
    """Return at which height one stops at an entry: the middle of a layer, the end of a block."""
    area = places[name]
    return area.y + (area.height if isinstance(network.layer(name), Block) else area.height / 2)


def _is_stop(entry: AnyEntry) -> bool:
    return not isinstance(entry, Repeat) or not entry.branches[0]


def _start(entry: AnyEntry) -> str:
    """Return where one comes to an entry from above."""
    for branch in entry.branches if isinstance(entry, Block) else ():
        if branch:
            return _start(branch[0])
    return entry.name


def _end(entry: AnyEntry) -> str:
    """Return where one comes to an entry from below."""
    return _end(entry.branches[0][-1]) if isinstance(entry, Repeat) and entry.branches[0] else entry.name
