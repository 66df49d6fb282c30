"""Models of keras.applications open and answer as Keras does; ``dev.py bench applications`` tries all."""

from __future__ import annotations

import pytest

from benchmarks.applications import FAMILIES, GOAL, compared
from cnngui.errors import CnnguiError

pytestmark = [pytest.mark.tensorflow, pytest.mark.slow]


@pytest.mark.parametrize("name", ["MobileNet", "MobileNetV2", "MobileNetV3Small", "EfficientNetB0"])
def test_a_small_one_answers_as_keras_does(name: str) -> None:
    difference, note = compared(name, 32)
    assert difference <= GOAL
    assert "parameters" in note


def test_what_is_no_stack_with_blocks_is_refused_in_words() -> None:
    with pytest.raises(CnnguiError) as caught:
        compared("NASNetMobile", 32)
    assert "feeds branches that do not meet again" in caught.value.message().why


def test_every_model_is_tried() -> None:
    import keras

    there = {name for name in dir(keras.applications) if name[0].isupper()}
    assert {name for models in FAMILIES.values() for name in models} == there
