"""XOR in the right column: a map to click into, a truth table, and answers that follow."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from cnngui.engine.protocol import FetchPlane, PlaneFetched, Predict
from cnngui.state.inputs import square
from cnngui.ui.draw.case_table import ROW_PX
from cnngui.ui.draw.draw_panel import DrawPanel
from cnngui.ui.shared.theme import theme
from tests.ui.draw.stage import XOR, Stage, draw_panel_of

NAMES = ("0", "1")


@pytest.fixture
def panel(qtbot, staged: Stage) -> DrawPanel:
    staged.document.set_network(XOR, "XOR")
    staged.describe_as("xor")
    made = draw_panel_of(staged)
    made.pair.show_units(staged.state.planes)
    qtbot.addWidget(made)
    made.resize(290, 840)
    made.show()
    return made


def answer(staged: Stage, wrong: int | None = None) -> None:
    """Answer as XOR is, but for the case of this number."""
    first, second = square().T
    share = np.abs(np.rint(first) - np.rint(second)) * 0.98 + 0.01
    if wrong is not None:
        share = np.where(np.rint(first) * 2 + np.rint(second) == wrong, 1 - share, share)
    others = np.stack([1 - share, share], axis=1).astype(np.float32)
    staged.answer(np.float32([0.99, 0.01]), names=NAMES, others=others)


def colour_at(panel: DrawPanel, first: float, second: float) -> QColor:
    view = panel.pair.map
    place = view.place_of(first, second).toPoint()
    return QColor(view.grab().toImage().pixel(place))


def test_the_canvas_gives_way_to_the_map(panel, staged):
    assert panel.pair.isVisible()
    assert not panel.canvas.isVisible()
    assert not panel.tools.isVisible()
    assert panel.title.text() == "Try"
    assert "Train" in panel.answer.reason.text()
    staged.predictor.model.choose("shipped")
    assert panel.canvas.isVisible()
    assert not panel.pair.isVisible()
    assert panel.title.text() == "Draw"


def test_the_map_is_blue_where_the_answer_is_1(panel, staged):
    staged.own(NAMES)
    answer(staged)
    blue, orange = colour_at(panel, 0.2, 0.8), colour_at(panel, 0.2, 0.2)
    assert blue.blue() > blue.red()
    assert orange.red() > orange.blue()


def test_the_table_tells_right_from_wrong_without_colour(panel, staged):
    staged.own(NAMES)
    answer(staged, wrong=2)
    rows = [panel.pair.table.row_texts(case) for case in panel.pair.table.cases]
    assert rows[1] == ("0", "1", "1", "0.990 → 1")
    assert rows[2] == ("1", "0", "1", "0.010 → 0 ×")
    assert "0.010 → 0 ×" in panel.pair.table.accessibleDescription()
    staged.predictor.model.choose("shipped")
    staged.predictor.model.choose("own")
    assert panel.pair.table.row_texts(panel.pair.table.cases[0])[3] == "–"


def test_a_click_on_a_case_asks_about_it(panel, staged):
    staged.own(NAMES)
    answer(staged)
    table = panel.pair.table
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPoint(50, 3 * ROW_PX + 4))
    assert staged.predictor.subject.inputs.pair == (1, 0)
    assert table.selected == 2
    np.testing.assert_array_equal(staged.transport.last(Predict).sample, np.float32([1, 0]))
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPoint(50, 4))
    assert table.selected == 2


def test_the_keys_go_through_the_cases(panel, staged):
    table = panel.pair.table
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert staged.predictor.subject.inputs.pair == (1, 0)
    QTest.keyClick(table, Qt.Key.Key_Up)
    assert staged.predictor.subject.inputs.pair == (0, 1)


def test_a_click_into_the_map_asks_about_that_point(panel, staged):
    view = panel.pair.map
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.place_of(0.5, 0.7).toPoint())
    assert staged.predictor.subject.inputs.pair == pytest.approx((0.5, 0.7), abs=0.01)
    assert panel.pair.table.selected is None
    QTest.mouseMove(view, view.place_of(0.9, 0.2).toPoint())
    assert staged.predictor.subject.inputs.pair == pytest.approx((0.5, 0.7), abs=0.01)


def test_near_a_corner_a_click_means_the_corner(panel, staged):
    view = panel.pair.map
    near = view.place_of(1, 1).toPoint() + QPoint(5, -4)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=near)
    assert staged.predictor.subject.inputs.pair == (1, 1)


def test_the_keys_move_the_point(panel, staged):
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(panel.pair.map, key)
    assert staged.predictor.subject.inputs.pair == (0.125, 0.0625)


def test_another_theme_recolours_the_map(panel, staged):
    staged.own(NAMES)
    answer(staged)
    before = colour_at(panel, 0.2, 0.8)
    theme().choose("dark")
    assert colour_at(panel, 0.2, 0.8) != before


def test_an_answer_about_a_sentence_is_no_map(panel, staged):
    staged.own(NAMES)
    answer(staged)
    staged.predictor.subject.inputs.set_pair(1, 1)
    staged.answer(np.float32([1, 0]), names=NAMES, others=np.zeros((11, 2), np.float32))
    assert {case.predicted for case in panel.pair.table.cases} == {None}


def tell_planes(staged: Stage, *lines: tuple[float, float, float]) -> None:
    """Answer the newest question with tanh units of weighted sums a·first + b·second + c."""
    asked = staged.asked(FetchPlane)[-1]
    first, second = square().T
    sums = np.stack([a * first + b * second + c for a, b, c in lines], axis=1).astype(np.float32)
    staged.hear(PlaneFetched(asked.request_id, asked.model, asked.layer, np.tanh(sums), sums, "tanh"))


def test_the_units_of_the_selected_layer_cut_the_answers(panel, staged):
    assert not panel.pair.strip.isVisible()
    staged.own(NAMES)
    answer(staged)
    tell_planes(staged, (5, 0, -1), (0, 5, -1))
    QTest.qWait(1)
    assert panel.pair.strip.isVisible()
    shown = panel.pair.map.grab().toImage()

    def darkest(first: float, second: float) -> int:
        place = panel.pair.map.place_of(first, second).toPoint()
        near = [
            QColor(shown.pixel(place.x() + x, place.y() + y)) for x in range(-9, 10) for y in range(-9, 10)
        ]
        return min(colour.lightness() for colour in near)

    assert max(darkest(0.2, 0.7), darkest(0.7, 0.2)) < 100 < min(darkest(0.3, 0.7), darkest(0.7, 0.3))
    assert panel.pair.words.text() == "Units of Dense 1. Dashed: where each turns over, from off to on."


def test_a_unit_is_shown_large_and_in_the_table(panel, staged):
    staged.own(NAMES)
    answer(staged)
    tell_planes(staged, (5, 5, -2), (5, 5, -8))
    strip = panel.pair.strip
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.cell(2).center())
    rows = [panel.pair.table.row_texts(case)[3] for case in panel.pair.table.cases]
    assert [row.split(" · ")[1] for row in rows] == ["off", "off", "off", "on"]
    assert panel.pair.words.text() == (
        "Unit 2 of Dense 1 is on where 5·first + 5·second − 8 > 0: a straight line."
    )
    assert panel.pair.map.accessibleName() == "Unit 2 of Dense 1"
    QTest.keyClick(strip, Qt.Key.Key_Left)
    assert panel.pair.table.row_texts(panel.pair.table.cases[1])[3].endswith("on")
    QTest.keyClick(strip, Qt.Key.Key_Home)
    assert panel.pair.table.row_texts(panel.pair.table.cases[1])[3] == "0.990 → 1"


def test_of_the_output_it_is_said_where_the_lines_are(panel, staged):
    staged.own(NAMES)
    staged.document.select("dense_1")
    answer(staged)
    tell_planes(staged, (5, 5, -2))
    tell_planes(staged, (5, 5, -2))
    assert panel.pair.words.text().startswith("Select the card of a hidden layer")


def test_what_turns_over_nowhere_or_along_a_bent_line_is_said(panel, staged):
    staged.own(NAMES)
    answer(staged)
    tell_planes(staged, (0, 0, -2), (5, 5, -8))
    panel.pair.strip.choose(1)
    assert panel.pair.words.text().startswith("Unit 1 of Dense 1 is off everywhere")
    first, second = square().T
    sums = (np.abs(first - second) - 0.5).astype(np.float32)[:, np.newaxis]
    staged.state.planes.refresh()
    asked = staged.asked(FetchPlane)[-1]
    staged.hear(PlaneFetched(asked.request_id, asked.model, asked.layer, np.tanh(sums), sums, "tanh"))
    assert "along a bent line" in panel.pair.words.text()


def test_another_theme_recolours_the_units_too(panel, staged):
    staged.own(NAMES)
    answer(staged)
    tell_planes(staged, (5, 5, -2))
    QTest.qWait(1)
    before = panel.pair.strip.grab().toImage()
    theme().choose("dark")
    assert panel.pair.strip.grab().toImage() != before
