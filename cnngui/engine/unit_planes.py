"""What the units of a layer answer over many points, and where each turns over. Numpy only."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cnngui.engine.numpy_backend.network import NumpyNetwork
from cnngui.errors import CnnguiError
from cnngui.files.arrays import Arrays
from cnngui.network.graph import Merge, nodes, output_nodes
from cnngui.network.layers import Activation, ActivationLayer, AnyLayer
from cnngui.network.network import Network

Values = NDArray[np.float32]


def unit_planes(
    network: Network, weights: Mapping[str, Arrays], layer: str, points: Values
) -> tuple[Values, Values, str]:
    """Return values, margins and activation as `cnngui.engine.protocol.PlaneFetched` has them.

    Margins come from before the activation: behind a ReLU all is 0 where it is off, however near it is to
    turning over.

    Args:
        points: float32 (points, …) of the network's input shape.

    Raises:
        CnnguiError: ``engine.no_such_layer``, ``engine.no_units`` for a layer whose output is no row of
            units, or ``engine.unknown_to_numpy``.
    """
    known = {node.name: node for node in nodes(network)}
    node = known.get(output_nodes(network).get(layer, ""))
    if node is None:
        raise CnnguiError("engine.no_such_layer", layer=layer)
    outputs = NumpyNetwork(network, weights).run(points)
    values = outputs[node.name]
    if values.ndim != 2:
        raise CnnguiError("engine.no_units", layer=layer)
    if isinstance(node.layer, Merge):
        return values, values, "linear"
    given = outputs[node.inputs[0]]
    sums, activation = _before(node.layer, weights.get(node.name, ()), given, values)
    return values, _margins(sums, activation), activation


def _before(layer: AnyLayer, weights: Arrays, given: Values, values: Values) -> tuple[Values, str]:
    """Return what a layer's activation is given, and the activation; of a layer without one its output."""
    if isinstance(layer, Activation):
        return given, layer.activation
    if isinstance(layer, ActivationLayer) and given.shape == values.shape:
        return given - np.float32(getattr(layer, "threshold", 0.0)), "relu"
    activation = getattr(layer, "activation", "linear")
    if activation == "linear":
        return values, activation
    kernel, *biases = weights
    sums: Values = given @ kernel
    for bias in biases:
        sums = sums + bias
    return sums, activation


def _margins(sums: Values, activation: str) -> Values:
    if activation not in ("softmax", "log_softmax") or sums.shape[1] < 2:
        return sums
    ordered = np.sort(sums, axis=1)
    largest, second = ordered[:, -1:], ordered[:, -2:-1]
    margins: Values = sums - np.where(sums == largest, second, largest)
    return margins
