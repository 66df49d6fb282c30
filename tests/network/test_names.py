from __future__ import annotations

import pytest

from cnngui.network.names import is_automatic


@pytest.mark.parametrize(
    ("kind", "name", "by_hand"),
    [
        ("Dense", "dense", False),
        ("Dense", "dense_12", False),
        ("Dense", "dense_", True),
        ("Dense", "head", True),
        ("MaxPooling2D", "max_pooling2d_1", False),
        ("MaxPooling2D", "dense", True),
    ],
)
def test_names_given_by_hand_are_told_from_automatic_ones(kind: str, name: str, by_hand: bool) -> None:
    assert is_automatic(name, kind) is not by_hand


@pytest.mark.parametrize("name", ["dense_3", "group_normalization", "residual_1", "add", "input_layer"])
def test_a_name_that_any_layer_could_get_is_automatic(name: str) -> None:
    assert is_automatic(name)
    assert not is_automatic(f"my_{name}")
