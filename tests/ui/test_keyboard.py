"""Tab leads through the whole window from left to right, and keys work wherever the keyboard is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAction, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFocusFrame, QLabel, QMenu, QToolButton, QWidget

from cnngui.app import App
from cnngui.messages import message
from cnngui.ui.help_menu import KeyboardHelp
from cnngui.ui.network.column import CardColumn
from cnngui.ui.network.insertion import PlusButton
from cnngui.ui.shared import accessible
from cnngui.ui.shared.actions import keys_by_name

ELSEWHERE = ("drawing_canvas", "learning_rate_box", "page_tabs", "layer_stack")


@pytest.fixture
def active(qtbot, app: App) -> App:
    app.window.resize(1440, 900)
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    app.state.document.select("conv2d")
    return app


def walked(app: App, key: Qt.Key) -> list[QWidget]:
    """Press a key until the keyboard is where it was first; return the stops."""
    stops: list[QWidget] = []
    QTest.keyClick(app.window, key)
    while (here := QApplication.focusWidget()) not in stops:
        assert here is not None
        stops.append(here)
        QTest.keyClick(here, key)
    return stops


def told(stop: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(stop)
    return interface.text(QAccessible.Text.Name)


def test_a_button_that_goes_when_it_is_clicked_leaves_no_ring_elsewhere(qtbot, active: App) -> None:
    active.state.notices.show_note(message("runs.without_means", name="a.cnn", limit_mb=500))
    close = next(b for b in active.window.notice.findChildren(QToolButton) if b.toolTip() == "Dismiss")
    close.setFocus(Qt.FocusReason.MouseFocusReason)
    assert close.hasFocus()
    close.click()
    assert QApplication.focusWidget() is active.window
    assert active.window.findChild(QFocusFrame).widget() is None


def test_a_button_that_is_greyed_when_it_is_clicked_leaves_no_ring_elsewhere(active: App) -> None:
    button = active.window.findChild(QWidget, "clear_canvas_button")
    active.state.drawing.begin(20, 20)
    active.state.drawing.end()
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert button.hasFocus()
    active.state.drawing.clear()
    assert not button.isEnabled()
    assert QApplication.focusWidget() is active.window
    assert active.window.findChild(QFocusFrame).widget() is None


def test_a_window_that_goes_takes_its_ring_off_what_stands_in_the_toolbar(active: App) -> None:
    combo = active.window.findChild(QWidget, "data_combo")
    ring = active.window.findChild(QFocusFrame)
    ring.lead_to(combo, Qt.FocusReason.TabFocusReason)
    assert ring.widget() is combo
    active.rebuild_window()
    # Where the ring is still on, Qt crashes.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_what_had_the_keyboard_may_go_while_a_question_is_asked(qtbot, active: App) -> None:
    stack = active.window.findChild(QWidget, "layer_stack")
    stack.column.card("conv2d").setFocus()
    question = QDialog(active.window)
    question.show()
    question.activateWindow()
    qtbot.waitUntil(question.isActiveWindow)
    active.state.files.new("xor-2-2-1")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    question.close()
    active.window.activateWindow()
    qtbot.waitUntil(active.window.isActiveWindow)
    assert QApplication.focusWidget() in (active.window, *stack.column.cards)


def test_all_keys_are_listed_once_beside_what_they_do(active: App) -> None:
    assert not active.window.findChildren(QShortcut), "keys that no list would find"
    listed = dict(keys_by_name(active.window.findChildren(QAction)))
    assert listed["Add layer"] == "Ins, +"
    assert listed["Train"] == "F5, Ctrl+Return"
    for action in active.window.findChildren(QAction):
        for key in action.shortcuts():
            assert key.toString() in ", ".join(listed.values())


def test_help_lists_the_keys_of_the_canvas_too(active: App) -> None:
    texts: list[str] = []

    def read() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, KeyboardHelp)
        texts.extend(each.text() for each in dialog.findChildren(QLabel))
        dialog.reject()

    (entry,) = (each for each in active.window.findChildren(QAction) if each.text() == "Keyboard …")
    QTimer.singleShot(0, read)
    entry.trigger()
    assert "Space" in texts
    assert "F5, Ctrl+Return" in texts


def test_at_first_no_control_has_the_keyboard_and_tab_leads_to_the_first(active: App) -> None:
    assert QApplication.focusWidget() is active.window
    QTest.keyClick(active.window, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is active.window.tab_stops()[0]


def test_tab_leads_from_left_to_right_and_back(active: App) -> None:
    window = active.window
    stops = walked(active, Qt.Key.Key_Tab)
    assert len(stops) > 30
    toolbar = [stop for stop in stops if stop.mapTo(window, QPoint()).y() < 75]
    shown = [dock for dock in window.docks if dock.isVisible()]
    docks = [next(stops.index(each) for each in stops if dock.isAncestorOf(each)) for dock in shown]
    centre = next(stops.index(each) for each in stops if window.pages.isAncestorOf(each))
    begin = stops.index(toolbar[0])
    order = [(place - begin) % len(stops) for place in (begin, docks[0], centre, docks[1])]
    assert order == sorted(order)
    back = walked(active, Qt.Key.Key_Backtab)
    # The + between cards is there while the card above it has the keyboard.
    stops = [stop for stop in stops if not isinstance(stop, PlusButton)]
    start = stops.index(back[0])
    assert back == [stops[(start - place) % len(stops)] for place in range(len(stops))]


def test_every_stop_is_seen_has_the_ring_and_a_name_of_its_own(active: App) -> None:
    ring = active.window.findChild(QFocusFrame)
    for _ in range(45):
        QTest.keyClick(QApplication.focusWidget() or active.window, Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
        name = told(here)
        assert not here.visibleRegion().isEmpty(), name
        assert name, f"{here} {here.objectName()}"
        assert ring.widget() is here
        assert ring.isVisible()
    QTest.mouseClick(active.window.findChild(QWidget, "drawing_canvas"), Qt.MouseButton.LeftButton)
    assert ring.widget() is None


def test_cards_are_the_items_of_a_list(active: App) -> None:
    accessible.install()
    column = active.window.findChild(CardColumn)
    assert QAccessible.queryAccessibleInterface(column).role() == QAccessible.Role.List
    for name, chosen in (("conv2d", True), ("flatten", False)):
        face = QAccessible.queryAccessibleInterface(column.card(name))
        assert face.role() == QAccessible.Role.ListItem
        assert bool(face.state().selected) is chosen


def test_what_is_chosen_is_no_name(active: App) -> None:
    accessible.install()
    values = {"Adam", "SGD", "0.9", "relu", "same", "auto: shipped network", "CNN with three convolutions"}
    stops = {told(stop): stop for stop in active.window.tab_stops()}
    assert not values & set(stops)
    optimizer = QAccessible.queryAccessibleInterface(stops["Optimizer"])
    assert optimizer.text(QAccessible.Text.Value) == "Adam"


@pytest.mark.parametrize("where", ELSEWHERE)
def test_keys_work_wherever_the_keyboard_is(active: App, where: str) -> None:
    document = active.state.document
    place = active.window.findChild(QWidget, where)
    place.setFocus()
    focus = QApplication.focusWidget()
    before = len(document.network.layers)
    QTest.keyClick(focus, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert len(document.network.layers) == before + 1
    explained = active.window.findChild(QWidget, "layer_help")
    QTest.keyClick(focus, Qt.Key.Key_F1)
    assert explained.isVisible()
    QTest.keyClick(focus, Qt.Key.Key_F1)
    assert not explained.isVisible()


def test_delete_in_a_field_deletes_no_layer(active: App) -> None:
    field = active.window.findChild(QWidget, "learning_rate_box")
    field.setFocus()
    before = active.state.document.network
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert active.state.document.network == before


def test_new_stands_in_the_file_menu_with_its_key(active: App) -> None:
    files = active.window.menuBar().actions()[0].menu()
    assert isinstance(files, QMenu)
    new = files.actions()[0]
    assert (new.text(), new.shortcut().toString()) == ("New …", "Ctrl+N")
    assert [
        action for action in active.window.findChildren(QAction) if action.shortcut().toString() == "Ctrl+N"
    ] == [new]
