"""What the docstring of `cnngui.api` tells a notebook to type, and what it does not show."""

from __future__ import annotations

import doctest
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnngui import api
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.ink import InkSamples, Stroke
from cnngui.engine.protocol import Epochs, Event
from cnngui.engine.session import Session
from cnngui.errors import CnnguiError
from cnngui.network.layers import Dense, Embedding, GlobalMaxPooling1D
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.run import find_runs

pytestmark = pytest.mark.tensorflow

XOR = Network(input_shape=(2,), layers=(Dense(units=1, activation="sigmoid"),))


def test_the_example_of_the_docstring_runs(tmp_path: Path) -> None:
    example = doctest.DocTestFinder(recurse=False).find(api, "api", globs={"folder": tmp_path})
    results = doctest.DocTestRunner().run(example[0])
    assert results.attempted > 8
    assert results.failed == 0


def test_the_shipped_network_reads_pictures_of_any_kind(tmp_path: Path) -> None:
    digits = load_dataset("digits")
    pixels = digits.x_test[digits.y_test == 7][0]
    page = Image.new("L", (400, 300), 250)
    page.paste(Image.fromarray(250 - pixels[:, :, 0].clip(0, 250)).resize((150, 150)), (20, 130))
    page.save(tmp_path / "page.png")
    model = api.load_model()
    answers = [
        api.predict(model, pixels[np.newaxis]),
        api.predict(model, [pixels]),
        api.predict(model, pixels[np.newaxis] / np.float32(255)),
        api.predict(model, tmp_path / "page.png"),
        api.predict(model, [str(tmp_path / "page.png")]),
    ]
    assert [answer.argmax() for answer in answers] == [7] * 5
    assert all(answer.shape == (1, 10) and answer.dtype == np.float32 for answer in answers)
    assert np.array_equal(answers[0], answers[1])
    assert np.allclose(answers[0], answers[2], atol=1e-6)


def test_progress_goes_from_none_to_all_and_scores_hold_every_answer() -> None:
    digits = load_dataset("digits")
    seen: list[tuple[int, int]] = []
    scores = api.evaluate(api.load_model(), digits, progress=lambda *both: seen.append(both))
    assert seen == [(0, 1000), (500, 1000), (1000, 1000)]
    assert np.mean(scores.predicted == digits.y_test) == pytest.approx(scores.accuracy)
    assert scores.accuracy > 0.97


def test_drawings_are_measured() -> None:
    one = (Stroke(((140, 40), (140, 240))),)
    scores = api.evaluate(api.load_model(), InkSamples((one, one), np.array([1, 11])))
    assert scores.predicted.tolist() == [1, 1]
    assert scores.accuracy == 0.5


def test_a_network_that_reads_words_takes_sentences(tmp_path: Path) -> None:
    layers = (Embedding(output_dim=2), GlobalMaxPooling1D(), Dense(units=2, activation="softmax"))
    network = Network(input_shape=(16,), layers=layers)
    trained = api.train(network, Recipe(epochs=1), "sentences", tmp_path)
    assert api.predict(trained.model, ["A wonderful day.", "Awful."]).shape == (2, 2)
    assert api.load_project(trained.model).data == "sentences"
    with pytest.raises(CnnguiError, match="has no words"):
        api.predict(trained.model, "?!")


def test_an_open_session_can_be_stopped_and_keeps_what_was_learned(tmp_path: Path) -> None:
    with Session() as session:
        enough = threading.Event()

        def stop(event: Event) -> None:
            if isinstance(event, Epochs) and not enough.is_set():
                enough.set()
                session.stop()

        trained = api.train(XOR, Recipe(epochs=100_000), "xor", tmp_path, on_event=stop, session=session)
        assert trained.stopped
        assert 0 < trained.epochs < 100_000
        again = api.train(XOR, Recipe(epochs=2), "xor", tmp_path, session=session)
    assert (again.epochs, again.stopped) == (2, False)
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {
        *("model.cnn", "history.csv", "model-1.cnn", "history-1.csv")
    }
    assert [run.summary().state for run in find_runs(tmp_path)] == ["stopped", "finished"]


def test_what_is_stopped_before_it_learned_leaves_nothing(tmp_path: Path) -> None:
    with Session() as session, pytest.raises(CnnguiError) as caught:
        api.train(XOR, Recipe(), "xor", tmp_path, on_event=lambda event: session.stop(), session=session)
    assert caught.value.code == "api.stopped"
    assert list(tmp_path.iterdir()) == []


def test_a_network_that_does_not_fit_its_data_is_told(tmp_path: Path) -> None:
    with pytest.raises(CnnguiError):
        api.train(XOR, Recipe(epochs=1), "digits", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_untrained_or_missing_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(CnnguiError, match="no file"):
        api.predict(tmp_path / "none.cnn", [[0, 1]])
