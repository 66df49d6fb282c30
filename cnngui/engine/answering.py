"""What can be asked of whatever answers for a network: its answer, and what its layers make of a sample."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from cnngui.engine.layer_numbers import LayerNumbers
from cnngui.files.arrays import Arrays
from cnngui.network.network import Network

Values = NDArray[np.float32]
Off = Mapping[str, Collection[int]]
"""Units (places of the last axis, from 0) by the name of the layer or block whose output has 0 there."""
ALL_ON: Off = {}


class Answering(ABC):
    """Answers for a network, from any thread.

    Attributes:
        network: without errors. class_names: what its outputs are called.
    """

    network: Network
    class_names: tuple[str, ...]

    @abstractmethod
    def look(
        self, samples: Values, layers: Collection[str] = (), off: Off = ALL_ON
    ) -> tuple[Values, dict[str, Values]]:
        """Return what the network answers to a batch, and what these layers make of it.

        Args:
            samples: float32 (samples, …), as the network reads them.
            layers: names of layers and blocks; those that it does not have are left out. A block's output is
                where its branches meet, a repeated layer's that of the first round.
            off: units whose output is 0, whatever they find; so of a repeated layer in the first round.

        Returns:
            Probabilities, float32 (samples, classes), and float32 (samples, …) by layer: of one moment.
        """

    @abstractmethod
    def predict_many(self, samples: Values) -> Values:
        """Return float32 (samples, classes) for any number of samples (samples, …)."""

    @abstractmethod
    def numbers(self, sample: Values, layer: str) -> LayerNumbers:
        """Return what a layer is given, its weights and what it makes of one sample, all of one moment.

        `cnngui.engine.layer_numbers.layer_numbers` says what may go wrong.
        """

    @abstractmethod
    def weights(self) -> Mapping[str, Arrays]:
        """Return what it answers with now, by layer name in Keras' order; of one moment."""

    def predict(self, sample: Values, layer: str = "") -> tuple[Values, Values | None]:
        """Return float32 (classes,) for one sample, and what `layer` makes of it, None without that layer."""
        probabilities, outputs = self.look(sample[np.newaxis], (layer,) if layer else ())
        return probabilities[0], outputs[layer][0] if layer in outputs else None


def masks(off: Off, nodes: Mapping[str, str]) -> dict[str, list[int]]:
    """Return the units that are off by the node whose output they are of.

    Args:
        nodes: the node of each entry (`cnngui.network.graph.output_nodes`); others are left out.
    """
    return {nodes[name]: sorted(units) for name, units in off.items() if units and name in nodes}


def without(output: Values, units: Collection[int]) -> Values:
    """Return a copy of `output` (…, units) with 0 for these; those that it does not have are left out."""
    silenced = output.copy()
    silenced[..., [unit for unit in units if unit < output.shape[-1]]] = 0
    return silenced
