"""Where keys and drops bring an entry or the selection: pure arithmetic on places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cnngui.network.blocks import Block
from cnngui.network.network import Network, Place


def moved_by_keys(network: Network, names: Sequence[str], direction: str) -> Place | None:
    """Return the place that neighbours go to, in the network without them; None when there is none.

    Args:
        names: one name, or several in the order of their stack.
        direction: "up" and "down" among its neighbours, and at the ends of a branch out of the block; "in"
            to the block below, else the block above, else the next branch; "out" to the branch before,
            else out of the block, behind it.
    """
    place = network.place(names[0])
    left = len(network.stack(place)) - len(names)
    match direction:
        case "up" | "down":
            index = place.index + (1 if direction == "down" else -1)
            if 0 <= index <= left:
                return replace(place, index=index)
            return _beside(network, place, behind=direction == "down")
        case "in":
            return _into_neighbour(network, place, len(names)) or _into_branch(network, place, 1)
        case "out":
            return _into_branch(network, place, -1) or _beside(network, place, behind=True)
    raise ValueError(direction)


def dropped_place(network: Network, names: Sequence[str], target: Place) -> Place:
    """Return `target`, a place among all cards, as it is counted in the network without `names`."""
    own = network.place(names[0])
    same_stack = (target.block, target.branch) == (own.block, own.branch)
    after = max(0, min(len(names), target.index - own.index)) if same_stack else 0
    return replace(target, index=target.index - after)


def stepped(names: Sequence[str], selection: str, step: int) -> str:
    """Return the name that lies `step` behind the selected one, or the first or last."""
    place = names.index(selection) if selection in names else -1
    return names[max(0, min(len(names) - 1, place + step))]


def reached(network: Network, selection: str, step: int) -> str:
    """Return the entry `step` behind the selected one in its own stack, "" when no entry is selected."""
    if selection not in network.names:
        return ""
    place = network.place(selection)
    return stepped([each.name for each in network.stack(place)], selection, step)


def place_behind(network: Network, name: str) -> Place:
    """Return the place behind an entry; of anything else, such as the input, the first."""
    if name not in network.names:
        return Place(0)
    place = network.place(name)
    return replace(place, index=place.index + 1)


def _beside(network: Network, place: Place, behind: bool) -> Place | None:
    """Return the place before or behind the block that `place` is in; None outside of blocks."""
    if not place.block:
        return None
    around = network.place(place.block)
    return replace(around, index=around.index + behind)


def _into_neighbour(network: Network, place: Place, count: int) -> Place | None:
    """Return the first place in the block below `count` entries, or the last one in the block above."""
    stack = network.stack(place)
    below = place.index + count
    if below < len(stack) and isinstance(stack[below], Block):
        return Place(0, stack[below].name)
    above = stack[place.index - 1] if place.index else None
    return Place(len(above.branches[0]), above.name) if isinstance(above, Block) else None


def _into_branch(network: Network, place: Place, step: int) -> Place | None:
    """Return the last place of a neighbouring branch; None when there is none on that side."""
    if not place.block:
        return None
    block = network.layer(place.block)
    number = place.branch + step
    if not isinstance(block, Block) or not 0 <= number < len(block.branches):
        return None
    return Place(len(block.branches[number]), block.name, number)
