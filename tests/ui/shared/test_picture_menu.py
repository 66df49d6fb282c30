"""Copy and save at the right button: of plots and maps as of the canvas."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from cnngui.app import App
from cnngui.ui.code.code_panel import CodePanel
from cnngui.ui.shared import jobs

PICTURES = ("drawing_canvas", "cost_plot", "accuracy_plot", "feature_map_view")
pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support (grabbing the keyboard|raise)", extend=True
)


def asked(widget: QWidget) -> QMenu:
    """Press the right button in the middle of a widget; return the menu that opens."""
    target = widget.childAt(widget.rect().center()) or widget
    place = target.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, target.mapToGlobal(place))
    QApplication.sendEvent(target, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


@pytest.mark.parametrize("name", PICTURES)
def test_what_shows_a_picture_can_be_copied(app: App, name: str) -> None:
    if name == "feature_map_view":
        app.window.findChild(QWidget, name).show()
    shown = app.window.findChild(QWidget, name)
    menu = shown.menu()
    assert [action.text() for action in menu.actions()][:2] == ["Copy picture", "Save picture …"]
    menu.actions()[0].trigger()
    copied = QGuiApplication.clipboard().image()
    assert copied.width() > 50
    assert copied.height() > 50


@pytest.mark.parametrize("name", ["drawing_canvas", "cost_plot", "layer_stack"])
def test_the_right_button_opens_a_menu_and_changes_nothing(qtbot, app: App, name: str) -> None:
    network, sheet = app.state.document.network, app.state.drawing.sheet
    menu = asked(app.window.findChild(QWidget, name))
    assert menu.actions()
    menu.close()
    assert app.state.document.network == network
    assert app.state.drawing.sheet is sheet


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_saved_whole_or_the_reason_is_told(qtbot, app: App, tmp_path: Path, name: str) -> None:
    menu = app.window.findChild(QWidget, name).menu()
    path = str(tmp_path / "shown.png")
    menu.save(path)
    qtbot.waitUntil(lambda: app.window.statusBar().currentMessage() == f"Saved {path}")
    assert not QImage(path).isNull()
    menu.save(str(tmp_path / "none" / "shown.png"))
    qtbot.waitUntil(app.window.notice.isVisible)
    assert "shown.png" in app.window.notice.text()


def test_a_slow_disk_does_not_hold_up_the_window(
    qtbot, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    monkeypatch.setattr(jobs, "atomic_bytes", lambda *_: threads.append(threading.get_ident()))
    app.window.findChild(QWidget, "cost_plot").menu().save(str(tmp_path / "cost.png"))
    code = app.window.findChild(CodePanel)
    with qtbot.waitSignal(code.saved):
        code.save(str(tmp_path / "net.py"))
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threading.get_ident() not in threads
