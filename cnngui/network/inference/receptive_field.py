"""Which part of the input a value inside a network can depend on: its receptive field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cnngui.network.graph import Merge, Node, nodes, output_nodes
from cnngui.network.inference.looks import Spans
from cnngui.network.inference.propagation import node_shapes
from cnngui.network.inference.registry import KINDS
from cnngui.network.names import INPUT
from cnngui.network.network import Network, Shape


class ReceptiveFields:
    """Answers for all layers of one network.

    Args:
        network: one without errors.
    """

    def __init__(self, network: Network) -> None:
        self._nodes = {node.name: node for node in nodes(network)}
        self._outputs = output_nodes(network)
        behind = {name: output for name, (_, output) in node_shapes(network).items()}
        self._shapes: Mapping[str, Shape] = {INPUT: network.input_shape, **behind}

    def of(self, entry: str, place: Sequence[int]) -> Spans | None:
        """Return the spans of the input, by axis without channels, that one place of an output looks at.

        Args:
            entry: name of a layer or block. place: indices of the place, by axis without channels; () of an
                output that has none, such as Dense's behind a Flatten.

        Returns:
            The smallest box that holds all of the input that counts, cut at the input's border: for two
            branches that of both. None where the place cannot be followed back: the values of a Flatten or
            Reshape, and layers that come in other orders.
        """
        node = self._outputs.get(entry)
        shape = self._shapes.get(node or "")
        if node is None or shape is None or len(place) != len(shape) - 1:
            return None
        if not place and node in self._nodes and self._lays_out(self._nodes[node]):
            return None
        wanted: dict[str, Spans] = {node: tuple((index, index + 1) for index in place)}
        for each in reversed(tuple(self._nodes.values())):
            if (spans := wanted.pop(each.name, None)) is None:
                continue
            for feed in each.inputs:
                if (before := _looked_at(each, spans, self._shapes[feed])) is None:
                    return None
                wanted[feed] = _joined(wanted.get(feed, before), before)
        return wanted.get(INPUT)

    def _lays_out(self, node: Node) -> bool:
        return not isinstance(node.layer, Merge) and KINDS[node.kind].lays_out


class KnownFields:
    """Answers for the network that was asked about last, without going through it again."""

    def __init__(self) -> None:
        self._known: tuple[Network, ReceptiveFields | None] | None = None

    def of(self, network: Network, entry: str, place: Sequence[int]) -> Spans | None:
        """Return what `ReceptiveFields.of` does; None for a network with an error."""
        if self._known is None or self._known[0] is not network:
            try:
                self._known = network, ReceptiveFields(network)
            except ValueError:
                self._known = network, None
        fields = self._known[1]
        return None if fields is None else fields.of(entry, place)


def _joined(one: Spans, other: Spans) -> Spans:
    return tuple((min(a, c), max(b, d)) for (a, b), (c, d) in zip(one, other, strict=True))


def _looked_at(node: Node, spans: Spans, before: Shape) -> Spans | None:
    """Return what of its input, of shape `before`, these spans of a node's output look at."""
    lengths = before[:-1]
    layer: Any = node.layer
    if isinstance(layer, Merge):
        return spans
    if not spans:
        # Nothing of the places is left: all of them count.
        return tuple((0, length) for length in lengths)
    kind = KINDS[node.kind]
    if len(spans) != len(lengths) or kind.lays_out:
        return None
    found = spans if kind.training_only else kind.looks(layer, spans, lengths)
    return tuple(
        (min(max(start, 0), length), max(min(stop, length), 0))
        for (start, stop), length in zip(found, lengths, strict=True)
    )
