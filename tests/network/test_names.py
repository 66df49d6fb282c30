from __future__ import annotations

import pytest

from cnngui.network.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnngui.network.names import is_automatic, titles
from cnngui.network.network import Network


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


@pytest.mark.parametrize(
    "name", ["dense_3", "group_normalization", "residual_1", "add", "multiply_2", "input_layer"]
)
def test_a_name_that_any_layer_could_get_is_automatic(name: str) -> None:
    assert is_automatic(name)
    assert not is_automatic(f"my_{name}")


def test_several_of_a_kind_have_their_number_and_a_given_name_is_kept() -> None:
    network = Network(layers=(Conv2D(), MaxPooling2D(), Conv2D(), Flatten(), Dense(units=3)))
    assert titles(network.entries) == {
        "input": "Input",
        "conv2d": "Conv2D 1",
        "max_pooling2d": "MaxPooling2D",
        "conv2d_1": "Conv2D 2",
        "flatten": "Flatten",
        "dense": "Dense",
    }
    given = Network(layers=(Conv2D(name="edges"), Conv2D(name="conv2d_wide"), Conv2D()))
    assert list(titles(given.entries).values()) == ["Input", "edges", "conv2d_wide", "Conv2D 3"]
