from __future__ import annotations

from pathlib import Path

import pytest

from cnngui.errors import CnnguiError
from cnngui.network.augmentation import Augmentation
from cnngui.network.recipe import AdamW, EarlyStopping, Recipe
from cnngui.runs.recipe_file import read_recipe, write_recipe

RECIPE = Recipe(
    optimizer=AdamW(weight_decay=0.1),
    class_weight={2: 3.0},
    early_stopping=EarlyStopping(),
    augmentation=Augmentation(rotation=10.0),
)


@pytest.mark.parametrize("recipe", [Recipe(), RECIPE], ids=["new", "all"])
def test_what_is_written_is_read(tmp_path: Path, recipe: Recipe) -> None:
    path = tmp_path / "조리법.json"
    write_recipe(path, recipe)
    assert read_recipe(path) == recipe


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"format": "cnngui-network", "version": 1}', "network.bad_file"),
        (b'{"format": "cnngui-recipe", "version": 2}', "network.bad_file"),
        (b'{"format": "cnngui-recipe", "version": 1, "epochs": 0}', "network.bad_file"),
        (b'{"format": "cnngui-recipe", "version": 1, "magic": 1}', "network.bad_file"),
        (b"[", "network.bad_file"),
        (b"\xff\xfe\x00", "runs.not_a_recipe"),
    ],
)
def test_what_is_no_recipe_is_refused_with_its_place(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "recipe.json"
    path.write_bytes(content)
    with pytest.raises(CnnguiError) as caught:
        read_recipe(path)
    assert caught.value.code == code
    assert "recipe" in caught.value.message().one_line()
