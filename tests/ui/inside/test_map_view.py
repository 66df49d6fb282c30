"""The maps on the screen: what is painted where, and what mouse and keys do."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from cnngui.ui.inside.map_view import RING_PX, FeatureMapView
from cnngui.ui.shared.theme import theme

KEYS = Qt.Key


@pytest.fixture
def view(qtbot) -> FeatureMapView:
    made = FeatureMapView()
    qtbot.addWidget(made)
    made.resize(800, 250)
    made.show()
    return made


def ramp(count: int = 8, height: int = 4, width: int = 5) -> np.ndarray:
    """Return maps whose value says where it stands: map × 100 + row × 10 + column."""
    row, column, index = np.ogrid[:height, :width, :count]
    return (index * 100 + row * 10 + column).astype(np.float32)


def middle(view: FeatureMapView, index: int, row: int, column: int) -> QPoint:
    """Return where a value of a map is painted, in the viewport."""
    height, width, _ = view.maps.shape
    x, y, cell_width, cell_height = view.grid.cell(index)
    return QPoint(
        round(RING_PX + x + (column + 0.5) * cell_width / width),
        round(RING_PX + y + (row + 0.5) * cell_height / height) - view.verticalScrollBar().value(),
    )


def colour(view: FeatureMapView, point: QPoint) -> int:
    return view.viewport().grab().toImage().pixel(point)


def test_every_value_is_painted_in_its_colour_at_its_place(view):
    view.show_output(ramp())
    shown = view.viewport().grab().toImage()
    for index in range(8):
        x, y = view.sheet.place(index)
        for row in range(4):
            for column in range(5):
                expected = int(view.sheet.pixels[y + row, x + column])
                assert shown.pixel(middle(view, index, row, column)) == expected


@pytest.mark.parametrize(("index", "row", "column"), [(0, 0, 0), (3, 2, 4), (7, 3, 1)])
def test_pointing_reads_the_value_under_the_mouse(view, index, row, column):
    view.show_output(ramp())
    QTest.mouseMove(view.viewport(), middle(view, index, row, column))
    assert view.spot == (index, row, column)
    assert view.value() == index * 100 + row * 10 + column


def test_the_spot_stays_and_its_value_lives_while_pictures_come(view, qtbot):
    view.show_output(ramp())
    QTest.mouseMove(view.viewport(), middle(view, 3, 2, 4))
    with qtbot.waitSignal(view.spot_changed):
        view.show_output(ramp() + 1)
    assert view.spot == (3, 2, 4)
    assert view.value() == 325


def test_another_shape_forgets_the_spot_and_the_enlarged_map(view):
    view.show_output(ramp())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 3, 2, 4))
    view.show_output(ramp(6))
    assert view.spot is None
    assert view.enlarged is None


def test_a_click_enlarges_a_map_and_another_brings_all_back(view):
    view.show_output(ramp())
    small = view.grid.cell_height
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 3, 2, 4))
    assert view.enlarged == 3
    assert view.grid.cell_height > 1.5 * small
    assert view.grid.cell_height > view.viewport().height() - 8
    left = (view.viewport().width() - view.grid.cell_width) // 2
    QTest.mouseMove(view.viewport(), QPoint(left + 5, 5))
    assert view.spot == (3, 0, 0)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert view.enlarged is None
    assert view.grid.cell_height == small


def test_an_enlarged_map_shows_that_map_and_goes_on_living(view):
    view.show_output(ramp())
    view.enlarge(3)
    view.show_output(ramp() * 2)
    assert view.enlarged == 3
    expected = int(view.sheet.pixels[3, 1])
    x, y, width, height = view.grid.cell(0)
    left, top = (view.viewport().width() - width) // 2, (view.viewport().height() - height) // 2
    point = QPoint(int(left + x + 1.3 * width / 5), int(top + y + 3.6 * height / 4))
    assert colour(view, point) == expected


def test_arrows_walk_over_the_maps_and_stay_inside(view):
    view.show_output(ramp(40, 28, 28))
    columns = view.grid.columns
    QTest.keyClick(view, KEYS.Key_Right)
    assert view.spot[0] == 0
    QTest.keyClick(view, KEYS.Key_Right)
    QTest.keyClick(view, KEYS.Key_Down)
    assert view.spot[0] == 1 + columns
    QTest.keyClick(view, KEYS.Key_Up)
    QTest.keyClick(view, KEYS.Key_Up)
    assert view.spot[0] == 1
    QTest.keyClick(view, KEYS.Key_End)
    QTest.keyClick(view, KEYS.Key_Right)
    assert view.spot[0] == 39
    QTest.keyClick(view, KEYS.Key_Home)
    QTest.keyClick(view, KEYS.Key_Left)
    assert view.spot[0] == 0


def test_keys_enlarge_walk_within_and_return(view):
    view.show_output(ramp())
    QTest.keyClick(view, KEYS.Key_Right)
    QTest.keyClick(view, KEYS.Key_Return)
    assert view.enlarged == 0
    shift = Qt.KeyboardModifier.ShiftModifier
    for key in (KEYS.Key_Right, KEYS.Key_Down, KEYS.Key_Down):
        QTest.keyClick(view, key, shift)
    assert view.value() == 21
    for _ in range(9):
        QTest.keyClick(view, KEYS.Key_Up, shift)
    assert view.value() == 1
    last = view.maps.shape[2] - 1
    for key, shown in ((KEYS.Key_Right, 1), (KEYS.Key_Left, 0), (KEYS.Key_Left, last), (KEYS.Key_Right, 0)):
        QTest.keyClick(view, key)
        assert view.enlarged == shown
    QTest.keyClick(view, KEYS.Key_Escape)
    assert view.enlarged is None


def test_the_ring_is_around_the_map_that_is_pointed_at(view):
    view.show_output(ramp())
    QTest.keyClick(view, KEYS.Key_Right)
    x, y, width, height = view.grid.cell(0)
    edge = QPoint(RING_PX + x + width // 2, RING_PX + y + height)
    assert view.viewport().grab().toImage().pixelColor(edge).name() == theme().colours.accent


def test_five_hundred_maps_scroll_and_keys_bring_them_into_sight(view):
    view.show_output(ramp(512, 7, 7))
    bar = view.verticalScrollBar()
    assert bar.maximum() > 0
    QTest.keyClick(view, KEYS.Key_End)
    assert view.spot[0] == 511
    assert bar.value() == bar.maximum()
    shown = colour(view, middle(view, 511, 3, 3))
    x, y = view.sheet.place(511)
    assert shown == int(view.sheet.pixels[y + 3, x + 3])
    QTest.keyClick(view, KEYS.Key_Home)
    assert bar.value() == 0


def test_new_pictures_do_not_scroll_back(view):
    view.show_output(ramp(512, 7, 7))
    view.verticalScrollBar().setValue(100)
    view.show_output(ramp(512, 7, 7) + 1)
    assert view.verticalScrollBar().value() == 100


def test_sixty_four_maps_need_no_scrolling(view):
    view.show_output(ramp(64, 14, 14))
    assert view.verticalScrollBar().maximum() == 0


def test_units_are_bars_and_pointing_reads_them(view):
    values = np.array([0.1, 0.0, 0.9, 0.4], np.float32)
    view.show_output(values, ("a", "b", "c", "d"))
    assert view.shows_bars
    QTest.mouseMove(view.viewport(), QPoint(2 * 44 + 10, 100))
    assert view.spot == (2, 0, 0)
    assert view.value() == pytest.approx(0.9)
    assert view.unit_name(2) == "unit 3 (c)"
    accent = theme().colours.accent
    image = view.viewport().grab().toImage()
    heights = [
        sum(image.pixelColor(unit * 44 + 10, y).name() == accent for y in range(250)) for unit in range(4)
    ]
    assert heights[1] == 0
    assert heights[0] / heights[2] == pytest.approx(1 / 9, abs=0.02)
    assert heights[3] / heights[2] == pytest.approx(4 / 9, abs=0.02)


def test_units_too_many_for_bars_are_cells_in_one_scale(view):
    values = np.linspace(0, 1, 2048).astype(np.float32)
    view.show_output(values)
    assert not view.shows_bars
    assert (view.sheet.limits == 1).all()
    QTest.mouseMove(view.viewport(), middle(view, 1000, 0, 0))
    assert view.value() == values[1000]
    assert view.unit_name(1000) == "unit 1001"


def test_a_unit_is_not_enlarged(view):
    view.show_output(np.ones(4, np.float32))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(10, 100))
    assert view.enlarged is None


def test_the_scale_is_per_map_or_per_layer(view):
    view.show_output(ramp())
    QTest.mouseMove(view.viewport(), middle(view, 1, 0, 0))
    assert view.limit() == 134
    view.set_scale("layer")
    assert view.limit() == 734


def test_nothing_is_shown_of_nothing(view):
    view.show_output(ramp())
    view.show_output(None)
    assert view.value() is None
    assert view.limit() == 0
    ground = view.viewport().grab().toImage().pixelColor(50, 50).name()
    assert ground == theme().colours.pane
    QTest.keyClick(view, KEYS.Key_Right)
    view.show_output(np.zeros((0,), np.float32))
    assert view.maps is None


@pytest.mark.parametrize(("width", "height"), [(160, 80), (500, 90), (1200, 500)])
def test_any_area_is_filled_without_clipping_the_width(view, width, height):
    view.resize(width, height)
    view.show_output(ramp(32, 28, 28))
    last = max(range(32), key=lambda index: view.grid.cell(index)[0])
    x, _, cell_width, _ = view.grid.cell(last)
    assert x + cell_width + 2 * RING_PX <= view.viewport().width()


def test_the_theme_is_followed(view):
    view.show_output(ramp(1))
    for choice in ("dark", "light"):
        theme().choose(choice)
        assert view.viewport().grab().toImage().pixelColor(799, 249).name() == theme().colours.pane


def test_it_can_be_found_and_heard(view):
    assert view.objectName() == "feature_map_view"
    assert view.accessibleName()
    assert view.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_focus_can_be_seen_when_it_came_by_keyboard(view, qtbot):
    def edge() -> str:
        return view.viewport().grab().toImage().pixelColor(0, 120).name()

    qtbot.waitUntil(view.isActiveWindow)
    view.show_output(ramp())
    view.clearFocus()
    assert edge() == theme().colours.pane
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert edge() == theme().colours.accent
    view.clearFocus()
    assert edge() == theme().colours.pane


# Tables: (steps, features) -------------------------------------------------------------------------


def table(steps: int = 16, features: int = 8) -> np.ndarray:
    """Return values that say where they stand: step × 100 + feature."""
    return (np.arange(steps)[:, None] * 100 + np.arange(features)).astype(np.float32)


def in_table(view: FeatureMapView, step: int, feature: int) -> QPoint:
    features, steps, _ = view.maps.shape
    _, _, width, height = view.grid.cell(0)
    x, y = RING_PX + (step + 0.5) * width / steps, RING_PX + (feature + 0.5) * height / features
    return QPoint(round(x), round(y))


def test_a_table_fills_the_panel_with_its_steps_side_by_side(view):
    view.show_output(table())
    _, _, width, height = view.grid.cell(0)
    assert width > 0.9 * view.viewport().width()
    assert height > 0.8 * view.viewport().height()
    QTest.mouseMove(view.viewport(), in_table(view, 5, 3))
    assert view.value() == 503
    assert view.step_name(5) == "step 6"


def test_keys_walk_through_a_table_from_value_to_value(view):
    view.show_output(table())
    for key in (KEYS.Key_Right, KEYS.Key_Right, KEYS.Key_Down):
        QTest.keyClick(view, key)
    assert view.value() == 101
    QTest.keyClick(view, KEYS.Key_Escape)
    QTest.keyClick(view, KEYS.Key_Return)
    assert view.value() == 101


def test_steps_are_called_by_their_words(view):
    words = ("a", "lovely", "day", *[""] * 13)
    view.show_output(table(), words)
    assert view.step_name(1) == "step 2 (lovely)"
    assert view.step_name(12) == "step 13"
    named = view.viewport().grab().toImage()
    view.show_output(table(), ())
    assert view.viewport().grab().toImage() != named


def test_a_table_gives_way_to_maps_of_the_same_size_and_back(view):
    view.show_output(table(16, 8))
    assert view.enlarged == 0
    view.show_output(np.zeros((8, 16, 1), np.float32))
    assert (view.is_table, view.enlarged) == (False, None)
    view.show_output(table(16, 8))
    assert (view.is_table, view.enlarged) == (True, 0)


def test_a_tall_table_scrolls_and_a_small_one_stays_in_reason(view):
    view.show_output(table(4, 500))
    assert view.verticalScrollBar().maximum() > 0
    view.show_output(table(2, 2))
    assert view.grid.cell(0)[2] < 200


def test_what_is_pointed_at_is_pinned_by_key_and_by_menu(view, qtbot):
    view.show_output(ramp())
    told = []
    view.pin_toggled.connect(told.append)
    QTest.mouseMove(view.viewport(), middle(view, 3, 2, 4))
    QTest.keyClick(view, KEYS.Key_P)
    assert told == [], "where nothing can be pinned"
    view.show_pins(frozenset())
    QTest.keyClick(view, KEYS.Key_P)
    assert told == [3]
    view.show_pins(frozenset({3}))
    words = {action.text(): action for action in view.menu().actions()}
    words["Unpin it (P)"].trigger()
    assert told == [3, 3]


def test_a_pinned_map_carries_a_mark(view):
    view.show_output(ramp())
    view.show_pins(frozenset())
    x, y, width, _ = view.grid.cell(2)
    corner = QPoint(RING_PX + x + width - 3, RING_PX + y + 2)
    before = colour(view, corner)
    view.show_pins(frozenset({2}))
    assert colour(view, corner) != before


def test_of_a_table_a_feature_is_pinned_and_of_a_row_a_unit(view):
    view.show_output(np.ones((3, 5), np.float32))
    view.show_pins(frozenset())
    view._point_at((0, 4, 1))
    assert view.pointed_unit == 4
    view.show_output(np.ones(6, np.float32))
    view._point_at((5, 0, 0))
    assert view.pointed_unit == 5
