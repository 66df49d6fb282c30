from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from cnngui.course.presets import preset
from cnngui.network.layers import Dense
from cnngui.network.recipe import SGD
from tests.course.presets.asking import fields_of, inference, notes, total

CASES = np.array(list(product((0.0, 1.0), repeat=2)))


def sigmoid(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-values))


def by_hand(weights: dict[str, tuple[object, ...]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the hidden values and the answers in the four cases."""
    hidden_weights, hidden_bias = map(np.array, weights["dense"])
    last_weights, last_bias = map(np.array, weights["dense_1"])
    hidden = sigmoid(CASES @ hidden_weights + hidden_bias)
    return hidden, sigmoid(hidden @ last_weights + last_bias)[:, 0]


def test_the_weights_set_by_hand_answer_xor() -> None:
    """002's table; the lessons give 0.011, 0.995, 0.995, 0.024."""
    hidden, answers = by_hand(dict(preset("xor-by-hand").weights))
    assert answers.round().tolist() == [0, 1, 1, 0]
    assert answers == pytest.approx([0.011, 0.995, 0.995, 0.024], abs=5e-4)
    assert hidden.round().T.tolist() == [[0, 0, 0, 1], [1, 0, 0, 0]]
    assert "0, 0, 0, 1" in notes("xor-by-hand")


def test_the_weights_that_the_slide_prints_do_not() -> None:
    """Its second unit has (−1, −1): the note says that all four answers are then 0."""
    weights = dict(preset("xor-by-hand").weights)
    weights["dense"] = (((5.0, -1.0), (5.0, -1.0)), (-8.0, 3.0))
    assert by_hand(weights)[1].round().tolist() == [0, 0, 0, 0]
    assert "answer 0 in all four cases" in notes("xor-by-hand")


def test_the_weights_set_by_hand_fit_their_layers() -> None:
    shown = preset("xor-by-hand")
    shapes = {name: [np.array(array).shape for array in arrays] for name, arrays in shown.weights.items()}
    assert shapes == {"dense": [(2, 2), (2,)], "dense_1": [(2, 1), (1,)]}
    counts = {result.name: result.parameters for result in inference("xor-by-hand").results}
    assert counts == {"dense": 6, "dense_1": 3}


@pytest.mark.parametrize(
    ("name", "units", "parameters"),
    [
        ("xor-by-hand", [2, 1], 9),
        ("xor-logistic", [1], 3),
        ("xor-2-2-1", [2, 1], 9),
        ("xor-deep-wide", [10, 10, 10, 1], 261),
        ("xor-10-sigmoid", [5] * 10 + [1], 291),
        ("xor-10-relu", [5] * 10 + [1], 291),
    ],
)
def test_layers_and_parameters(name: str, units: list[int], parameters: int) -> None:
    assert fields_of(name, Dense, "units") == units
    assert total(name) == parameters
    assert f"{parameters:,} follows" in notes(name)
    shown = preset(name)
    assert shown.network.input_shape == (2,)
    assert shown.data == "xor"
    assert shown.recipe.optimizer == SGD(learning_rate=0.1)
    assert (shown.recipe.batch_size, shown.recipe.epochs) == (4, 10_001)
    hidden = fields_of(name, Dense, "activation")
    assert set(hidden[:-1]) <= {"relu" if name == "xor-10-relu" else "sigmoid"}
    assert hidden[-1] == "sigmoid"


def test_the_best_of_a_straight_line_is_the_cost_that_is_printed() -> None:
    (figures,) = preset("xor-logistic").figures
    assert figures.history["cost"][10_001] == pytest.approx(np.log(2), abs=5e-8)
    assert figures.accuracy == 0.5


def test_the_share_of_the_gradient_in_the_note_is_right() -> None:
    """Each sigmoid of a hidden layer hands back at most its steepest slope's share."""
    values = sigmoid(np.linspace(-5, 5, 1001))
    layers = fields_of("xor-10-sigmoid", Dense, "activation")[:-1].count("sigmoid")
    assert 1e-7 < (values * (1 - values)).max() ** layers < 1e-6
    assert "a millionth" in notes("xor-10-sigmoid")
