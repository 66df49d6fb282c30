"""Pixels of the sheet against a plain computation of each of them."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.ui.inside.maps import MOST_VALUES, NOT_A_NUMBER, MapSheet, as_maps, compose
from cnngui.ui.shared.colour_maps import SIGNED, VIRIDIS, ZERO


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def cell(sheet: MapSheet, index: int) -> np.ndarray:
    x, y = sheet.place(index)
    return sheet.pixels[y : y + sheet.height, x : x + sheet.width]


def expected(maps: np.ndarray, index: int, limit: float, signed: bool) -> np.ndarray:
    """Return one map's colours, computed in float64, value by value."""
    values = maps[:, :, index].astype(np.float64) / limit if limit else np.zeros(maps.shape[:2])
    return np.floor(values * (255 - ZERO) + ZERO + 0.5) if signed else np.floor(values * 255 + 0.5)


@pytest.mark.parametrize("shape", [(28, 28, 32), (14, 14, 64), (5, 9, 7), (1, 6, 3), (1, 1, 50)])
@pytest.mark.parametrize("signed", [False, True], ids=["positive", "signed"])
@pytest.mark.parametrize("scale", ["map", "layer"])
def test_every_value_has_the_colour_of_its_share_of_the_limit(shape, signed, scale):
    maps = normal(*shape) if signed else np.abs(normal(*shape))
    sheet = compose(maps, scale)
    assert sheet.signed == signed
    table = (SIGNED if signed else VIRIDIS).tolist()
    for index in range(shape[2]):
        limit = np.abs(maps if scale == "layer" else maps[:, :, index]).max()
        assert sheet.limits[index] == pytest.approx(limit)
        found = np.vectorize(table.index)(cell(sheet, index))
        if signed:
            # Level 0 is unused: its colour is that of level 1.
            found = np.maximum(found, 1)
        # Float32 against float64 may fall to either side of a step between two levels.
        levels = expected(maps, index, float(limit), signed)
        np.testing.assert_allclose(found, levels, atol=1)
        assert (found == levels).mean() > 0.9


def test_the_largest_value_has_the_strongest_colour_and_zero_its_own():
    maps = np.zeros((2, 2, 1), np.float32)
    maps[0, 1, 0] = 3.5
    assert cell(compose(maps), 0).tolist() == [[VIRIDIS[0], VIRIDIS[255]], [VIRIDIS[0], VIRIDIS[0]]]
    maps[1, 0, 0] = -3.5
    assert cell(compose(maps), 0).tolist() == [[SIGNED[ZERO], SIGNED[255]], [SIGNED[1], SIGNED[ZERO]]]


def test_silent_maps_are_dark_beside_loud_ones_and_limits_say_zero():
    maps = np.zeros((3, 3, 2), np.float32)
    maps[:, :, 1] = 5
    sheet = compose(maps)
    assert (cell(sheet, 0) == VIRIDIS[0]).all()
    assert sheet.limits.tolist() == [0, 5]


def test_one_scale_for_the_layer_lets_maps_be_compared():
    maps = np.ones((2, 2, 2), np.float32)
    maps[:, :, 1] = 10
    assert (cell(compose(maps, "map"), 0) == VIRIDIS[255]).all()
    assert (cell(compose(maps, "layer"), 0) == VIRIDIS[26]).all()


def test_one_map_alone_keeps_the_colours_that_it_has_among_the_others():
    maps = normal(6, 6, 9)
    maps[:, :, 4] = np.abs(maps[:, :, 4])
    for scale in ("map", "layer"):
        np.testing.assert_array_equal(cell(compose(maps, scale, 4), 0), cell(compose(maps, scale), 4))
        assert compose(maps, scale, 4).pixels.shape == (6, 6)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers_are_grey_and_spoil_nothing(bad):
    maps = np.abs(normal(4, 4, 3))
    clean = compose(maps)
    spoilt = maps.copy()
    spoilt[1, 2, 1] = bad
    sheet = compose(spoilt)
    assert cell(sheet, 1)[1, 2] == NOT_A_NUMBER
    np.testing.assert_array_equal(cell(sheet, 0) if bad != -np.inf else cell(clean, 0), cell(clean, 0))
    assert np.isfinite(sheet.limits).all()


@pytest.mark.parametrize("value", [1e-45, 1e-38, 3e38])
def test_the_smallest_and_largest_numbers_of_float32_have_colours(value):
    maps = np.full((2, 2, 1), value, np.float32)
    maps[0, 0, 0] = 0
    assert cell(compose(maps), 0)[0, 0] == VIRIDIS[0]
    assert compose(maps).limits[0] == np.float32(value)


def test_the_sheet_is_nearly_square_and_holds_every_map():
    for count in (1, 2, 3, 32, 65, 512):
        sheet = compose(np.ones((7, 7, count), np.float32))
        height, width = sheet.pixels.shape
        assert 0.4 < height / width < 2.5
        corners = {sheet.place(index) for index in range(count)}
        assert len(corners) == count
        assert all(x + 7 <= width and y + 7 <= height for x, y in corners)


def test_huge_outputs_are_thinned_out_to_what_a_screen_can_show():
    maps = np.zeros((300, 300, 16), np.float32)
    maps[::2, ::2] = 1
    sheet = compose(maps)
    assert sheet.height * sheet.width * 16 <= MOST_VALUES
    assert compose(maps, "map", 3).pixels.shape == (300, 300)


@pytest.mark.parametrize(
    ("shape", "maps"),
    [
        ((7,), (1, 1, 7)),
        ((3, 4), (4, 3, 1)),
        ((3, 4, 5), (3, 4, 5)),
        ((2, 3, 4, 5), (6, 4, 5)),
        ((), (1, 1, 1)),
    ],
)
def test_outputs_of_any_rank_are_maps(shape, maps):
    assert as_maps(np.zeros(shape)).shape == maps


def test_a_row_of_units_is_a_map_a_unit():
    np.testing.assert_array_equal(as_maps(np.arange(5))[0, 0], np.arange(5, dtype=np.float32))


def test_sixty_four_maps_are_coloured_together_not_one_by_one(monkeypatch):
    """One look-up in the table of colours, however many maps; `benchmarks.curves` measures it."""
    calls = []

    class Counted(np.ndarray):
        def take(self, *args, **kwargs):
            calls.append(args)
            return np.asarray(self).take(*args, **kwargs)

    monkeypatch.setattr("cnngui.ui.inside.maps.VIRIDIS", VIRIDIS.view(Counted))
    sheet = compose(np.abs(normal(28, 28, 64)))
    assert len(calls) == 1
    assert sheet.pixels.shape == (8 * 28, 8 * 28)
