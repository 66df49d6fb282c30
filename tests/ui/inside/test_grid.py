from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnngui.ui.inside.grid import LOWEST_VALUE_PX, WIDEST_VALUE_PX, Grid, fill, stretched

AREA = (790, 240)


def fits(grid: Grid, area: tuple[int, int]) -> bool:
    width = grid.columns * (grid.cell_width + grid.gap) - grid.gap
    return width <= area[0] and grid.height <= area[1]


def best_by_search(count: int, area: tuple[int, int], gap: int) -> int:
    """Return the largest side of square cells that fit, by trying every one."""
    best = 0
    for side in range(1, max(area) + 1):
        columns = (area[0] + gap) // (side + gap)
        rows = (area[1] + gap) // (side + gap)
        if columns * rows >= count:
            best = side
    return best


@pytest.mark.parametrize("count", [1, 2, 5, 10, 32, 64, 100, 128])
def test_square_cells_are_as_large_as_any_that_fit(count):
    grid = fill(count, (28, 28), AREA, smallest=4)
    assert fits(grid, AREA)
    assert grid.cell_width == grid.cell_height == best_by_search(count, AREA, grid.gap)


@given(
    count=st.integers(1, 600),
    height=st.integers(1, 64),
    width=st.integers(1, 64),
    area=st.tuples(st.integers(20, 1600), st.integers(20, 900)),
)
def test_cells_never_overlap_nor_leave_the_width(count, height, width, area):
    grid = fill(count, (height, width), area)
    assert grid.columns * grid.rows >= count > grid.columns * (grid.rows - 1)
    assert grid.cell_width >= 1
    assert grid.cell_height >= 1
    assert grid.columns * (grid.cell_width + grid.gap) - grid.gap <= max(area[0], 1)
    for index in {0, count // 2, count - 1}:
        x, y, cell_width, cell_height = grid.cell(index)
        assert grid.at(x, y) == grid.at(x + cell_width - 0.5, y + cell_height - 0.5) == index


def test_cells_keep_the_proportion_of_the_maps():
    grid = fill(6, (10, 20), AREA)
    assert grid.cell_width / grid.cell_height == pytest.approx(2, rel=0.03)


def test_too_many_maps_make_the_grid_higher_than_the_area_instead_of_tiny():
    grid = fill(512, (7, 7), AREA, smallest=24)
    assert grid.cell_width >= 24
    assert grid.height > AREA[1]


def test_gaps_and_the_ground_behind_the_last_map_belong_to_no_map():
    grid = Grid(count=5, columns=3, cell_width=20, cell_height=20, gap=6)
    assert grid.at(21, 5) is None
    assert grid.at(5, 22) is None
    assert grid.at(2 * 26 + 3, 26 + 3) is None
    assert grid.at(-1, 5) is None
    assert grid.at(5, -1) is None
    assert grid.at(3 * 26 + 1, 5) is None
    assert grid.at(26 + 3, 26 + 3) == 4


def test_an_area_too_small_for_anything_still_has_a_grid():
    grid = fill(3, (28, 28), (0, 0))
    assert grid.cell_width >= 1


def test_a_stretched_cell_fills_the_area_within_reason():
    assert stretched((8, 16), (800, 240)).cell(0) == (0, 0, 800, 240)
    assert stretched((2, 2), (800, 240)).cell(0) == (0, 0, 2 * WIDEST_VALUE_PX, WIDEST_VALUE_PX)
    assert stretched((500, 16), (800, 240)).height == 500 * LOWEST_VALUE_PX
