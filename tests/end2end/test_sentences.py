"""The sentence that the window gives as an example is one that the network of the slides reads right."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnngui import api
from cnngui.course.presets import preset
from cnngui.ui.draw.sentence_view import EXAMPLE

pytestmark = pytest.mark.tensorflow


@pytest.mark.parametrize("seed", [1, 2])
def test_the_example_of_the_sentence_field_comes_out_right(tmp_path: Path, seed: int) -> None:
    chosen = preset("sentence-cnn")
    recipe = chosen.recipe.model_copy(update={"seed": seed})
    trained = api.train(chosen.network, recipe, chosen.data, tmp_path / "model")
    model = api.load_model(trained.model)
    (shares,) = api.predict(model, [EXAMPLE])
    assert model.class_names[shares.argmax()] == "positive"
    assert shares.max() > 0.8
    assert model.unknown_words(EXAMPLE) == []
