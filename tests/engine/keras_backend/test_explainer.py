"""Explanations against what Keras' own tape says, and against networks whose reasons are plain."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnngui.datasets.catalog import load_dataset
from cnngui.engine.keras_backend.build import build_model, weights_of
from cnngui.engine.keras_backend.explainer import Explainer
from cnngui.files import folders
from cnngui.network.inference.explaining import methods
from cnngui.network.layers import (
    Conv1D,
    Conv2D,
    Dense,
    Embedding,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
)
from cnngui.network.network import Network
from cnngui.runs.project import read_project

pytestmark = pytest.mark.tensorflow

NETWORK = Network(
    input_shape=(8, 8, 1),
    layers=(
        Conv2D(filters=4, activation="tanh", padding="same"),
        Conv2D(filters=3, activation="relu"),
        Flatten(),
        Dense(units=3, activation="softmax"),
    ),
)
SAMPLE = np.random.default_rng(5).random((8, 8, 1)).astype(np.float32)


@pytest.fixture(scope="module")
def model() -> keras.Model:
    return build_model(NETWORK, seed=4)


@pytest.fixture(scope="module")
def explainer(model: keras.Model) -> Explainer:
    made = Explainer(NETWORK)
    made.set_weights(weights_of(model))
    return made


def logits(model: keras.Model, batch: np.ndarray) -> np.ndarray:
    """The scores by hand: what the last layer multiplies and adds."""
    before = keras.Model(model.input, model.layers[-2].output)(batch)
    kernel, bias = model.layers[-1].get_weights()
    return np.asarray(before @ kernel + bias)


def test_score_and_probabilities_are_those_of_the_network(model: keras.Model, explainer: Explainer) -> None:
    found = explainer.occlusion(SAMPLE, target=2)
    np.testing.assert_allclose(found.probabilities, model(SAMPLE[np.newaxis])[0], rtol=1e-5)
    assert found.score == pytest.approx(logits(model, SAMPLE[np.newaxis])[0, 2], rel=1e-4)
    rather = explainer.occlusion(SAMPLE, target=2, against=0)
    scores = logits(model, SAMPLE[np.newaxis])[0]
    assert rather.score == pytest.approx(scores[2] - scores[0], rel=1e-4)


def test_integrated_gradients_add_up_to_the_score_above_the_backgrounds(explainer: Explainer) -> None:
    found = explainer.integrated_gradients(SAMPLE, target=1)
    assert found.relevance.shape == (8, 8)
    assert found.relevance.sum() == pytest.approx(found.score - found.background_score, abs=2e-3)


def test_grad_cam_is_the_papers(model: keras.Model, explainer: Explainer) -> None:
    found = explainer.grad_cam(SAMPLE, target=1, layer="conv2d")
    inside = keras.Model(model.input, [model.get_layer("conv2d").output, model.layers[-2].output])
    kernel, bias = model.layers[-1].get_weights()
    with tf.GradientTape() as tape:
        maps, _ = inside(SAMPLE[np.newaxis])
        tape.watch(maps)
        score = (keras.Sequential(model.layers[2:4])(maps) @ kernel + bias)[0, 1]
    weights = tf.reduce_mean(tape.gradient(score, maps), axis=(1, 2))
    wanted = tf.nn.relu(tf.reduce_sum(maps * weights[:, None, None], axis=-1))[0]
    np.testing.assert_allclose(found.relevance, wanted, rtol=1e-3, atol=1e-6)
    assert found.layer == "conv2d"
    assert explainer.grad_cam(SAMPLE, target=1).layer == "conv2d_1"
    assert explainer.grad_cam(SAMPLE, target=1, layer="gone").relevance.shape == (6, 6)


def test_all_places_of_hires_cam_are_the_score_of_a_single_dense_layer_behind_them() -> None:
    network = Network(
        input_shape=(8, 8, 1),
        layers=(Conv2D(filters=5, activation="relu"), Flatten(), Dense(units=3, activation="softmax")),
    )
    model = build_model(network, 4)
    model.layers[-1].bias.assign([0.5, -0.25, 2.0])
    explainer = Explainer(network)
    explainer.set_weights(weights_of(model))
    for target, bias in enumerate((0.5, -0.25, 2.0)):
        found = explainer.hires_cam(SAMPLE, target)
        assert found.relevance.shape == (6, 6)
        assert found.relevance.sum() == pytest.approx(found.score - bias, abs=1e-4)
    both = explainer.hires_cam(SAMPLE, 0, against=2).relevance
    np.testing.assert_allclose(
        both, explainer.hires_cam(SAMPLE, 0).relevance - explainer.hires_cam(SAMPLE, 2).relevance, atol=1e-5
    )


def test_where_maps_are_averaged_hires_cam_is_grad_cam_and_what_speaks_against() -> None:
    network = Network(
        input_shape=(8, 8, 1),
        layers=(
            Conv2D(filters=5, activation="relu"),
            GlobalAveragePooling2D(),
            Dense(units=3, activation="softmax"),
        ),
    )
    explainer = Explainer(network)
    explainer.set_weights(weights_of(build_model(network, 4)))
    by_place, by_map = explainer.hires_cam(SAMPLE, 1).relevance, explainer.grad_cam(SAMPLE, 1).relevance
    np.testing.assert_allclose(np.maximum(by_place, 0), by_map, atol=1e-6)


def test_what_is_asked_first_of_the_shipped_network_is_what_covering_it_shows() -> None:
    shipped, digits = read_project(folders.shipped_network()), load_dataset("digits")
    explainer = Explainer(shipped.network)
    explainer.set_weights(shipped.weights)

    def sixteenths(relevance: np.ndarray) -> np.ndarray:
        return relevance.reshape(4, 7, 4, 7).mean(axis=(1, 3)).ravel()

    agree = []
    for picture, label in zip(digits.x_test[:20], digits.y_test[:20], strict=True):
        sample, target = picture.astype(np.float32).reshape(28, 28, 1) / 255, int(label)
        first = getattr(explainer, methods(shipped.network)[0])(sample, target).relevance
        covered = explainer.occlusion(sample, target).relevance
        agree.append(np.corrcoef(sixteenths(first), sixteenths(covered))[0, 1])
    assert np.mean(agree) > 0.3


def test_occlusion_is_what_the_network_answers_to_covered_pictures(
    model: keras.Model, explainer: Explainer
) -> None:
    found = explainer.occlusion(SAMPLE, target=0)
    # Windows of 8/7, that is 1 pixel: each place is covered once and by itself.
    over = np.median(np.concatenate([SAMPLE[0], SAMPLE[-1], SAMPLE[1:-1, 0], SAMPLE[1:-1, -1]]))
    changed = SAMPLE.copy()
    changed[3, 5] = over
    lost = logits(model, SAMPLE[np.newaxis])[0, 0] - logits(model, changed[np.newaxis])[0, 0]
    assert found.relevance[3, 5] == pytest.approx(lost, abs=1e-5)
    answer = model(changed[np.newaxis])[0].numpy()
    assert found.says[3, 5] == answer.argmax()
    assert found.surely[3, 5] == pytest.approx(answer.max(), rel=1e-5)


def test_a_pixel_that_alone_counts_is_found_by_every_method() -> None:
    network = Network(input_shape=(7, 7, 1), layers=(Flatten(), Dense(units=2, activation="softmax")))
    kernel = np.zeros((49, 2), np.float32)
    kernel[2 * 7 + 4] = (-3.0, 3.0)
    explainer = Explainer(network)
    explainer.set_weights({"dense": (kernel, np.zeros(2, np.float32))})
    sample = np.zeros((7, 7, 1), np.float32)
    sample[1:6, 1:6] = 1.0
    only = np.zeros((7, 7), np.float32)
    only[2, 4] = 3.0
    np.testing.assert_allclose(explainer.integrated_gradients(sample, 1).relevance, only, atol=1e-5)
    np.testing.assert_allclose(explainer.integrated_gradients(sample, 0).relevance, -only, atol=1e-5)
    np.testing.assert_allclose(explainer.occlusion(sample, 1, against=0).relevance, 2 * only, atol=1e-5)


@pytest.mark.parametrize("activation", ["sigmoid", "linear"])
def test_a_single_output_speaks_for_the_second_class_and_against_the_first(activation: str) -> None:
    network = Network(input_shape=(2,), layers=(Dense(units=1, activation=activation),))
    explainer = Explainer(network)
    explainer.set_weights({"dense": (np.array([[2.0], [-1.0]], np.float32), np.zeros(1, np.float32))})
    point = np.array([1.0, 1.0], np.float32)
    np.testing.assert_allclose(explainer.integrated_gradients(point, 1).relevance, [2, -1], atol=1e-5)
    np.testing.assert_allclose(explainer.occlusion(point, 0).relevance, [-2, 1], atol=1e-5)
    second = 1 / (1 + np.exp(-1.0))
    np.testing.assert_allclose(explainer.occlusion(point, 0).probabilities, [1 - second, second], rtol=1e-5)


def test_of_a_sentence_each_word_is_covered_by_itself() -> None:
    network = Network(
        input_shape=(5,),
        layers=(
            Embedding(input_dim=6, output_dim=1),
            Conv1D(filters=1, kernel_size=1),
            GlobalMaxPooling1D(),
            Dense(units=2, activation="softmax"),
        ),
    )
    worth = np.array([[0.0], [1], [2], [3], [9], [5]], np.float32)
    explainer = Explainer(network)
    one, none = np.ones((1, 1, 1), np.float32), np.zeros(1, np.float32)
    explainer.set_weights(
        {
            "embedding": (worth,),
            "conv1d": (one, none),
            "dense": (np.array([[-1.0, 1.0]], np.float32), np.zeros(2, np.float32)),
        }
    )
    sentence = np.array([1, 4, 5, 0, 0], np.float32)
    # Without the word that is worth 9 the largest is 5.
    np.testing.assert_allclose(explainer.occlusion(sentence, 1).relevance, [0, 4, 0, 0, 0], atol=1e-5)
    cam = explainer.grad_cam(sentence, 1)
    assert cam.relevance.shape == (5,)
    assert cam.relevance.argmax() == 1
