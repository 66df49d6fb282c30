"""A model beside all others, for measuring weights of any origin."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from cnngui.engine.keras_backend.build import build_model, set_weights
from cnngui.engine.keras_backend.many import ManyAnswers
from cnngui.engine.keras_backend.runtime import most_parts
from cnngui.files.arrays import Arrays
from cnngui.network.network import Network

Values = NDArray[np.float32]


class Evaluator:
    """Answers for one network with the weights it was given last; for one thread."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._model = build_model(network, seed=0)
        self._by_parts: dict[int, ManyAnswers] = {}

    def with_weights(
        self, weights: Mapping[str, Arrays], *, alone: bool, dropped: Callable[[], None] = lambda: None
    ) -> Callable[[Values], Values]:
        """Return what gives the output, float32 (samples, …), for samples (samples, …), by batches.

        Args:
            alone: all cores are free; otherwise one is taken, and a training keeps the others.
            dropped: called before each batch; what it raises ends the answering.
        """
        set_weights(self._model, weights)
        parts = most_parts() if alone else 1
        many = self._by_parts.setdefault(parts, ManyAnswers(self._model, self.network, parts))

        def outputs(samples: Values) -> Values:
            answers = []
            for start in range(0, len(samples), many.batch_size):
                dropped()
                answers.append(many(samples[start : start + many.batch_size]))
            return np.concatenate(answers)

        return outputs
