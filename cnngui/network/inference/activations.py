"""Which function the values have gone through last."""

from __future__ import annotations

from collections.abc import Sequence

from cnngui.network.blocks import AnyEntry, Block, Repeat
from cnngui.network.graph import Merge, Node, nodes
from cnngui.network.inference.registry import KINDS
from cnngui.network.layers import ActivationName, AnyLayer, ReLU
from cnngui.network.network import Network

RECTIFIERS = frozenset({"relu", "relu6"})
"""Activations that are 0 below 0, so that no gradient passes there."""


def layer_activation(layer: AnyEntry) -> ActivationName | None:
    """Return the layer's own activation, a ReLU's too that cuts off; None for kinds that have none."""
    if isinstance(layer, ReLU) and not layer.negative_slope:
        return "relu"
    name: ActivationName | None = getattr(layer, "activation", None)
    return name


def final_activation(layers: Sequence[AnyEntry]) -> tuple[ActivationName, AnyEntry | None]:
    """Return the function that the output of `layers` has gone through last, and its layer.

    Noise, Flatten, Reshape and a linear Activation are looked through, and so is a Repeat. ("linear", None)
    when there is none; branches that are joined have none.
    """
    for layer in reversed(layers):
        if isinstance(layer, Repeat):
            inner, found = final_activation(layer.branches[0])
            if found is not None:
                return inner, found
        elif isinstance(layer, Block) or not _looked_through(layer):
            return layer_activation(layer) or "linear", layer
    return "linear", None


def _looked_through(layer: AnyLayer) -> bool:
    return KINDS[layer.kind].transparent or (layer.kind == "Activation" and layer.activation == "linear")


def rectified(network: Network) -> dict[str, str]:
    """Return, for each layer with weights whose values go through a ReLU next, the node that has it.

    By the names of nodes. Between the two may be what keeps the channels apart, such as pooling; behind
    another layer with weights, such as BatchNormalization, the ReLU is that one's.
    """
    unrolled = nodes(network)
    behind: dict[str, list[Node]] = {}
    for node in unrolled:
        for name in node.inputs:
            behind.setdefault(name, []).append(node)
    found = {node.name: _rectifier(node, behind) for node in unrolled if _has_weights(node)}
    return {name: rectifier for name, rectifier in found.items() if rectifier}


def _rectifier(node: Node, behind: dict[str, list[Node]]) -> str:
    """Return the node with the ReLU that the values of `node` go through, "" for none."""
    while not isinstance(node.layer, Merge):
        name = layer_activation(node.layer) or "linear"
        if name != "linear":
            return node.name if name in RECTIFIERS else ""
        fed = behind.get(node.name, [])
        if len(fed) != 1 or _has_weights(fed[0]) or _lays_out(fed[0]):
            return ""
        node = fed[0]
    return ""


def _has_weights(node: Node) -> bool:
    return not isinstance(node.layer, Merge) and KINDS[node.layer.kind].learns


def _lays_out(node: Node) -> bool:
    return not isinstance(node.layer, Merge) and KINDS[node.layer.kind].lays_out
