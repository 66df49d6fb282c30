"""One step under observation: what it does to each layer, and which ReLUs stay silent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnngui.datasets.splits import spread_over_classes
from cnngui.engine.keras_backend.optimizers import FusedOptimizer
from cnngui.engine.keras_backend.steps import DRAWS, Samples, Step, StepResult, result_of, wanted_of
from cnngui.engine.layer_watch import Inspection
from cnngui.engine.training_data import Indices, TrainingData
from cnngui.network.graph import nodes
from cnngui.network.inference.activations import rectified
from cnngui.network.inference.infer import infer
from cnngui.network.network import Network

_PICKED = 2048
"""Weights of a layer that its histogram is made of: enough for 24 bins some 20 px high."""
_SILENT_SAMPLES, _SILENT_MULTIPLY_ADDS = 256, 5e8
"""Some 12 ms on two cores."""


class InspectedStep:
    """Takes a step as `training_steps` does, with the same result, and measures it layer by layer.

    It is a graph of its own, traced when it is first wanted: while nobody watches, no step has anything of
    it to do.

    Attributes:
        layers: names of the layers that are trained, in the order of the network; those of a `Repeat` have
            one for each round (`cnngui.network.graph.Node`).
        owners: int64 (picked,), for each weight that is picked for the histograms the place of its layer.
    """

    def __init__(
        self,
        model: keras.Model,
        network: Network,
        step: Step,
        optimizer: FusedOptimizer,
        samples: Samples,
        training_data: TrainingData,
    ) -> None:
        self._model, self._step, self._weights = model, step, optimizer.variables
        self._samples, self._batch_size = samples, training_data.batch_size
        self._varies = training_data.augmentation.changes
        trained = [
            (node.name, len(model.get_layer(node.name).trainable_variables)) for node in nodes(network)
        ]
        self.layers = tuple(name for name, count in trained if count)
        self._groups = _grouped(self._weights, [count for _, count in trained if count])
        self._picked = [_picked_of(group) for group in self._groups]
        self.owners = np.repeat(np.arange(len(self.layers)), [_count(each) for each in self._picked])
        self._rectified = {name: behind for name, behind in rectified(network).items() if name in self.layers}
        self._network, self._labels = network, training_data.labels
        self._train_indices = training_data.train_indices

    def take(
        self,
        orders: Any,
        step: int,
        rates: NDArray[np.float64],
        watched: Collection[str],
        draws: Sequence[Any] = (),
    ) -> tuple[StepResult, Inspection]:
        """Take one step, as `training_steps` says; return what it gave and what was seen of it."""
        place, rate = tf.constant(step), tf.constant(rates[0], tf.float32)
        told, finite, norms, picked = self._traced(orders, place, rate, wanted_of(watched), *draws)
        result = result_of(told.numpy()[np.newaxis], np.zeros((1, 2)), rates, watched, bool(finite))
        gradients, weights, updates = norms.numpy()
        return result, Inspection(gradients, weights, updates, picked.numpy())

    def weights(self) -> NDArray[np.float32]:
        """Return the weights that are picked for the histograms as they are now, (picked,)."""
        picked: NDArray[np.float32] = self._pick().numpy()
        return picked

    def silent(self) -> NDArray[np.float64]:
        """Return for each layer the share of units that are never above 0 behind its ReLU; NaN without one.

        A unit of a convolution is a channel: it is silent if it is so at every place of every sample. The
        samples are the same each time, of the training data, and answered as outside of training.
        """
        shares = np.full(len(self.layers), np.nan)
        if self._rectified:
            places = [self.layers.index(name) for name in self._rectified]
            self._samples.load(self._watched_samples)
            shares[places] = self._silence().numpy()
        return shares

    @property
    def samples(self) -> int:
        """On how many the silence of ReLUs is judged."""
        return len(self._watched_samples)

    @cached_property
    def _watched_samples(self) -> Indices:
        each = infer(self._network).total_multiply_adds or 1
        most = min(_SILENT_SAMPLES, max(8, int(_SILENT_MULTIPLY_ADDS / each)))
        train = self._train_indices
        return train[spread_over_classes(self._labels[train], most, seed=0)]

    @cached_property
    def _traced(self) -> Any:
        def run(orders: Any, place: Any, rate: Any, watched: Any, *draws: Any) -> Any:
            before = [tf.identity(weight) for weight in self._weights]
            start = place * self._batch_size
            indices = orders[0, start : start + self._batch_size]
            told, finite, gradients = self._step(
                indices, rate, watched, [of_epochs[0] for of_epochs in draws]
            )
            after = [tf.identity(weight) for weight in self._weights]
            updates = [new - old for new, old in zip(after, before, strict=True)]
            norms = tf.stack([self._norms(each) for each in (gradients, before, updates)])
            return told, finite, norms, self._pick()

        signature = [
            *(tf.TensorSpec([None, None], tf.int64), tf.TensorSpec([], tf.int32), tf.TensorSpec([])),
            tf.TensorSpec([None], tf.bool),
            *(DRAWS if self._varies else ()),
        ]
        return tf.function(run, autograph=False, input_signature=signature).get_concrete_function()

    @cached_property
    def _silence(self) -> Any:
        outputs = [self._model.get_layer(name).output for name in self._rectified.values()]
        inside = keras.Model(self._model.input, outputs)

        def silence() -> Any:
            pictures, _ = self._samples.batch(tf.constant(self._watched_samples))
            answers = inside(pictures, training=False)
            answers = answers if isinstance(answers, list) else [answers]
            return tf.stack([_silent_share(answer) for answer in answers])

        return tf.function(silence, autograph=False).get_concrete_function()

    def _norms(self, tensors: Sequence[Any]) -> Any:
        counts = [len(group) for group in self._groups]
        return tf.stack([_norm(group) for group in _grouped(tensors, counts)])

    def _pick(self) -> Any:
        return tf.concat([weight for group in self._picked for weight in map(_strided, group)], 0)


def _grouped(tensors: Sequence[Any], counts: Sequence[int]) -> list[Sequence[Any]]:
    """Return tensors in groups of these sizes."""
    ends = np.cumsum(counts)
    return [tensors[end - count : end] for end, count in zip(ends, counts, strict=True)]


def _norm(tensors: Sequence[Any]) -> Any:
    """Return float64, the length √(Σ x²) of tensors taken together.

    Each is scaled by its largest value: squares of gradients as small as 1e-20 are 0 in float32.
    """
    squares = []
    for tensor in tensors:
        largest = tf.reduce_max(tf.abs(tensor))
        scaled = tf.math.divide_no_nan(tensor, largest)
        squares.append(tf.square(tf.cast(largest, tf.float64)) * _float64_sum(tf.square(scaled)))
    return tf.sqrt(tf.add_n(squares))


def _float64_sum(tensor: Any) -> Any:
    return tf.cast(tf.reduce_sum(tensor), tf.float64)


def _picked_of(weights: Sequence[Any]) -> list[tuple[Any, int]]:
    """Return the weights that a histogram is about, each with the stride at which it is looked at.

    Biases that all begin at 0 would stand out; they count only where there is nothing else.
    """
    kernels = [weight for weight in weights if len(weight.shape) > 1] or list(weights)
    stride = -(-sum(int(weight.shape.num_elements()) for weight in kernels) // _PICKED)
    return [(weight, stride) for weight in kernels]


def _count(picked: Sequence[tuple[Any, int]]) -> int:
    return sum(-(-int(weight.shape.num_elements()) // stride) for weight, stride in picked)


def _strided(picked: tuple[Any, int]) -> Any:
    weight, stride = picked
    return tf.reshape(weight, [-1])[::stride]


def _silent_share(values: Any) -> Any:
    """Return float32, the share of the last axis' places at which no value is above 0."""
    heard = tf.reduce_any(values > 0, axis=list(range(len(values.shape) - 1)))
    return 1 - tf.reduce_mean(tf.cast(heard, tf.float32))
