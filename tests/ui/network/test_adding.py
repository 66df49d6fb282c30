"""Adding layers: the palette, the + between cards, and the button below."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cnngui.network.network import Network, Place
from cnngui.state.document import Document
from cnngui.ui.network.network_panel import NetworkPanel

# A pop-up asks for the keyboard, which the offscreen screen cannot give.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)
LEFT = Qt.MouseButton.LeftButton


def kinds(document: Document) -> list[str]:
    return [layer.kind for layer in document.network.layers]


def test_typing_and_enter_add_behind_the_selection(panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d")
    QTest.mouseClick(panel.findChild(QPushButton, "add_layer_button"), LEFT)
    palette = panel.palette_popup
    assert palette.isVisible()
    QTest.keyClicks(palette.search, "batch")
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert kinds(document)[:3] == ["Conv2D", "BatchNormalization", "MaxPooling2D"]
    assert document.selection == "batch_normalization"
    document.undo_stack.undo()
    assert kinds(document)[:2] == ["Conv2D", "MaxPooling2D"]


def test_likely_layers_stand_first(panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d")
    panel.actions_by_name["add"].trigger()
    assert panel.palette_popup.rows()[1].key == "MaxPooling2D"
    QTest.keyClick(panel.palette_popup.search, Qt.Key.Key_Return)
    assert kinds(document)[:3] == ["Conv2D", "MaxPooling2D", "MaxPooling2D"]


def test_arrows_move_over_headings(panel: NetworkPanel, document: Document) -> None:
    panel.actions_by_name["add"].trigger()
    palette = panel.palette_popup
    seen = []
    for _ in range(len(palette.rows())):
        seen.append(palette.list.currentIndex().row())
        QTest.keyClick(palette.search, Qt.Key.Key_Down)
    layers = [place for place, row in enumerate(palette.rows()) if row.section != "heading"]
    assert list(dict.fromkeys(seen)) == layers
    QTest.keyClick(palette.search, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == layers[-2]


def test_escape_closes_and_changes_nothing(panel: NetworkPanel, document: Document) -> None:
    before = document.network
    panel.actions_by_name["add"].trigger()
    QTest.keyClick(panel.palette_popup.search, Qt.Key.Key_Escape)
    assert not panel.palette_popup.isVisible()
    assert document.network == before


def test_a_search_without_a_match_adds_nothing(panel: NetworkPanel, document: Document) -> None:
    before = document.network
    panel.actions_by_name["add"].trigger()
    QTest.keyClicks(panel.palette_popup.search, "xyzzy")
    assert panel.palette_popup.rows() == []
    QTest.keyClick(panel.palette_popup.search, Qt.Key.Key_Return)
    assert panel.palette_popup.isVisible()
    assert document.network == before


def test_a_click_adds(panel: NetworkPanel, document: Document) -> None:
    document.select("input")
    panel.actions_by_name["add"].trigger()
    palette = panel.palette_popup
    QTest.keyClicks(palette.search, "dropout")
    index = palette.list.model().index(0, 0)
    QTest.mouseClick(palette.list.viewport(), LEFT, pos=palette.list.visualRect(index).center())
    assert kinds(document)[0] == "Dropout"


def test_the_plus_between_cards_adds_there(panel: NetworkPanel, document: Document) -> None:
    column = panel.stack.column
    assert not column.plus.isVisible()
    gap = column.gap(Place(2))
    assert gap is not None
    QTest.mouseMove(column, QPoint(40, gap.y))
    assert column.plus.isVisible()
    QTest.mouseClick(column.plus, LEFT)
    QTest.keyClicks(panel.palette_popup.search, "activation")
    QTest.keyClick(panel.palette_popup.search, Qt.Key.Key_Return)
    assert kinds(document)[:4] == ["Conv2D", "MaxPooling2D", "Activation", "Dropout"]


def test_the_plus_is_next_after_the_selected_card(panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d")
    panel.stack.focus_selection()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert panel.stack.column.plus.hasFocus()
    QTest.keyClick(panel.stack.column.plus, Qt.Key.Key_Space)
    assert panel.palette_popup.isVisible()
    QTest.keyClicks(panel.palette_popup.search, "flat")
    QTest.keyClick(panel.palette_popup.search, Qt.Key.Key_Return)
    assert kinds(document)[:2] == ["Conv2D", "Flatten"]


def test_an_empty_network_gets_its_first_layer(panel: NetworkPanel, document: Document) -> None:
    document.set_network(Network(), "Clear")
    QTest.mouseClick(panel.findChild(QPushButton, "add_layer_button"), LEFT)
    QTest.keyClicks(panel.palette_popup.search, "conv")
    QTest.keyClick(panel.palette_popup.search, Qt.Key.Key_Return)
    assert kinds(document) == ["Conv2D"]
    assert document.selection == "conv2d"


def test_keys_open_the_palette(qtbot: QtBot, panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d")
    panel.stack.focus_selection()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Insert)
    assert panel.palette_popup.isVisible()
