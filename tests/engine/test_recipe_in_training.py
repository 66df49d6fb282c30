"""Early stopping, pictures that are varied, and the test part, in whole runs; cut off and gone on with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.network.augmentation import Augmentation
from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, AdamW, EarlyStopping, Recipe
from cnngui.network.schedules import CosineDecay
from cnngui.runs.project import Project, read_project
from tests.engine.talk import NETWORK, RECIPE, Talk
from tests.engine.test_training import RANDOM_NETWORK, paused_after

pytestmark = pytest.mark.tensorflow

PATIENT = EarlyStopping(patience=3, min_delta=0.02)
VARIED = Augmentation(shift=0.1, rotation=10.0, zoom=0.1, noise=0.05, elastic=4.0, elastic_sigma=2.0)
EARLY = RECIPE.model_copy(
    update={"optimizer": SGD(learning_rate=0.5, momentum=0.9), "early_stopping": PATIENT, "epochs": 60}
)


def saved(engine: Talk, path: Path, recipe: Recipe, network: Any = RANDOM_NETWORK) -> Project:
    engine.save(str(path), network, recipe)
    return read_project(path)


def assert_same_weights(one: Project, other: Project) -> None:
    for layer, weights in one.weights.items():
        for left, right in zip(weights, other.weights[layer], strict=True):
            np.testing.assert_array_equal(left, right)


def test_a_run_that_gets_no_better_ends_with_its_best_weights(engine: Talk, tmp_path: Path) -> None:
    ending = engine.trained(RANDOM_NETWORK, EARLY)
    costs = [row.val_loss for row in engine.rows()]
    assert (ending.waited, ending.epoch) == (3, len(costs))
    assert ending.epoch == ending.weights_epoch + 3 < 60
    assert costs[ending.weights_epoch - 1] == pytest.approx(min(costs), abs=0.02)
    early = saved(engine, tmp_path / "early.cnn", EARLY)
    assert early.training is not None
    assert not early.training.best  # taken: there is nothing to wait for any more
    upto = EARLY.model_copy(update={"early_stopping": None, "epochs": ending.weights_epoch})
    engine.trained(RANDOM_NETWORK, upto)
    assert_same_weights(early, saved(engine, tmp_path / "upto.cnn", upto))


def test_who_wants_the_last_weights_keeps_them(engine: Talk, tmp_path: Path) -> None:
    last = EARLY.model_copy(
        update={"early_stopping": PATIENT.model_copy(update={"restore_best_weights": False})}
    )
    ending = engine.trained(RANDOM_NETWORK, last)
    assert (ending.waited, ending.weights_epoch) == (3, 0)
    early = saved(engine, tmp_path / "early.cnn", last)
    upto = last.model_copy(update={"early_stopping": None, "epochs": ending.epoch})
    engine.trained(RANDOM_NETWORK, upto)
    assert_same_weights(early, saved(engine, tmp_path / "upto.cnn", upto))


def test_the_next_run_waits_anew(engine: Talk) -> None:
    first = engine.trained(RANDOM_NETWORK, EARLY)
    engine.forget()
    second = engine.trained(RANDOM_NETWORK, EARLY, fresh=False)
    assert second.epoch >= first.epoch + 3
    assert second.weights_epoch in (0, *range(first.epoch + 1, second.epoch + 1))


@pytest.mark.parametrize("behind", [1, 3], ids=["before the best epoch", "while it waits"])
def test_a_run_cut_off_and_gone_on_with_ends_at_the_same_epoch_with_the_same_weights(
    engine: Talk, tmp_path: Path, behind: int
) -> None:
    recipe = EARLY.model_copy(update={"augmentation": VARIED})
    straight = engine.trained(RANDOM_NETWORK, recipe)
    whole, losses = saved(engine, tmp_path / "whole.cnn", recipe), engine.losses()
    cut = straight.weights_epoch + (1 if behind == 3 else -1)
    engine.send(protocol.Reset())
    engine.wait(protocol.ModelGone)
    engine.forget()
    paused_after(engine, 7 * max(1, cut) + 3, recipe, RANDOM_NETWORK)  # in the middle of an epoch
    first = engine.losses()
    part = saved(engine, tmp_path / "part.cnn", recipe)
    assert part.training is not None
    assert bool(part.training.best)
    engine.send(protocol.Control("stop"))
    engine.wait(*protocol.ENDINGS)
    engine.send(protocol.Reset())
    engine.open(str(tmp_path / "part.cnn"))
    engine.forget()
    ending = engine.trained(RANDOM_NETWORK, recipe, fresh=False)
    assert (ending.epoch, ending.weights_epoch) == (straight.epoch, straight.weights_epoch)
    np.testing.assert_array_equal(np.concatenate([first, engine.losses()]), losses)
    assert_same_weights(whole, saved(engine, tmp_path / "resumed.cnn", recipe))


def test_pictures_are_varied_in_training_alone(engine: Talk) -> None:
    still = RECIPE.model_copy(update={"optimizer": SGD(learning_rate=1e-9), "epochs": 2})
    engine.trained(recipe=still)
    plain, plain_rows = engine.losses(), engine.rows()
    engine.forget()
    engine.trained(recipe=still.model_copy(update={"augmentation": VARIED}))
    varied, rows = engine.losses(), engine.rows()
    assert (varied != plain).all()
    assert [row.val_loss for row in rows] == pytest.approx([row.val_loss for row in plain_rows], abs=1e-6)
    assert rows[0].loss != pytest.approx(rows[1].loss, abs=1e-6)  # other pictures in each epoch
    engine.forget()
    engine.trained(recipe=still.model_copy(update={"augmentation": VARIED}))
    np.testing.assert_array_equal(engine.losses(), varied)


def test_a_network_that_reads_rows_gets_the_same_pictures_varied(engine: Talk) -> None:
    """First batch of the first epoch: the same weights, however the picture is laid out."""
    losses = []
    for shape, layers in (((8, 8, 1), (Flatten(), Dense(units=3))), ((64,), (Dense(units=3),))):
        network = Network(input_shape=shape, layers=layers)
        still = {"augmentation": VARIED, "optimizer": SGD(learning_rate=1e-9), "precision": "float32"}
        recipe = RECIPE.model_copy(update=still)
        engine.forget()
        engine.trained(network, recipe)
        losses.append(engine.losses())
    np.testing.assert_allclose(*losses, rtol=1e-5)


def test_short_epochs_vary_pictures_as_long_ones_do(engine: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    from cnngui.engine.training_loop import TrainingLoop

    recipe = RECIPE.model_copy(update={"augmentation": VARIED, "epochs": 6})
    losses = []
    for at_once in (1, 3):
        monkeypatch.setattr(TrainingLoop, "_at_once", lambda run, left, most=at_once: min(left, most))
        engine.forget()
        engine.trained(RANDOM_NETWORK, recipe)
        losses.append(engine.losses())
    np.testing.assert_array_equal(*losses)


def test_a_network_learns_by_all_that_a_recipe_can_hold(engine: Talk) -> None:
    recipe = RECIPE.model_copy(
        update={
            "optimizer": AdamW(learning_rate=0.01),
            "schedule": CosineDecay(decay_epochs=19, warm_up_epochs=1.0),
            "epochs": 20,
            "global_clipnorm": 5.0,
            "label_smoothing": 0.05,
            "class_weight": {0: 2.0},
            "augmentation": Augmentation(shift=0.1, noise=0.05),
        }
    )
    engine.trained(recipe=recipe)
    assert engine.rows()[-1].val_metric > 0.9


def test_the_test_part_is_tried_once_at_the_end_of_a_run_that_does_not_validate_on_it(engine: Talk) -> None:
    recipe = RECIPE.model_copy(update={"epochs": 3, "validation_split": 0.2})
    engine.trained(recipe=recipe)
    started, (tested,) = engine.heard(protocol.Started)[0], engine.heard(protocol.Tested)
    assert (started.test_samples, started.validation_samples, tested.samples) == (30, 20, 30)
    assert isinstance(engine.said[-1], protocol.Finished)
    # The same weights, validated on the test part by a step that changes nothing.
    engine.forget()
    still = recipe.model_copy(
        update={"validation_split": 0.0, "epochs": 1, "optimizer": SGD(learning_rate=1e-12)}
    )
    engine.trained(recipe=still, fresh=False)
    row = engine.rows()[-1]
    assert (tested.loss, tested.metric) == pytest.approx((row.val_loss, row.val_metric), abs=1e-6)


def test_a_test_part_that_validates_is_no_test(engine: Talk) -> None:
    engine.trained(recipe=RECIPE)
    assert engine.heard(protocol.Started)[0].test_samples == 0
    assert not engine.heard(protocol.Tested)


@pytest.mark.parametrize(
    ("update", "code"),
    [({"class_weight": {3: 2.0}}, "engine.weight_of_no_class")],
)
def test_what_does_not_fit_the_data_is_told_before_training(
    engine: Talk, update: dict[str, Any], code: str
) -> None:
    assert engine.trained(NETWORK, RECIPE.model_copy(update=update)).error.code == code


def test_rows_of_numbers_cannot_be_varied(engine: Talk) -> None:
    from cnngui.course.presets import preset

    xor = preset("xor-2-2-1")
    recipe = xor.recipe.model_copy(update={"augmentation": VARIED})
    error = engine.trained(xor.network, recipe, data="xor").error
    assert error.code == "engine.varies_pictures"
    assert "has none" in error.message().what
