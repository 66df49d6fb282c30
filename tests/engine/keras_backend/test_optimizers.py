from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnngui.network.recipe import SGD, Adagrad, Adam, AdamW, AnyOptimizer, Nadam, RMSprop

pytestmark = pytest.mark.tensorflow

KINDS: list[AnyOptimizer] = [
    SGD(learning_rate=0.1),
    SGD(learning_rate=0.1, momentum=0.9),
    SGD(learning_rate=0.1, momentum=0.9, nesterov=True),
    RMSprop(learning_rate=0.01),
    RMSprop(learning_rate=0.01, rho=0.8, momentum=0.5),
    Adam(learning_rate=0.01),
    Adam(learning_rate=0.01, beta_1=0.5, beta_2=0.9),
    AdamW(learning_rate=0.01),
    AdamW(learning_rate=0.01, weight_decay=0.5, beta_1=0.8),
    Nadam(learning_rate=0.01),
    Nadam(learning_rate=0.01, beta_1=0.5, beta_2=0.9),
    Adagrad(learning_rate=0.1),
    Adagrad(learning_rate=0.1, initial_accumulator_value=0.0),
]
SHAPES = [(5, 3), (3,)]


def variables() -> list[Any]:
    import keras

    random = np.random.default_rng(1)
    return [keras.Variable(random.normal(size=shape).astype(np.float32)) for shape in SHAPES]


def gradients(steps: int) -> list[list[Any]]:
    import tensorflow as tf

    random = np.random.default_rng(2)
    return [[tf.constant(random.normal(size=shape), tf.float32) for shape in SHAPES] for _ in range(steps)]


def fused(settings: AnyOptimizer, weights: list[Any]) -> Any:
    from cnngui.engine.keras_backend.optimizers import FusedOptimizer

    return FusedOptimizer(settings, weights)


def values(weights: list[Any]) -> list[np.ndarray]:
    return [weight.numpy().copy() for weight in weights]


@pytest.mark.parametrize(
    "settings", KINDS, ids=lambda settings: repr(settings).replace("learning_rate", "rate")
)
def test_fused_updates_are_those_of_keras(settings: AnyOptimizer) -> None:
    import keras

    ours, theirs = variables(), variables()
    optimizer = fused(settings, ours)
    reference = getattr(keras.optimizers, settings.kind)(**settings.model_dump(exclude={"kind"}))
    for each in gradients(20):
        optimizer.apply(each, settings.learning_rate)
        reference.apply(each, theirs)
        for left, right in zip(values(ours), values(theirs), strict=True):
            np.testing.assert_allclose(left, right, rtol=2e-5, atol=1e-6)
    assert optimizer.steps == 20


@pytest.mark.parametrize(
    "settings", KINDS, ids=lambda settings: repr(settings).replace("learning_rate", "rate")
)
def test_state_can_be_taken_out_and_put_in(settings: AnyOptimizer) -> None:
    steps = gradients(6)
    straight, resumed = variables(), variables()
    one = fused(settings, straight)
    for each in steps:
        one.apply(each, settings.learning_rate)
    first = fused(settings, resumed)
    for each in steps[:3]:
        first.apply(each, settings.learning_rate)
    second = fused(settings, resumed)
    second.set_state(first.steps, first.state())
    for each in steps[3:]:
        second.apply(each, settings.learning_rate)
    for left, right in zip(values(straight), values(resumed), strict=True):
        np.testing.assert_array_equal(left, right)


def test_nadam_is_keras_own_for_longer_than_its_momentum_grows() -> None:
    """Its running product is computed from the count of steps here, and remembered by Keras."""
    import keras

    ours, theirs = variables(), variables()
    optimizer, reference = fused(Nadam(), ours), keras.optimizers.Nadam()
    for each in gradients(600):
        optimizer.apply(each, 0.001)
        reference.apply(each, theirs)
    for left, right in zip(values(ours), values(theirs), strict=True):
        np.testing.assert_allclose(left, right, rtol=2e-5, atol=1e-6)


def test_each_step_has_its_own_learning_rate() -> None:
    weights = variables()
    optimizer = fused(SGD(learning_rate=1.0), weights)
    before, (each,) = values(weights), gradients(1)
    optimizer.apply(each, 0.5)
    np.testing.assert_allclose(values(weights)[0], before[0] - 0.5 * each[0].numpy(), rtol=1e-6)


@pytest.mark.parametrize("settings", [Adam(), Adagrad(), Nadam()], ids=lambda settings: settings.kind)
def test_forgetting_is_being_new(settings: AnyOptimizer) -> None:
    used, new = variables(), variables()
    (one, two) = gradients(2)
    optimizer = fused(settings, used)
    optimizer.apply(one, 0.001)
    optimizer.forget()
    for weight, fresh in zip(used, new, strict=True):
        weight.assign(fresh)
    optimizer.apply(two, 0.001)
    fused(settings, new).apply(two, 0.001)
    for left, right in zip(values(used), values(new), strict=True):
        np.testing.assert_array_equal(left, right)
