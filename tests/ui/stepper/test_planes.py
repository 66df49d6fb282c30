from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine.stepping.cells import cell_of
from cnngui.ui.shared.colour_maps import SIGNED, VIRIDIS
from cnngui.ui.stepper.planes import (
    Spread,
    around,
    input_plane,
    input_spread,
    kernel_plane,
    lot_plane,
    met_cells,
    output_plane,
    output_spread,
    patch_plane,
    plane_of,
    product_plane,
)
from tests.ui.stepper.examples import convolution, normalization, of_slide, softmax_units, transposed


def test_colours_begin_at_zero_and_signed_ones_go_around_it() -> None:
    plain = plane_of(np.array([[0.0, 1.0, 2.0]])).pixels()
    assert plain.tolist() == [[VIRIDIS[0], VIRIDIS[128], VIRIDIS[255]]]
    signed = plane_of(np.array([[-2.0, 0.0, 2.0]])).pixels()
    assert signed.tolist() == [[SIGNED[1], SIGNED[128], SIGNED[255]]]


def test_what_is_no_number_is_grey() -> None:
    pixels = plane_of(np.array([[1.0, np.nan]])).pixels()
    assert pixels[0, 1] == 0xFF808080
    assert pixels[0, 0] == VIRIDIS[255]


def test_padding_is_around_the_input_where_it_is_read() -> None:
    plane = input_plane(of_slide("same"), 0)
    assert plane.values.tolist() == [[1, 2, 3, 0], [4, 5, 6, 0], [7, 8, 9, 0], [0, 0, 0, 0]]
    assert plane.padded.tolist() == [[False] * 3 + [True]] * 3 + [[True] * 4]
    assert plane.limit == 9


def test_padding_of_a_pooling_layer_holds_nothing() -> None:
    stage = of_slide("pool_3")
    assert np.isnan(input_plane(stage, 0).values[3]).all()
    cell = cell_of(stage, (2, 2, 0))
    assert np.isnan(patch_plane(stage, cell, 0).values).tolist() == [[False, True], [True, True]]


def test_window_and_input_have_one_scale() -> None:
    stage = convolution()
    cell = cell_of(stage, (2, 2, 1))
    window, whole = patch_plane(stage, cell, 1), input_plane(stage, 1)
    assert (window.limit, window.signed) == (whole.limit, whole.signed)
    met = met_cells(stage, cell)
    for place, where in met.items():
        assert window.values[place] == pytest.approx(whole.values[where])
        assert window.pixels()[place] == whole.pixels()[where]


def test_kernel_and_products_are_those_of_the_channel() -> None:
    stage = convolution(channels=4, filters=4, groups=2)
    cell = cell_of(stage, (2, 2, 3))
    assert cell.channels == range(2, 4)
    np.testing.assert_allclose(kernel_plane(cell, 3).values, stage.kernel[..., 1, 3])
    products = product_plane(cell, 3)
    window = patch_plane(stage, cell, 3)
    np.testing.assert_allclose(products.values, window.values * kernel_plane(cell, 3).values)


def test_gaps_of_a_transposed_convolution_are_blank() -> None:
    stage = transposed()
    cell = cell_of(stage, (3, 3, 0))
    assert patch_plane(stage, cell, 0).blank.sum() == 8
    assert met_cells(stage, cell) == {(1, 1): (1, 1)}


def test_units_lie_in_a_row_and_are_found_there() -> None:
    stage = softmax_units()
    spread = output_spread(stage)
    assert output_plane(stage, 0).shape == (1, 3)
    assert spread.cell((0, 0, 2)) == (0, 2)
    assert spread.place((0, 2), 0) == (0, 0, 2)
    assert spread.place((1, 2), 0) is None


@pytest.mark.parametrize("stage", [convolution(), of_slide("pool_3"), transposed(), normalization()])
def test_a_place_is_found_where_it_lies(stage) -> None:
    for spread in (input_spread(stage), output_spread(stage)):
        rows, columns, _ = spread.shape
        for place in np.ndindex(rows, columns):
            cell = spread.cell((*place, 0))
            assert spread.place(cell, 0) == (*place, 0)


def test_beyond_the_edge_there_is_no_place() -> None:
    spread = Spread((3, 4, 1), (1, 1))
    assert spread.place((0, 0), 0) is None
    assert spread.place((4, 2), 0) is None
    assert spread.place((3, 4), 0) == (2, 3, 0)


@pytest.mark.parametrize(("count", "shape", "blank"), [(3, (1, 3), 0), (64, (1, 64), 0), (100, (2, 64), 28)])
def test_many_channels_lie_in_several_rows(count: int, shape: tuple[int, int], blank: int) -> None:
    plane = lot_plane(np.arange(count, dtype=np.float64))
    assert (plane.shape, int(plane.blank.sum())) == (shape, blank)
    assert plane.values.ravel()[:count].tolist() == list(range(count))


def test_what_holds_all_cells() -> None:
    assert around([(2, 3), (1, 5)]) == (1, 3, 2, 5)
    assert around([]) is None
