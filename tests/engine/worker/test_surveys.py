"""Surveys of the draft's layers, the shipped network's, and what cannot be surveyed."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.runs.model_id import DRAFT, SHIPPED, ModelId
from tests.engine.talk import NETWORK, RECIPE, Talk

pytestmark = pytest.mark.tensorflow


def survey(engine: Talk, layer: str, model: ModelId = DRAFT, **how: object):
    asked = {"data": engine.data, "most": 40, **how}
    engine.send(protocol.SurveyLayer(model, layer, request_id=engine.number(), **asked))  # type: ignore[arg-type]
    return engine.wait(protocol.LayerSurveyed, protocol.RequestFailed)


def test_a_layer_is_shown_samples_of_the_training_data(engine: Talk) -> None:
    engine.trained()
    first, *_, last = NETWORK.names
    told = survey(engine, first)
    assert told.stored == "train"
    assert told.survey.points.shape == (len(told.indices), 2)
    assert told.survey.top.shape == (4, min(9, len(told.indices)))
    assert told.survey.places.shape == (*told.survey.top.shape, 2)
    assert {each.total for each in engine.heard(protocol.Surveying)} == {len(told.indices)}
    engine.send(protocol.FetchSamples(engine.data, told.stored, told.indices, request_id=engine.number()))
    samples = engine.wait(protocol.SamplesFetched).samples.astype(np.float32) / 255
    answers = [engine.ask(first, sample) for sample in samples]
    assert told.answers.tolist() == [int(each.probabilities.argmax()) for each in answers]
    peaks = np.stack([each.output.max(axis=(0, 1)) for each in answers])
    np.testing.assert_allclose(
        told.survey.strongest, np.take_along_axis(peaks.T, told.survey.top, axis=1), atol=1e-5
    )
    spread = survey(engine, last)
    assert spread.survey.top.shape[0] == 3
    assert (np.bincount(spread.labels) > 0).all(), "each class has its samples"


def test_what_is_held_back_is_not_shown(engine: Talk) -> None:
    engine.trained()
    whole = survey(engine, NETWORK.names[0], most=10_000)
    part = survey(engine, NETWORK.names[0], most=10_000, validation_split=0.5)
    assert len(whole.indices) == whole.total
    assert len(part.indices) == part.total
    assert part.total == pytest.approx(whole.total / 2, abs=2)


def test_it_goes_on_beside_training(engine: Talk) -> None:
    engine.train(recipe=RECIPE.model_copy(update={"epochs": 10_000}))
    engine.wait(protocol.ModelReady)
    told = survey(engine, NETWORK.names[0])
    engine.send(protocol.Control("stop"))
    engine.wait(*protocol.ENDINGS)
    assert isinstance(told, protocol.LayerSurveyed)


def test_the_network_that_came_along_is_surveyed_too(engine: Talk) -> None:
    told = survey(engine, "conv2d", SHIPPED, most=9)
    assert told.survey.top.shape == (32, 9)
    assert told.class_names == tuple("0123456789")


@pytest.mark.parametrize(
    ("model", "how", "code"),
    [
        (DRAFT, {"layer": "nothing"}, "engine.no_such_layer"),
        (ModelId("run", "gone"), {"layer": "conv2d"}, "engine.no_model"),
    ],
)
def test_what_cannot_be_surveyed_is_told(engine: Talk, model: ModelId, how: dict, code: str) -> None:
    engine.trained()
    assert survey(engine, how["layer"], model).error.code == code
