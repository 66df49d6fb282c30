from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from cnngui.network.recipe import Adam, Recipe
from cnngui.runs.comparing import axes
from cnngui.ui.runs.parallel_view import ParallelView, through
from tests.runs.rows import row

ROWS = [
    row("low", Recipe(optimizer=Adam(learning_rate=0.1)), best_metric=0.5, metric="accuracy"),
    row("high", Recipe(optimizer=Adam(learning_rate=0.001)), best_metric=0.9, metric="accuracy"),
    row("none", Recipe(optimizer=Adam(learning_rate=0.01)), metric="accuracy"),
]


@pytest.fixture
def view(qtbot) -> ParallelView:
    made = ParallelView()
    qtbot.addWidget(made)
    made.resize(600, 300)
    colours = {"low": "#ff0000", "high": "#00ff00", "none": "#0000ff"}
    made.show_runs(ROWS, axes(ROWS, ["best_metric"]), colours)
    made.show()
    return made


def test_a_range_lets_through_what_crosses_it() -> None:
    places = np.array([[0.0, 1.0], [1.0, 0.5], [0.5, np.nan]])
    assert through(places, ["a", "b"], {}).tolist() == [True, True, True]
    assert through(places, ["a", "b"], {"a": (0.4, 1.0)}).tolist() == [False, True, True]
    assert through(places, ["a", "b"], {"a": (0.4, 1.0), "b": (0.0, 1.0)}).tolist() == [False, True, False]
    assert through(places, ["a", "b"], {"gone": (0.0, 0.1)}).tolist() == [True, True, True]


def drag(view: ParallelView, axis: int, low: float, high: float) -> None:
    x = round(view._x(axis))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(x, round(view._y(low))))
    QTest.mouseMove(view, QPoint(x, round(view._y(high))))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(x, round(view._y(high))))


def test_dragging_along_an_axis_filters_and_a_click_lets_all_through(qtbot, view: ParallelView) -> None:
    with qtbot.waitSignal(view.brushed):
        drag(view, 1, 0.6, 1.0)
    assert view.let_through().tolist() == [False, True, False]
    low, high = view.ranges["best_metric"]
    assert low == pytest.approx(0.6, abs=0.02)
    assert high == pytest.approx(1.0, abs=0.02)
    drag(view, 0, 0.9, 1.0)
    assert view.let_through().tolist() == [False, False, False]
    with qtbot.waitSignal(view.brushed):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(view._x(0)), 100))
    assert view.let_through().tolist() == [False, True, False]
    view.clear_ranges()
    assert view.let_through().all()


def test_the_line_under_the_mouse_is_named_and_chosen(qtbot, view: ParallelView) -> None:
    point = QPoint(round((view._x(0) + view._x(1)) / 2), round(view._y(0.5)))
    # Both lines cross in the middle; a little to the left the one from above is higher.
    point -= QPoint(60, 0)
    share = (point.x() - view._x(0)) / view._room()
    point.setY(round(view._y(1.0 * (1 - share) + 0.0 * share)))
    QTest.mouseMove(view, point)
    assert view._read_out.isVisible()
    assert "low" in view._read_out._place
    with qtbot.waitSignal(view.chosen) as told:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=point)
    assert told.args == ["low"]


def test_lines_are_painted_in_their_colours_from_axis_to_axis(view: ParallelView) -> None:
    picture = view.grab().toImage()
    ratio, share = picture.width() / view.width(), 0.35  # of the way, beside what is written at the axes
    x, y = (view._x(0) + share * view._room()) * ratio, view._y(1 - share) * ratio
    found = [picture.pixelColor(round(x), round(y) + away) for away in (-1, 0, 1)]
    assert any(each.red() > 150 and each.green() < 120 for each in found)


def test_ranges_of_axes_that_are_gone_are_forgotten(view: ParallelView) -> None:
    view.ranges = {"best_metric": (0.0, 0.1), "gone": (0.0, 0.1)}
    view.show_runs(ROWS, axes(ROWS, ["best_metric"]), {})
    assert list(view.ranges) == ["best_metric"]
