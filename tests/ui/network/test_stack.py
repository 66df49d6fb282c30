"""The cards under mouse and keys."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from cnngui.course.presets import preset
from cnngui.network.layers import Conv2D, Dropout
from cnngui.network.network import Network
from cnngui.state.document import Contents, Document
from cnngui.ui.network.card import Card
from cnngui.ui.network.network_panel import NetworkPanel
from cnngui.ui.shared.widgets import EmptyState

LEFT = Qt.MouseButton.LeftButton


def names(document: Document) -> list[str]:
    return [layer.name for layer in document.network.layers]


def shown(panel: NetworkPanel) -> list[str]:
    return [card.name for card in panel.stack.column.cards]


def card(panel: NetworkPanel, name: str) -> Card:
    found = panel.stack.column.card(name)
    assert found is not None
    return found


def press_key(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def drag_to(panel: NetworkPanel, name: str, height: int) -> None:
    """Press on a card and move the mouse to `height` in the column, without letting go."""
    grabbed = card(panel, name)
    start = QPoint(60, 12)
    end = QPoint(60, height - grabbed.y())
    QTest.mousePress(grabbed, LEFT, pos=start)
    for step in range(1, 5):
        _move(grabbed, start + (end - start) * step / 4)


def drag_on(panel: NetworkPanel, name: str, height: int) -> None:
    """Move the mouse with the card that it holds to `height` in the column."""
    grabbed = card(panel, name)
    _move(grabbed, QPoint(60, height - grabbed.y()))


def _move(grabbed: Card, place: QPoint) -> None:
    # QTest.mouseMove carries no buttons.
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        place.toPointF(),
        grabbed.mapToGlobal(place).toPointF(),
        LEFT,
        LEFT,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(grabbed, event)


def drop(panel: NetworkPanel, name: str) -> None:
    QTest.mouseRelease(card(panel, name), LEFT)


# Shown ------------------------------------------------------------------------------------------


def test_stack_is_found_by_name(panel: NetworkPanel) -> None:
    assert panel.findChild(QScrollArea, "layer_stack") is panel.stack


def test_cards_follow_the_document(panel: NetworkPanel, document: Document) -> None:
    assert shown(panel) == ["input", *names(document)]
    document.insert_layers((Dropout(),), 1)
    assert shown(panel) == ["input", *names(document)]
    document.undo_stack.undo()
    assert shown(panel) == ["input", *names(document)]


def test_cards_stand_below_each_other_without_overlap(panel: NetworkPanel) -> None:
    places = [card.geometry() for card in panel.stack.column.cards]
    assert all(upper.bottom() < lower.top() for upper, lower in pairwise(places))
    assert panel.stack.column.height() > places[-1].bottom()


def test_an_edit_keeps_the_other_cards(panel: NetworkPanel, document: Document) -> None:
    before = {card.name: card for card in panel.stack.column.cards}
    document.set_field("conv2d", "filters", 48)
    assert {card.name: card for card in panel.stack.column.cards} == before
    assert card(panel, "conv2d").contents.parameters == "480"


def test_cards_speak_to_a_screen_reader(panel: NetworkPanel) -> None:
    spoken = card(panel, "conv2d").accessibleName()
    assert spoken == "Conv2D 1, 32 · 3×3 · same · relu, output 28×28×32, 320 parameters"


def test_a_problem_offers_its_fixes(panel: NetworkPanel, document: Document) -> None:
    document.set_field("conv2d", "padding", "valid")
    document.set_field("conv2d", "kernel_size", (40, 40))
    problem = card(panel, "conv2d")
    assert problem.height() > card(panel, "dropout").height()
    buttons = {button.text(): button for button in problem.findChildren(QPushButton)}
    assert "padding same" in buttons
    for button in buttons.values():
        assert problem.rect().contains(button.geometry().translated(button.parentWidget().pos()))
    QTest.mouseClick(buttons["padding same"], LEFT)
    assert document.network.layer("conv2d").padding == "same"
    assert card(panel, "conv2d").height() == card(panel, "dropout").height()


def test_an_empty_network_says_what_to_do(panel: NetworkPanel, document: Document) -> None:
    document.set_network(Network(), "Clear")
    sentence = panel.findChild(EmptyState, "empty_stack").sentence
    assert sentence.isVisible()
    assert panel.totals.add_button.property("role") == "primary"
    document.undo_stack.undo()
    assert not sentence.isVisible()


def test_an_edit_among_two_hundred_cards_makes_only_what_it_changed_anew(
    panel: NetworkPanel, document: Document
) -> None:
    layers = tuple(Conv2D(filters=8, padding="same") for _ in range(200))
    document.set_network(Network(layers=layers), "Many")
    before = {each.name: each.contents for each in panel.stack.column.cards}
    document.set_field("conv2d_100", "activation", "relu")
    after = {each.name: each.contents for each in panel.stack.column.cards}
    anew = [name for name, contents in after.items() if contents is not before[name]]
    assert anew == ["conv2d_100"]


# Selecting --------------------------------------------------------------------------------------


def test_a_click_selects(panel: NetworkPanel, document: Document) -> None:
    QTest.mouseClick(card(panel, "dropout"), LEFT)
    assert document.selection == "dropout"
    assert card(panel, "dropout").hasFocus()


def test_arrows_move_the_selection_and_the_keyboard(panel: NetworkPanel, document: Document) -> None:
    QTest.mouseClick(card(panel, "input"), LEFT)
    press_key(Qt.Key.Key_Down)
    press_key(Qt.Key.Key_Down)
    assert document.selection == "max_pooling2d"
    assert card(panel, "max_pooling2d").hasFocus()
    press_key(Qt.Key.Key_Up)
    assert document.selection == "conv2d"
    press_key(Qt.Key.Key_End)
    assert document.selection == names(document)[-1]
    press_key(Qt.Key.Key_Home)
    assert document.selection == "input"


def test_the_selected_card_is_scrolled_to(panel: NetworkPanel, document: Document) -> None:
    last = names(document)[-1]
    document.select(last)
    assert (
        panel.stack.viewport()
        .rect()
        .contains(card(panel, last).mapTo(panel.stack.viewport(), QPoint(1, card(panel, last).height() - 1)))
    )


def test_an_edit_keeps_the_scroll_position(panel: NetworkPanel, document: Document) -> None:
    bar = panel.stack.verticalScrollBar()
    document.select("dense")
    bar.setValue(bar.maximum() // 2 + 30)
    before = bar.value()
    document.set_field("dense", "units", 64)
    assert bar.value() == before


def test_another_network_is_shown_from_its_input(panel: NetworkPanel, document: Document) -> None:
    document.select(names(document)[-1])
    assert panel.stack.verticalScrollBar().value() > 0
    shown = preset("vgg16")
    document.replace_all(Contents(shown.network, shown.recipe, shown.data))
    assert panel.stack.verticalScrollBar().value() == 0


def test_enter_goes_to_the_form(panel: NetworkPanel) -> None:
    QTest.mouseClick(card(panel, "conv2d"), LEFT)
    press_key(Qt.Key.Key_Return)
    assert QApplication.focusWidget().objectName() == "field_filters"


def test_only_one_card_is_reached_by_tab(panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d_1")
    reached = [each.name for each in panel.stack.column.cards if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert reached == ["conv2d_1"]
    document.select("")
    reached = [each.name for each in panel.stack.column.cards if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert reached == ["input"]


# Keys that edit ---------------------------------------------------------------------------------


def test_alt_arrows_move_in_one_undo_step(panel: NetworkPanel, document: Document) -> None:
    before = names(document)
    QTest.mouseClick(card(panel, "dropout"), LEFT)
    press_key(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    press_key(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert names(document)[0] == "dropout"
    assert card(panel, "dropout").hasFocus()
    document.undo_stack.undo()
    assert names(document) == before


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_selects_the_next_card(panel: NetworkPanel, document: Document, key: Qt.Key) -> None:
    QTest.mouseClick(card(panel, "max_pooling2d"), LEFT)
    press_key(key)
    assert "max_pooling2d" not in names(document)
    assert document.selection == "dropout"
    assert card(panel, "dropout").hasFocus()


def test_the_input_cannot_be_deleted(panel: NetworkPanel, document: Document) -> None:
    before = names(document)
    QTest.mouseClick(card(panel, "input"), LEFT)
    press_key(Qt.Key.Key_Delete)
    assert names(document) == before
    assert not panel.actions_by_name["delete"].isEnabled()


def test_duplicate(panel: NetworkPanel, document: Document) -> None:
    QTest.mouseClick(card(panel, "conv2d"), LEFT)
    press_key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert names(document)[:2] == ["conv2d", document.selection]
    assert document.network.layers[1].model_copy(update={"name": "conv2d"}) == document.network.layers[0]


# Dragging ---------------------------------------------------------------------------------------


def test_a_drag_moves_a_card_in_one_undo_step(panel: NetworkPanel, document: Document) -> None:
    before = names(document)
    target = card(panel, "conv2d").geometry()
    drag_to(panel, "dropout", target.top() + 4)
    assert panel.stack.column.rearranging.line.isVisible()
    drop(panel, "dropout")
    assert names(document) == ["dropout", "conv2d", "max_pooling2d", *before[3:]]
    assert not panel.stack.column.rearranging.line.isVisible()
    document.undo_stack.undo()
    assert names(document) == before


def test_a_drag_downwards_counts_without_the_card_itself(panel: NetworkPanel, document: Document) -> None:
    before = names(document)
    target = card(panel, "dropout").geometry()
    drag_to(panel, "conv2d", target.bottom() - 2)
    drop(panel, "conv2d")
    assert names(document) == ["max_pooling2d", "dropout", "conv2d", *before[3:]]


def test_a_card_dropped_on_its_own_place_changes_nothing(panel: NetworkPanel, document: Document) -> None:
    count = document.undo_stack.count()
    own = card(panel, "dropout").geometry()
    drag_to(panel, "dropout", own.bottom() - 1)
    drag_to(panel, "dropout", own.top() + 16)
    drop(panel, "dropout")
    assert document.undo_stack.count() == count


def test_nothing_is_dropped_above_the_input(panel: NetworkPanel, document: Document) -> None:
    drag_to(panel, "dropout", -30)
    drop(panel, "dropout")
    assert names(document)[0] == "dropout"
    assert shown(panel)[0] == "input"


def test_escape_cancels_a_drag(panel: NetworkPanel, document: Document) -> None:
    before = names(document)
    drag_to(panel, "dropout", 10)
    press_key(Qt.Key.Key_Escape)
    assert not panel.stack.column.rearranging.line.isVisible()
    drop(panel, "dropout")
    assert names(document) == before


def test_an_undo_in_the_middle_of_a_drag_ends_it(panel: NetworkPanel, document: Document) -> None:
    document.insert_layers((Dropout(name="fresh"),), 0)
    drag_to(panel, "fresh", card(panel, "dropout").geometry().bottom())
    document.undo_stack.undo()
    assert not panel.stack.column.rearranging.line.isVisible()
    assert "fresh" not in shown(panel)


def test_a_drag_near_the_edge_scrolls(qtbot: QtBot, panel: NetworkPanel) -> None:
    bar = panel.stack.verticalScrollBar()
    assert bar.value() == 0
    assert bar.maximum() > 0
    drag_to(panel, "dropout", panel.stack.viewport().height() - 4)
    qtbot.waitUntil(lambda: bar.value() > 40)
    press_key(Qt.Key.Key_Escape)
    stopped = bar.value()
    qtbot.wait(60)
    assert bar.value() == stopped
