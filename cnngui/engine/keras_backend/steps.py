"""Training and validation as traced functions over data that lie in memory as tensors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnngui.engine.keras_backend.objective import Objective, penalty
from cnngui.engine.keras_backend.optimizers import FusedOptimizer


@dataclass(frozen=True)
class Samples:
    """Labelled samples as tensors: as `cnngui.datasets.dataset.Dataset` has them, and int64 (samples,)."""

    samples: Any
    labels: Any

    @classmethod
    def of(cls, samples: NDArray[Any], labels: NDArray[np.int64]) -> Samples:
        """Hand numpy arrays to TensorFlow once, so that no step has to."""
        return cls(tf.constant(samples), tf.constant(labels))

    def batch(self, places: Any) -> tuple[Any, Any]:
        """Return the samples at `places` as networks read them (float32; pictures 0..1), and their labels."""
        samples = tf.cast(tf.gather(self.samples, places), tf.float32)
        if self.samples.dtype == tf.uint8:
            samples = samples * (1 / 255)
        return samples, tf.gather(self.labels, places)


@dataclass(frozen=True)
class StepResult:
    """What some steps in a row gave; they end before the first whose loss or gradient is not finite.

    Attributes:
        loss, metric: float32 (steps,), the mean over each batch; the loss with the penalties of the weights.
        finite: whether all steps asked for were taken.
    """

    loss: NDArray[np.float32]
    metric: NDArray[np.float32]
    finite: bool


def training_steps(
    model: keras.Model, optimizer: FusedOptimizer, objective: Objective, samples: Samples, batch_size: int
) -> Callable[[Any, int, NDArray[np.float32]], StepResult]:
    """Return a function ``(order, first_step, rates)`` that trains on batches in a row, one a rate.

    `order` is int64 (samples of an epoch,), the samples' places in the order of this epoch; the last batch of
    it may be smaller. `rates` is float32 (steps,), the learning rate of each step. A step whose loss or
    gradient is not finite changes nothing: neither weights nor the moving statistics that the forward pass
    writes.
    """
    weights = optimizer.variables
    measured = [variable.value for variable in model.non_trainable_variables]

    def step(place: Any, order: Any, rate: Any) -> tuple[Any, Any, Any]:
        before = [tf.identity(variable) for variable in measured]
        pictures, labels = samples.batch(order[place * batch_size : (place + 1) * batch_size])
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(weights)
            answers = model(pictures, training=True)
            loss = tf.reduce_mean(objective.loss(labels, answers)) + penalty(model)
        gradients = tape.gradient(loss, weights, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        # A sum is finite only if every value is, and cheaper than asking each (8 µs an image of 800).
        finite = tf.reduce_all(tf.math.is_finite([loss, *(tf.reduce_sum(each) for each in gradients)]))

        def keep() -> Any:
            optimizer.apply(gradients, rate)
            return tf.constant(True)

        def undo() -> Any:
            for variable, old in zip(measured, before, strict=True):
                variable.assign(old)
            return tf.constant(False)

        return loss, tf.reduce_mean(objective.metric(labels, answers)), tf.cond(finite, keep, undo)

    def run(order: Any, first: Any, rates: Any) -> Any:
        def body(done: Any, finite: Any, losses: Any, metrics: Any) -> Any:
            loss, metric, finite = step(first + done, order, rates[done])
            at = tf.cast(done, tf.int32)
            return done + 1, finite, losses.write(at, loss), metrics.write(at, metric)

        length = tf.size(rates)
        steps = tf.cast(length, tf.int64)
        done, finite, losses, metrics = tf.while_loop(
            lambda done, finite, *_: finite & (done < steps),
            body,
            (
                tf.constant(0, tf.int64),
                tf.constant(True),
                tf.TensorArray(tf.float32, length, element_shape=[]),
                tf.TensorArray(tf.float32, length, element_shape=[]),
            ),
            parallel_iterations=1,  # steps depend on each other; more would only cost bookkeeping
        )
        return done, finite, losses.stack(), metrics.stack()

    signature = [tf.TensorSpec([None], tf.int64), tf.TensorSpec([], tf.int64), tf.TensorSpec([None])]
    traced = tf.function(run, autograph=False, input_signature=signature).get_concrete_function()

    def call(order: Any, first_step: int, rates: NDArray[np.float32]) -> StepResult:
        done, finite, loss, metric = traced(order, tf.constant(first_step, tf.int64), tf.constant(rates))
        taken = int(done) if finite else int(done) - 1
        return StepResult(loss.numpy()[:taken], metric.numpy()[:taken], bool(finite))

    return call


def evaluation(
    model: keras.Model, objective: Objective, samples: Samples
) -> Callable[[NDArray[np.int64]], tuple[float, float, NDArray[np.int64]]]:
    """Return a function of samples' places: sums of loss and metric over them, and each answer's class.

    Each sample's loss has the penalties of the weights in it, as the loss of a training step has.
    """

    def run(places: Any) -> Any:
        pictures, labels = samples.batch(places)
        answers = model(pictures, training=False)
        # float64: the sum over 60,000 samples then does not depend on how they are divided.
        loss, metric = (
            tf.reduce_sum(tf.cast(values, tf.float64))
            for values in (
                objective.loss(labels, answers) + penalty(model),
                objective.metric(labels, answers),
            )
        )
        return loss, metric, objective.classes(answers)

    signature = [tf.TensorSpec([None], tf.int64)]
    traced = tf.function(run, autograph=False, input_signature=signature).get_concrete_function()

    def call(places: NDArray[np.int64]) -> tuple[float, float, NDArray[np.int64]]:
        loss, metric, classes = traced(tf.constant(places))
        return float(loss), float(metric), classes.numpy()

    return call
