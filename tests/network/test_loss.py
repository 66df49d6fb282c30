"""Loss and metric follow from the output and the classes."""

from __future__ import annotations

import pytest

from cnngui.network.edit import apply_fix
from cnngui.network.inference.infer import infer
from cnngui.network.layers import Activation, AnyLayer, BatchNormalization, Dense, Dropout
from cnngui.network.loss import chosen_loss, chosen_metric, from_logits
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe


def stack(*layers: AnyLayer) -> Network:
    return Network(input_shape=(8,), layers=layers)


@pytest.mark.parametrize(
    ("last", "classes", "loss"),
    [
        (Dense(units=10, activation="softmax"), 10, "sparse_categorical_crossentropy"),
        (Dense(units=10), 10, "sparse_categorical_crossentropy"),
        (Dense(units=2, activation="softmax"), 2, "sparse_categorical_crossentropy"),
        (Dense(units=1, activation="sigmoid"), 2, "binary_crossentropy"),
        (Dense(units=1), 2, "binary_crossentropy"),
    ],
)
def test_the_loss_follows_from_the_last_layer(last: AnyLayer, classes: int, loss: str) -> None:
    assert chosen_loss(stack(last), Recipe(), classes) == loss
    assert infer(stack(last), classes).problems == ()


def test_what_the_recipe_says_goes_first() -> None:
    network = stack(Dense(units=10, activation="softmax"))
    recipe = Recipe(loss="mean_squared_error", metric="mean_absolute_error")
    assert chosen_loss(network, recipe, 10) == "mean_squared_error"
    assert chosen_metric(recipe) == "mean_absolute_error"
    assert chosen_metric(Recipe()) == "accuracy"


@pytest.mark.parametrize(
    ("layers", "logits"),
    [
        ((Dense(activation="softmax"),), False),
        ((Dense(activation="sigmoid"),), False),
        ((Dense(),), True),
        ((Dense(activation="relu"),), True),
        ((Dense(), Activation(activation="softmax")), False),
        ((Dense(activation="softmax"), Dropout(), Activation(activation="linear")), False),
        ((Dense(activation="softmax"), BatchNormalization()), True),
        ((Dense(activation="softmax"), Dense()), True),
        ((), True),
    ],
)
def test_scores_and_probabilities_are_told_apart(layers: tuple[AnyLayer, ...], logits: bool) -> None:
    assert from_logits(stack(*layers)) == logits


def test_a_single_output_has_no_class_to_be_sparse_about() -> None:
    network = stack(Dense(units=1, activation="sigmoid"))
    (problem,) = infer(network, 2, loss="sparse_categorical_crossentropy").errors
    assert problem.where == "dense"
    assert problem.message().what == (
        "The loss sparse_categorical_crossentropy cannot be taken of a single number."
    )
    mended = apply_fix(network, problem.fixes[0])
    assert infer(mended, 2, loss="sparse_categorical_crossentropy").problems == ()
    for loss in ("auto", "mean_squared_error", "binary_crossentropy"):
        assert infer(network, 2, loss=loss).problems == ()
