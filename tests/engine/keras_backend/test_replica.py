from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
import pytest

from cnngui.network.layers import LSTM, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnngui.network.network import Network

pytestmark = pytest.mark.tensorflow

NETWORK = Network(
    input_shape=(8, 8, 1),
    layers=(
        Conv2D(filters=3, activation="relu"),
        MaxPooling2D(),
        Dropout(rate=0.5),
        Flatten(),
        Dense(units=4),
    ),
)
PICTURE = np.random.default_rng(3).random((8, 8, 1)).astype(np.float32)


@pytest.fixture(scope="module", params=["keras", "numpy"])
def followed(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    """Return a model, and a replica that follows it."""
    from cnngui.engine.keras_backend.build import build_model
    from cnngui.engine.keras_backend.replica import NumpyReplica, Replica

    model = build_model(NETWORK, 1)
    if request.param == "numpy":
        by_numpy = NumpyReplica(NETWORK, model)
        by_numpy.class_names = tuple("abcd")
        return model, by_numpy
    replica = Replica(NETWORK, tuple("abcd"))
    replica.follow(model)
    replica.update(force=True)
    return model, replica


@pytest.mark.parametrize(
    ("network", "kind"),
    [
        (NETWORK, "NumpyReplica"),
        (Network(input_shape=(8, 4), layers=(LSTM(units=3),)), "Replica"),
        (Network(input_shape=(300,), layers=(Dense(units=8000),)), "Replica"),
        (Network(input_shape=(64, 64, 3), layers=(Conv2D(filters=600),)), "Replica"),
    ],
    ids=["small", "unknown to numpy", "many weights", "much work"],
)
def test_numpy_answers_for_small_networks_of_simple_layers(network: Network, kind: str) -> None:
    from cnngui.engine.keras_backend.build import build_model
    from cnngui.engine.keras_backend.replica import following

    assert type(following(build_model(network, 1), network)).__name__ == kind


def test_it_answers_as_the_model_does_with_dropout_off(followed: tuple[Any, Any]) -> None:
    model, replica = followed
    scores = model(PICTURE[np.newaxis], training=False).numpy()[0]
    probabilities, output = replica.predict(PICTURE)
    np.testing.assert_allclose(probabilities, np.exp(scores) / np.exp(scores).sum(), rtol=1e-5)
    assert output is None


def test_it_shows_what_every_layer_gives(followed: tuple[Any, Any]) -> None:
    import keras

    model, replica = followed
    for layer in model.layers[1:]:
        inside = keras.Model(model.input, layer.output)
        _, output = replica.predict(PICTURE, layer.name)
        np.testing.assert_allclose(output, inside(PICTURE[np.newaxis])[0], rtol=1e-5, atol=1e-6)
    assert replica.predict(PICTURE, "no such layer")[1] is None


def test_many_pictures_get_the_answers_of_each(followed: tuple[Any, Any]) -> None:
    _, replica = followed
    pictures = np.random.default_rng(4).random((7, 8, 8, 1)).astype(np.float32)
    rows = replica.predict_many(pictures)
    each = np.stack([replica.predict(picture)[0] for picture in pictures])
    np.testing.assert_allclose(rows, each, rtol=1e-5)
    assert replica.predict_many(pictures[:0]).shape == (0, 4)


def test_it_changes_when_the_model_has_changed_and_it_is_updated(followed: tuple[Any, Any]) -> None:
    from cnngui.engine.keras_backend.replica import LEAST_BETWEEN_COPIES_S

    model, replica = followed
    before = replica.predict(PICTURE)[0]
    model.layers[-1].bias.assign([5, 0, 0, 0])
    np.testing.assert_array_equal(replica.predict(PICTURE)[0], before)
    time.sleep(LEAST_BETWEEN_COPIES_S)
    replica.update()
    assert replica.predict(PICTURE)[0][0] > before[0]


def test_an_answer_never_mixes_two_versions(followed: tuple[Any, Any]) -> None:
    """In every version the Dense layer's bias takes back what the Conv2D layer's bias has added."""
    model, replica = followed
    convolution, dense = model.layers[1], model.layers[-1]
    convolution.kernel.assign(np.zeros((3, 3, 1, 3)))
    kernel = np.zeros((27, 4))
    kernel[:, 0] = 1 / 27
    dense.kernel.assign(kernel)
    ended = threading.Event()

    def version(number: float) -> None:
        convolution.bias.assign(np.full(3, number))
        dense.bias.assign([-number, 0, 0, 0])
        replica.update(force=True)

    def train() -> None:
        for step in range(300):
            version(step % 7)
        ended.set()

    version(0)
    thread = threading.Thread(target=train)
    thread.start()
    answers = []
    while not ended.is_set():
        answers.append(replica.predict(PICTURE)[0])
    thread.join()
    np.testing.assert_allclose(answers, 0.25, atol=1e-5)
    assert len(answers) > 5


def test_a_few_more_samples_are_answered_by_what_is_traced_already(
    followed: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnngui.engine.keras_backend.many import ManyAnswers

    _, replica = followed
    pictures = np.random.default_rng(5).random((20, 8, 8, 1)).astype(np.float32)
    all_rows = replica.predict_many(pictures)
    monkeypatch.setattr(ManyAnswers, "__call__", lambda *_: pytest.fail("another function was traced"))
    np.testing.assert_allclose(replica.predict_many(pictures[:6]), all_rows[:6], rtol=1e-5)
