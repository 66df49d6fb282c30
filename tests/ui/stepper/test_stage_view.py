"""Input, kernel and output belong together, whichever of them is pointed at."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from cnngui.ui.shared.theme import theme
from cnngui.ui.stepper.cell_grid import CellGrid
from cnngui.ui.stepper.stage_view import StageView
from tests.ui.stepper.examples import (
    convolution,
    drawn,
    layer_normalization,
    merge,
    normalization,
    of_slide,
    rectifier,
    softmax_units,
    transposed,
)


@pytest.fixture
def view(qtbot) -> StageView:
    made = StageView()
    qtbot.addWidget(made)
    made.resize(1140, 420)
    made.show()
    return made


def point(grid: CellGrid, cell: tuple[int, int]) -> QPoint:
    QTest.qWait(1)  # what was shown or hidden is laid out
    return grid.cell_rect(cell).center().toPoint()


def hover(grid: CellGrid, cell: tuple[int, int]) -> None:
    QTest.mouseMove(grid, point(grid, cell))


def click(grid: CellGrid, cell: tuple[int, int]) -> None:
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=point(grid, cell))


def test_a_step_shows_its_window_its_products_and_its_cell(view) -> None:
    view.show_stage(of_slide("same"))
    view.show_step(8)
    assert view.output.grid.framed == ((2, 2),)
    assert set(view.input.grid.framed) == {(2, 2), (2, 3), (3, 2), (3, 3)}
    assert view.patch.grid.plane.values.tolist() == [[9, 0], [0, 0]]
    assert view.kernel.grid.plane.values.tolist() == [[1, 1], [1, 1]]
    assert view.products.grid.plane.values.tolist() == [[9, 0], [0, 0]]
    assert view.equation.tokens[-1].text == "9"
    assert view.equation.accessibleName().endswith("= 9")
    assert "row 3, column 3 of map 1" in view.output.grid.accessibleDescription()


@pytest.mark.parametrize("table", ["patch", "kernel", "products"])
def test_pointing_at_the_kernel_lights_the_input(view, table: str) -> None:
    view.show_stage(of_slide("valid"))
    view.show_step(1)
    hover(getattr(view, table).grid, (1, 0))
    assert view.input.grid.lit == ((1, 1),)
    assert view.patch.grid.lit == view.kernel.grid.lit == view.products.grid.lit == ((1, 0),)
    assert view.spot.text() == "row 2, column 1 of the window: 5 × 1 = 5"


def test_pointing_at_the_input_lights_the_kernel_and_the_cell_that_reads_it(view) -> None:
    view.show_stage(of_slide("valid"))
    hover(view.input.grid, (1, 1))
    assert view.kernel.grid.lit == ((1, 1),)
    assert view.output.grid.ghost == ((1, 1),)
    assert view.spot.text() == "input: row 2, column 2 of channel 1: 5"
    hover(view.input.grid, (2, 2))
    assert view.kernel.grid.lit == ()


def test_padding_is_called_so(view) -> None:
    view.show_stage(of_slide("same"))
    view.show_step(8)
    hover(view.input.grid, (3, 3))
    assert view.spot.text() == "padding"
    hover(view.kernel.grid, (0, 1))
    assert view.spot.text().endswith("0 × 1 = 0 (padding)")


def test_pointing_at_the_output_shows_the_window_it_comes_from(view) -> None:
    view.show_stage(of_slide("valid"))
    hover(view.output.grid, (1, 1))
    assert set(view.input.grid.ghost) == {(1, 1), (1, 2), (2, 1), (2, 2)}
    assert view.spot.text() == "output: row 2, column 2 of map 1: 28"
    view.output.grid.pointed.emit(None)
    assert view.input.grid.ghost == ()
    assert "Point at" in view.spot.text()


def test_a_click_goes_to_the_cell(view, qtbot) -> None:
    view.show_stage(of_slide("same"))
    with qtbot.waitSignal(view.step_asked, check_params_cb=lambda step: step == 5):
        click(view.output.grid, (1, 2))
    with qtbot.waitSignal(view.step_asked, check_params_cb=lambda step: step == 4):
        click(view.input.grid, (1, 1))


def test_channels_of_either_side_can_be_chosen(view, qtbot) -> None:
    stage = convolution()
    view.show_stage(stage)
    assert view.read_chooser.count() == 3
    assert view.channel_chooser.currentText() == "map 1 of 4"
    view.channel_chooser.setCurrentIndex(2)
    view.channel_chooser.activated.emit(2)
    np.testing.assert_allclose(view.output.grid.plane.values, stage.output[..., 2])
    np.testing.assert_allclose(view.kernel.grid.plane.values, stage.kernel[..., 0, 2])
    click(view.strip, (0, 1))
    assert view.read == 1
    assert view.read_chooser.currentText() == "channel 2 of 3"
    np.testing.assert_allclose(view.kernel.grid.plane.values, stage.kernel[..., 1, 2])
    assert view.strip.framed == ((0, 1),)
    hover(view.strip, (0, 2))
    assert view.spot.text().startswith("channel 3: its products add up to")


def test_groups_offer_their_own_channels_alone(view) -> None:
    view.show_stage(convolution(channels=4, filters=4, groups=2))
    assert [view.read_chooser.itemText(place) for place in range(2)] == ["channel 1 of 4", "channel 2 of 4"]
    view.choose_channel(3)
    assert view.read == 2
    assert [view.read_chooser.itemText(place) for place in range(2)] == ["channel 3 of 4", "channel 4 of 4"]


def test_new_numbers_keep_the_place_and_another_layer_does_not(view, qtbot) -> None:
    view.show_stage(convolution())
    view.choose_channel(2)
    view.choose_read(1)
    view.show_step(7)
    other = convolution()
    with qtbot.assertNotEmitted(view.layout_changed):
        view.show_stage(other)
    assert (view.step, view.channel, view.read) == (7, 2, 1)
    np.testing.assert_allclose(view.input.grid.plane.values[1:-1, 1:-1], other.input[..., 1])
    np.testing.assert_allclose(view.kernel.grid.plane.values, other.kernel[..., 1, 2])
    with qtbot.waitSignal(view.layout_changed):
        view.show_stage(of_slide("valid"))
    assert (view.step, view.channel, view.read) == (0, 0, 0)


def test_the_largest_value_is_marked(view) -> None:
    view.show_stage(of_slide("max_pool"))
    assert not view.kernel.isVisible()
    assert view.patch.grid.lit == ((1, 1),)
    assert view.input.grid.lit == ((1, 1),)
    assert view.into.text == "max →"


def test_units_are_gone_through_one_by_one_with_their_names(view, qtbot) -> None:
    view.show_stage(softmax_units(), ("ant", "bee", "cat"))
    assert (view.count, view.row) == (3, 3)
    assert not view.input.isVisible(), "the window is the input"
    view.show_step(1)
    assert view.equation.tokens[-1].caption == "unit 2 (bee)"
    assert view.strip.isVisible()
    with qtbot.waitSignal(view.step_asked, check_params_cb=lambda step: step == 2):
        click(view.strip, (0, 2))
    hover(view.strip, (0, 0))
    assert view.spot.text() == "unit 1: x = 1"


@pytest.mark.parametrize("stage", [normalization(), rectifier()])
def test_a_single_value_has_no_window(view, stage) -> None:
    view.show_stage(stage)
    assert view.input.isVisible()
    assert not view.patch.isVisible()
    assert view.input.grid.framed == view.output.grid.framed == ((0, 0),)
    assert view.read_out()
    hover(view.output.grid, (0, 0))
    assert view.input.grid.ghost == ((0, 0),)


def test_a_transposed_convolution_says_where_no_input_is_met(view) -> None:
    view.show_stage(transposed())
    view.show_step(3 * 7 + 3)
    assert view.input.grid.framed == ((1, 1),)
    hover(view.kernel.grid, (0, 0))
    assert "meets no input" in view.spot.text()


def test_every_table_has_a_name_for_those_who_do_not_see_it(view) -> None:
    view.show_stage(convolution())
    grids = view.findChildren(CellGrid)
    assert len({grid.accessibleName() for grid in grids}) == len(grids) == 6
    assert view.read_chooser.accessibleName() == "Channel of the input"
    assert view.channel_chooser.accessibleName() == "Map of the output"


def test_a_ring_shows_where_tab_has_led(view, qtbot) -> None:
    view.show_stage(of_slide("valid"))
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    corners = []
    for reason in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason):
        view.clearFocus()
        view.setFocus(reason)
        corners.append(QColor(view.grab().toImage().pixel(0, 0)).name())
    assert corners[0] != theme().colours.accent
    assert corners[1] == theme().colours.accent


def test_two_branches_stand_side_by_side(view) -> None:
    one, other = drawn(3, 4, 2), drawn(3, 4, 2)
    view.show_stage(merge("add", one, other))
    view.choose_channel(1)
    view.show_step(5)
    np.testing.assert_allclose(view.input.grid.plane.values, one[:, :, 1])
    np.testing.assert_allclose(view.patch.grid.plane.values, other[:, :, 1])
    assert (view.input.title.text(), view.patch.title.text()) == ("Branch 1", "Branch 2")
    assert view.merged.text == "+"
    assert view.merged.isVisible()
    assert (
        view.input.grid.plane.limit
        == view.patch.grid.plane.limit
        == max(abs(each[:, :, 1]).max() for each in (one, other))
    )
    assert view.into.text == "="
    assert view.input.grid.framed == view.patch.grid.framed == view.output.grid.framed == ((1, 1),)
    assert not view.kernel.isVisible()
    assert not view.read_chooser.isVisible()
    hover(view.patch.grid, (2, 3))
    assert view.output.grid.ghost == ((2, 3),)
    assert view.spot.text().startswith("branch 2: row 3, column 4 of map 2: ")


def test_several_branches_are_chosen_among_and_their_values_stand_below(view) -> None:
    branches = [drawn(3, 3, 1) for _ in range(3)]
    view.show_stage(merge("maximum", *branches))
    assert not view.patch.isVisible()
    assert view.read_chooser.isVisible()
    np.testing.assert_allclose(view.strip.plane.values.ravel()[:3], [each[0, 0, 0] for each in branches])
    click(view.strip, (0, 2))
    np.testing.assert_allclose(view.input.grid.plane.values, branches[2][:, :, 0])
    assert view.read_chooser.currentText() == "branch 3 of 3"


def test_maps_side_by_side_show_the_branch_that_they_come_from(view) -> None:
    one, other = drawn(3, 3, 2), drawn(3, 3, 4)
    view.show_stage(merge("concatenate", one, other))
    view.choose_channel(4)
    np.testing.assert_allclose(view.input.grid.plane.values, other[:, :, 2])
    assert view.input.title.text() == "Branch 2"
    view.choose_channel(1)
    np.testing.assert_allclose(view.input.grid.plane.values, one[:, :, 1])
    asked = []
    view.step_asked.connect(asked.append)
    click(view.input.grid, (2, 1))
    assert asked == [7]


def test_units_side_by_side_lead_to_their_own_unit(view) -> None:
    view.show_stage(merge("concatenate", np.float32([1, 2]), np.float32([3, 4, 5])))
    view.show_step(3)
    asked = []
    view.step_asked.connect(asked.append)
    assert view.input.grid.plane.values.tolist() == [[3, 4, 5]]
    click(view.input.grid, (0, 2))
    assert asked == [4]


def test_a_layer_normalization_shows_the_channels_it_measures(view) -> None:
    view.show_stage(layer_normalization())
    assert view.strip.isVisible()
    assert view.strip.plane.values.tolist() == [[5, 11]]
    view.show_stage(normalization())
    assert not view.strip.isVisible()
