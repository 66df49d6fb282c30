"""A layer's weights as pictures, beside Keras' order of their axes."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine.layer_numbers import LayerNumbers
from cnngui.network.layers import (
    AnyLayer,
    BatchNormalization,
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    MaxPooling2D,
    SeparableConv2D,
)
from cnngui.network.network import Shape
from cnngui.ui.inside.filters import Filters, filters_of

NOTHING = np.zeros(0, np.float32)


def counted(*shape: int) -> np.ndarray:
    """Weights whose value says where they stand: each axis has a decimal place, the last one the ones'."""
    grid = np.indices(shape)
    return sum(axis * 10.0 ** (len(shape) - 1 - i) for i, axis in enumerate(grid)).astype(np.float32)


def of(layer: AnyLayer, kernel: np.ndarray, channel: int = 0, before: Shape | None = None) -> Filters | None:
    return filters_of(LayerNumbers(layer, NOTHING, (kernel,), NOTHING, before), channel)


def test_a_convolution_has_a_picture_for_each_filter_and_channel() -> None:
    found = of(Conv2D(filters=5), counted(3, 4, 2, 5), channel=1)
    assert found.maps.shape == (3, 4, 5)
    assert found.maps[2, 3, 4] == 2314, "row 2, column 3, channel 1, filter 4"
    assert (found.channel, found.channels, found.units) == (1, 2, False)


@pytest.mark.parametrize(("asked", "shown"), [(-1, 0), (7, 1)])
def test_a_channel_that_is_not_there_is_the_nearest(asked: int, shown: int) -> None:
    assert of(Conv2D(), counted(3, 3, 2, 5), channel=asked).channel == shown


def test_of_a_transposed_convolution_the_input_has_the_last_axis() -> None:
    found = of(Conv2DTranspose(filters=5), counted(3, 3, 5, 2), channel=1)
    assert found.maps.shape == (3, 3, 5)
    assert found.maps[2, 0, 4] == 2041
    assert found.channels == 2


@pytest.mark.parametrize("layer", [DepthwiseConv2D(), SeparableConv2D()], ids=lambda layer: layer.kind)
def test_what_looks_at_each_channel_by_itself_has_one_picture_for_each(layer: AnyLayer) -> None:
    found = of(layer, counted(3, 3, 4, 2))
    assert found.maps.shape == (3, 3, 8)
    assert found.maps[1, 2, 5] == 1221, "the third channel's second"
    assert found.channels == 1


def test_filters_over_steps_are_features_by_steps() -> None:
    found = of(Conv1D(filters=6), counted(3, 4, 6))
    assert found.maps.shape == (4, 3, 6)
    assert found.maps[1, 2, 5] == 215


def test_units_behind_a_flatten_see_the_whole_picture() -> None:
    kernel = counted(4, 3, 2, 5).reshape(24, 5)
    found = of(Dense(units=5), kernel, channel=1, before=(4, 3, 2))
    assert found.maps.shape == (4, 3, 5)
    assert found.maps[3, 2, 4] == 3214
    assert (found.channels, found.units) == (2, True)


def test_units_of_a_row_are_one_table() -> None:
    found = of(Dense(units=5), counted(7, 5))
    assert found.maps.shape == (5, 7, 1)
    assert found.maps[4, 6, 0] == 64


@pytest.mark.parametrize("layer", [BatchNormalization(), MaxPooling2D()], ids=lambda layer: layer.kind)
def test_other_layers_have_none(layer: AnyLayer) -> None:
    assert of(layer, counted(4)) is None
    assert filters_of(LayerNumbers(layer, NOTHING, (), NOTHING)) is None
