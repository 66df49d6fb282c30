"""Several cards at once, under mouse and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from cnngui.network.network import Place
from cnngui.state.document import Document
from cnngui.ui.network.network_panel import NetworkPanel
from tests.ui.network.test_stack import LEFT, card, drag_to, drop, names, press_key

SHIFT = Qt.KeyboardModifier.ShiftModifier
PAIR = ("max_pooling2d", "dropout")


def click(
    panel: NetworkPanel, name: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.mouseClick(card(panel, name), LEFT, modifier, QPoint(60, 12))


@pytest.fixture
def pair(panel: NetworkPanel, document: Document) -> Document:
    click(panel, PAIR[0])
    click(panel, PAIR[1], SHIFT)
    assert document.selected == PAIR
    return document


def marked(panel: NetworkPanel) -> tuple[str, ...]:
    return tuple(each.name for each in panel.stack.column.cards if each.selected)


def test_shift_and_a_click_select_all_between(panel: NetworkPanel, pair: Document) -> None:
    assert marked(panel) == PAIR
    assert card(panel, "dropout").hasFocus()
    assert "2 selected" in [label.text() for label in panel.form.findChildren(QLabel)]


def test_shift_and_arrows_too(panel: NetworkPanel, document: Document) -> None:
    click(panel, PAIR[0])
    press_key(Qt.Key.Key_Down, SHIFT)
    assert marked(panel) == document.selected == PAIR
    press_key(Qt.Key.Key_Up, SHIFT)
    press_key(Qt.Key.Key_Up, SHIFT)
    assert document.selected == ("conv2d", "max_pooling2d")
    press_key(Qt.Key.Key_End, SHIFT)
    assert document.selected == tuple(names(document)[1:])
    press_key(Qt.Key.Key_Escape)
    assert marked(panel) == document.selected == (names(document)[-1],)


def test_shift_and_arrows_go_over_an_unfolded_block(panel: NetworkPanel, pair: Document) -> None:
    panel.actions_by_name["wrap"].menu().actions()[1].trigger()
    assert names(pair)[:2] == ["conv2d", "repeat"]
    press = card(panel, "conv2d")
    QTest.mouseClick(press, LEFT, pos=QPoint(60, 12))
    for _ in range(2):
        press_key(Qt.Key.Key_Down, SHIFT)
    assert pair.selected == tuple(names(pair)[:3])


def test_all_are_selected_and_cut_and_pasted(panel: NetworkPanel, document: Document) -> None:
    before = document.network
    click(panel, "conv2d")
    panel.actions_by_name["select_all"].trigger()
    assert list(document.selected) == names(document)
    panel.actions_by_name["cut"].trigger()
    assert not document.network.layers
    panel.actions_by_name["paste"].trigger()
    assert document.network == before
    assert list(document.selected) == names(document)
    assert '"cnngui-layers"' in QGuiApplication.clipboard().text()


def test_a_click_on_one_of_several_is_for_it_alone(panel: NetworkPanel, pair: Document) -> None:
    click(panel, PAIR[0])
    assert pair.selected == PAIR[:1]


def test_a_right_click_on_one_of_several_is_for_all(panel: NetworkPanel, pair: Document) -> None:
    QTest.mouseClick(card(panel, PAIR[0]), Qt.MouseButton.RightButton, pos=QPoint(60, 12))
    assert pair.selected == PAIR
    QTest.mouseClick(card(panel, "conv2d"), Qt.MouseButton.RightButton, pos=QPoint(60, 12))
    assert pair.selected == ("conv2d",)


@pytest.mark.parametrize("handle", PAIR)
def test_all_are_dragged_by_any_of_them(panel: NetworkPanel, pair: Document, handle: str) -> None:
    before = names(pair)
    target = card(panel, "conv2d").geometry()
    drag_to(panel, handle, target.top() + 4)
    faded = [each.name for each in panel.stack.column.cards if each.faded]
    assert tuple(faded) == PAIR
    drop(panel, handle)
    assert names(pair) == [*PAIR, "conv2d", *before[3:]]
    assert pair.selected == PAIR
    pair.undo_stack.undo()
    assert names(pair) == before


def test_dragged_downwards_they_are_counted_without_themselves(panel: NetworkPanel, pair: Document) -> None:
    before = names(pair)
    target = card(panel, before[4]).geometry()
    drag_to(panel, PAIR[0], target.bottom() - 2)
    drop(panel, PAIR[0])
    assert names(pair) == ["conv2d", *before[3:5], *PAIR, *before[5:]]


def test_dropped_between_themselves_they_stay(panel: NetworkPanel, pair: Document) -> None:
    count, before = pair.undo_stack.count(), names(pair)
    drag_to(panel, PAIR[0], card(panel, PAIR[1]).geometry().top() + 2)
    drop(panel, PAIR[0])
    assert (pair.undo_stack.count(), names(pair)) == (count, before)


def test_a_residual_is_put_around_several(panel: NetworkPanel, pair: Document) -> None:
    panel.actions_by_name["wrap"].menu().actions()[0].trigger()
    assert [each.name for each in pair.network.stack(Place(0, "residual"))] == list(PAIR)
    assert pair.selected == ("residual",)
