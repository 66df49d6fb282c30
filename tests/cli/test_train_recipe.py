from __future__ import annotations

from typing import Any

import pytest

from cnngui.cli.train_recipe import changed
from cnngui.errors import CnnguiError
from cnngui.network.augmentation import Augmentation
from cnngui.network.recipe import SGD, Adam, AdamW, EarlyStopping, Recipe
from cnngui.network.schedules import CosineDecay, ExponentialDecay, InverseTimeDecay, ReduceLROnPlateau

MOVING = Recipe(optimizer=SGD(learning_rate=0.5, momentum=0.9), epochs=15, batch_size=32)


def test_nothing_typed_changes_nothing() -> None:
    assert changed(MOVING, epochs=None, optimizer=None, learning_rate=None) == MOVING


def test_what_is_typed_wins() -> None:
    assert changed(MOVING, precision="mixed_bfloat16").precision == "mixed_bfloat16"
    recipe = changed(MOVING, epochs=3, seed=7, learning_rate=0.1)
    assert recipe == MOVING.model_copy(
        update={"epochs": 3, "seed": 7, "optimizer": SGD(learning_rate=0.1, momentum=0.9)}
    )


def test_another_optimizer_starts_with_its_own_defaults() -> None:
    assert changed(MOVING, optimizer="adam").optimizer == Adam()
    assert changed(MOVING, optimizer="sgd", momentum=0.0).optimizer == SGD(learning_rate=0.5)


def test_a_schedule_is_chosen_by_name_with_its_values() -> None:
    assert changed(MOVING, schedule="reducelronplateau", patience=3).schedule == ReduceLROnPlateau(patience=3)
    decaying = changed(MOVING, schedule="InverseTimeDecay", decay=0.01)
    assert changed(decaying, decay=0.1).schedule == InverseTimeDecay(decay=0.1)
    assert changed(decaying, schedule="constant") == MOVING
    assert changed(
        MOVING, schedule="ExponentialDecay", factor=0.9, every_epochs=2
    ).schedule == ExponentialDecay(factor=0.9, every_epochs=2)


def test_what_a_recipe_holds_besides_has_options_too() -> None:
    assert changed(Recipe(), optimizer="adamw", weight_decay=0.1).optimizer == AdamW(weight_decay=0.1)
    cosine = changed(Recipe(), schedule="cosinedecay", decay_epochs=9, warm_up_epochs=0.5)
    assert cosine.schedule == CosineDecay(decay_epochs=9, warm_up_epochs=0.5)
    stopping = changed(Recipe(), early_stopping=3)
    assert stopping.early_stopping == EarlyStopping(patience=3)
    assert changed(stopping, early_stopping=0).early_stopping is None
    varied = changed(Recipe(), shift=0.1, horizontal_flip=True, global_clipnorm=1.0, label_smoothing=0.1)
    assert varied.augmentation == Augmentation(shift=0.1, horizontal_flip=True)
    assert (varied.global_clipnorm, varied.label_smoothing) == (1.0, 0.1)
    assert changed(varied, shift=0.0).augmentation == Augmentation(horizontal_flip=True)


@pytest.mark.parametrize(
    ("options", "option", "reason"),
    [
        ({"schedule": "Never"}, "--schedule", "Never should be Constant, InverseTimeDecay,"),
        ({"patience": 3}, "--patience", "Constant has none"),
        ({"schedule": "ReduceLROnPlateau", "factor": 1.0}, "--factor", "1.0 should be below 1.0"),
        ({"early_stopping": -1}, "--early-stopping", "-1 should be at least 1"),
        ({"rotation": 200.0}, "--rotation", "200.0 should be at most 180"),
        ({"label_smoothing": 0.6}, "--label-smoothing", "0.6 should be at most 0.5"),
        ({"optimizer": "Adam", "weight_decay": 0.1}, "--weight-decay", "Adam has none"),
        ({"epochs": 0}, "--epochs", "0 should be at least 1"),
        ({"validation_split": 0.95}, "--validation-split", "0.95 should be at most 0.9"),
        ({"learning_rate": -1.0}, "--learning-rate", "-1.0 should be above 0.0"),
        ({"learning_rate": float("nan")}, "--learning-rate", ""),
        ({"optimizer": "magic"}, "--optimizer", "magic should be SGD, RMSprop, Adam"),
        ({"optimizer": "Adam", "momentum": 0.9}, "--momentum", "Adam has none"),
        ({"seed": -1}, "--seed", "-1 should be at least 0"),
        (
            {"precision": "half"},
            "--precision",
            "half should be 'auto', 'float32' or 'mixed_bfloat16'",
        ),
    ],
)
def test_a_value_out_of_range_names_its_option(options: dict[str, Any], option: str, reason: str) -> None:
    with pytest.raises(CnnguiError) as caught:
        changed(MOVING, **options)
    assert option in caught.value.message().what
    assert reason in caught.value.message().why
