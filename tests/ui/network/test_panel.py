"""How the column shares its height, and what the window asks of it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network
from cnngui.state.document import Contents, Document
from cnngui.state.settings import Settings
from cnngui.ui.network.network_panel import FORM_PX, NetworkPanel


@pytest.mark.parametrize("height", [560, 612, 800])
def test_stack_and_form_are_both_usable(panel: NetworkPanel, document: Document, height: int) -> None:
    panel.resize(270, height)
    document.select("conv2d")
    QApplication.processEvents()
    assert panel.form.height() >= FORM_PX.start
    assert panel.stack.viewport().height() >= 4 * 42


def test_the_form_takes_what_it_needs_of_what_no_card_does(
    qtbot: QtBot, panel: NetworkPanel, document: Document
) -> None:
    panel.resize(270, 800)
    QApplication.processEvents()
    usual = panel.form.height()
    assert panel.stack.verticalScrollBar().maximum() > 0
    small = Network(layers=(Conv2D(), Flatten(), Dense()))
    document.replace_all(Contents(small, document.recipe, document.data))
    document.select("conv2d")
    qtbot.waitUntil(lambda: panel.form.height() > usual)
    bars = panel.form.scroll_area.verticalScrollBar(), panel.stack.verticalScrollBar()
    assert [bar.maximum() for bar in bars] == [0, 0]
    document.select("flatten")
    qtbot.waitUntil(lambda: panel.form.height() == usual)


def test_a_line_that_was_dragged_stays_there_the_next_time(
    qtbot: QtBot, document: Document, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    for time in range(2):
        panel = NetworkPanel(document, None, Settings())
        qtbot.addWidget(panel)
        panel.resize(270, 800)
        panel.show()
        QApplication.processEvents()
        if time == 0:
            panel.splitter.moveSplitter(360, 1)
    assert panel.form.height() == pytest.approx(800 - 360, abs=12)


def test_the_header_shows_the_title(panel: NetworkPanel, document: Document) -> None:
    button = panel.findChild(QToolButton, "preset_button")
    assert "Own network" in button.accessibleName()
    document.replace_all(Contents(document.network, document.recipe, document.data), title="LeNet-5")
    assert "LeNet-5" in button.accessibleName()


def test_actions_carry_their_keys(panel: NetworkPanel) -> None:
    keys = {name: action.shortcut().toString() for name, action in panel.actions_by_name.items()}
    assert keys["duplicate"] == "Ctrl+D"
    assert keys["move_up"] == "Alt+Up"
    assert all(isinstance(action, QAction) for action in panel.actions_by_name.values())
