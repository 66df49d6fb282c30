"""A table on the screen: its colours at their places, and what the mouse says."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from cnngui.ui.shared.theme import theme
from cnngui.ui.stepper.cell_grid import MOST_PX, CellGrid, lay_out, luminance
from cnngui.ui.stepper.planes import input_plane, plane_of
from tests.ui.stepper.examples import of_slide


@pytest.fixture
def grid(qtbot) -> CellGrid:
    made = CellGrid("grid", "Grid")
    qtbot.addWidget(made)
    made.resize(240, 200)
    made.show()
    return made


def corner(grid: CellGrid, cell: tuple[int, int]) -> QPoint:
    """Return a point of a cell that no number covers."""
    rect = grid.cell_rect(cell)
    return QPoint(int(rect.left() + 4), int(rect.top() + 4))


def test_every_value_has_its_colour_at_its_place(grid):
    plane = plane_of(np.arange(12.0).reshape(3, 4))
    grid.show_plane(plane)
    shown, pixels = grid.grab().toImage(), plane.pixels()
    for cell in np.ndindex(3, 4):
        assert shown.pixel(corner(grid, cell)) == int(pixels[cell])


def test_padding_is_hatched_and_not_coloured_as_zero(grid):
    grid.show_plane(input_plane(of_slide("same"), 0))
    shown, rect = grid.grab().toImage(), grid.cell_rect((3, 3)).toRect()
    colours = {
        QColor(shown.pixel(x, y)).name()
        for x in range(rect.left() + 2, rect.right() - 2)
        for y in range(rect.top() + 2, rect.bottom() - 2)
    }
    assert theme().colours.pane in colours
    assert theme().colours.line in colours


def numbered(grid: CellGrid, cell: tuple[int, int]) -> bool:
    """Whether something is written in a cell of one colour."""
    shown, rect = grid.grab().toImage(), grid.cell_rect(cell).toRect()
    middle = {
        shown.pixel(x, y)
        for x in range(rect.left() + 3, rect.right() - 3)
        for y in range(rect.top() + 3, rect.bottom() - 3)
    }
    return len(middle) > 1


def test_numbers_are_written_where_there_is_room(grid):
    grid.show_plane(plane_of(np.full((3, 3), 5.0)))
    assert numbered(grid, (1, 1))
    grid.show_plane(plane_of(np.full((20, 20), 5.0)))
    assert not numbered(grid, (1, 1))


def test_pointing_and_clicking_say_the_cell(grid, qtbot):
    grid.show_plane(plane_of(np.arange(12.0).reshape(3, 4)))
    with qtbot.waitSignal(grid.pointed, check_params_cb=lambda cell: cell == (2, 1)):
        QTest.mouseMove(grid, corner(grid, (2, 1)))
    with qtbot.waitSignal(grid.chosen, check_params_cb=lambda cell: cell == (0, 3)):
        QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=corner(grid, (0, 3)))
    with qtbot.assertNotEmitted(grid.chosen):
        QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))


def test_a_frame_goes_around_all_of_its_cells(grid):
    grid.show_plane(plane_of(np.zeros((4, 4))))
    before = grid.grab().toImage()
    grid.mark(framed=[(1, 1), (1, 2), (2, 1), (2, 2)])
    after = grid.grab().toImage()
    around = grid.cell_rect((1, 1)).united(grid.cell_rect((2, 2)))
    edge = QPoint(int(around.left()), int(around.center().y()) + 8)
    assert QColor(after.pixel(edge)).name() == theme().colours.accent
    assert before.pixel(edge) != after.pixel(edge)
    assert before.pixel(corner(grid, (0, 0))) == after.pixel(corner(grid, (0, 0)))


def test_it_follows_the_theme(grid):
    grid.show_plane(input_plane(of_slide("same"), 0))
    before = grid.grab().toImage()
    theme().choose("dark")
    assert grid.grab().toImage() != before


def test_cells_are_square_and_no_larger_than_they_need_be() -> None:
    layout = lay_out((3, 3), (900, 400))
    assert layout.width == layout.height == MOST_PX
    assert layout.at(450, 200) == (1, 1)
    assert layout.at(2, 2) is None
    assert lay_out((28, 28), (240, 200)).width == lay_out((28, 28), (240, 200)).height <= 7


def test_a_long_row_fills_the_width() -> None:
    layout = lay_out((1, 10), (340, 200))
    assert 30 <= layout.width <= 34


def test_what_is_light_and_what_is_dark() -> None:
    assert luminance(0xFFFFFFFF) == pytest.approx(1)
    assert luminance(0xFF000000) == 0
