"""Explanations while nothing else goes on, while training, and of what cannot be explained."""

from __future__ import annotations

import time

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.engine.worker.explanations import Explanations
from cnngui.engine.worker.predictions import Predictions
from cnngui.network.layers import Conv2D
from cnngui.network.network import Network
from cnngui.runs.model_id import DRAFT, SHIPPED, UNTRAINED, ModelId
from tests.engine.talk import NETWORK, PICTURE, RECIPE, Talk

pytestmark = pytest.mark.tensorflow


def explain(
    engine: Talk, method: str, model: ModelId = DRAFT, sample: np.ndarray | None = None, target: int = 1
) -> protocol.Explained | protocol.RequestFailed:
    sample = np.random.default_rng(0).random((8, 8, 1)) if sample is None else sample
    engine.send(protocol.Explain(model, sample, method, target, request_id=engine.number()))  # type: ignore[arg-type]
    return engine.wait(protocol.Explained, protocol.RequestFailed)


@pytest.mark.parametrize(
    ("method", "shape"),
    [("hires_cam", (6, 6)), ("grad_cam", (6, 6)), ("integrated_gradients", (8, 8)), ("occlusion", (8, 8))],
)
def test_an_answer_is_explained_with_the_weights_that_gave_it(
    engine: Talk, method: str, shape: tuple[int, int]
) -> None:
    engine.trained()
    sample = np.random.default_rng(0).random((8, 8, 1)).astype(np.float32)
    told = explain(engine, method, sample=sample)
    assert told.relevance.shape == shape
    assert told.request.method == method
    assert told.class_names == engine.heard(protocol.ModelReady)[0].class_names
    np.testing.assert_allclose(told.probabilities, engine.ask(picture=sample).probabilities, atol=1e-5)


def test_it_goes_on_beside_training(engine: Talk) -> None:
    engine.train(recipe=RECIPE.model_copy(update={"epochs": 10_000}))
    engine.wait(protocol.ModelReady)
    scores = set()
    # Weights are copied some 20 times a second: two questions in a moment may be about the same ones.
    for _ in range(50):
        scores.add(explain(engine, "occlusion").score)
        if len(scores) > 1:
            break
        engine.wait(protocol.Epochs)
    engine.send(protocol.Control("stop"))
    engine.wait(*protocol.ENDINGS)
    assert len(scores) > 1


def test_the_network_that_came_along_is_explained_too(engine: Talk) -> None:
    digit = np.zeros((28, 28, 1), np.float32)
    digit[4:24, 13:16] = 1.0
    told = explain(engine, "occlusion", SHIPPED, digit)
    assert told.probabilities.argmax() == 1
    assert told.relevance[:, 13:16].max() > told.relevance[:, :6].max()


def test_without_weights_there_is_nothing_to_explain(engine: Talk) -> None:
    engine.send(protocol.Reset())
    assert explain(engine, "occlusion").error.code == "engine.no_model"


@pytest.mark.parametrize(
    ("sample", "code"),
    [(np.zeros((9, 9, 1)), "engine.other_samples"), (np.full((8, 8, 1), np.nan), "engine.not_finite")],
)
def test_what_the_network_cannot_read_is_told(engine: Talk, sample: np.ndarray, code: str) -> None:
    engine.trained()
    assert explain(engine, "occlusion", sample=sample).error.code == code


def test_a_network_of_no_classes_is_told(engine: Talk) -> None:
    maps = Network(input_shape=NETWORK.input_shape, layers=(Conv2D(filters=2),))
    engine.send(protocol.Preview(maps, 0, request_id=engine.number()))
    engine.wait(protocol.Previewed)
    told = explain(engine, "grad_cam", UNTRAINED, PICTURE)
    assert told.error.code == "engine.cannot_explain"


def test_what_explains_is_let_go_some_time_after_the_last_look() -> None:
    told: list[protocol.Event] = []
    explanations = Explanations(told.append, Predictions(told.append), kept_s=0.05)
    ask, stop = (explanations.handlers[kind].work for kind in (protocol.Explain, protocol.StopExplaining))
    explanations.thread.start()

    def explained(number: int) -> None:
        ask(protocol.Explain(SHIPPED, np.ones((28, 28, 1), np.float32), "occlusion", 1, request_id=number))
        while len(told) < number:
            time.sleep(0.01)

    explained(1)
    time.sleep(0.2)
    kept = explanations._explainer
    assert kept is not None, "somebody may be looking still"
    explained(2)
    assert explanations._explainer is kept
    stop(protocol.StopExplaining())
    end = time.monotonic() + 10
    while explanations._explainer is not None and time.monotonic() < end:
        time.sleep(0.01)
    assert explanations._explainer is None
    explained(3)
    assert all(isinstance(each, protocol.Explained) for each in told), "it is made anew when it is wanted"
    explanations.thread.close()


def test_a_newer_question_does_not_wait_for_the_one_before(engine: Talk) -> None:
    from cnngui.engine.keras_backend.explainer import Explainer, UnwantedError

    explainer = Explainer(NETWORK)
    asked = []
    explainer.wanted = lambda: bool(asked.append(None)) or len(asked) < 2
    with pytest.raises(UnwantedError):
        explainer.integrated_gradients(np.ones((8, 8, 1), np.float32), 1)
    assert len(asked) == 2
    engine.trained()
    for number in (1001, 1002):
        sample = np.random.default_rng(number).random((8, 8, 1)).astype(np.float32)
        engine.send(protocol.Explain(DRAFT, sample, "occlusion", 1, request_id=number))
    while engine.wait(protocol.Explained).request_id != 1002:
        continue
