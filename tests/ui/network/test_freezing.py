"""The lock on a card: clicked, by key and by menu, undone in one step, and told."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from cnngui.network.freezing import frozen_part, is_frozen
from cnngui.network.names import INPUT
from cnngui.state.document import Document
from cnngui.ui.network.card import Card
from cnngui.ui.network.network_panel import NetworkPanel


def card(panel: NetworkPanel, name: str) -> Card:
    found = panel.stack.column.card(name)
    assert found is not None
    return found


def lock_of(each: Card) -> QPoint:
    places = [QPoint(x, y) for x in range(each.width()) for y in range(each.height())]
    inside = [place for place in places if each.locks_at(place)]
    assert inside, each.name
    return (QPointF(inside[0] + inside[-1]) / 2).toPoint()


def frozen(document: Document) -> list[str]:
    return [each.name for each in document.network.entries if is_frozen(each)]


def test_a_click_on_the_lock_freezes_and_frees(qtbot: QtBot, panel: NetworkPanel, document: Document) -> None:
    column = panel.stack.column
    for expected in (["conv2d"], []):
        each = card(panel, "conv2d")
        place = each.pos() + lock_of(each)
        qtbot.mouseClick(column, Qt.MouseButton.LeftButton, pos=place)
        assert frozen(document) == expected
        assert document.selection == "conv2d"


def test_only_what_can_learn_has_a_lock(panel: NetworkPanel) -> None:
    for name in (INPUT, "max_pooling2d", "dropout", "flatten"):
        each = card(panel, name)
        assert not any(each.locks_at(QPoint(x, y)) for x in range(each.width()) for y in range(40)), name


def test_a_frozen_card_shows_and_says_it(panel: NetworkPanel, document: Document) -> None:
    def pictured() -> QImage:
        return card(panel, "conv2d_1").grab().toImage()

    free = pictured()
    assert "frozen" not in card(panel, "conv2d_1").accessibleName()
    document.set_trainable(["conv2d_1"], False)
    assert "frozen" in card(panel, "conv2d_1").accessibleName()
    assert "training leaves its weights as they are" in card(panel, "conv2d_1").toolTip()
    assert pictured() != free
    document.undo_stack.undo()
    assert pictured() == free


def test_keys_and_the_menu_freeze_several_in_one_step(
    qtbot: QtBot, panel: NetworkPanel, document: Document
) -> None:
    before, freeze = document.network, panel.actions_by_name["freeze"]
    document.select("conv2d")
    document.select("conv2d_1", extend=True)
    panel.stack.focus_selection()
    assert freeze.text() == "Freeze"
    qtbot.keyClick(panel.stack.column.card("conv2d_1"), Qt.Key.Key_L)
    assert frozen(document) == ["conv2d", "conv2d_1"]
    assert freeze.text() == "Unfreeze"
    assert document.undo_stack.undoText() == "Freeze 2 layers"
    document.undo_stack.undo()
    assert document.network == before
    document.select("dropout")
    assert not freeze.isEnabled()
    document.select("flatten")
    panel.actions_by_name["freeze_up_to"].trigger()
    assert frozen(document) == ["conv2d", "conv2d_1", "conv2d_2"]
    assert not panel.actions_by_name["freeze_up_to"].isEnabled()
    panel.actions_by_name["unfreeze_all"].trigger()
    assert frozen(document) == []
    assert not panel.actions_by_name["unfreeze_all"].isEnabled()


def test_a_block_is_frozen_whole(panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d")
    document.select("dropout", extend=True)
    panel.actions_by_name["wrap"].menu().actions()[1].trigger()
    block = document.selection
    panel.actions_by_name["freeze"].trigger()
    assert frozen(document) == ["conv2d"]
    assert card(panel, block).contents.frozen == "all"
    assert frozen_part((document.network.layer(block),)) == "all"


def test_the_totals_tell_what_is_left_to_train(panel: NetworkPanel, document: Document) -> None:
    words = panel.totals.findChild(object, "total_parameters")
    assert words.text() == "356,234 parameters"
    document.set_trainable(["conv2d", "conv2d_1"], False)
    assert words.text() == "356,234 parameters\n337,418 trainable"
    assert "18,816, all frozen" in words.toolTip()


def test_with_nothing_left_to_train_a_click_frees_the_last(panel: NetworkPanel, document: Document) -> None:
    document.set_trainable(document.network.names, False)
    (problem,) = document.inference.errors
    assert problem.code == "network.nothing_trainable"
    assert document.counted.total_parameters == 356_234
    panel.stack.apply_fix(problem.fixes[0])
    assert document.inference.ok
    assert "dense_1" not in frozen(document)
