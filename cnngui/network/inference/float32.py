"""Which layers of a network stay in float32 while the others compute in bfloat16, which has 8 bits."""

from __future__ import annotations

from cnngui.network.graph import Merge, Node, nodes
from cnngui.network.inference.registry import KINDS
from cnngui.network.layers import Embedding
from cnngui.network.names import INPUT
from cnngui.network.network import Network


def float32_nodes(network: Network) -> frozenset[str]:
    """Return the names of nodes (`cnngui.network.graph.nodes`).

    They are the last, whose output is the answer; each with a softmax; kinds that know nothing else;
    and all that feeds an Embedding: words are numbered, and bfloat16 knows whole numbers up to 256.
    """
    way = nodes(network)
    found = {node.name for node in way if node is way[-1] or _float32_only(node)}
    numbered: set[str] = set()
    for node in reversed(way):
        if isinstance(node.layer, Embedding) or node.name in numbered:
            numbered.update(node.inputs)
    return frozenset(found | numbered - {INPUT})


def float32_entries(network: Network) -> frozenset[str]:
    """Return the names of the entries that `float32_nodes` come from."""
    exact = float32_nodes(network)
    return frozenset(node.source for node in nodes(network) if node.name in exact)


def _float32_only(node: Node) -> bool:
    if isinstance(node.layer, Merge):
        return False
    return KINDS[node.kind].float32_only or getattr(node.layer, "activation", None) == "softmax"
