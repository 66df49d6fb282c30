"""A network unrolled: every layer that is really there, and what feeds it.

Cards and edits speak of entries, with blocks; the engine, Keras code and exports speak of nodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnngui.network.blocks import AnyEntry, MergeName, Parallel, Repeat, Residual, rounds_of
from cnngui.network.layers import AnyLayer
from cnngui.network.names import INPUT
from cnngui.network.network import Network, round_name


@dataclass(frozen=True)
class Merge:
    """Where the branches of a block meet; Keras has a layer for it."""

    merge: MergeName

    @property
    def kind(self) -> str:
        """Keras' word for it."""
        return self.merge.capitalize()


@dataclass(frozen=True)
class Node:
    """One layer of the unrolled network.

    Attributes:
        name: the layer's own; a merge has its block's. The copy in round 2 of a Repeat is ``name.2``, in
            round 3 of the inner of two it is ``name.1.3``.
        layer: the layer, whose own name may lack the round; or the merge.
        inputs: names of the nodes that feed it, "input" for the network's input; one, but for merges.
        source: name of the entry that it comes from.
    """

    name: str
    layer: AnyLayer | Merge
    inputs: tuple[str, ...]
    source: str

    @property
    def kind(self) -> str:
        """Keras' word for the layer."""
        return self.layer.kind


def nodes(network: Network) -> tuple[Node, ...]:
    """Return all layers and merges in an order in which each comes behind what feeds it."""
    found: list[Node] = []
    _unroll(network.layers, INPUT, (), found, {})
    return tuple(found)


def output_nodes(network: Network) -> dict[str, str]:
    """Return, for every entry, the node whose output is the entry's: for a layer in a Repeat, of round 1.

    An entry that only hands on its input has the node that feeds it; "input" is the network's input.
    """
    found: dict[str, str] = {}
    _unroll(network.layers, INPUT, (), [], found)
    return found


def _unroll(
    entries: Sequence[AnyEntry],
    feed: str,
    rounds: tuple[int, ...],
    found: list[Node],
    outputs: dict[str, str],
) -> str:
    """Append the nodes of a stack fed by `feed`, note each entry's output, and return the last one's name."""
    for entry in entries:
        name = round_name(entry.name, rounds)
        if isinstance(entry, Repeat):
            for number in rounds_of(entry):
                feed = _unroll(entry.branches[0], feed, (*rounds, number), found, outputs)
        elif isinstance(entry, (Residual, Parallel)):
            ends = tuple(_unroll(branch, feed, rounds, found, outputs) for branch in entry.branches)
            found.append(Node(name, Merge(entry.merge), ends, entry.name))
            feed = name
        else:
            found.append(Node(name, entry, (feed,), entry.name))
            feed = name
        outputs.setdefault(entry.name, feed)
    return feed
