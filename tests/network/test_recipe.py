"""What a recipe takes, to the last number: what is beyond would fail in numpy or Keras, far from the form."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from cnngui.network.recipe import Recipe


@pytest.mark.parametrize(
    ("field", "least", "most", "step"),
    [
        # Keras' and numpy's seeds are 32 bits, one of them for the sign.
        ("seed", 0, 2_147_483_647, 1),
        ("batch_size", 1, 65_536, 1),
        ("epochs", 1, 100_000, 1),
        ("validation_split", 0.0, 0.9, 0.001),
    ],
)
def test_a_recipe_takes_its_limits_and_nothing_beyond(field: str, least: Any, most: Any, step: Any) -> None:
    for value in (least, most):
        assert getattr(Recipe.model_validate({field: value}), field) == value
    for value in (least - step, most + step):
        with pytest.raises(ValidationError):
            Recipe.model_validate({field: value})
