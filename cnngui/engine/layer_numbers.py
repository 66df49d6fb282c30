"""All numbers of one layer for one sample, of one moment: what it was given, its weights, what it made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.errors import CnnguiError
from cnngui.files.arrays import Arrays
from cnngui.network.graph import Merge, Node, nodes, output_nodes
from cnngui.network.names import INPUT
from cnngui.network.network import Network, Shape

Values = NDArray[np.float32]
MOST_NUMBERS = 8_000_000
"""Beyond that (32 MB) they are not carried to the window: VGG's first Dense layer has 103 million."""


@dataclass(frozen=True, eq=False)
class LayerNumbers:
    """What a layer did.

    Attributes:
        layer: with its fields.
        given, output: float32 of its input's and output's shape, without the batch axis.
        weights: float32, in Keras' order; () for a layer without any.
        before: the shape that a Flatten had which feeds the layer; None where none does.
        branches: what a merge is given, in the order of its branches; `given` is the first. () for a layer.
    """

    layer: Any
    given: Values
    weights: Arrays
    output: Values
    before: Shape | None = None
    branches: Arrays = ()


def layer_numbers(
    network: Network, name: str, output_of: Callable[[str], Values], weights_of: Callable[[str], Arrays]
) -> LayerNumbers:
    """Collect the numbers of the layer `name`, or of that block's merge; in a Repeat, of its first round.

    Args:
        output_of: gives the output of a node (`cnngui.network.graph.Node`) or of "input", without the batch
            axis; all of one moment. weights_of: gives a node's weights, of that moment too.

    Raises:
        CnnguiError: ``engine.no_such_layer`` or ``engine.too_many_numbers``.
    """
    known = {node.name: node for node in nodes(network)}
    node = known.get(output_nodes(network).get(name, ""))
    if node is None or node.source != name:
        raise CnnguiError("engine.no_such_layer", layer=name)
    if isinstance(node.layer, Merge):
        return _merged(node, output_of)
    (feed,) = node.inputs
    given, output = output_of(feed), output_of(node.name)
    check_count(name, given.size + output.size)
    weights = weights_of(node.name)
    check_count(name, given.size + output.size + sum(each.size for each in weights))
    return LayerNumbers(node.layer, given, weights, output, _flattened(known.get(feed), output_of))


def _merged(node: Node, output_of: Callable[[str], Values]) -> LayerNumbers:
    branches, output = tuple(map(output_of, node.inputs)), output_of(node.name)
    check_count(node.name, output.size + sum(each.size for each in branches))
    return LayerNumbers(node.layer, branches[0], (), output, branches=branches)


def check_count(name: str, count: int) -> None:
    """Raise ``engine.too_many_numbers`` for more than can be carried."""
    if count > MOST_NUMBERS:
        raise CnnguiError("engine.too_many_numbers", layer=name, found=count, most=MOST_NUMBERS)


def _flattened(feeder: Node | None, output_of: Callable[[str], Values]) -> Shape | None:
    if feeder is None or feeder.kind != "Flatten":
        return None
    return tuple(output_of(feeder.inputs[0]).shape)


def entries_by_node(network: Network) -> dict[str, str]:
    """Return for each node whose output is also an entry's the name of that entry; "input" for itself."""
    found = {node: entry for entry, node in output_nodes(network).items()}
    return {**found, INPUT: INPUT}
