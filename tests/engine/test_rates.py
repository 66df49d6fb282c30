from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from cnngui.engine.rates import LearningRates
from cnngui.network.recipe import SGD, Recipe
from cnngui.network.schedules import (
    AnySchedule,
    Constant,
    CosineDecay,
    ExponentialDecay,
    InverseTimeDecay,
    OneCycle,
    ReduceLROnPlateau,
)
from cnngui.runs.history import EpochRow, History

STEPS = 7


def rates(schedule: AnySchedule, since: float = 0, costs: tuple[float, ...] = ()) -> LearningRates:
    history = History()
    for epoch, cost in enumerate(costs, 1):
        history.append_epoch(EpochRow(epoch, 9.0, 0.5, cost, 0.5, 1.0, 100.0, 0.1))
    return LearningRates(Recipe(optimizer=SGD(learning_rate=0.1), schedule=schedule), STEPS, since, history)


def test_a_constant_rate_is_the_recipes() -> None:
    assert rates(Constant()).of_steps(3, 2, 4).tolist() == pytest.approx([0.1] * 4)


def test_inverse_time_is_the_formula_of_keras_1() -> None:
    found = rates(InverseTimeDecay(decay=0.5)).of_steps(1, 0, 3)
    assert found.tolist() == pytest.approx([0.1 / (1 + 0.5 * step) for step in (7, 8, 9)])


def test_a_staircase_falls_at_the_end_of_its_epochs() -> None:
    schedule = rates(ExponentialDecay(factor=0.5, every_epochs=2))
    assert schedule.of_steps(0, 0, 30).tolist() == pytest.approx([0.1] * 14 + [0.05] * 14 + [0.025] * 2)


def test_without_stairs_it_falls_with_each_step() -> None:
    found = rates(ExponentialDecay(factor=0.5, every_epochs=2, staircase=False)).of_steps(0, 0, 15)
    assert np.all(np.diff(found) < 0)
    assert (found[7], found[14]) == pytest.approx((0.1 * math.sqrt(0.5), 0.05))


def test_one_cycle_rises_in_a_line_and_falls_in_a_cosine_to_stay_there() -> None:
    found = rates(OneCycle(cycle_epochs=10, warm_up=0.3)).of_steps(0, 0, 80)
    assert found[[0, 21]].tolist() == pytest.approx([0.1 / 25, 0.1])
    assert np.diff(found[:22]).tolist() == pytest.approx([0.1 * 24 / 25 / 21] * 21)
    assert found[21 + 24] == pytest.approx(0.1 * (0.001 + 0.999 * 0.5 * (1 + math.cos(math.pi * 24 / 49))))
    assert found[70:].tolist() == pytest.approx([0.0001] * 10)


@pytest.mark.parametrize("warm_up", [0.0, 0.9])
def test_one_cycle_of_a_single_batch_has_a_rate(warm_up: float) -> None:
    recipe = Recipe(schedule=OneCycle(cycle_epochs=1, warm_up=warm_up))
    found = LearningRates(recipe, 1, 0, History()).of_steps(0, 0, 4)
    assert np.all(found > 0)
    assert found.max() <= 0.001


def test_a_schedule_begins_when_it_is_chosen() -> None:
    assert rates(InverseTimeDecay(decay=1.0), since=4).of_steps(4, 0, 2).tolist() == pytest.approx(
        [0.1, 0.05]
    )


def test_a_schedule_may_begin_in_the_middle_of_an_epoch() -> None:
    third = 1 / 3 + 1  # not a whole number of batches in binary, but one in truth
    found = LearningRates(Recipe(schedule=InverseTimeDecay(decay=1.0)), 3, third, History()).of_steps(1, 1, 3)
    assert found.tolist() == pytest.approx([0.001, 0.001 / 2, 0.001 / 3])
    stairs = rates(ExponentialDecay(factor=0.5, every_epochs=1), since=2 + 3 / STEPS).of_steps(
        2, 3, STEPS + 1
    )
    assert stairs.tolist() == pytest.approx([0.1] * STEPS + [0.05])


def test_before_a_schedule_begins_the_rate_is_the_recipes() -> None:
    found = rates(InverseTimeDecay(decay=1.0), since=0.5).of_steps(0, 0, STEPS)
    assert np.all(found <= 0.1)
    assert np.all(found > 0)


FALLING = (1.0, 0.9, 0.95, 0.9, 0.91, 0.8, 0.8, 0.8, 0.79999, 0.5, 0.6)


def test_the_plateau_of_a_history_is_the_one_of_epochs_as_they_come() -> None:
    schedule = ReduceLROnPlateau(factor=0.5, patience=2)
    coming = rates(schedule)
    for place, cost in enumerate(FALLING):
        coming.epoch_ended(9.0, cost)
        known = rates(schedule, costs=FALLING[: place + 1])
        assert known.of_steps(place + 1, 0, 2).tolist() == coming.of_steps(place + 1, 0, 2).tolist()
    assert coming.of_steps(11, 0, 1)[0] == pytest.approx(0.1 * 0.5**2)


def test_what_was_before_the_schedule_is_no_plateau() -> None:
    schedule = ReduceLROnPlateau(factor=0.5, patience=2)
    assert rates(schedule, since=4, costs=(0.5,) * 6).of_steps(6, 0, 1)[0] == pytest.approx(0.1)
    assert rates(schedule, since=4, costs=(0.5,) * 7).of_steps(7, 0, 1)[0] == pytest.approx(0.05)


def test_without_validation_the_cost_of_training_is_watched() -> None:
    found = rates(ReduceLROnPlateau(factor=0.5, patience=1))
    for cost in (1.0, 0.5, 0.5):
        found.epoch_ended(cost, math.nan)
    assert found.of_steps(3, 0, 1)[0] == pytest.approx(0.05)


@pytest.mark.tensorflow
@pytest.mark.parametrize("patience", [1, 2, 5])
def test_a_plateau_is_what_keras_calls_one(patience: int) -> None:
    import keras

    class Model:
        optimizer = keras.optimizers.SGD(0.1)

    theirs: Any = keras.callbacks.ReduceLROnPlateau(factor=0.5, patience=patience)
    theirs.set_model(Model())
    theirs.on_train_begin()
    ours = rates(ReduceLROnPlateau(factor=0.5, patience=patience))
    random = np.random.default_rng(1)
    for epoch, cost in enumerate(np.exp(-0.02 * np.arange(100)) + 0.02 * random.normal(size=100)):
        theirs.on_epoch_end(epoch, {"val_loss": cost})
        ours.epoch_ended(9.0, cost)
        rate = float(keras.ops.convert_to_numpy(Model.optimizer.learning_rate))
        assert ours.of_steps(epoch + 1, 0, 1)[0] == pytest.approx(rate, rel=1e-6)
    assert rate < 0.1


@pytest.mark.tensorflow
def test_decays_are_those_of_keras() -> None:
    import keras

    decays = keras.optimizers.schedules
    for ours, theirs in [
        (InverseTimeDecay(decay=0.01), decays.InverseTimeDecay(0.1, 1, 0.01)),
        (
            ExponentialDecay(factor=0.8, every_epochs=2),
            decays.ExponentialDecay(0.1, 2 * STEPS, 0.8, staircase=True),
        ),
        (
            ExponentialDecay(factor=0.8, every_epochs=2, staircase=False),
            decays.ExponentialDecay(0.1, 2 * STEPS, 0.8),
        ),
        (
            OneCycle(cycle_epochs=5, warm_up=0.4),
            decays.CosineDecay(0.1 / 25, 3 * STEPS, alpha=0.001, warmup_target=0.1, warmup_steps=2 * STEPS),
        ),
        (CosineDecay(decay_epochs=4, alpha=0.2), decays.CosineDecay(0.1, 4 * STEPS, alpha=0.2)),
        (
            CosineDecay(decay_epochs=3, warm_up_epochs=2.0),
            decays.CosineDecay(0.1 / 25, 3 * STEPS, warmup_target=0.1, warmup_steps=2 * STEPS),
        ),
        (
            Constant(warm_up_epochs=2.0),
            decays.CosineDecay(0.1 / 25, 1, alpha=1.0, warmup_target=0.1, warmup_steps=2 * STEPS),
        ),
    ]:
        expected = [float(theirs(step)) for step in range(60)]
        np.testing.assert_allclose(rates(ours).of_steps(0, 0, 60), expected, rtol=1e-5)  # Keras': float32
