"""How a model was compiled becomes the recipe, and what we have no words for a note."""

from __future__ import annotations

from typing import Any

import pytest

from cnngui.keras_import.findings import Findings
from cnngui.keras_import.recipe import recipe_of
from cnngui.network.recipe import SGD, Adagrad, Adam, AdamW, Nadam, Recipe, RMSprop
from cnngui.network.schedules import InverseTimeDecay


def optimizer(kind: str, **config: Any) -> dict[str, Any]:
    return {"module": "keras.optimizers", "class_name": kind, "config": config, "registered_name": None}


def read(**compiled: Any) -> tuple[Recipe, str]:
    findings = Findings()
    return recipe_of(compiled, findings), str(findings.notes)


DECAY = {
    "class_name": "InverseTimeDecay",
    "config": {"initial_learning_rate": 0.5, "decay_rate": 0.01, "decay_steps": 1},
}
HALVING = {"class_name": "ExponentialDecay", "config": {"initial_learning_rate": 0.5, "decay_steps": 100}}


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        (optimizer("Adam", learning_rate=0.0010000000474974513, beta_1=0.8), Adam(beta_1=0.8)),
        (
            optimizer("SGD", learning_rate=0.1, momentum=0.9, nesterov=True),
            SGD(learning_rate=0.1, momentum=0.9, nesterov=True),
        ),
        (
            optimizer("RMSprop", learning_rate=0.01, rho=0.8, epsilon=1e-7),
            RMSprop(learning_rate=0.01, rho=0.8),
        ),
        ("sgd", SGD()),
        (
            optimizer("AdamW", learning_rate=0.01, weight_decay=0.1),
            AdamW(learning_rate=0.01, weight_decay=0.1),
        ),
        (optimizer("Nadam", learning_rate=0.001, beta_1=0.8), Nadam(beta_1=0.8)),
        (optimizer("Adagrad", initial_accumulator_value=0.5), Adagrad(initial_accumulator_value=0.5)),
    ],
)
def test_known_optimizers_are_taken_over(described: Any, expected: Any) -> None:
    assert read(optimizer=described) == (Recipe(optimizer=expected), "")


def test_clipping_and_smoothing_are_taken_over() -> None:
    smooth = {"class_name": "CategoricalCrossentropy", "config": {"label_smoothing": 0.1}}
    recipe, notes = read(optimizer=optimizer("Adam", global_clipnorm=2.0), loss=smooth)
    assert (recipe.global_clipnorm, recipe.label_smoothing, notes) == (2.0, 0.1, "")
    assert recipe.loss == "sparse_categorical_crossentropy"


def test_what_of_them_is_not_possible_here_is_told() -> None:
    assert "clipnorm=1.0 was left out" in read(optimizer=optimizer("Adam", clipnorm=1.0))[1]
    smooth = {"class_name": "CategoricalCrossentropy", "config": {"label_smoothing": 0.9}}
    recipe, notes = read(loss=smooth)
    assert recipe.label_smoothing == 0
    assert "label_smoothing=0.9 was left out" in notes


def test_the_decay_of_old_keras_is_a_schedule() -> None:
    recipe, notes = read(optimizer=optimizer("SGD", learning_rate=DECAY))
    assert (recipe.optimizer, recipe.schedule) == (SGD(learning_rate=0.5), InverseTimeDecay(decay=0.01))
    assert not notes


@pytest.mark.parametrize(
    ("described", "note"),
    [
        (optimizer("Lion"), "The optimizer Lion is not known here; the recipe has Adam."),
        (optimizer("Adam", amsgrad=True), "amsgrad=True was left out; it matters in training only."),
        (
            optimizer("Adam", learning_rate=-1),
            "The settings of the optimizer Adam are not possible here; the recipe has the usual Adam.",
        ),
        (
            optimizer("SGD", learning_rate=HALVING),
            "The learning-rate schedule exponential_decay was left out: it counts steps, not epochs.",
        ),
    ],
)
def test_what_we_lack_is_told(described: Any, note: str) -> None:
    assert read(optimizer=described)[1] == note


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("sparse_categorical_crossentropy", "sparse_categorical_crossentropy"),
        ("categorical_crossentropy", "sparse_categorical_crossentropy"),
        ("mse", "mean_squared_error"),
        ({"class_name": "BinaryCrossentropy", "config": {"from_logits": True}}, "binary_crossentropy"),
        (
            {"module": "builtins", "class_name": "function", "config": "mean_squared_error"},
            "mean_squared_error",
        ),
        (None, "auto"),
    ],
)
def test_losses(loss: Any, expected: str) -> None:
    recipe, notes = read(loss=loss)
    assert (recipe.loss, notes) == (expected, "")


def test_a_loss_of_its_own_is_told() -> None:
    told = "The loss my_loss is not known here; it follows from the last layer now."
    assert read(loss="my_loss")[1] == told


@pytest.mark.parametrize("compiled", [None, {}, 7, [], "adam", {"optimizer": 7, "loss": 7, "metrics": 7}])
def test_anything_else_is_a_new_recipe(compiled: Any) -> None:
    assert recipe_of(compiled, Findings()) == Recipe()
