from __future__ import annotations

import numpy as np
import pytest

from cnngui.network.layers import ActivationName, Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Loss, Metric, Recipe

pytestmark = pytest.mark.tensorflow

LABELS = np.array([0, 1, 1, 0], np.int64)
SCORES = np.array([[2, -1], [0, 3], [4, 1], [-1, -1.5]], np.float32)
SINGLE = np.array([[-2], [3], [-0.5], [1]], np.float32)


def network(units: int, activation: ActivationName) -> Network:
    return Network(input_shape=(4, 4, 1), layers=(Flatten(), Dense(units=units, activation=activation)))


def softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores)
    return powers / powers.sum(axis=1, keepdims=True)


def sigmoid(scores: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-scores))


def measured(
    net: Network, answers: np.ndarray, loss: Loss = "auto", metric: Metric = "auto"
) -> tuple[np.ndarray, np.ndarray]:
    from cnngui.engine.keras_backend.objective import objective_of

    objective = objective_of(net, Recipe(loss=loss, metric=metric), 2)
    return np.array(objective.loss(LABELS, answers)), np.array(objective.metric(LABELS, answers))


def test_crossentropy_of_probabilities_and_of_scores_is_the_same() -> None:
    wanted = -np.log(softmax(SCORES)[np.arange(4), LABELS])
    for net, answers in ((network(2, "softmax"), softmax(SCORES)), (network(2, "linear"), SCORES)):
        loss, metric = measured(net, answers)
        np.testing.assert_allclose(loss, wanted, rtol=1e-4)
        assert metric.tolist() == [1, 1, 0, 1]


def test_a_single_output_tells_two_classes_apart() -> None:
    chances = sigmoid(SINGLE)[:, 0]
    wanted = -np.log(np.where(LABELS == 1, chances, 1 - chances))
    for net, answers in ((network(1, "sigmoid"), sigmoid(SINGLE)), (network(1, "linear"), SINGLE)):
        loss, metric = measured(net, answers)
        np.testing.assert_allclose(loss, wanted, rtol=1e-4)
        assert metric.tolist() == [1, 1, 0, 0]


def test_errors_are_taken_against_one_number_a_class() -> None:
    loss, metric = measured(network(2, "linear"), SCORES, "mean_squared_error", "mean_absolute_error")
    targets = np.eye(2)[LABELS]
    np.testing.assert_allclose(loss, ((SCORES - targets) ** 2).mean(axis=1), rtol=1e-5)
    np.testing.assert_allclose(metric, abs(SCORES - targets).mean(axis=1), rtol=1e-5)


@pytest.mark.parametrize(
    ("units", "activation", "answers"),
    [(2, "softmax", softmax(SCORES)), (2, "linear", SCORES), (2, "sigmoid", sigmoid(SCORES))],
)
def test_probabilities_sum_to_1_and_keep_the_order(
    units: int, activation: ActivationName, answers: np.ndarray
) -> None:
    from cnngui.engine.probabilities import as_probabilities

    rows = as_probabilities(network(units, activation), answers)
    np.testing.assert_allclose(rows.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal(rows.argmax(axis=1), answers.argmax(axis=1))
    if activation != "sigmoid":
        np.testing.assert_allclose(rows, softmax(SCORES), rtol=1e-5)


def test_a_single_output_becomes_two_probabilities() -> None:
    from cnngui.engine.probabilities import as_probabilities

    for activation, answers in (("sigmoid", sigmoid(SINGLE)), ("linear", SINGLE)):
        rows = as_probabilities(network(1, activation), answers)  # type: ignore[arg-type]
        np.testing.assert_allclose(rows[:, 1], sigmoid(SINGLE)[:, 0], rtol=1e-5)
        np.testing.assert_allclose(rows.sum(axis=1), 1, rtol=1e-6)


def test_silent_outputs_are_all_alike_and_pictures_are_laid_out_flat() -> None:
    from cnngui.engine.probabilities import as_probabilities

    silent = as_probabilities(network(4, "sigmoid"), np.zeros((1, 4), np.float32))
    assert silent.tolist() == [[0.25] * 4]
    picture = np.arange(8, dtype=np.float32).reshape(1, 2, 2, 2)
    assert as_probabilities(Network(input_shape=(2, 2, 2)), picture).tolist() == [list(range(8))]


@pytest.mark.parametrize(
    ("units", "activation"), [(2, "softmax"), (2, "linear"), (1, "sigmoid"), (1, "linear")]
)
def test_smoothed_targets_are_those_of_keras(units: int, activation: ActivationName) -> None:
    import keras

    from cnngui.engine.keras_backend.objective import objective_of

    scores = SCORES if units == 2 else SINGLE
    answers = {"softmax": softmax, "sigmoid": sigmoid, "linear": np.asarray}[activation](scores)
    objective = objective_of(network(units, activation), Recipe(label_smoothing=0.2), 2)
    kind = keras.losses.CategoricalCrossentropy if units == 2 else keras.losses.BinaryCrossentropy
    theirs = kind(from_logits=activation == "linear", label_smoothing=0.2, reduction="none")
    targets = np.eye(2)[LABELS] if units == 2 else LABELS[:, np.newaxis]
    np.testing.assert_allclose(objective.loss(LABELS, answers), theirs(targets, answers), rtol=1e-6)
    unsmoothed, _ = measured(network(units, activation), answers)
    assert not np.allclose(objective.loss(LABELS, answers), unsmoothed)


def test_class_weights_count_in_training_alone() -> None:
    from cnngui.engine.keras_backend.objective import objective_of

    net = network(2, "linear")
    objective = objective_of(net, Recipe(class_weight={1: 3.0}), 2)
    plain, _ = measured(net, SCORES)
    np.testing.assert_array_equal(objective.loss(LABELS, SCORES), plain)
    np.testing.assert_array_equal(
        objective.training_loss(LABELS, SCORES), plain * np.array([1, 3, 3, 1], "f")
    )
    assert objective_of(net, Recipe(class_weight={1: 1.0}), 2) == objective_of(net, Recipe(), 2)
