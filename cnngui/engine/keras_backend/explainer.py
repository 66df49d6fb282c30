"""Why a network answers as it does: which places of one sample speak for a class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnngui.engine.covering import MOST_ALONG, background, covered, nearest, spread, windows
from cnngui.engine.keras_backend.build import build_model, entry_outputs, set_weights
from cnngui.engine.numpy_backend.activations import sigmoid
from cnngui.engine.probabilities import as_probabilities
from cnngui.files.arrays import Arrays
from cnngui.network.inference.activations import final_activation
from cnngui.network.inference.explaining import cam_layers, with_scores
from cnngui.network.inference.infer import infer
from cnngui.network.network import Network

Values = NDArray[np.float32]

# Multiply-adds that one explanation may cost: some 0.1 s on two cores for a small network; a large one takes
# fewer steps and windows, and still seconds.
_GRADIENT_BUDGET, _COVERING_BUDGET = 10e9, 3e9
_MOST_STEPS, _LEAST_STEPS = 64, 16
_MOST_VALUES = 50e6


@dataclass(frozen=True)
class Attribution:
    """What speaks for the class that was asked about; fields as in `cnngui.engine.protocol.Explained`."""

    relevance: Values
    score: float
    background_score: float
    probabilities: Values
    layer: str = ""
    says: NDArray[np.int64] | None = None
    surely: Values | None = None


class UnwantedError(Exception):
    """Nobody waits for the explanation under way any more."""


class Explainer:
    """Explains the answers of one network with any weights.

    Args:
        network: one whose output is a row of scores or probabilities.

    Attributes:
        wanted: is asked between two parts of an explanation; where it says no, `UnwantedError` is raised.
            Integrated gradients of VGG16 take half a minute that a newer question is not to wait for.
    """

    wanted: Callable[[], bool] = staticmethod(lambda: True)

    def __init__(self, network: Network) -> None:
        self.network = network
        self._scored = with_scores(network)
        self._model = build_model(self._scored, 0)
        self._multiply_adds = max(1, infer(network).total_multiply_adds or 1)
        values = max(1, sum(result.values for result in infer(network).results))
        self._batch = int(max(1, min(256, _MOST_VALUES // values)))
        self._inside = keras.Model(
            self._model.input, {**entry_outputs(self._model, self._scored), "": self._model.output}
        )
        self._scores_of = self._traced(self._scores)
        self._gradient_of = self._traced(self._gradient)
        self._maps_of: dict[str, Any] = {}

    def set_weights(self, weights: Mapping[str, Arrays]) -> None:
        """Explain what the network answers with these."""
        set_weights(self._model, weights)

    def grad_cam(self, sample: Values, target: int, against: int = -1, layer: str = "") -> Attribution:
        """Return where the maps of `layer` that speak for the class are active.

        Selvaraju et al. (2017), https://arxiv.org/abs/1610.02391, equations 1 and 2: each map counts by the
        mean of the score's gradient over its places; what speaks against the class is cut off.
        """
        layer, maps, gradient = self._maps_and_gradient(sample, target, against, layer)
        importance = gradient.mean(axis=tuple(range(gradient.ndim - 1)))
        return self._told(sample, target, against, np.maximum(maps @ importance, 0.0), layer=layer)

    def hires_cam(self, sample: Values, target: int, against: int = -1, layer: str = "") -> Attribution:
        """Return where the maps of `layer` speak for the class, and below zero where against it.

        Draelos and Carin (2020), https://arxiv.org/abs/2011.08891, equation 4: each value counts by the
        score's gradient in its own place. Over the last layer before Flatten and one Dense layer all together
        is the score but for its bias; behind more layers the slope is that of this sample alone.
        """
        layer, maps, gradient = self._maps_and_gradient(sample, target, against, layer)
        return self._told(sample, target, against, (maps * gradient).sum(axis=-1), layer=layer)

    def integrated_gradients(self, sample: Values, target: int, against: int = -1) -> Attribution:
        """Return what each pixel adds to the score on the straight way there from the background.

        Sundararajan, Taly and Yan (2017), https://arxiv.org/abs/1703.01365, equation 3 by the midpoint rule;
        over channels summed. All together is the score less the background's, but for the rule's error.
        """
        over = background(sample)
        steps = int(np.clip(_GRADIENT_BUDGET / (3 * self._multiply_adds), _LEAST_STEPS, _MOST_STEPS))
        shares = ((np.arange(steps) + 0.5) / steps).astype(np.float32)
        total = np.zeros(sample.shape, np.float64)
        for part in np.array_split(shares, -(-steps // self._batch)):
            self._check_wanted()
            way = over + part.reshape(-1, *[1] * sample.ndim) * (sample - over)
            direction = self._direction(target, against)
            total += self._gradient_of(tf.constant(way), direction).numpy().astype(np.float64).sum(axis=0)
        relevance = (sample - over) * total / steps
        if relevance.ndim > 1:
            relevance = relevance.sum(axis=-1)
        return self._told(sample, target, against, relevance)

    def occlusion(self, sample: Values, target: int, against: int = -1) -> Attribution:
        """Return how much of the score is lost where the sample is covered by its background.

        Zeiler and Fergus (2014), https://arxiv.org/abs/1311.2901, section 4.2; a place counts by the mean of
        the windows over it.
        """
        most = int(min(MOST_ALONG**2, _COVERING_BUDGET / self._multiply_adds))
        places = windows(sample.shape, most)
        scores = self._scores_many(covered(sample, background(sample), places))
        direction = self._direction(target, against).numpy()
        lost = self._scores_many(sample[np.newaxis])[0] @ direction - scores @ direction
        probabilities, where = self._probabilities(scores), nearest(places, sample.shape)
        says = probabilities.argmax(axis=1)
        surely = probabilities.max(axis=1)
        relevance = spread(lost, places, sample.shape)
        return self._told(sample, target, against, relevance, says=says[where], surely=surely[where])

    def _maps_and_gradient(
        self, sample: Values, target: int, against: int, layer: str
    ) -> tuple[str, Values, Values]:
        """Return the layer that is looked at, its output (…, maps), and the score's gradient there."""
        layers = cam_layers(self.network)
        layer = layer if layer in layers else layers[-1]
        if layer not in self._maps_of:
            self._maps_of[layer] = self._traced(self._maps(layer))
        found = self._maps_of[layer](tf.constant(sample[np.newaxis]), self._direction(target, against))
        maps, gradient = (each.numpy()[0] for each in found)
        return layer, maps, gradient

    def _told(self, sample: Values, target: int, against: int, relevance: Any, **more: Any) -> Attribution:
        scores = self._scores_many(np.stack([sample, background(sample)]))
        score, of_background = scores @ self._direction(target, against).numpy()
        probabilities = self._probabilities(scores[:1])[0]
        values = np.asarray(relevance, np.float32)
        return Attribution(values, float(score), float(of_background), probabilities, **more)

    def _direction(self, target: int, against: int) -> Any:
        """Return float32 (outputs,): what the scores are multiplied with and summed."""
        outputs = self._model.output_shape[-1]
        direction = np.zeros(outputs, np.float32)
        if outputs == 1:
            # The one score speaks for the second class, and so against the first.
            direction[0] = 1.0 if target else -1.0
        else:
            direction[target] += 1.0
            if against >= 0:
                direction[against] -= 1.0
        return tf.constant(direction)

    def _probabilities(self, scores: Values) -> Values:
        if final_activation(self.network.layers)[0] == "sigmoid" and self._scored is not self.network:
            return as_probabilities(self.network, sigmoid(scores))
        return as_probabilities(self._scored, scores)

    def _scores_many(self, samples: Values) -> Values:
        parts, direction = [], self._direction(0, -1)
        for start in range(0, len(samples), self._batch):
            self._check_wanted()
            parts.append(
                self._scores_of(tf.constant(samples[start : start + self._batch]), direction).numpy()
            )
        return np.concatenate(parts)

    def _check_wanted(self) -> None:
        if not self.wanted():
            raise UnwantedError

    # Traced ---------------------------------------------------------------------------------------

    def _traced(self, function: Any) -> Any:
        outputs = self._model.output_shape[-1]
        batch = tf.TensorSpec([None, *self._model.input_shape[1:]], tf.float32)
        signature = [batch, tf.TensorSpec([outputs], tf.float32)]
        return tf.function(function, autograph=False, input_signature=signature)

    def _scores(self, batch: Any, direction: Any) -> Any:
        return self._model(batch, training=False)

    def _gradient(self, batch: Any, direction: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(batch)
            score = tf.tensordot(self._model(batch, training=False), direction, 1)
        return tape.gradient(score, batch, unconnected_gradients=tf.UnconnectedGradients.ZERO)

    def _maps(self, layer: str) -> Any:
        def maps(batch: Any, direction: Any) -> Any:
            with tf.GradientTape() as tape:
                tape.watch(batch)
                outputs = self._inside(batch, training=False)
                score = tf.tensordot(outputs[""], direction, 1)
            gradient = tape.gradient(
                score, outputs[layer], unconnected_gradients=tf.UnconnectedGradients.ZERO
            )
            return outputs[layer], gradient

        return maps
