"""Which arrays a network and an optimizer consist of, in Keras' order, without TensorFlow.

tests/engine/keras_backend/test_build.py compares every answer with the Keras model itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from cnngui.network.graph import Merge, nodes
from cnngui.network.inference.propagation import node_shapes
from cnngui.network.inference.registry import layer_weights
from cnngui.network.inference.weights import Weights
from cnngui.network.network import Network, Shape
from cnngui.network.recipe import SGD, Adagrad, AnyOptimizer, RMSprop

Shapes = tuple[Shape, ...]


def weight_shapes(network: Network) -> dict[str, Shapes]:
    """Return the shapes of each node's weights by its name; those without weights are left out.

    The order is that of ``keras.Layer.weights`` (`cnngui.network.inference.weights`).

    Raises:
        ValueError: the network has an error (`cnngui.network.inference.infer.infer` tells which).
    """
    found = {name: (*each.trained, *each.measured) for name, each in _split_shapes(network).items()}
    return {name: shapes for name, shapes in found.items() if shapes}


def same_weights(one: Network, other: Network) -> bool:
    """Return whether what one has learned fits the other: all that have weights are alike, in one order.

    Alike are layers of one name and kind whose weights have the same shapes. A network with an error has no
    weights that could fit.
    """
    try:
        return one == other or _weighted(one) == _weighted(other)
    except ValueError:
        return False


def trainable_shapes(network: Network) -> Shapes:
    """Return the shapes of the weights that gradients change, from input to output.

    Raises:
        ValueError: as `weight_shapes`.
    """
    return tuple(chain.from_iterable(each.trained for each in _split_shapes(network).values()))


def slots_per_weight(optimizer: AnyOptimizer) -> int:
    """Return how many running means the optimizer keeps of each trainable weight."""
    if isinstance(optimizer, SGD):
        return int(optimizer.momentum > 0)
    if isinstance(optimizer, Adagrad):
        return 1
    return 1 + int(optimizer.momentum > 0) if isinstance(optimizer, RMSprop) else 2


def slot_shapes(network: Network, optimizer: AnyOptimizer) -> Shapes:
    """Return the shapes of the optimizer's running means: all of the first kind, then all of the second."""
    return trainable_shapes(network) * slots_per_weight(optimizer)


def _weighted(network: Network) -> list[tuple[str, str, Shapes]]:
    kinds = {node.name: node.kind for node in nodes(network)}
    return [(name, kinds[name], shapes) for name, shapes in weight_shapes(network).items()]


def _split_shapes(network: Network) -> Mapping[str, Weights]:
    shapes = node_shapes(network)
    return {
        node.name: layer_weights(node.layer, shapes[node.name][0])
        for node in nodes(network)
        if not isinstance(node.layer, Merge)
    }
