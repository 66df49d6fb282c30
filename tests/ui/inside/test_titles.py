from __future__ import annotations

import pytest

from cnngui.network.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnngui.network.network import Network
from cnngui.ui.inside.titles import layer_titles, number_text


def test_layers_are_numbered_among_their_kind_from_one():
    network = Network(layers=(Conv2D(), MaxPooling2D(), Conv2D(), Flatten(), Dense(units=3)))
    assert layer_titles(network) == {
        "conv2d": "Conv2D 1",
        "max_pooling2d": "MaxPooling2D 1",
        "conv2d_1": "Conv2D 2",
        "flatten": "Flatten 1",
        "dense": "Dense 1",
    }


def test_a_name_that_a_person_gave_is_kept():
    network = Network(layers=(Conv2D(name="edges"), Conv2D(name="conv2d_wide"), Conv2D()))
    assert list(layer_titles(network).values()) == ["edges", "conv2d_wide", "Conv2D 3"]


@pytest.mark.parametrize(
    ("value", "text"), [(1.8349, "1.83"), (0.0, "0"), (-2.5, "−2.5"), (123456.0, "1.23e+05"), (1e-7, "1e−07")]
)
def test_numbers_have_three_figures(value, text):
    assert number_text(value) == text
