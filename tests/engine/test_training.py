"""Runs from start to end in one worker: results, continuation, steering, and what is told."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.engine import protocol
from cnngui.engine.session import load_predictor
from cnngui.engine.training_loop import TrainingLoop
from cnngui.errors import CnnguiError
from cnngui.network.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten
from cnngui.network.network import Network
from cnngui.network.penalties import L2, NonNeg
from cnngui.network.recipe import SGD, Adam, Recipe, RMSprop
from cnngui.network.schedules import AnySchedule, ExponentialDecay, InverseTimeDecay, ReduceLROnPlateau
from cnngui.runs.history import RECIPE_COLUMN, History
from cnngui.runs.project import read_project
from tests.engine.talk import NETWORK, RECIPE, Talk

pytestmark = pytest.mark.tensorflow

RANDOM_NETWORK = Network(
    input_shape=(8, 8, 1),
    layers=(
        Conv2D(filters=4, activation="relu"),
        BatchNormalization(),
        Dropout(rate=0.3),
        Flatten(),
        Dense(units=3, activation="softmax"),
    ),
)
LINEAR = Network(input_shape=(8, 8, 1), layers=(Flatten(), Dense(units=3)))
FAR_TOO_FAST = RECIPE.model_copy(update={"optimizer": SGD(learning_rate=1e6), "epochs": 50})
LONG = RECIPE.model_copy(update={"epochs": 10_000})


def test_a_run_tells_of_itself_in_order(engine: Talk) -> None:
    ending = engine.trained()
    assert isinstance(ending, protocol.Finished)
    assert ending.epoch == 2
    started = engine.heard(protocol.Started)[0]
    assert (started.steps_per_epoch, started.first_epoch, started.epochs) == (7, 0, 2)
    assert (started.train_samples, started.validation_samples) == (100, 30)
    assert (started.loss, started.metric) == ("sparse_categorical_crossentropy", "accuracy")
    assert not started.continues
    assert [row.epoch for row in engine.rows()] == [1, 2]
    places = [
        (event.epoch + step // 7, step % 7)
        for event in engine.heard(protocol.Batches)
        for step in range(event.first_step, event.first_step + len(event.loss))
    ]
    assert places == [(epoch, step) for epoch in (1, 2) for step in range(7)]
    kinds = [type(event) for event in engine.said]
    assert kinds.index(protocol.Started) < kinds.index(protocol.ModelReady) < kinds.index(protocol.Batches)
    assert kinds[-1] is protocol.Finished


def test_the_network_learns(engine: Talk) -> None:
    engine.trained(recipe=RECIPE.model_copy(update={"epochs": 12}))
    last = engine.rows()[-1]
    assert last.val_metric > 0.9
    assert last.loss < 0.5


def test_an_epochs_mean_counts_samples_not_batches(engine: Talk) -> None:
    engine.trained(recipe=RECIPE.model_copy(update={"epochs": 1}))
    sizes = [16, 16, 16, 16, 16, 16, 4]
    assert engine.rows()[0].loss == pytest.approx(np.average(engine.losses(), weights=sizes))


@pytest.mark.parametrize("network", [NETWORK, RANDOM_NETWORK], ids=["plain", "dropout"])
def test_the_same_seed_gives_the_same_result(engine: Talk, network: Network, tmp_path: Path) -> None:
    saved = []
    for name in ("a.cnn", "b.cnn"):
        engine.trained(network)
        engine.save(str(tmp_path / name), network)
        saved.append(read_project(tmp_path / name))
    for layer, weights in saved[0].weights.items():
        for one, other in zip(weights, saved[1].weights[layer], strict=True):
            np.testing.assert_array_equal(one, other)
    for column in ("batch_loss", "batch_metric", "val_loss", "val_metric"):
        np.testing.assert_array_equal(saved[0].history[column], saved[1].history[column])


@pytest.mark.parametrize("epochs", [2, 4, 7])
def test_epochs_taken_together_are_the_same_as_one_by_one(
    engine: Talk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, epochs: int
) -> None:
    saved = []
    for at_once in (1, epochs):
        monkeypatch.setattr(TrainingLoop, "_at_once", lambda run, left, most=at_once: min(left, most))
        assert engine.trained(RANDOM_NETWORK, RECIPE.model_copy(update={"epochs": 9})).epoch == 9
        engine.save(str(tmp_path / f"{at_once}.cnn"), RANDOM_NETWORK)
        saved.append(read_project(tmp_path / f"{at_once}.cnn"))
    one, other = saved
    for column in (
        "epoch",
        "loss",
        "metric",
        "val_loss",
        "val_metric",
        "learning_rate",
        "batch_loss",
        "batch_x",
    ):
        np.testing.assert_array_equal(one.history[column], other.history[column])
    for layer, weights in one.weights.items():
        for left, right in zip(weights, other.weights[layer], strict=True):
            np.testing.assert_array_equal(left, right)
    assert one.training is not None
    assert other.training is not None
    assert one.training.optimizer_steps == other.training.optimizer_steps == 63
    for name, state in one.training.seeds.items():
        np.testing.assert_array_equal(state, other.training.seeds[name])


def test_another_seed_gives_another_result(engine: Talk) -> None:
    engine.trained()
    first = engine.losses()
    engine.forget()
    engine.trained(recipe=RECIPE.model_copy(update={"seed": 4}))
    assert not np.array_equal(first, engine.losses())


def test_training_goes_on_where_it_ended(engine: Talk) -> None:
    engine.trained(RANDOM_NETWORK, RECIPE.model_copy(update={"epochs": 3}))
    straight = engine.losses()
    engine.forget()
    engine.trained(RANDOM_NETWORK, RECIPE.model_copy(update={"epochs": 1}))
    ending = engine.trained(RANDOM_NETWORK, RECIPE.model_copy(update={"epochs": 2}), fresh=False)
    assert ending.epoch == 3
    assert [event.continues for event in engine.heard(protocol.Started)] == [False, True]
    assert [row.epoch for row in engine.rows()] == [1, 2, 3]
    np.testing.assert_array_equal(engine.losses(), straight)


def test_training_goes_on_exactly_after_saving_and_opening(engine: Talk, tmp_path: Path) -> None:
    engine.trained(RANDOM_NETWORK, RECIPE.model_copy(update={"epochs": 2}))
    straight = engine.losses()
    engine.forget()
    engine.trained(RANDOM_NETWORK, RECIPE.model_copy(update={"epochs": 1}))
    engine.save(str(tmp_path / "a.cnn"), RANDOM_NETWORK)
    engine.send(protocol.Reset())
    opened = engine.open(str(tmp_path / "a.cnn"))
    assert opened.has_weights
    assert opened.history["batch_loss"].tolist() == engine.losses().tolist()
    engine.trained(RANDOM_NETWORK, RECIPE.model_copy(update={"epochs": 1}), fresh=False)
    np.testing.assert_array_equal(engine.losses(), straight)


SCHEDULES = [
    InverseTimeDecay(decay=0.1),
    ExponentialDecay(factor=0.5, every_epochs=2),
    ReduceLROnPlateau(factor=0.5, patience=2, min_delta=0.2),
]


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: schedule.kind)
def test_a_schedule_goes_on_exactly_after_saving_and_opening(
    engine: Talk, tmp_path: Path, schedule: AnySchedule
) -> None:
    recipe = RECIPE.model_copy(update={"schedule": schedule, "epochs": 12})
    engine.trained(RANDOM_NETWORK, recipe)
    straight, rows = engine.losses(), engine.rows()
    assert rows[-1].learning_rate < 0.6 * rows[0].learning_rate
    engine.send(protocol.Reset())
    engine.wait(protocol.ModelGone)
    engine.forget()
    for epochs in (5, 7):
        engine.trained(RANDOM_NETWORK, recipe.model_copy(update={"epochs": epochs}), fresh=False)
        engine.save(str(tmp_path / "a.cnn"), RANDOM_NETWORK, recipe)
        engine.send(protocol.Reset())
        opened = engine.open(str(tmp_path / "a.cnn"))
    np.testing.assert_array_equal(engine.losses(), straight)
    assert [row.learning_rate for row in engine.rows()] == [row.learning_rate for row in rows]
    assert opened.history["learning_rate"].tolist() == [row.learning_rate for row in rows]


def test_a_schedule_begins_with_the_run_it_is_chosen_for(engine: Talk) -> None:
    one = RECIPE.model_copy(update={"epochs": 1})
    decaying = one.model_copy(update={"schedule": InverseTimeDecay(decay=1.0)})
    for recipe in (one, one, decaying, decaying, one):
        engine.trained(recipe=recipe, fresh=False)
    rates = [row.learning_rate for row in engine.rows()]
    assert rates == pytest.approx([0.01, 0.01, 0.01 / 7, 0.01 / 14, 0.01])


def rates_of_batches(engine: Talk, steps: int) -> list[float]:
    """Do `steps` single batches of a run that waits, stop it, and return their learning rates."""
    engine.wait(protocol.Started)
    found = []
    for _ in range(steps):
        engine.send(protocol.Control("step"))
        found.append(engine.wait(protocol.Batches).learning_rate)
    engine.send(protocol.Control("stop"))
    engine.wait(*protocol.ENDINGS)
    return found


def test_a_schedule_chosen_within_an_epoch_begins_with_the_next_batch(engine: Talk, tmp_path: Path) -> None:
    decaying = RECIPE.model_copy(update={"schedule": InverseTimeDecay(decay=1.0)})
    engine.train(paused=True)
    assert rates_of_batches(engine, 3) == pytest.approx([0.01] * 3)
    engine.train(recipe=decaying, fresh=False, paused=True)
    assert rates_of_batches(engine, 2) == pytest.approx([0.01, 0.01 / 2])
    engine.save(str(tmp_path / "a.cnn"), recipe=decaying)
    engine.send(protocol.Reset())
    engine.open(str(tmp_path / "a.cnn"))
    engine.train(recipe=decaying, fresh=False, paused=True)
    assert rates_of_batches(engine, 3) == pytest.approx([0.01 / 3, 0.01 / 4, 0.01 / 5])


def test_a_decay_by_batches_begins_anew_with_batches_of_another_size(engine: Talk) -> None:
    """Once 2 epochs of 7 batches were counted again as 2 of 100, and the rate fell to a seventh at once."""
    decaying = RECIPE.model_copy(update={"schedule": InverseTimeDecay(decay=1.0)})
    engine.trained(recipe=decaying)
    engine.train(recipe=decaying.model_copy(update={"batch_size": 1}), fresh=False, paused=True)
    assert rates_of_batches(engine, 2) == pytest.approx([0.01, 0.01 / 2])


def test_the_learning_rate_is_told_with_the_batches(engine: Talk) -> None:
    engine.train(recipe=RECIPE.model_copy(update={"schedule": InverseTimeDecay(decay=1.0)}), paused=True)
    for step in range(3):
        engine.send(protocol.Control("step"))
        assert engine.wait(protocol.Batches).learning_rate == pytest.approx(0.01 / (1 + step))
    engine.send(protocol.Control("stop"))
    engine.wait(*protocol.ENDINGS)


def test_penalties_and_limits_of_the_layers_count_in_a_run(engine: Talk, tmp_path: Path) -> None:
    held = Network(
        input_shape=(8, 8, 1),
        layers=(
            Conv2D(filters=4, kernel_constraint=NonNeg()),
            Flatten(),
            Dense(units=3, activation="softmax", kernel_regularizer=L2(l2=0.1)),
        ),
    )
    engine.trained(held, RECIPE.model_copy(update={"epochs": 3}))
    assert engine.heard(protocol.Started)[-1].penalized == ("dense",)
    engine.save(str(tmp_path / "a.cnn"), held)
    weights = read_project(tmp_path / "a.cnn").weights
    assert weights["conv2d"][0].min() == 0
    data = load_dataset(engine.data)
    answers = load_predictor(tmp_path / "a.cnn").predict(data.x_test.astype(np.float32) / 255)
    of_answers = -np.log(answers[np.arange(30), data.y_test]).mean()
    penalty = 0.1 * float((weights["dense"][0].astype(np.float64) ** 2).sum())
    assert penalty > 0.05
    assert engine.rows()[-1].val_loss == pytest.approx(of_answers + penalty, rel=1e-4)


def test_an_epoch_left_half_way_goes_on_exactly_even_from_a_file(engine: Talk, tmp_path: Path) -> None:
    engine.trained(RANDOM_NETWORK)
    straight = engine.losses()
    engine.forget()
    engine.train(RANDOM_NETWORK, paused=True)
    for _ in range(3):
        engine.send(protocol.Control("step"))
        engine.wait(protocol.Batches)
    engine.send(protocol.Control("stop"))
    assert engine.wait(*protocol.ENDINGS).epoch == 0
    engine.save(str(tmp_path / "a.cnn"), RANDOM_NETWORK)
    engine.send(protocol.Reset())
    engine.open(str(tmp_path / "a.cnn"))
    engine.trained(RANDOM_NETWORK, fresh=False)
    np.testing.assert_array_equal(engine.losses(), straight)
    first_end = engine.rows()[0]
    assert first_end.loss == pytest.approx(np.average(straight[:7], weights=[16] * 6 + [4]))


def test_a_half_done_epoch_in_another_order_is_left_behind(engine: Talk) -> None:
    engine.train(paused=True)
    engine.send(protocol.Control("step"))
    engine.wait(protocol.Batches)
    engine.send(protocol.Control("stop"))
    engine.wait(*protocol.ENDINGS)
    engine.trained(recipe=RECIPE.model_copy(update={"batch_size": 50, "epochs": 1}), fresh=False)
    assert engine.heard(protocol.Started)[-1].first_epoch == 1
    assert [row.epoch for row in engine.rows()] == [2]


def test_another_learning_rate_keeps_the_optimizers_means_and_another_kind_does_not(
    engine: Talk, tmp_path: Path
) -> None:
    def steps_after(recipe: Recipe) -> int:
        engine.trained(recipe=recipe, fresh=False)
        engine.save(str(tmp_path / "a.cnn"))
        training = read_project(tmp_path / "a.cnn").training
        assert training is not None
        return training.optimizer_steps

    one = RECIPE.model_copy(update={"epochs": 1})
    assert steps_after(one) == 7
    assert steps_after(one.model_copy(update={"optimizer": Adam(learning_rate=0.5)})) == 14
    assert steps_after(one.model_copy(update={"optimizer": Adam(beta_1=0.5)})) == 21
    assert steps_after(one.model_copy(update={"optimizer": RMSprop()})) == 7
    assert steps_after(one.model_copy(update={"optimizer": SGD(momentum=0.5)})) == 7


def test_another_network_starts_anew(engine: Talk) -> None:
    engine.trained()
    wider = Network(
        input_shape=(8, 8, 1),
        layers=(Conv2D(filters=5, activation="relu"), Flatten(), Dense(units=3, activation="softmax")),
    )
    engine.trained(wider, fresh=False)
    started = engine.heard(protocol.Started)[-1]
    assert (started.first_epoch, started.continues) == (0, False)
    assert engine.heard(protocol.ModelReady)[-1].network == wider


def test_validation_may_come_from_the_training_part(engine: Talk) -> None:
    engine.trained(recipe=RECIPE.model_copy(update={"validation_split": 0.2, "epochs": 1}))
    started = engine.heard(protocol.Started)[0]
    assert (started.train_samples, started.validation_samples, started.steps_per_epoch) == (80, 20, 5)


def test_answers_are_the_same_samples_each_time_and_of_all_classes(engine: Talk) -> None:
    engine.trained(recipe=RECIPE.model_copy(update={"epochs": 12}))
    first, last = engine.heard(protocol.Answers)[0], engine.heard(protocol.Answers)[-1]
    np.testing.assert_array_equal(first.samples, last.samples)
    assert first.samples.shape == (12, 8, 8, 1)
    assert np.bincount(first.labels).tolist() == [4, 4, 4]
    assert np.count_nonzero(last.labels == last.predicted) >= 10


# Steering -----------------------------------------------------------------------------------------


def test_stop_ends_a_run_soon_and_keeps_what_was_learned(engine: Talk, tmp_path: Path) -> None:
    engine.train(recipe=LONG)
    engine.wait(protocol.Epochs)
    asked = time.monotonic()
    engine.send(protocol.Control("stop"))
    ending = engine.wait(*protocol.ENDINGS)
    # 250 ms is promised on a quiet machine; here others may run beside the test.
    assert time.monotonic() - asked < 2
    assert isinstance(ending, protocol.Stopped)
    engine.save(str(tmp_path / "a.cnn"))
    assert len(read_project(tmp_path / "a.cnn").history["batch_loss"]) == len(engine.losses())


def test_stop_works_before_the_run_has_begun(engine: Talk) -> None:
    engine.train(recipe=LONG)
    engine.send(protocol.Control("stop"))
    assert isinstance(engine.wait(*protocol.ENDINGS), protocol.Stopped)
    assert not engine.heard(protocol.Batches)


def test_control_without_a_run_means_nothing_later(engine: Talk) -> None:
    for action in ("stop", "pause", "step"):
        engine.send(protocol.Control(action))  # type: ignore[arg-type]  # the three are Literals
    assert isinstance(engine.trained(), protocol.Finished)
    assert not engine.heard(protocol.Paused)


def test_pause_step_and_resume(engine: Talk) -> None:
    engine.train(paused=True)
    engine.wait(protocol.Paused)
    assert not engine.heard(protocol.Batches)
    for step in range(3):
        engine.send(protocol.Control("step"))
        batches = engine.wait(protocol.Batches)
        assert (batches.first_step, len(batches.loss)) == (step, 1)
    assert not [event for event in engine.quiet(0.3) if isinstance(event, protocol.Batches)]
    engine.send(protocol.Control("resume"))
    engine.wait(protocol.Resumed)
    assert isinstance(engine.wait(*protocol.ENDINGS), protocol.Finished)
    assert len(engine.losses()) == 14
    assert len(engine.heard(protocol.Paused)) == 1


def test_the_last_single_step_of_an_epoch_brings_its_validation(engine: Talk) -> None:
    engine.train(paused=True)
    for _ in range(7):
        engine.send(protocol.Control("step"))
    assert engine.wait(protocol.Epochs).rows[-1].epoch == 1
    engine.send(protocol.Control("step"))
    batches = engine.wait(protocol.Batches)
    assert (batches.epoch, batches.first_step, len(batches.loss)) == (2, 0, 1)
    engine.send(protocol.Control("stop"))
    engine.wait(*protocol.ENDINGS)


def test_a_run_under_way_can_be_paused_and_stopped(engine: Talk) -> None:
    engine.train(recipe=LONG)
    engine.wait(protocol.Batches)
    engine.send(protocol.Control("pause"))
    engine.wait(protocol.Paused)
    assert not [event for event in engine.quiet(0.3) if isinstance(event, protocol.Batches)]
    engine.send(protocol.Control("stop"))
    assert isinstance(engine.wait(*protocol.ENDINGS), protocol.Stopped)


def test_a_paused_run_can_be_saved(engine: Talk, tmp_path: Path) -> None:
    engine.train(recipe=LONG, paused=True)
    engine.wait(protocol.Paused)
    engine.send(protocol.Control("step"))
    engine.wait(protocol.Batches)
    assert engine.save(str(tmp_path / "a.cnn")).with_weights
    training = read_project(tmp_path / "a.cnn").training
    assert training is not None
    assert (training.epoch, training.step) == (0, 1)


@pytest.mark.parametrize("kind", [protocol.Batches, protocol.Epochs, protocol.Answers])
def test_short_epochs_are_told_thirty_times_a_second_at_most(engine: Talk, kind: type) -> None:
    engine.train(recipe=LONG)
    engine.wait(protocol.Batches)
    before, epochs = len(engine.heard(kind)), len(engine.rows())
    engine.quiet(1.0)
    assert 1 <= len(engine.heard(kind)) - before <= 31
    assert len(engine.rows()) - epochs > 31
    engine.send(protocol.Control("stop"))
    engine.wait(*protocol.ENDINGS)


# Failures -----------------------------------------------------------------------------------------


def test_a_learning_rate_of_a_million_costs_no_weights(engine: Talk, tmp_path: Path) -> None:
    engine.trained(RANDOM_NETWORK)
    engine.save(str(tmp_path / "before.cnn"), RANDOM_NETWORK)
    engine.forget()
    failed = engine.trained(RANDOM_NETWORK, FAR_TOO_FAST, fresh=False)
    assert isinstance(failed, protocol.Failed)
    assert failed.error.code == "engine.diverged"
    assert failed.error.values["learning_rate"] == 1e6
    assert failed.error.values["layer"] in RANDOM_NETWORK.names
    assert failed.error.values["epoch"] >= 3
    assert np.isfinite(engine.losses()).all()
    engine.save(str(tmp_path / "after.cnn"), RANDOM_NETWORK)
    before, after = read_project(tmp_path / "before.cnn"), read_project(tmp_path / "after.cnn")
    for layer, weights in before.weights.items():
        for one, other in zip(weights, after.weights[layer], strict=True):
            np.testing.assert_array_equal(one, other)
    assert isinstance(engine.trained(RANDOM_NETWORK, fresh=False), protocol.Finished)


def test_numbers_that_blow_up_in_epochs_taken_together_cost_only_the_last(
    engine: Talk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    steep = Recipe(
        optimizer=SGD(learning_rate=2.0, momentum=0.9), loss="mean_squared_error", batch_size=16, epochs=40
    )
    saved = []
    for at_once in (1, 40):
        monkeypatch.setattr(TrainingLoop, "_at_once", lambda run, left, most=at_once: min(left, most))
        failed = engine.trained(LINEAR, steep)
        assert isinstance(failed, protocol.Failed)
        engine.save(str(tmp_path / "a.cnn"), LINEAR)
        project = read_project(tmp_path / "a.cnn")
        assert len(project.history["epoch"]) == failed.error.values["epoch"] - 1 > 2
        saved.append((failed.error.values, project.weights["dense"]))
    assert saved[0][0] == saved[1][0]
    for left, right in zip(saved[0][1], saved[1][1], strict=True):
        np.testing.assert_array_equal(left, right)


def fails_with(ending: object, code: str) -> CnnguiError:
    assert isinstance(ending, protocol.Failed), ending
    assert ending.error.code == code
    assert str(ending.error)
    return ending.error


def test_a_network_with_an_error_is_not_trained(engine: Talk) -> None:
    network = Network(input_shape=(8, 8, 1), layers=(Flatten(), Conv2D()))
    fails_with(engine.trained(network), "engine.network_has_errors")


def test_a_network_for_other_classes_is_not_trained(engine: Talk) -> None:
    network = Network(input_shape=(8, 8, 1), layers=(Flatten(), Dense(units=7, activation="softmax")))
    fails_with(engine.trained(network), "engine.network_has_errors")


def test_a_network_for_other_pictures_is_not_trained(engine: Talk) -> None:
    network = Network(input_shape=(6, 6, 1), layers=(Flatten(), Dense(units=3, activation="softmax")))
    error = fails_with(engine.trained(network), "engine.other_samples")
    assert (error.values["found"], error.values["wanted"]) == ("8×8×1", "6×6×1")


def test_a_larger_input_gets_a_border_of_zeros(engine: Talk) -> None:
    network = Network(input_shape=(12, 12, 1), layers=(Flatten(), Dense(units=3, activation="softmax")))
    assert isinstance(engine.trained(network), protocol.Finished)
    assert isinstance(engine.ask(), protocol.Predicted)


def test_data_that_are_not_there_are_told(engine: Talk) -> None:
    fails_with(engine.trained(data="/nowhere/data.npz"), "files.missing")


def test_every_run_has_one_ending(engine: Talk) -> None:
    runs = [
        engine.train(),
        engine.train(data="/nowhere/data.npz"),
        engine.train(RANDOM_NETWORK, FAR_TOO_FAST),
        engine.train(RANDOM_NETWORK, fresh=False),
    ]
    for _ in runs:
        engine.wait(*protocol.ENDINGS)
    engine.quiet(0.2)
    endings = [event for event in engine.said if isinstance(event, protocol.ENDINGS)]
    assert [event.run_id for event in endings] == runs
    kinds = [type(event) for event in endings]
    assert kinds == [protocol.Finished, protocol.Failed, protocol.Failed, protocol.Finished]


def test_a_failure_inside_tensorflow_ends_the_run_and_not_the_worker(
    engine: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tensorflow as tf

    from cnngui.engine.keras_backend.prepared import PreparedTraining

    def exhausted(self: PreparedTraining, *_: object) -> None:
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor with shape[9,9]")

    with monkeypatch.context() as patched:
        patched.setattr(PreparedTraining, "take_steps", exhausted)
        ending = engine.trained()
    fails_with(ending, "engine.out_of_memory")
    assert "OOM when allocating" in ending.details
    assert isinstance(engine.trained(), protocol.Finished)


def test_networks_that_were_replaced_are_let_go(engine: Talk) -> None:
    import gc

    from cnngui.engine.keras_backend.learner import Learner

    for filters in (2, 3, 4):
        network = Network(
            input_shape=(8, 8, 1),
            layers=(Conv2D(filters=filters), Flatten(), Dense(units=3, activation="softmax")),
        )
        engine.trained(network, RECIPE.model_copy(update={"epochs": 1}))
    engine.save("/nowhere/a.cnn")
    assert sum(isinstance(thing, Learner) for thing in gc.get_objects()) == 1


def paused_after(engine: Talk, steps: int, recipe: Recipe, network: Network = NETWORK) -> None:
    """Begin a run and wait in it after some steps."""
    engine.train(network, recipe, paused=True)
    for _ in range(steps):
        engine.send(protocol.Control("step"))
    engine.wait(protocol.Paused)
    while len(engine.losses()) < steps:
        engine.wait(protocol.Batches)


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": Adam(learning_rate=0.3)},
        {"optimizer": SGD()},
        {"epochs": 3},
        {"batch_size": 10},
        {"seed": 9},
    ],
    ids=str,
)
def test_a_recipe_changed_in_a_pause_counts_from_the_next_step_on(
    engine: Talk, changes: dict[str, Any]
) -> None:
    """It gives what a run gives that goes on by the new recipe from there."""
    changed = RECIPE.model_copy(update=changes)
    paused_after(engine, 3, RECIPE)
    engine.send(protocol.Control("stop"))
    engine.wait(protocol.Stopped)
    engine.trained(recipe=changed, fresh=False)
    expected = engine.losses()
    engine.send(protocol.Reset())
    engine.wait(protocol.ModelGone)
    engine.forget()
    paused_after(engine, 3, RECIPE)
    engine.send(protocol.ChangeRecipe(changed))
    engine.send(protocol.Control("resume"))
    assert isinstance(engine.wait(*protocol.ENDINGS), protocol.Finished)
    told = engine.heard(protocol.RecipeChanged)
    assert [event.recipe for event in told] == [changed]
    # An epoch that is left behind counts as one of the run's; gone on with, a run has all of its epochs anew.
    losses = engine.losses()
    assert len(losses) > 3 + 5
    np.testing.assert_array_equal(losses, expected[: len(losses)])


def test_a_recipe_that_the_network_cannot_be_trained_by_is_told(engine: Talk, tmp_path: Path) -> None:
    with np.load(engine.data) as bars:
        two = {f"{name}_train": bars[f"{name}_train"][bars["y_train"] < 2] for name in "xy"}
    np.savez(tmp_path / "two.npz", **two)
    single = NETWORK.with_layers([*NETWORK.layers[:-1], Dense(units=1, activation="sigmoid")])
    engine.train(single, data=str(tmp_path / "two.npz"), paused=True)
    engine.wait(protocol.Paused)
    changed = RECIPE.model_copy(update={"loss": "sparse_categorical_crossentropy"})
    engine.send(protocol.ChangeRecipe(changed))
    engine.send(protocol.Control("resume"))
    ending = engine.wait(*protocol.ENDINGS)
    assert isinstance(ending, protocol.Failed)
    assert ending.error.code == "engine.network_has_errors"


def test_a_single_step_after_a_change_of_the_recipe_is_taken(engine: Talk) -> None:
    paused_after(engine, 3, RECIPE)
    engine.send(protocol.ChangeRecipe(RECIPE.model_copy(update={"optimizer": Adam(learning_rate=0.3)})))
    engine.send(protocol.Control("step"))
    assert engine.wait(protocol.Batches, seconds=20).first_step == 3


def test_the_history_marks_where_the_recipe_was_changed(engine: Talk) -> None:
    paused_after(engine, 3, RECIPE)
    engine.send(protocol.ChangeRecipe(RECIPE.model_copy(update={"optimizer": Adam(learning_rate=0.3)})))
    engine.send(protocol.Control("resume"))
    engine.wait(*protocol.ENDINGS)
    history = History()
    for event in engine.heard(protocol.Batches):
        event.record(history, steps_per_epoch=7)
    marks = history.column(RECIPE_COLUMN)
    assert np.isnan(marks[:3]).all()
    assert (marks[3:] == 1).all()
    assert engine.rows()[0].learning_rate == pytest.approx(0.3)
