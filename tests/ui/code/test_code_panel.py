"""The Code tab follows the cards, and hands its program out."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from cnngui.network.blocks import Residual
from cnngui.network.layers import Conv2D, Dense, Flatten
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.state.document import Contents, Document
from cnngui.state.settings import Settings
from cnngui.ui.code.code_panel import CodePanel
from cnngui.ui.code.code_view import CodeView
from cnngui.ui.code.highlighter import PythonHighlighter

LEFT = Qt.MouseButton.LeftButton
NETWORK = Network(
    layers=(
        Conv2D(filters=8, padding="same"),
        Residual(branches=((Conv2D(filters=8, padding="same"),), ())),
        Flatten(),
        Dense(units=10, activation="softmax"),
    )
)


@pytest.fixture
def document() -> Document:
    return Document(Contents(NETWORK, Recipe(), "digits"))


@pytest.fixture
def panel(document: Document, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CodePanel:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    made = CodePanel(document, Settings())
    qtbot.addWidget(made)  # closed again: a window that stays is in the way of other tests' mouse
    made.resize(900, 600)
    made.show()
    return made


def marked(view: CodeView) -> str:
    lines = view.toPlainText().splitlines()
    return "\n".join(lines[number] for number in view.marked_lines())


def click(view: CodeView, words: str, button: Qt.MouseButton = LEFT) -> None:
    """Click on the line with these words."""
    number = next(n for n, line in enumerate(view.toPlainText().splitlines()) if words in line)
    cursor = QTextCursor(view.document().findBlockByNumber(number))
    view.setTextCursor(cursor)
    place = view.cursorRect(cursor).center() + QPoint(2, 0)
    QTest.mouseClick(view.viewport(), button, pos=place)


def test_the_program_is_python_and_says_what_the_cards_say(panel: CodePanel) -> None:
    shown = panel.view.toPlainText()
    ast.parse(shown)
    assert 'Dense(10, activation="softmax")' in shown
    assert "28×28×8" in shown


def test_it_follows_an_edit_and_a_recipe(panel: CodePanel, document: Document) -> None:
    document.set_field("dense", "units", 7)
    document.set_recipe(Recipe(batch_size=33))
    QTest.qWait(300)
    assert "Dense(7," in panel.view.toPlainText()
    assert "batch_size=33" in panel.view.toPlainText()


def test_a_hidden_panel_costs_nothing_and_is_right_when_seen(panel: CodePanel, document: Document) -> None:
    panel.hide()
    document.set_field("dense", "units", 7)
    QTest.qWait(300)
    assert "Dense(10," in panel.view.toPlainText()
    panel.show()
    assert "Dense(7," in panel.view.toPlainText()


def test_the_selected_layers_lines_are_marked(panel: CodePanel, document: Document) -> None:
    document.select("dense")
    assert "Dense(10" in marked(panel.view)
    document.select("conv2d_1")
    assert "Conv2D(" in marked(panel.view)
    assert "Dense" not in marked(panel.view)


def test_a_click_on_a_line_selects_its_card(panel: CodePanel, document: Document) -> None:
    click(panel.view, "Dense(10")
    assert document.selection == "dense"
    click(panel.view, "layers.Flatten")
    assert document.selection == "flatten"


def test_a_right_click_is_for_the_menu_only(panel: CodePanel, document: Document) -> None:
    document.select("conv2d")
    click(panel.view, "Dense(10", Qt.MouseButton.RightButton)
    assert document.selection == "conv2d"


def test_switches_change_the_program_and_are_remembered(panel: CodePanel, document: Document) -> None:
    assert "# " in panel.view.toPlainText()
    for box in panel.header.findChildren(QCheckBox):
        box.setChecked(not box.isChecked())
    assert "28×28×8" not in panel.view.toPlainText()
    assert "seed" in panel.view.toPlainText()
    again = CodePanel(document, Settings())
    assert [box.isChecked() for box in again.header.findChildren(QCheckBox)] == [False, True, True]


def test_copy_and_save_hand_out_the_same_program(qtbot, panel: CodePanel, tmp_path: Path) -> None:
    button = panel.header.findChild(QPushButton, "copy_code_button")
    assert isinstance(button, QPushButton)
    told: list[str] = []
    panel.told.connect(told.append)
    button.click()
    assert told == [f"{len(panel.code().text.splitlines())} lines of code copied"]
    with qtbot.waitSignal(panel.saved) as saved:
        panel.save(str(tmp_path / "net.py"))
    assert saved.args == [str(tmp_path / "net.py")]
    written = (tmp_path / "net.py").read_text(encoding="utf-8")
    assert written == QGuiApplication.clipboard().text() == panel.code().text


def test_a_folder_that_is_not_there_is_told(qtbot, panel: CodePanel, tmp_path: Path) -> None:
    with qtbot.waitSignal(panel.problem_raised) as told:
        panel.save(str(tmp_path / "nowhere" / "net.py"))
    assert told.args[0].code == "files.cannot_write"


def test_words_are_coloured_by_what_they_are(panel: CodePanel) -> None:
    panel.view.setPlainText('x = f(3, "a # b")  # done')
    panel.view.document().findChild(PythonHighlighter).rehighlight()
    layout = panel.view.document().firstBlock().layout()
    found = {(each.start, each.length) for each in layout.formats()}
    assert {(4, 1), (6, 1), (9, 7), (19, 6)} <= found
