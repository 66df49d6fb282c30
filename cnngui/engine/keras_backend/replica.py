"""Answers beside training, from copies of its weights: nobody who asks waits for a step to end."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnngui.engine.answering import ALL_ON, Answering, Off, masks, without
from cnngui.engine.keras_backend.build import build_model, entry_outputs, set_weights, weights_of
from cnngui.engine.keras_backend.many import ManyAnswers
from cnngui.engine.keras_backend.runtime import most_parts
from cnngui.engine.layer_numbers import LayerNumbers, check_count, entries_by_node, layer_numbers
from cnngui.engine.numpy_backend.network import NumpyNetwork, unknown
from cnngui.engine.probabilities import as_probabilities
from cnngui.files.arrays import Arrays
from cnngui.network.graph import Merge, nodes, output_nodes
from cnngui.network.inference.infer import infer
from cnngui.network.names import INPUT
from cnngui.network.network import Network

Values = NDArray[np.float32]
LEAST_BETWEEN_COPIES_S = 0.05
_FEW = 16
_MOST_MULTIPLY_ADDS, _MOST_PARAMETERS = 40e6, 2e6
"""Of what numpy answers for: an answer of mnist-cnn, 7.7 M multiply-adds, took 1.7 ms, there and back."""
OUTPUT = ""
"""What the network's own output is called among those of its layers: no layer is nameless."""


def following(model: keras.Model, network: Network) -> Replica | NumpyReplica:
    """Return what answers for `model`, which is of `network`, while that is trained."""
    if _numpy_is_enough(network):
        return NumpyReplica(network, model)
    replica = Replica(network)
    replica.follow(model)
    return replica


def untrained(network: Network, seed: int) -> Replica | NumpyReplica:
    """Return what answers with the weights that `seed` begins with."""
    if _numpy_is_enough(network):
        return NumpyReplica(network, build_model(network, seed))
    return Replica(network, seed=seed)


def answering(
    network: Network,
    class_names: tuple[str, ...],
    weights: Mapping[str, Arrays],
    old: Any = None,
) -> Replica | NumpyNetwork:
    """Return what answers with these weights: `old` with them, if it is of the same network."""
    if isinstance(old, (Replica, NumpyNetwork)) and old.network == network:
        old.set_weights(weights)
        return old
    if _numpy_is_enough(network):
        return NumpyNetwork(network, weights, class_names)
    made = Replica(network, class_names)
    made.set_weights(weights)
    return made


def _numpy_is_enough(network: Network) -> bool:
    """Tell small networks of simple layers: numpy answers for them.

    A question to TensorFlow waits in line behind the training's own operations, and its second model takes
    time to build and to trace.
    """
    inference = infer(network)
    small = (inference.total_multiply_adds or 0) <= _MOST_MULTIPLY_ADDS
    return small and (inference.total_parameters or 0) <= _MOST_PARAMETERS and not unknown(network)


class NumpyReplica(NumpyNetwork):
    """Answers as `model` did at the last `update`."""

    def __init__(self, network: Network, model: keras.Model) -> None:
        super().__init__(network, weights_of(model))
        self._model, self._copied = model, time.monotonic()

    def update(self, force: bool = False) -> None:
        """Copy the weights of the model that is followed, some 20 times a second at most, or by `force`."""
        if force or time.monotonic() - self._copied >= LEAST_BETWEEN_COPIES_S:
            self.set_weights(weights_of(self._model))
            self._copied = time.monotonic()


class Replica(Answering):
    """Answers for a network from any thread.

    One traced function returns the output of every layer: 1 ms for mnist-cnn; `Model.predict` takes 174.
    Copying weights and answering exclude each other, so an answer never mixes two steps.
    """

    def __init__(self, network: Network, class_names: tuple[str, ...] = (), seed: int = 0) -> None:
        self.network = network
        self.class_names = class_names
        self._model = build_model(network, seed)
        self._lock = threading.Lock()
        self._nodes = output_nodes(network)
        self._answer = _traced(
            self._model, {OUTPUT: self._model.output, **entry_outputs(self._model, network)}
        )
        # The first call prepares its operations, for some 100 ms: now, not when a person draws.
        self._answer(tf.zeros([1, *network.input_shape]))
        self._copy: Any = None
        self._copied = 0.0

    def set_weights(self, weights: Mapping[str, Arrays]) -> None:
        """Take weights from a file."""
        with self._lock:
            set_weights(self._model, weights)

    def weights(self) -> Mapping[str, Arrays]:
        with self._lock:
            return weights_of(self._model)

    def follow(self, model: keras.Model) -> None:
        """Copy from `model` whenever `update` is called; both are of one network."""
        pairs = [
            (own.value, other.value) for own, other in zip(self._model.weights, model.weights, strict=True)
        ]

        def copy() -> None:
            for own, other in pairs:
                own.assign(other)

        self._copy = tf.function(copy, autograph=False).get_concrete_function()
        self._copied = 0.0

    def update(self, force: bool = False) -> None:
        """Copy the weights of the model that is followed, some 20 times a second at most.

        Returns at once when somebody is being answered, unless `force` is set: the next call will do.
        """
        if self._copy is None or (not force and time.monotonic() - self._copied < LEAST_BETWEEN_COPIES_S):
            return
        if self._lock.acquire(blocking=force):
            try:
                self._copy()
            finally:
                self._lock.release()
            self._copied = time.monotonic()

    def look(
        self, samples: Values, layers: Collection[str] = (), off: Off = ALL_ON
    ) -> tuple[Values, dict[str, Values]]:
        given = tf.constant(samples, tf.float32)
        with self._lock:
            silenced = masks(off, self._nodes)
            outputs = self._answer_without(given, silenced) if silenced else self._answer(given)
        inside = {name: outputs[name].numpy() for name in layers if name in self._nodes}
        return as_probabilities(self.network, outputs[OUTPUT].numpy()), inside

    def _answer_without(self, given: Any, off: Mapping[str, Sequence[int]]) -> dict[str, Any]:
        """Return what `_answer` does, layer by layer, with these units (by node) silent."""
        tensors, last = {INPUT: given}, INPUT
        for node in nodes(self.network):
            fed = [tensors[name] for name in node.inputs]
            output = self._model.get_layer(node.name)(fed if isinstance(node.layer, Merge) else fed[0])
            if node.name in off:
                output = tf.constant(without(output.numpy(), off[node.name]))
            tensors[node.name], last = output, node.name
        return {OUTPUT: tensors[last], **{entry: tensors[node] for entry, node in self._nodes.items()}}

    def numbers(self, picture: Values, layer: str) -> LayerNumbers:
        entries = entries_by_node(self.network)

        def weights_of(node: str) -> Arrays:
            variables = self._model.get_layer(node).weights
            check_count(layer, sum(int(each.shape.num_elements()) for each in variables))
            return tuple(each.numpy() for each in variables)

        with self._lock:  # until the weights are read too: they are those of the answer
            outputs = self._answer(tf.constant(picture[np.newaxis], tf.float32))

            def output_of(node: str) -> Values:
                return picture if node == INPUT else outputs[entries[node]].numpy()[0]

            return layer_numbers(self.network, layer, output_of, weights_of)

    @cached_property
    def _many(self) -> ManyAnswers:
        return ManyAnswers(self._model, self.network, most_parts())

    def outputs_many(self, pictures: Values) -> Values:
        """Return the network's output, float32 (samples, …), for pictures (samples, …), by batches."""
        parts = []
        for start in range(0, len(pictures), self._many.batch_size):
            with self._lock:
                parts.append(self._many(pictures[start : start + self._many.batch_size]))
        return np.concatenate(parts)

    def predict_many(self, pictures: Values) -> Values:
        if not len(pictures):
            return np.empty((0, len(self.class_names)), np.float32)
        # Digits beside the one that is drawn: a person waits, and to trace another function takes 0.3 s.
        if len(pictures) <= min(_FEW, self._many.batch_size):
            return self.look(pictures)[0]
        return as_probabilities(self.network, self.outputs_many(pictures))


def _traced(model: keras.Model, outputs: Mapping[str, Any]) -> Any:
    """Trace the function of a batch that returns these of the model's tensors by their names."""
    inside = keras.Model(model.input, dict(outputs))

    def answer(pictures: Any) -> Any:
        return inside(pictures, training=False)

    signature = [tf.TensorSpec([None, *model.input_shape[1:]], tf.float32)]
    return tf.function(answer, autograph=False, input_signature=signature).get_concrete_function()
