"""Which entries a selection from one to another takes."""

from __future__ import annotations

from cnngui.network.network import Network, Place


def between(network: Network, one: str, other: str) -> tuple[str, ...]:
    """Return the names from `one` to `other`, both included, in the order of their stack.

    Entries of two stacks are exchanged for the blocks around them that share one; of two branches of one
    block, for that block.

    Raises:
        KeyError: the network has no such entry.
    """
    first, second = _stands(network, one), _stands(network, other)
    # At least the outermost ones share a stack: the network's own.
    shared = [
        (place, beside)
        for place, beside in zip(first, second, strict=False)
        if (place.block, place.branch) == (beside.block, beside.branch)
    ]
    place, beside = shared[-1]
    start, end = sorted((place.index, beside.index))
    return tuple(entry.name for entry in network.stack(place)[start : end + 1])


def _stands(network: Network, name: str) -> list[Place]:
    """Return the places of an entry and of the blocks around it, the outermost first."""
    place = network.place(name)
    return [*(_stands(network, place.block) if place.block else ()), place]
