"""Pictures varied for a look, and learning rates tried on a copy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.engine import protocol
from cnngui.network.augmentation import Augmentation
from cnngui.network.recipe import SGD, Recipe
from cnngui.runs.project import read_project
from tests.engine.talk import NETWORK, RECIPE, Talk

pytestmark = pytest.mark.tensorflow

VARIED = Augmentation(shift=0.2, rotation=20.0, noise=0.1, elastic=5.0, elastic_sigma=2.0)


def varied(engine: Talk, augmentation: Augmentation, epoch: int = 1) -> protocol.PicturesVaried:
    number = engine.number()
    engine.send(protocol.VaryPictures(engine.data, augmentation, 3, epoch, request_id=number))
    return engine.wait(protocol.PicturesVaried)


def found(engine: Talk, network=NETWORK, recipe: Recipe = RECIPE, **how: float) -> protocol.RatesFound:
    number = engine.number()
    engine.send(protocol.FindRate(network, recipe, engine.data, request_id=number, **how))
    answer = engine.wait(protocol.RatesFound, protocol.RequestFailed)
    assert isinstance(answer, protocol.RatesFound)
    return answer


def test_eight_pictures_are_shown_as_training_would_see_them(engine: Talk) -> None:
    first, again, other = varied(engine, VARIED), varied(engine, VARIED), varied(engine, VARIED, epoch=2)
    dataset = load_dataset(engine.data)
    assert first.before.shape == first.after.shape == (8, 8, 8, 1)
    for picture in first.before:
        assert (dataset.x_train == picture).all(axis=(1, 2, 3)).any()
    np.testing.assert_array_equal(first.after, again.after)
    assert (first.after != first.before).any()
    assert (first.after != other.after).any()
    still = varied(engine, Augmentation())
    np.testing.assert_array_equal(still.before, still.after)


def test_rates_are_tried_from_low_to_high_until_the_cost_goes_up(engine: Talk) -> None:
    answer = found(engine, recipe=RECIPE.model_copy(update={"optimizer": SGD()}), highest=1e4)
    parts = engine.heard(protocol.RatesTried)
    rates, losses = (np.concatenate([getattr(part, name) for part in parts]) for name in ("rates", "losses"))
    assert (np.diff(np.log(rates)) > 0).all()
    assert rates[0] == pytest.approx(1e-6)
    assert rates[-1] < 1e4
    assert len(rates) == len(losses)
    assert answer.suggestion is not None
    assert 1e-3 < answer.suggestion < 5
    assert not answer.stopped


def test_the_draft_keeps_weights_and_curves(engine: Talk, tmp_path: Path) -> None:
    engine.trained()
    engine.save(str(tmp_path / "a.cnn"))
    found(engine)
    engine.save(str(tmp_path / "b.cnn"))
    one, other = read_project(tmp_path / "a.cnn"), read_project(tmp_path / "b.cnn")
    for layer, weights in one.weights.items():
        for left, right in zip(weights, other.weights[layer], strict=True):
            np.testing.assert_array_equal(left, right)
    np.testing.assert_array_equal(one.history["batch_loss"], other.history["batch_loss"])
    assert one.training is not None
    assert other.training is not None
    assert one.training.optimizer_steps == other.training.optimizer_steps


def test_it_begins_with_what_the_draft_has_learned(engine: Talk) -> None:
    found(engine)
    fresh = engine.heard(protocol.RatesTried)[0].losses[0]
    engine.trained(recipe=RECIPE.model_copy(update={"epochs": 12}))
    engine.forget()
    found(engine)
    assert engine.heard(protocol.RatesTried)[0].losses[0] < 0.6 * fresh


def test_stopping_ends_it_at_once(engine: Talk) -> None:
    engine.send(protocol.FindRate(NETWORK, RECIPE, engine.data, steps=100_000, request_id=engine.number()))
    engine.wait(protocol.RatesTried)
    engine.send(protocol.StopFinding())
    assert engine.wait(protocol.RatesFound, seconds=20).stopped
    engine.send(protocol.StopFinding())  # for nothing: the next search is not meant
    assert not found(engine).stopped
