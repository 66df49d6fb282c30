"""A network with its weights, that answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from cnngui.engine.answering import ALL_ON, Answering, Off, masks, without
from cnngui.engine.layer_numbers import LayerNumbers, layer_numbers
from cnngui.engine.numpy_backend.activations import Values
from cnngui.engine.numpy_backend.functions import FUNCTIONS, MERGES
from cnngui.engine.probabilities import as_probabilities
from cnngui.errors import CnnguiError
from cnngui.files.arrays import Arrays
from cnngui.network.graph import Merge, nodes, output_nodes
from cnngui.network.inference.registry import KINDS
from cnngui.network.layers import AnyLayer
from cnngui.network.names import INPUT
from cnngui.network.network import Network


def unknown(network: Network) -> tuple[str, ...]:
    """Return what of a network numpy has no function for: kinds and interpolations; () for none."""
    layers = (node.layer for node in nodes(network) if not isinstance(node.layer, Merge))
    return tuple(sorted({word for layer in layers for word in _unknown_of(layer)}))


def _unknown_of(layer: AnyLayer) -> Iterator[str]:
    if layer.kind not in FUNCTIONS and not KINDS[layer.kind].training_only:
        yield layer.kind
    if (interpolation := getattr(layer, "interpolation", "nearest")) != "nearest":
        yield interpolation


class NumpyNetwork(Answering):
    """Answers as `cnngui.engine.keras_backend.replica.Replica` does, from any thread."""

    def __init__(
        self, network: Network, weights: Mapping[str, Arrays], class_names: tuple[str, ...] = ()
    ) -> None:
        """Take a network without errors, and its weights by layer name in Keras' order.

        Raises:
            CnnguiError: ``engine.unknown_to_numpy``, for one that has what `unknown` names.
        """
        if words := unknown(network):
            raise CnnguiError("engine.unknown_to_numpy", words=", ".join(words))
        self.network, self.class_names = network, class_names
        self._weights = weights
        self._nodes, self._outputs = nodes(network), output_nodes(network)

    def set_weights(self, weights: Mapping[str, Arrays]) -> None:
        """Answer with other weights from now on; an answer under way has those that it began with."""
        self._weights = weights

    def weights(self) -> Mapping[str, Arrays]:
        return self._weights

    def look(
        self, samples: Values, layers: Collection[str] = (), off: Off = ALL_ON
    ) -> tuple[Values, dict[str, Values]]:
        outputs = self._run(samples, self._weights, masks(off, self._outputs))
        inside = {name: outputs[self._outputs[name]] for name in layers if name in self._outputs}
        return self._probabilities(outputs), inside

    def predict_many(self, samples: Values) -> Values:
        if not len(samples):
            return np.empty((0, len(self.class_names)), np.float32)
        return self._probabilities(self._run(samples, self._weights))

    def numbers(self, sample: Values, layer: str) -> LayerNumbers:
        weights = self._weights
        outputs = self._run(sample[np.newaxis], weights)
        return layer_numbers(
            self.network, layer, lambda node: outputs[node][0], lambda node: weights.get(node, ())
        )

    def run(self, samples: Values) -> Mapping[str, Values]:
        """Return the outputs of all nodes for samples (samples, …), all of one moment."""
        return self._run(samples, self._weights)

    def _run(
        self, samples: Values, weights: Mapping[str, Arrays], off: Mapping[str, Sequence[int]] | None = None
    ) -> Mapping[str, Values]:
        """Return the outputs of all nodes, and the samples as the input's.

        Args:
            weights: of one moment, whoever gives others meanwhile. off: units by node whose output is 0.
        """
        outputs = {INPUT: samples}
        for node in self._nodes:
            fed = [outputs[name] for name in node.inputs]
            if isinstance(node.layer, Merge):
                outputs[node.name] = MERGES[node.layer.merge](fed)
            elif function := FUNCTIONS.get(node.kind):
                outputs[node.name] = function(node.layer, weights.get(node.name, ()), fed[0])
            else:  # what only does something in training
                outputs[node.name] = fed[0]
            if off and node.name in off:
                outputs[node.name] = without(outputs[node.name], off[node.name])
        return outputs

    def _probabilities(self, outputs: Mapping[str, Values]) -> Values:
        last = self._nodes[-1].name if self._nodes else INPUT
        return as_probabilities(self.network, outputs[last])
