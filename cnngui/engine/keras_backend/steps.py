"""Training and validation as traced functions over data that lie in memory as tensors."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnngui.datasets.input_format import UNIT_SCALING, Scaling
from cnngui.engine.keras_backend.augment import Augment
from cnngui.engine.keras_backend.build import measured_variables
from cnngui.engine.keras_backend.objective import Objective, penalty
from cnngui.engine.keras_backend.optimizers import FusedOptimizer
from cnngui.engine.keras_backend.parts import InParts


@dataclass(frozen=True)
class Samples:
    """Labelled samples as tensors: as `cnngui.datasets.dataset.Dataset` has them, and int64 (samples,).

    Attributes:
        scaling: what makes the numbers that the network reads of bytes.
    """

    samples: Any
    labels: Any
    scaling: Scaling

    @classmethod
    def of(cls, samples: NDArray[Any], labels: NDArray[np.int64], scaling: Scaling = UNIT_SCALING) -> Samples:
        """Hand numpy arrays to TensorFlow once, so that no step has to."""
        return cls(tf.constant(samples), tf.constant(labels), scaling)

    @property
    def streamed(self) -> bool:
        """Whether samples have to be loaded before a graph may ask for them (`StreamedSamples`)."""
        return False

    def begin(self, order: NDArray[np.int64], batch_size: int, step: int) -> None:
        """Take note of the order of an epoch, of which the batch of `step` will be wanted first."""

    def ready(self, step: int, steps: int) -> int:
        """Return of how many steps from `step` on the samples are there: `steps` at most, one at least."""
        return steps

    def load(self, indices: NDArray[np.int64]) -> None:
        """Bring the samples at `indices`."""

    def rows(self, indices: Any) -> Any:
        """Return the samples at `indices` as they lie in the data."""
        return tf.gather(self.samples, indices)

    def batch(self, indices: Any, vary: Callable[[Any, Any], Any] | None = None) -> tuple[Any, Any]:
        """Return the samples at `indices` as the network reads them (float32), with labels.

        Args:
            vary: makes other pictures of some, float32 in bytes, and of their indices.
        """
        samples = tf.cast(self.rows(indices), tf.float32)
        samples = samples if vary is None else vary(samples, indices)
        if self.samples.dtype == tf.uint8:
            factor, offset = self.scaling
            samples = samples * factor
            samples = samples + offset if np.any(offset) else samples
        return samples, tf.gather(self.labels, indices)


@dataclass(frozen=True)
class StepResult:
    """What some steps in a row gave; they end before the first whose loss or gradient is not finite.

    Attributes:
        columns: of the history, float32 (steps,): ``batch_loss`` and ``batch_metric``, the mean over each
            batch, the loss with the penalties of the weights; and of `WATCHABLE` what was asked for.
        validation: float64 (steps, 2), what `training_steps` was asked to compute after the last step of each
            epoch, else 0.
        rates: float64, the learning rate of each step asked for.
        finite: whether all steps asked for were taken.
    """

    columns: Mapping[str, NDArray[np.float32]]
    validation: NDArray[np.float64]
    rates: NDArray[np.float64]
    finite: bool

    @property
    def loss(self) -> NDArray[np.float32]:
        """The mean over each batch."""
        return self.columns["batch_loss"]

    @property
    def metric(self) -> NDArray[np.float32]:
        """The mean over each batch."""
        return self.columns["batch_metric"]

    @property
    def taken(self) -> int:
        """How many steps were taken."""
        return len(self.loss)


def clipped(gradients: Sequence[Any], norm: float) -> list[Any]:
    """Return gradients that are no longer than `norm` together; NaN where their length is not finite.

    As keras.src.optimizers.base_optimizer has it for ``global_clipnorm``.
    """
    length = tf.linalg.global_norm(gradients)
    scale = norm * tf.minimum(1 / length, 1 / norm) + (length - length)
    return [gradient * scale for gradient in gradients]


def gradient_norm(gradients: Sequence[Any]) -> Any:
    """Return a scalar: the length √(Σ g²) of the gradient of all weights together."""
    return tf.linalg.global_norm(gradients)


WATCHABLE: Mapping[str, Callable[[Sequence[Any]], Any]] = {"batch_gradient_norm": gradient_norm}
"""Columns of the history that are measured of a step's gradients, only while somebody wants to see them."""

Train = Callable[..., StepResult]
"""Trains on batches in a row; `training_steps` says of what."""

DRAWS = [tf.TensorSpec([None, None, 6]), tf.TensorSpec([None, None], tf.uint32)]
"""What is drawn for each epoch (`cnngui.engine.augmenting.Draws`), as a traced function takes it."""

_COLUMNS = ("batch_loss", "batch_metric", *WATCHABLE)


Step = Callable[[Any, Any, Any, Sequence[Any]], tuple[Any, Any, list[Any]]]
"""One step inside a graph; `one_step` says of what."""


def one_step(
    in_parts: InParts,
    optimizer: FusedOptimizer,
    objective: Objective,
    samples: Samples,
    smallest_batch: int,
    clip_norm: float = 0.0,
    augment: Augment | None = None,
) -> Step:
    """Return a function ``(indices, rate, watched, draws)`` that trains on one batch, inside a `tf.function`.

    It returns the values of the history's columns, whether the step was kept, and the gradients. A step
    whose loss or gradient is not finite changes nothing: neither weights nor the moving statistics that the
    forward pass writes. `watched` are names of `WATCHABLE`; no other is computed. `draws` are those of the
    epoch, where there is an `augment`.

    Args:
        smallest_batch: samples in the smallest batch there is. One that is too small to be cut takes its step
            as a whole.
        clip_norm: the length beyond which the gradient is cut; 0 for none. What is watched is uncut.
        augment: varies the pictures.
    """
    weights = optimizer.variables
    model = in_parts.model
    measured = [variable.value for variable in measured_variables(model)]

    def learned(in_parts: InParts, indices: Any, draws: Sequence[Any]) -> list[Any]:
        size = tf.cast(tf.size(indices), tf.float32)
        vary = None if augment is None else partial(_varied, augment, draws)
        pictures, labels = zip(*(samples.batch(part, vary) for part in in_parts.cut(indices)), strict=True)
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(weights)
            answers = in_parts(pictures, training=True)
            loss = _sum_of(objective.training_loss, labels, answers) / size + penalty(model)
        gradients = tape.gradient(loss, weights, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        metric = _sum_of(objective.metric, labels, answers) / size
        return [loss, metric, *map(tf.convert_to_tensor, gradients)]

    def step(indices: Any, rate: Any, watched: Any, draws: Sequence[Any] = ()) -> tuple[Any, Any, list[Any]]:
        before = [tf.identity(variable) for variable in measured]
        if in_parts.parts <= smallest_batch:
            loss, metric, *gradients = learned(in_parts, indices, draws)
        else:
            loss, metric, *gradients = tf.cond(
                tf.size(indices) >= in_parts.parts,
                lambda: learned(in_parts, indices, draws),
                lambda: learned(in_parts.whole(), indices, draws),
            )
        applied = clipped(gradients, clip_norm) if clip_norm else gradients
        # A sum is finite only if every value is, and cheaper than asking each (8 µs an image of 800).
        finite = tf.reduce_all(tf.math.is_finite([loss, *(tf.reduce_sum(each) for each in applied)]))

        def keep() -> Any:
            optimizer.apply(applied, rate)
            return tf.constant(True)

        def undo() -> Any:
            for variable, old in zip(measured, before, strict=True):
                variable.assign(old)
            return tf.constant(False)

        nan = tf.constant(math.nan)
        measured_of = [
            tf.cond(wanted, partial(measure, gradients), lambda: nan)
            for wanted, measure in zip(tf.unstack(watched, len(WATCHABLE)), WATCHABLE.values(), strict=True)
        ]
        return tf.stack([loss, metric, *measured_of]), tf.cond(finite, keep, undo), gradients

    return step


def training_steps(
    in_parts: InParts,
    optimizer: FusedOptimizer,
    objective: Objective,
    samples: Samples,
    batch_size: int,
    validate: Callable[[], Any] | None = None,
    smallest_batch: int | None = None,
    clip_norm: float = 0.0,
    augment: Augment | None = None,
) -> Train:
    """Return a function ``(orders, first_step, rates, watched, draws)`` that trains on batches in a row.

    Each has a rate.

    `orders` is int64 (epochs, samples), the samples' indices in the order of each epoch; the last batch of an
    epoch may be smaller. `first_step` counts from the beginning of the first of them. Each is what `one_step`
    says.

    Args:
        validate: gives a tensor float64 (2,), computed inside the graph after each epoch: a call from Python
            takes longer than an epoch of four samples.
        smallest_batch: samples in the last batch of an epoch, `batch_size` by default.
        clip_norm, augment: as for `one_step`; `draws` has those of every epoch.
    """
    smallest = smallest_batch or batch_size
    step = one_step(in_parts, optimizer, objective, samples, smallest, clip_norm, augment)

    def validated(epoch_over: Any) -> Any:
        nothing = tf.zeros([2], tf.float64)
        return nothing if validate is None else tf.cond(epoch_over, validate, lambda: nothing)

    def run(orders: Any, first: Any, rates: Any, watched: Any, *draws: Any) -> Any:
        steps = tf.size(rates)
        steps_per_epoch = -(-tf.shape(orders)[1] // batch_size)

        def body(done: Any, _: Any, values: Any, sums: Any) -> Any:
            epoch, place = (first + done) // steps_per_epoch, (first + done) % steps_per_epoch
            indices = orders[epoch, place * batch_size : (place + 1) * batch_size]
            drawn = [of_epochs[epoch] for of_epochs in draws]
            told, finite, _ = step(indices, rates[done], watched, drawn)
            of_epoch = validated(finite & (place == steps_per_epoch - 1))
            return done + 1, finite, values.write(done, told), sums.write(done, of_epoch)

        done, finite, *told = tf.while_loop(
            lambda done, finite, *_: finite & (done < steps),
            body,
            (
                tf.constant(0),
                tf.constant(True),
                tf.TensorArray(tf.float32, steps, element_shape=[len(_COLUMNS)]),
                tf.TensorArray(tf.float64, steps, element_shape=[2]),
            ),
            parallel_iterations=1,  # steps depend on each other; more would only cost bookkeeping
        )
        return done, finite, *(array.stack() for array in told)

    signature = [
        *(tf.TensorSpec([None, None], tf.int64), tf.TensorSpec([], tf.int32), tf.TensorSpec([None])),
        tf.TensorSpec([len(WATCHABLE)], tf.bool),
    ]
    if augment is not None:
        signature += DRAWS
    traced = tf.function(run, autograph=False, input_signature=signature).get_concrete_function()

    def call(
        orders: Any,
        first_step: int,
        rates: NDArray[np.float64],
        watched: Collection[str] = (),
        draws: Sequence[Any] = (),
    ) -> StepResult:
        rated = tf.constant(rates, tf.float32)
        done, finite, *told = traced(orders, tf.constant(first_step), rated, wanted_of(watched), *draws)
        values, sums = (array.numpy()[: int(done)] for array in told)
        return result_of(values, sums, rates, watched, bool(finite))

    return call


def wanted_of(watched: Collection[str]) -> Any:
    """Return bool (watchable,): which of `WATCHABLE` are asked for."""
    return tf.constant([name in watched for name in WATCHABLE])


def result_of(
    values: NDArray[np.float32],
    sums: NDArray[np.float64],
    rates: NDArray[np.float64],
    watched: Collection[str],
    finite: bool,
) -> StepResult:
    """Return the result of steps of which all but the last were kept, and that too if it is `finite`.

    Args:
        values: (steps, columns) of them all. sums: (steps, 2), those of the validation.
        rates: of the steps asked for.
    """
    taken = len(values) - (not finite)
    columns = {
        name: values[:taken, place]
        for place, name in enumerate(_COLUMNS)
        if name not in WATCHABLE or name in watched
    }
    return StepResult(columns, sums[:taken], rates, finite)


def _varied(augment: Augment, draws: Sequence[Any], pictures: Any, indices: Any) -> Any:
    return augment(pictures, *(tf.gather(of_epoch, indices) for of_epoch in draws))


def _sum_of(measure: Callable[[Any, Any], Any], labels: Sequence[Any], answers: Sequence[Any]) -> Any:
    """Return a scalar: the sum over all parts of a batch of what is measured of each sample."""
    return tf.add_n([tf.reduce_sum(measure(*part)) for part in zip(labels, answers, strict=True)])


@dataclass(frozen=True)
class Evaluation:
    """What a model's answers to samples are worth, without training."""

    in_parts: InParts
    objective: Objective
    samples: Samples

    def sums(self, indices: Any) -> tuple[Any, Any]:
        """Return float64 (2,), the sums of loss and metric over samples, and int64 (samples,), their classes.

        Each sample's loss has the penalties of the weights in it, as the loss of a training step has.
        For use inside a `tf.function`.
        """
        count, parts = tf.size(indices), self.in_parts.parts
        # No part may be empty: not every operation takes a batch of none.
        whole = tf.concat([indices, tf.repeat(indices[:1], tf.maximum(0, parts - count))], 0)
        pictures, labels = zip(*map(self.samples.batch, self.in_parts.cut(whole)), strict=True)
        answered = list(zip(labels, self.in_parts(pictures, training=False), strict=True))

        def joined(measure: Callable[[Any, Any], Any]) -> Any:
            return tf.concat([measure(*part) for part in answered], 0)[:count]

        losses = joined(self.objective.loss) + penalty(self.in_parts.model)
        each = tf.stack([losses, joined(self.objective.metric)])
        classes = joined(lambda _, answers: self.objective.classes(answers))
        # float64: the sum over 60,000 samples then does not depend on how they are divided.
        return tf.reduce_sum(tf.cast(each, tf.float64), axis=1), classes

    def traced(self) -> Callable[[NDArray[np.int64]], tuple[NDArray[np.float64], NDArray[np.int64]]]:
        """Return `sums` as a function of arrays."""
        signature = [tf.TensorSpec([None], tf.int64)]
        run = tf.function(self.sums, autograph=False, input_signature=signature).get_concrete_function()

        def call(indices: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
            self.samples.load(indices)
            sums, classes = run(tf.constant(indices))
            return sums.numpy(), classes.numpy()

        return call
