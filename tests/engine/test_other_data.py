"""Rows and sentences are learned like pictures, but read as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.input_format import InputFormat
from cnngui.engine import protocol
from cnngui.network.layers import Conv1D, Dense, Embedding, Flatten, GlobalMaxPooling1D, Rescaling
from cnngui.network.network import Network
from cnngui.network.recipe import Adam, Recipe
from cnngui.runs.model_id import DRAFT
from tests.engine.talk import Talk

pytestmark = pytest.mark.tensorflow

XOR = Network(
    input_shape=(2,), layers=(Dense(units=8, activation="tanh"), Dense(units=1, activation="sigmoid"))
)
CASES = np.float32([[0, 0], [0, 1], [1, 0], [1, 1]])


def sentence_network(input_dim: int = 1_000) -> Network:
    return Network(
        input_shape=(16,),
        layers=(
            Embedding(input_dim=input_dim, output_dim=16),
            Conv1D(filters=32, kernel_size=3, padding="same", activation="relu"),
            GlobalMaxPooling1D(),
            Dense(units=2, activation="softmax"),
        ),
    )


@pytest.fixture(scope="module")
def learned_xor(shared_engine: Talk) -> Iterator[Talk]:
    shared_engine.send(protocol.Reset())
    shared_engine.wait(protocol.ModelGone)
    shared_engine.forget()
    recipe = Recipe(optimizer=Adam(learning_rate=0.1), batch_size=4, epochs=200, seed=1, validation_split=0.2)
    assert isinstance(shared_engine.trained(XOR, recipe, data="xor"), protocol.Finished)
    yield shared_engine
    shared_engine.send(protocol.Reset())


def ask(engine: Talk, sample: np.ndarray, others: np.ndarray | None = None, layer: str = "") -> Any:
    request_id = engine.number()
    engine.send(protocol.Predict(DRAFT, sample, layer, others, request_id=request_id))
    while True:
        answer = engine.wait(protocol.Predicted, protocol.RequestFailed)
        if answer.request_id == request_id:
            return answer


def test_xor_is_learned_from_all_four_cases_whatever_the_split(learned_xor: Talk) -> None:
    (started,) = learned_xor.heard(protocol.Started)
    assert (started.train_samples, started.validation_samples) == (4, 4)
    last = learned_xor.heard(protocol.Answers)[-1]
    assert sorted(last.texts) == ["0, 0", "0, 1", "1, 0", "1, 1"]
    np.testing.assert_array_equal(last.predicted, last.labels)
    assert [int(ask(learned_xor, case).probabilities.argmax()) for case in CASES] == [0, 1, 1, 0]


def test_more_samples_are_answered_with_the_one(learned_xor: Talk) -> None:
    answer = ask(learned_xor, CASES[1], CASES, layer="dense")
    assert answer.others.shape == (4, 2)
    assert answer.output.shape == (8,)
    np.testing.assert_allclose(answer.others[1], answer.probabilities, atol=1e-6)
    np.testing.assert_allclose(answer.others.sum(axis=1), 1, atol=1e-6)
    assert ask(learned_xor, CASES[1]).others is None


@pytest.mark.parametrize(
    ("sample", "others", "why"),
    [
        (np.float32([1, 2, 3]), None, "other_samples"),
        (np.float32([np.nan, 0]), None, "not_finite"),
        (np.zeros((2, 2, 1), np.float32), None, "other_samples"),
        (CASES[0], np.zeros((4, 3), np.float32), "other_samples"),
    ],
)
def test_rows_that_do_not_fit_are_refused(
    learned_xor: Talk, sample: np.ndarray, others: np.ndarray | None, why: str
) -> None:
    assert ask(learned_xor, sample, others).error.code == f"engine.{why}"


def test_sentences_are_learned_by_their_words(engine: Talk) -> None:
    recipe = Recipe(optimizer=Adam(learning_rate=0.01), batch_size=32, epochs=6, seed=1)
    assert isinstance(engine.trained(sentence_network(), recipe, data="sentences"), protocol.Finished)
    # Chance is 0.5, and the best single word gives 0.53 (resources/sentences/README.md).
    assert engine.heard(protocol.Epochs)[-1].rows[-1].val_metric > 0.65
    data = load_dataset("sentences")
    texts = engine.heard(protocol.Answers)[-1].texts
    assert all(word in data.vocabulary for text in texts for word in text.split())
    ids = data.x_test[0].astype(np.float32)
    words = ask(engine, ids, layer="embedding").output
    assert words.shape == (16, 16)
    # Padding is one word: its rows are alike.
    np.testing.assert_array_equal(words[-1], words[int((ids > 0).sum())])


def test_an_embedding_without_a_row_for_every_word_is_not_trained(engine: Talk) -> None:
    ending = engine.trained(sentence_network(input_dim=100), data="sentences")
    assert isinstance(ending, protocol.Failed)
    assert ending.error.code == "engine.network_has_errors"
    assert "100 words" in str(ending.error)


def test_only_pictures_are_scaled() -> None:
    from cnngui.engine.keras_backend.steps import Samples

    both_ways = InputFormat(kind="picture", shape=(1, 1, 1), black=-1.0, white=1.0).scaling(1)
    for values, factor in (
        (np.uint8([[[[255]]], [[[51]]]]), 255),
        (np.float32([[0, 300], [1, -2]]), 1),
        (np.int32([[999, 0], [2, 1]]), 1),
    ):
        samples, labels = Samples.of(values, np.array([0, 1])).batch([1, 0])
        levels, _ = Samples.of(values, np.array([0, 1]), both_ways).batch([1, 0])
        wanted = samples * 2 - 1 if values.dtype == np.uint8 else samples
        np.testing.assert_allclose(levels, wanted, rtol=1e-6)
        np.testing.assert_allclose(samples.numpy() * factor, values[::-1], rtol=1e-6)
        assert labels.numpy().tolist() == [1, 0]


def test_what_a_network_learned_on_is_told_and_a_person_may_tell_it(engine: Talk) -> None:
    network = Network(
        input_shape=(8, 8, 1),
        layers=(Rescaling(scale=1 / 255), Flatten(), Dense(units=3, activation="softmax")),
    )
    engine.trained(network)
    told = engine.heard(protocol.ModelReady)[-1].input_format
    assert told is not None
    assert (told.shape, told.white) == ((8, 8, 1), 255)
    dark = told.model_copy(update={"kind": "ink", "polarity": "dark_on_light"})
    engine.forget()
    engine.send(protocol.SetInputFormat(dark))
    assert engine.wait(protocol.ModelReady).input_format == dark
