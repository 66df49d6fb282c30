"""Curves of many runs: which are drawn, of what, over what; what is said at the mouse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage

from cnngui.app import AppState
from cnngui.ui.runs.browser import RunBrowser
from cnngui.ui.runs.overlay_view import Drawn, OverlayView
from cnngui.ui.runs.runs_page import RunsPage
from cnngui.ui.shared.value_text import short_number


def drawn(browser: RunBrowser, place: int = 1) -> dict[str, Drawn]:
    return {curve.name: curve for curve in browser.curves.plots[place].drawn}


def choose(browser: RunBrowser, place: int, quantity: str) -> None:
    plot = browser.curves.plots[place]
    plot.quantity_box.setCurrentIndex(plot.quantity_box.findData(quantity))
    plot.quantity_box.activated.emit(0)


@pytest.fixture
def shown(qtbot, browser: RunBrowser) -> RunBrowser:
    qtbot.waitUntil(lambda: len(drawn(browser)) == 3)
    return browser


def test_all_runs_are_drawn_in_their_colours(shown: RunBrowser) -> None:
    found = drawn(shown)
    assert set(found) == {"first", "둘째 망", "third"}
    assert found["first"].y.tolist() == [0.25, 0.5]
    assert found["first"].x.tolist() == [1, 2]
    assert len({curve.colour for curve in found.values()}) == 3
    assert not any(curve.strong or curve.faint for curve in found.values())


def test_what_is_selected_stands_out(qtbot, shown: RunBrowser) -> None:
    shown.table.select(["run1"])
    qtbot.waitUntil(lambda: drawn(shown)["둘째 망"].strong)
    assert drawn(shown)["first"].faint
    assert not drawn(shown)["둘째 망"].faint


def test_another_quantity_is_drawn_and_remembered(qtbot, shown: RunBrowser, state: AppState) -> None:
    choose(shown, 1, "batch_loss")
    qtbot.waitUntil(
        lambda: len(drawn(shown).get("first", Drawn("", "", "", np.empty(0), np.empty(0))).x) == 8
    )
    assert state.settings.word("runs_plot_1", "") == "batch_loss"
    choose(shown, 1, "gradient_norm")
    plot = shown.curves.plots[1]
    qtbot.waitUntil(lambda: plot.drawn == [])
    assert plot._empty.sentence.text() == "This was not measured in these runs."


def test_curves_lie_over_steps_or_seconds(qtbot, shown: RunBrowser, page: RunsPage) -> None:
    page.header.over._buttons["time"].click()
    qtbot.waitUntil(lambda: drawn(shown)["first"].x.tolist() == [10, 20])
    page.header.over._buttons["step"].click()
    qtbot.waitUntil(lambda: drawn(shown)["first"].x.tolist() == [4, 8])


def test_a_slides_printed_curve_lies_behind(qtbot, shown: RunBrowser, page: RunsPage) -> None:
    header = page.header
    header._offer_printed()
    header.printed.setCurrentIndex(header.printed.findData("mnist-cnn/0"))
    header.printed.activated.emit(0)
    qtbot.waitUntil(lambda: len(drawn(shown)) == 4)
    (ghost,) = (curve for curve in shown.curves.plots[1].drawn if curve.dashed)
    assert ghost.y.tolist() == [0.9744, 0.9877, 0.9921, 0.9915, 0.9932]
    assert ghost.name.startswith("printed: ")
    assert ghost.run_id == ""


def test_both_plots_are_saved_with_the_names_of_their_curves(
    qtbot, shown: RunBrowser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "runs.png"
    monkeypatch.setattr("cnngui.ui.runs.overlay_panel.ask_new_file", lambda *_: str(path))
    with qtbot.waitSignal(shown.saved):
        shown.bar.picture_wanted.emit()
    picture, panel = QImage(str(path)), shown.curves
    assert picture.width() == round(panel.width() * panel.devicePixelRatioF())
    below = [
        picture.pixelColor(x, y).name() for y in range(panel.height(), picture.height()) for x in range(200)
    ]
    assert {curve.colour for curve in drawn(shown).values()} & set(below)


@pytest.fixture
def view(qtbot) -> OverlayView:
    made = OverlayView(short_number, short_number)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    x = np.linspace(0, 10, 50)
    curves = [Drawn("a", "A", "#ff0000", x, x), Drawn("b", "B", "#0000ff", x, 10 - x)]
    made.show_curves(curves, log=False, fit=True)
    return made


def test_what_is_near_the_mouse_is_told_the_nearest_first(view: OverlayView) -> None:
    assert [(curve.name, round(value, 6)) for curve, value in view.near(5.2, 5.3)] == [("A", 5.2), ("B", 4.8)]
    assert [curve.name for curve, _ in view.near(1.0, 1.0)] == ["A"]
    assert view.near(11.0, 5.0) == []


def test_the_mouse_shows_names_and_a_click_chooses(qtbot, view: OverlayView) -> None:
    box = view.getViewBox()
    with qtbot.waitSignal(view.pointed) as told:
        view._on_mouse_moved(box.mapViewToScene(QPointF(1.0, 1.0)))
    assert told.args[0] == pytest.approx(1.0, abs=0.05)
    assert view.cursor.isVisible()


def red_row(view: OverlayView, x: float) -> float:
    """Return at which height red is painted above `x`, in pixels."""
    view.viewport().repaint()
    image = view.grab().toImage()
    ratio = image.width() / view.width()
    column = round(view.mapFromScene(view.getViewBox().mapViewToScene(QPointF(x, 0))).x() * ratio)
    colours = [image.pixelColor(column, y) for y in range(image.height())]
    rows = [y for y, each in enumerate(colours) if each.red() > 180 and max(each.green(), each.blue()) < 110]
    assert rows, "no red line there"
    return float(np.mean(rows)) / ratio


@pytest.mark.parametrize("moves", [[(0, 0)], [(1, 0), (0.7, 0.9)], [(4, 3), (-9, -6)], [(0, 2), (0, -2)]])
@pytest.mark.parametrize("zoom", [1.0, 0.5])
def test_panning_paints_what_is_there_in_the_right_place(
    view: OverlayView, moves: list[tuple[float, float]], zoom: float
) -> None:
    """A picture is moved while only the place changes; it must lie where the curve is."""
    line = np.linspace(0, 10, 50)
    view.show_curves([Drawn("a", "A", "#ff0000", line, line)], log=False, fit=True)
    box = view.getViewBox()
    red_row(view, 5.0)
    for right, up in moves:
        box.translateBy(x=right, y=up)
        box.scaleBy((zoom, zoom))
        (left, right), (bottom, top) = box.viewRange()
        x = (max(left, bottom, 0.0) + min(right, top, 10.0)) / 2
        expected = view.mapFromScene(box.mapViewToScene(QPointF(x, x))).y()
        assert red_row(view, x) == pytest.approx(expected, abs=2.5)
