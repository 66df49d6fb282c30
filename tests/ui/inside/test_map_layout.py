"""Where maps lie, what a point means and where the keys go, without a window."""

from __future__ import annotations

import pytest

from cnngui.ui.inside.bars import LABEL_PX
from cnngui.ui.inside.map_layout import NARROWEST_BAR_PX, RING_PX, lay_out


def test_units_are_bars_while_they_are_wide_enough():
    assert lay_out((1, 1, 100), (100 * NARROWEST_BAR_PX, 80), axes=1).bars is not None
    cells = lay_out((1, 1, 100), (100 * NARROWEST_BAR_PX - 1, 80), axes=1)
    assert cells.bars is None
    assert cells.grid is not None


def test_a_table_leaves_room_for_the_names_of_its_steps():
    layout = lay_out((8, 16, 1), (400, 200), axes=2)
    assert layout.height <= 200
    assert layout.height == layout.grid.height + 2 * RING_PX + LABEL_PX


def test_an_enlarged_map_fills_the_area_whatever_its_number():
    layout = lay_out((28, 28, 32), (400, 300), axes=3, enlarged=5)
    assert layout.grid.count == 1
    assert layout.spot_at(1, 1) == (5, 0, 0)
    assert layout.spot_at(299, 299) == (5, 27, 27)


def test_maps_that_do_not_fit_leave_room_for_the_scroll_bar():
    layout = lay_out((28, 28, 512), (300, 100), axes=3, scroll_bar_px=20)
    assert layout.height > 100
    columns, width = layout.grid.columns, layout.grid.cell_width
    assert columns * width + (columns - 1) * layout.grid.gap <= 300 - 2 * RING_PX - 20


def test_a_point_means_the_pixel_of_the_map_below_it_and_a_gap_means_none():
    layout = lay_out((4, 4, 6), (400, 200), axes=3)
    x, y, width, height = layout.grid.cell(4)
    assert layout.spot_at(x, y) == (4, 0, 0)
    assert layout.spot_at(x + width - 1, y + height - 1) == (4, 3, 3)
    assert layout.spot_at(x - 1, y) is None


@pytest.mark.parametrize(
    ("enlarged", "across", "down", "target"),
    [
        (None, 1, 0, (2, 1, 1)),
        (None, -1, 0, (0, 1, 1)),
        (None, -2, 0, (1, 1, 1)),
        (1, 1, 0, (1, 1, 2)),
        (1, 0, -5, (1, 0, 1)),
        (1, 9, 9, (1, 3, 3)),
    ],
)
def test_keys_go_to_the_next_map_or_to_the_next_pixel_of_the_enlarged_one(enlarged, across, down, target):
    layout = lay_out((4, 4, 6), (400, 200), axes=3, enlarged=enlarged)
    assert layout.stepped((1, 1, 1), across, down) == target


def test_keys_go_down_by_a_row_of_the_grid():
    layout = lay_out((4, 4, 6), (100, 100), axes=3)
    assert layout.stepped((0, 0, 0), 0, 1) == (layout.grid.columns, 0, 0)
