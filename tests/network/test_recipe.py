"""What a recipe takes, to the last number: what is beyond would fail in numpy or Keras, far from the form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from cnngui.errors import CnnguiError
from cnngui.network.augmentation import Augmentation
from cnngui.network.file_format import recipe_from_dict, recipe_to_dict
from cnngui.network.recipe import AdamW, EarlyStopping, Recipe
from cnngui.network.schedules import CosineDecay


@pytest.mark.parametrize(
    ("field", "least", "most", "step"),
    [
        # Keras' and numpy's seeds are 32 bits, one of them for the sign.
        ("seed", 0, 2_147_483_647, 1),
        ("batch_size", 1, 65_536, 1),
        ("epochs", 1, 100_000, 1),
        ("validation_split", 0.0, 0.9, 0.001),
        ("label_smoothing", 0.0, 0.5, 0.001),
        ("global_clipnorm", 0.0, 1e6, 1.0),
    ],
)
def test_a_recipe_takes_its_limits_and_nothing_beyond(field: str, least: Any, most: Any, step: Any) -> None:
    for value in (least, most):
        assert getattr(Recipe.model_validate({field: value}), field) == value
    for value in (least - step, most + step):
        with pytest.raises(ValidationError):
            Recipe.model_validate({field: value})


def test_a_new_recipe_is_what_recipes_were_before_these_fields_came() -> None:
    recipe = Recipe()
    assert (recipe.global_clipnorm, recipe.label_smoothing, recipe.class_weight) == (0.0, 0.0, {})
    assert recipe.early_stopping is None
    assert not recipe.augmentation.changes
    assert recipe_to_dict(recipe) == {"optimizer": {"kind": "Adam"}}


def test_every_new_field_goes_through_json() -> None:
    recipe = Recipe(
        optimizer=AdamW(weight_decay=0.01),
        schedule=CosineDecay(decay_epochs=3, warm_up_epochs=0.5),
        global_clipnorm=1.0,
        label_smoothing=0.1,
        class_weight={0: 2.0, 9: 0.5},
        early_stopping=EarlyStopping(monitor="val_metric", patience=2),
        augmentation=Augmentation(shift=0.1, horizontal_flip=True, elastic=34.0),
    )
    written = json.loads(json.dumps(recipe_to_dict(recipe)))
    assert written["class_weight"] == {"0": 2.0, "9": 0.5}
    assert recipe_from_dict(written, "here") == recipe


@pytest.mark.parametrize(
    "fields",
    [
        {"class_weight": {"-1": 1.0}},
        {"class_weight": {"cat": 1.0}},
        {"class_weight": {"0": -1.0}},
        {"class_weight": {"65536": 1.0}},
        {"early_stopping": {"patience": 0}},
        {"early_stopping": {"monitor": "loss"}},
        {"augmentation": {"rotation": 181.0}},
        {"augmentation": {"shift": float("nan")}},
        {"augmentation": {"elastic_sigma": 0.0}},
    ],
)
def test_what_cannot_be_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(CnnguiError) as caught:
        recipe_from_dict(fields, "here")
    assert caught.value.code == "network.bad_file"
    assert "\n" not in str(caught.value.message().what)
