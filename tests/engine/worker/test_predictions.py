"""Answers while nothing else goes on, while training, and when there is no one to answer."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.engine.stepping.cells import cell_of
from cnngui.engine.stepping.stage import stages
from cnngui.engine.worker.predictions import Predictions
from cnngui.runs.model_id import DRAFT, SHIPPED, UNTRAINED
from tests.engine.talk import NETWORK, PICTURE, RECIPE, Talk

pytestmark = pytest.mark.tensorflow


def test_a_trained_network_answers_with_the_output_of_a_layer(engine: Talk) -> None:
    engine.trained()
    answer = engine.ask("conv2d")
    assert answer.probabilities.shape == (3,)
    assert answer.probabilities.sum() == pytest.approx(1, rel=1e-5)
    assert answer.class_names == engine.heard(protocol.ModelReady)[0].class_names
    assert (answer.layer, answer.output.shape) == ("conv2d", (6, 6, 4))
    assert answer.output.dtype == np.float32


def test_an_unknown_layer_is_left_out(engine: Talk) -> None:
    engine.trained()
    answer = engine.ask("conv2d_9")
    assert (answer.layer, answer.output) == ("", None)


def test_it_answers_while_training_and_with_new_weights(engine: Talk) -> None:
    engine.train(recipe=RECIPE.model_copy(update={"epochs": 10_000}))
    engine.wait(protocol.ModelReady)
    answers = []
    for _ in range(10):
        answers.append(engine.ask().probabilities)
        engine.wait(protocol.Batches)
    engine.send(protocol.Control("stop"))
    engine.wait(*protocol.ENDINGS)
    assert len({tuple(answer) for answer in answers}) > 2


@pytest.mark.parametrize("layer", ["conv2d", "dense"])
def test_a_layers_numbers_are_of_one_moment_while_it_learns(engine: Talk, layer: str) -> None:
    picture = np.random.default_rng(1).random((8, 8, 1)).astype(np.float32)
    engine.train(recipe=RECIPE.model_copy(update={"epochs": 10_000}))
    engine.wait(protocol.ModelReady)
    seen = set()
    for _ in range(10):
        numbers = engine.numbers(layer, picture).numbers
        *_, stage = stages(numbers.layer, numbers.weights, numbers.given, numbers.output, numbers.before)
        for place in [(0, 0, 0), tuple(length - 1 for length in stage.shape)]:
            assert cell_of(stage, place).result == pytest.approx(float(stage.output[place]), abs=1e-5)
        seen.add(numbers.weights[0].tobytes())
        engine.wait(protocol.Batches)
    engine.send(protocol.Control("stop"))
    engine.wait(*protocol.ENDINGS)
    assert len(seen) > 2


def test_what_was_flattened_is_told(engine: Talk) -> None:
    engine.trained()
    numbers = engine.numbers("dense").numbers
    assert (numbers.before, numbers.given.shape, numbers.output.shape) == ((6, 6, 4), (144,), (3,))
    assert [each.shape for each in numbers.weights] == [(144, 3), (3,)]


def test_numbers_of_no_layer_and_of_no_network_are_told(engine: Talk) -> None:
    assert engine.numbers("conv2d").error.code == "engine.no_model"
    engine.trained()
    assert engine.numbers("conv2d_9").error.code == "engine.no_such_layer"
    assert engine.numbers("conv2d", np.zeros((9, 9, 1))).error.code == "engine.other_samples"


def test_after_a_run_the_last_weights_answer(engine: Talk, tmp_path: Path) -> None:
    engine.trained()
    answer = engine.ask().probabilities
    engine.save(str(tmp_path / "a.cnn"))
    engine.send(protocol.Reset())
    engine.open(str(tmp_path / "a.cnn"))
    np.testing.assert_array_equal(engine.ask().probabilities, answer)


def test_without_weights_nobody_answers(engine: Talk) -> None:
    assert engine.ask().error.code == "engine.no_model"
    engine.trained()
    engine.send(protocol.Reset())
    engine.wait(protocol.ModelGone)
    assert engine.ask().error.code == "engine.no_model"


@pytest.mark.parametrize(
    "picture",
    [np.zeros((9, 8, 1)), np.zeros((8, 8, 3)), np.zeros((8, 8)), np.zeros(0)],
    ids=["larger", "colour", "flat", "empty"],
)
def test_a_picture_that_does_not_fit_is_told(engine: Talk, picture: np.ndarray) -> None:
    if not engine.heard(protocol.ModelReady):
        engine.trained()
    answer = engine.ask(picture=picture)
    assert isinstance(answer, protocol.RequestFailed)
    assert answer.error.code == "engine.other_samples"


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("among", ["sample", "others"])
def test_numbers_that_are_not_finite_are_told_as_such(engine: Talk, value: float, among: str) -> None:
    engine.trained()
    asked = {"sample": PICTURE, "others": PICTURE[np.newaxis], "request_id": engine.number()}
    asked[among] = np.full_like(asked[among], value)
    engine.send(protocol.Predict(DRAFT, **asked))
    answer = engine.wait(protocol.Predicted, protocol.RequestFailed)
    assert answer.error.code == "engine.not_finite"


def test_only_the_newest_request_of_a_model_is_answered(tiny_data: str) -> None:
    told: list[protocol.Event] = []
    desk = Predictions(told.append)
    for number in range(1, 6):
        desk.ask(protocol.Predict(DRAFT, PICTURE, request_id=number))
    desk.ask(protocol.Predict(SHIPPED, PICTURE, request_id=6))
    desk.start()
    while len(told) < 2:
        time.sleep(0.01)
    desk.close()
    assert sorted(event.request_id for event in told) == [5, 6]  # type: ignore[union-attr]  # both failed


def test_a_preview_answers_with_the_weights_that_training_would_begin_with(engine: Talk) -> None:
    engine.send(protocol.Preview(NETWORK, RECIPE.seed, request_id=engine.number()))
    assert isinstance(engine.wait(protocol.Previewed, protocol.RequestFailed), protocol.Previewed)
    picture = np.random.default_rng(0).random(PICTURE.shape).astype(np.float32)
    before = engine.ask("conv2d", picture, UNTRAINED)
    engine.train(recipe=RECIPE, paused=True)
    engine.wait(protocol.Paused)
    begun = engine.ask("conv2d", picture)
    engine.send(protocol.Control("stop"))
    engine.wait(*protocol.ENDINGS)
    np.testing.assert_array_equal(before.output, begun.output)
    np.testing.assert_array_equal(before.probabilities, begun.probabilities)
