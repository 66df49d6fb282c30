"""Training on batches in a row, compared with what ``keras.Model.fit`` makes of the same network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from cnngui.network.recipe import SGD, Adam, AnyOptimizer
from tests.engine.conftest import pictures

pytestmark = pytest.mark.tensorflow

SAMPLES, BATCH, EPOCHS = 40, 16, 3
STEPS = -(-SAMPLES // BATCH)


def build(regularized: bool, limited: bool) -> Any:
    """Return a model that starts with the same weights each time."""
    import keras

    penalties = keras.regularizers.L2(0.01), keras.regularizers.L1L2(0.002, 0.003)
    limits = keras.constraints.MaxNorm(0.8, axis=(0, 1, 2)), keras.constraints.NonNeg()
    inputs = keras.Input((8, 8, 1))
    first: dict[str, Any] = {"kernel_initializer": keras.initializers.GlorotUniform(1)}
    second: dict[str, Any] = {"kernel_initializer": keras.initializers.GlorotUniform(2)}
    for number, fields in enumerate((first, second)):
        fields["kernel_regularizer"] = penalties[number] if regularized else None
        fields["kernel_constraint"] = limits[number] if limited else None
    maps = keras.layers.Conv2D(4, 3, activation="relu", **first)(inputs)
    return keras.Model(inputs, keras.layers.Dense(3, **second)(keras.layers.Flatten()(maps)))


@dataclass
class Course:
    """The same data and model for ours and theirs."""

    model: Any
    x: np.ndarray
    y: np.ndarray

    @classmethod
    def of(cls, regularized: bool, limited: bool) -> Course:
        return cls(build(regularized, limited), *pictures(SAMPLES, 1))

    def train(self, settings: AnyOptimizer, **recipe: Any) -> tuple[list[float], float]:
        """Train by our steps; return the loss of each epoch, and that of evaluation at the end."""
        from cnngui.engine.keras_backend.objective import Objective
        from cnngui.engine.keras_backend.optimizers import FusedOptimizer
        from cnngui.engine.keras_backend.parts import InParts
        from cnngui.engine.keras_backend.steps import Evaluation, Samples, training_steps

        samples = Samples.of(self.x[..., np.newaxis], self.y)
        clip_norm = recipe.pop("clip_norm", 0.0)
        objective = Objective("sparse_categorical_crossentropy", "accuracy", logits=True, outputs=3, **recipe)
        optimizer = FusedOptimizer(settings, self.model.trainable_variables)
        steps = training_steps(InParts(self.model), optimizer, objective, samples, BATCH, clip_norm=clip_norm)
        orders = np.tile(np.arange(SAMPLES), (EPOCHS, 1))
        # In two calls, of which the first ends within an epoch.
        rates = np.full(EPOCHS * STEPS, settings.learning_rate)
        parts = [steps(orders, 0, rates[:4]), steps(orders, 4, rates[4:])]
        loss = np.concatenate([part.loss for part in parts]).reshape(EPOCHS, STEPS)
        evaluate = Evaluation(InParts(self.model), objective, samples).traced()
        sums, _ = evaluate(np.arange(SAMPLES))
        return np.average(loss, axis=1, weights=[16, 16, 8]).tolist(), sums[0] / SAMPLES

    def fit(
        self, settings: AnyOptimizer, smoothing: float = 0.0, clip_norm: float | None = None, **fit: Any
    ) -> tuple[list[float], float]:
        """The same by Keras itself."""
        import keras

        kind = getattr(keras.optimizers, settings.kind)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        y = self.y
        if smoothing:
            loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing)
            y = keras.utils.to_categorical(y, 3)
        fields = {**settings.model_dump(exclude={"kind"}), "global_clipnorm": clip_norm}
        self.model.compile(optimizer=kind(**fields), loss=loss)
        x = self.x[..., np.newaxis].astype(np.float32) / 255
        told = self.model.fit(x, y, batch_size=BATCH, epochs=EPOCHS, shuffle=False, verbose=0, **fit)
        return told.history["loss"], self.model.evaluate(x, y, batch_size=SAMPLES, verbose=0)


@pytest.mark.parametrize("regularized", [False, True], ids=["", "penalties"])
@pytest.mark.parametrize("limited", [False, True], ids=["", "constraints"])
@pytest.mark.parametrize(
    ("settings", "tolerance"),
    # Adam divides by what may be close to 0: rounding grows.
    [(SGD(learning_rate=0.1, momentum=0.9), 2e-6), (Adam(learning_rate=0.02), 1e-4)],
    ids=["SGD", "Adam"],
)
def test_steps_are_those_of_fit(
    settings: AnyOptimizer, tolerance: float, limited: bool, regularized: bool
) -> None:
    ours, theirs = Course.of(regularized, limited), Course.of(regularized, limited)
    start = [weight.numpy() for weight in ours.model.weights]
    told, expected = ours.train(settings), theirs.fit(settings)
    assert told[0] == pytest.approx(expected[0], abs=tolerance)
    assert told[1] == pytest.approx(expected[1], abs=tolerance)
    for before, left, right in zip(start, ours.model.weights, theirs.model.weights, strict=True):
        np.testing.assert_allclose(left.numpy(), right.numpy(), atol=tolerance)
        assert not np.allclose(before, left.numpy(), atol=1e-3)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"clip_norm": 0.05}, {"clip_norm": 0.05}),
        ({"label_smoothing": 0.2}, {"smoothing": 0.2}),
        ({"class_weights": (0.5, 3.0, 1.0)}, {"class_weight": {0: 0.5, 1: 3.0}}),
        (
            {"clip_norm": 0.05, "label_smoothing": 0.2, "class_weights": (0.5, 3.0, 1.0)},
            {"clip_norm": 0.05, "smoothing": 0.2, "class_weight": {0: 0.5, 1: 3.0}},
        ),
    ],
    ids=["clip norm", "label smoothing", "class weights", "all"],
)
def test_what_a_recipe_adds_is_what_fit_adds(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    settings = SGD(learning_rate=0.1, momentum=0.9)
    plain, left, right = (Course.of(regularized=True, limited=False) for _ in range(3))
    told, expected, without = (
        left.train(settings, **ours),
        right.fit(settings, **theirs),
        plain.train(settings),
    )
    assert told[0] == pytest.approx(expected[0], abs=5e-6)
    assert told[1] == pytest.approx(expected[1], abs=5e-6)
    for one, other in zip(left.model.weights, right.model.weights, strict=True):
        np.testing.assert_allclose(one.numpy(), other.numpy(), atol=5e-6)
    assert told[0] != pytest.approx(without[0], abs=1e-3)


def test_a_gradient_too_long_to_be_cut_is_not_finite() -> None:
    import tensorflow as tf

    from cnngui.engine.keras_backend.steps import clipped

    (cut,) = clipped([tf.constant([1e30, 1e30])], 1.0)
    assert np.isnan(cut.numpy()).all()
    (still,) = clipped([tf.constant([0.0, 0.0])], 1.0)
    assert still.numpy().tolist() == [0, 0]


def test_limits_hold_after_training() -> None:
    course = Course.of(regularized=False, limited=True)
    course.train(SGD(learning_rate=1.0))
    first, _, second, _ = [weight.numpy() for weight in course.model.weights]
    norms = np.sqrt((first**2).sum(axis=(0, 1, 2)))
    assert norms.max() == pytest.approx(0.8, abs=1e-5)
    assert second.min() == 0


def test_the_loss_told_is_that_of_the_answers_and_the_penalties_together() -> None:
    free, held = Course.of(regularized=False, limited=False), Course.of(regularized=True, limited=False)
    first, _, second, _ = [weight.numpy().astype(np.float64) for weight in held.model.weights]
    penalty = 0.01 * (first**2).sum() + 0.002 * np.abs(second).sum() + 0.003 * (second**2).sum()
    still = SGD(learning_rate=1e-9)
    for with_penalty, without in zip(held.train(still)[0], free.train(still)[0], strict=True):
        assert with_penalty - without == pytest.approx(penalty, rel=1e-5)


def test_a_step_that_is_not_finite_changes_nothing_not_even_by_a_limit() -> None:
    course = Course.of(regularized=True, limited=True)
    kernel = course.model.weights[0]
    kernel.assign(np.full(kernel.shape, 1e30, np.float32))  # its L2 penalty runs over
    before = [weight.numpy() for weight in course.model.weights]
    from cnngui.engine.keras_backend.objective import Objective
    from cnngui.engine.keras_backend.optimizers import FusedOptimizer
    from cnngui.engine.keras_backend.parts import InParts
    from cnngui.engine.keras_backend.steps import Samples, training_steps

    objective = Objective("sparse_categorical_crossentropy", "accuracy", logits=True, outputs=3)
    optimizer = FusedOptimizer(SGD(), course.model.trainable_variables)
    samples = Samples.of(course.x[..., np.newaxis], course.y)
    steps = training_steps(InParts(course.model), optimizer, objective, samples, BATCH)
    result = steps(np.arange(SAMPLES)[np.newaxis], 0, np.full(3, 0.01))
    assert (result.finite, len(result.loss)) == (False, 0)
    for old, weight in zip(before, course.model.weights, strict=True):
        np.testing.assert_array_equal(old, weight.numpy())


def test_the_length_of_the_gradient_is_measured_only_when_it_is_watched() -> None:
    import keras
    import tensorflow as tf

    from cnngui.engine.keras_backend.objective import Objective
    from cnngui.engine.keras_backend.optimizers import FusedOptimizer
    from cnngui.engine.keras_backend.parts import InParts
    from cnngui.engine.keras_backend.steps import Samples, training_steps

    course = Course.of(regularized=False, limited=False)
    x, y = course.x[..., np.newaxis].astype(np.float32) / 255, course.y
    with tf.GradientTape() as tape:
        answers = course.model(x[:BATCH], training=True)
        loss = tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(y[:BATCH], answers, from_logits=True)
        )
    weights = [weight.value for weight in course.model.trainable_weights]
    gradients = tape.gradient(loss, weights)
    expected = np.sqrt(sum(float(np.sum(np.square(each.numpy(), dtype=np.float64))) for each in gradients))

    objective = Objective("sparse_categorical_crossentropy", "accuracy", logits=True, outputs=3)
    optimizer = FusedOptimizer(SGD(), course.model.trainable_variables)
    samples = Samples.of(course.x[..., np.newaxis], course.y)
    steps = training_steps(InParts(course.model), optimizer, objective, samples, BATCH)
    order = np.arange(SAMPLES)[np.newaxis]
    watched = steps(order, 0, np.full(2, 0.01), {"batch_gradient_norm"})
    assert watched.columns["batch_gradient_norm"][0] == pytest.approx(expected, rel=1e-4)
    assert "batch_gradient_norm" not in steps(order, 0, np.full(2, 0.01)).columns
