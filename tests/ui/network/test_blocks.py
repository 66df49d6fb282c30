"""Blocks under mouse and keys: selecting, folding, dragging, adding, wrapping, and their form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from cnngui.network.blocks import AnyEntry, Parallel, Repeat, Residual
from cnngui.network.layers import Conv2D, Dense, Flatten, MaxPooling2D
from cnngui.network.network import Network, Place
from cnngui.state.document import Document
from cnngui.state.own_blocks import OwnBlocks
from cnngui.ui.network.network_panel import NetworkPanel
from cnngui.ui.shared.widgets import ElidedLabel
from tests.ui.network.test_stack import card, drag_to, drop, press_key, shown

# A pop-up asks for the keyboard, which the offscreen screen cannot give.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)
LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier


def conv(name: str, filters: int = 4) -> Conv2D:
    return Conv2D(name=name, filters=filters, kernel_size=(3, 3), padding="same")


def build(document: Document, *layers: AnyEntry) -> None:
    document.set_network(Network(layers=layers), "Test")


@pytest.fixture
def blocks(panel: NetworkPanel, document: Document) -> Document:
    """a; r: main path b, c and the identity; p: branches d and nothing; f."""
    build(
        document,
        conv("a"),
        Residual(name="r", branches=((conv("b"), conv("c")), ())),
        Parallel(name="p", branches=((conv("d"),), ())),
        Flatten(name="f"),
    )
    return document


def branch(document: Document, block: str, number: int = 0) -> list[str]:
    return [each.name for each in document.network.stack(Place(0, block, number))]


def top(document: Document) -> list[str]:
    return [each.name for each in document.network.layers]


def found(panel: NetworkPanel, kind: type, name: str) -> QWidget:
    # Rows that were replaced wait for their end, hidden; new ones are shown by the next event.
    QApplication.processEvents()
    (widget,) = [each for each in panel.findChildren(kind, name) if each.isVisibleTo(panel)]
    return widget


# Shown ------------------------------------------------------------------------------------------


def test_cards_of_a_block_stand_in_its_card(panel: NetworkPanel, blocks: Document) -> None:
    assert shown(panel) == ["input", "a", "r", "b", "c", "p", "d", "f"]
    for name in ("b", "c"):
        assert card(panel, "r").geometry().contains(card(panel, name).geometry())
        # On top of the block's card, so that a click reaches it.
        inside = card(panel, name).geometry().center()
        assert panel.stack.column.childAt(inside) is card(panel, name)


def test_a_card_moved_into_an_older_block_is_on_top_of_it(panel: NetworkPanel, blocks: Document) -> None:
    for name, place in (("a", Place(0, "p", 1)), ("r", Place(0, "p", 0))):
        blocks.move_layers(name, place)
    for name in ("a", "r", "b"):
        inside = card(panel, name).geometry().topLeft() + QPoint(20, 20)
        assert panel.stack.column.childAt(inside) is card(panel, name)


def test_blocks_speak_to_a_screen_reader(panel: NetworkPanel, blocks: Document) -> None:
    spoken = card(panel, "r").accessibleName()
    assert spoken == "r, Residual · add, 2 layers, unfolded, output 28×28×4, 296 parameters"


def test_a_wide_panel_shows_branches_side_by_side(panel: NetworkPanel, document: Document) -> None:
    build(document, Residual(name="r", branches=((conv("a", 1),), (conv("b", 1),))))
    assert card(panel, "a").y() < card(panel, "b").y()
    panel.resize(420, 800)
    assert card(panel, "a").y() == card(panel, "b").y()
    assert card(panel, "a").geometry().right() < card(panel, "b").x()


# Folding ----------------------------------------------------------------------------------------


def test_the_arrow_folds_and_unfolds(panel: NetworkPanel, blocks: Document) -> None:
    unfolded = card(panel, "r").height()
    QTest.mouseClick(card(panel, "r"), LEFT, pos=QPoint(16, 19))
    assert shown(panel) == ["input", "a", "r", "p", "d", "f"]
    assert card(panel, "r").height() < unfolded
    QTest.mouseClick(card(panel, "r"), LEFT, pos=QPoint(16, 19))
    assert shown(panel) == ["input", "a", "r", "b", "c", "p", "d", "f"]
    assert not blocks.undo_stack.canRedo()


def test_two_quick_clicks_on_the_arrow_fold_and_unfold(panel: NetworkPanel, blocks: Document) -> None:
    arrow = QPoint(16, 19)
    QTest.mouseClick(card(panel, "r"), LEFT, pos=arrow)
    QTest.mouseDClick(card(panel, "r"), LEFT, pos=arrow)
    assert not card(panel, "r").contents.folded
    assert card(panel, "r").hasFocus()


def test_arrows_enter_and_leave(panel: NetworkPanel, blocks: Document) -> None:
    QTest.mouseClick(card(panel, "a"), LEFT)
    press_key(Qt.Key.Key_Down)
    assert blocks.selection == "r"
    press_key(Qt.Key.Key_Left)
    assert "b" not in shown(panel)
    press_key(Qt.Key.Key_Down)
    assert blocks.selection == "p"
    press_key(Qt.Key.Key_Up)
    press_key(Qt.Key.Key_Right)
    assert "b" in shown(panel)
    press_key(Qt.Key.Key_Right)
    assert blocks.selection == "b"
    assert card(panel, "b").hasFocus()
    press_key(Qt.Key.Key_Left)
    assert blocks.selection == "r"


def test_folding_a_block_keeps_the_selection_in_sight(panel: NetworkPanel, blocks: Document) -> None:
    blocks.select("b")
    panel.stack.fold("r", True)
    assert blocks.selection == "r"
    blocks.select("c")
    assert "c" in shown(panel)


def test_all_blocks_fold_at_once(panel: NetworkPanel, blocks: Document) -> None:
    blocks.select("d")
    panel.actions_by_name["fold_all"].trigger()
    assert shown(panel) == ["input", "a", "r", "p", "f"]
    assert blocks.selection == "p"
    panel.actions_by_name["unfold_all"].trigger()
    assert shown(panel) == ["input", "a", "r", "b", "c", "p", "d", "f"]


@pytest.mark.parametrize("layers", [7, 8])
def test_another_network_begins_folded(panel: NetworkPanel, document: Document, layers: int) -> None:
    large = Repeat(name="n", branches=(tuple(conv(f"a{number}") for number in range(layers)),))
    shorter = large.with_branches((large.branches[0][:7],))
    document.replace_all(replace(document.contents, network=Network(layers=(shorter,))))
    panel.actions_by_name["unfold_all"].trigger()
    assert "a0" in shown(panel)
    # Blocks of the same name, and at 7 the very same network opened again.
    document.replace_all(replace(document.contents, network=Network(layers=(large,))))
    assert shown(panel) == ["input", "n"]


def test_a_folded_block_tells_of_the_problems_inside(panel: NetworkPanel, blocks: Document) -> None:
    panel.stack.fold("r", True)
    blocks.set_field("b", "kernel_size", (40, 40))
    blocks.set_field("b", "padding", "valid")
    panel.stack.fold("r", True)
    folded = card(panel, "r")
    assert folded.contents.severity == "error"
    (link,) = folded.findChildren(QPushButton)
    assert folded.rect().contains(link.geometry())
    QTest.mouseClick(link, LEFT)
    assert blocks.selection == "b"
    assert card(panel, "b").contents.severity == "error"


def test_the_link_below_unfolds_up_to_the_problem(panel: NetworkPanel, document: Document) -> None:
    deep = Repeat(name="n", branches=((Residual(name="r", branches=((conv("x", 8),), ())),),))
    build(document, *(conv(f"a{number}") for number in range(12)), deep)
    document.select("input")
    assert "r" in shown(panel)
    assert "x" not in shown(panel)
    QTest.mouseClick(found(panel, QPushButton, "first_problem_button"), LEFT)
    assert document.selection == "r"
    assert not card(panel, "r").visibleRegion().isEmpty()


def test_the_form_calls_an_empty_branch_what_its_card_calls_it(
    panel: NetworkPanel, document: Document
) -> None:
    said = {}
    for block in (Residual(name="r"), Repeat(name="n"), Parallel(name="p", branches=((), ()))):
        build(document, block)
        document.select(block.name)
        texts = {each.text() for each in panel.form.findChildren(ElidedLabel) if each.isVisibleTo(panel)}
        said[block.kind] = texts & {"no layers yet", "identity", "empty"}
    assert said == {
        "Residual": {"no layers yet", "identity"},
        "Repeat": {"no layers yet"},
        "Parallel": {"identity"},
    }


# Dragging ---------------------------------------------------------------------------------------


def middle(panel: NetworkPanel, place: Place) -> int:
    gap = panel.stack.column.gap(place)
    assert gap is not None
    return gap.y


def test_drag_into_a_block_and_undo(panel: NetworkPanel, blocks: Document) -> None:
    before = blocks.network
    drag_to(panel, "f", middle(panel, Place(1, "r")))
    assert panel.stack.column.rearranging.line.isVisible()
    drop(panel, "f")
    assert branch(blocks, "r") == ["b", "f", "c"]
    assert blocks.selection == "f"
    blocks.undo_stack.undo()
    assert blocks.network == before


def test_drag_out_of_a_block(panel: NetworkPanel, blocks: Document) -> None:
    drag_to(panel, "b", middle(panel, Place(0)))
    drop(panel, "b")
    assert top(blocks) == ["b", "a", "r", "p", "f"]
    assert branch(blocks, "r") == ["c"]


def test_drag_into_an_empty_branch(panel: NetworkPanel, blocks: Document) -> None:
    drag_to(panel, "c", middle(panel, Place(0, "p", 1)))
    drop(panel, "c")
    assert branch(blocks, "p", 1) == ["c"]


def test_drag_within_a_branch_counts_without_the_card(panel: NetworkPanel, blocks: Document) -> None:
    drag_to(panel, "b", middle(panel, Place(2, "r")))
    drop(panel, "b")
    assert branch(blocks, "r") == ["c", "b"]


def test_a_block_moves_with_all_in_it_but_not_into_itself(panel: NetworkPanel, blocks: Document) -> None:
    drag_to(panel, "r", middle(panel, Place(1, "r")))
    drop(panel, "r")
    assert top(blocks) == ["a", "r", "p", "f"]
    drag_to(panel, "r", middle(panel, Place(1, "p")))
    drop(panel, "r")
    assert branch(blocks, "p") == ["d", "r"]
    assert branch(blocks, "r") == ["b", "c"]


def test_what_is_dragged_fades_with_all_in_it(panel: NetworkPanel, blocks: Document) -> None:
    drag_to(panel, "r", middle(panel, Place(0)))
    assert card(panel, "b").faded
    press_key(Qt.Key.Key_Escape)
    drop(panel, "r")
    assert not card(panel, "b").faded
    assert top(blocks) == ["a", "r", "p", "f"]


# Adding -----------------------------------------------------------------------------------------


def add(panel: NetworkPanel, search: str) -> None:
    QTest.keyClicks(panel.palette_popup.search, search)
    QTest.keyClick(panel.palette_popup.search, Qt.Key.Key_Return)


def point_at(panel: NetworkPanel, place: Place) -> str:
    """Bring the mouse to a gap; return what the + there says."""
    column = panel.stack.column
    gap = column.gap(place)
    assert gap is not None
    for x in (gap.x + 3, gap.x + gap.width // 2):
        QTest.mouseMove(column, QPoint(x, gap.y))
    assert column.plus.isVisible()
    return column.plus.toolTip()


def test_the_plus_adds_in_a_branch(panel: NetworkPanel, blocks: Document) -> None:
    assert point_at(panel, Place(1, "r")) == "Add a layer here, after b"
    QTest.mouseClick(panel.stack.column.plus, LEFT)
    add(panel, "batch")
    assert branch(blocks, "r") == ["b", "batch_normalization", "c"]


def test_the_plus_adds_in_the_shortcut(panel: NetworkPanel, blocks: Document) -> None:
    assert point_at(panel, Place(0, "r", 1)) == "Add a layer here: shortcut of r"
    QTest.mouseClick(panel.stack.column.plus, LEFT)
    add(panel, "conv2d")
    assert branch(blocks, "r", 1) == ["conv2d"]


def test_insert_adds_behind_the_selected_card_in_its_branch(panel: NetworkPanel, blocks: Document) -> None:
    blocks.select("b")
    panel.stack.focus_selection()
    press_key(Qt.Key.Key_Insert)
    add(panel, "dropout")
    assert branch(blocks, "r") == ["b", "dropout", "c"]


@pytest.mark.parametrize(
    ("search", "shape"),
    [("residual block", "28×28×4"), ("half size", "14×14×8"), ("inception", "28×28×16")],
)
def test_a_ready_made_block_fits_its_place(
    panel: NetworkPanel, blocks: Document, search: str, shape: str
) -> None:
    blocks.select("a")
    panel.actions_by_name["add"].trigger()
    add(panel, search)
    made = card(panel, blocks.selection)
    assert made.contents.branches
    assert made.contents.shape == shape
    assert not made.contents.folded
    assert card(panel, blocks.selection).contents.severity == ""
    blocks.undo_stack.undo()
    assert top(blocks) == ["a", "r", "p", "f"]


def test_copy_and_paste_take_all_that_is_in_a_block(panel: NetworkPanel, blocks: Document) -> None:
    blocks.select("r")
    panel.actions_by_name["copy"].trigger()
    assert '"branches"' in QGuiApplication.clipboard().text()
    blocks.select("d")
    panel.actions_by_name["paste"].trigger()
    (_, copy) = branch(blocks, "p")
    assert [each.kind for each in blocks.network.stack(Place(0, copy))] == ["Conv2D", "Conv2D"]
    panel.actions_by_name["cut"].trigger()
    assert branch(blocks, "p") == ["d"]


def test_duplicate_and_delete_a_block(panel: NetworkPanel, blocks: Document) -> None:
    QTest.mouseClick(card(panel, "r"), LEFT, pos=QPoint(60, 10))
    press_key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert top(blocks) == ["a", "r", "residual", "p", "f"]
    assert len(branch(blocks, "residual")) == 2
    press_key(Qt.Key.Key_Delete)
    assert top(blocks) == ["a", "r", "p", "f"]
    assert blocks.selection == "p"


def test_deleting_the_last_card_of_a_branch_selects_the_block(panel: NetworkPanel, blocks: Document) -> None:
    QTest.mouseClick(card(panel, "d"), LEFT)
    press_key(Qt.Key.Key_Delete)
    assert branch(blocks, "p") == []
    assert blocks.selection == "p"
    assert card(panel, "p").hasFocus()


# Into blocks and out of them --------------------------------------------------------------------


def test_alt_arrows_go_into_a_block_through_its_branches_and_out(
    panel: NetworkPanel, blocks: Document
) -> None:
    QTest.mouseClick(card(panel, "a"), LEFT)
    press_key(Qt.Key.Key_Right, ALT)
    assert branch(blocks, "r") == ["a", "b", "c"]
    press_key(Qt.Key.Key_Right, ALT)
    assert branch(blocks, "r", 1) == ["a"]
    assert card(panel, "a").hasFocus()
    press_key(Qt.Key.Key_Left, ALT)
    press_key(Qt.Key.Key_Left, ALT)
    assert top(blocks) == ["r", "a", "p", "f"]
    assert not panel.actions_by_name["move_out"].isEnabled()


@pytest.mark.parametrize("kind", ["Residual", "Repeat", "Parallel"])
def test_put_into_a_block_and_dissolve_it(panel: NetworkPanel, blocks: Document, kind: str) -> None:
    before = blocks.network
    blocks.select("a")
    menu = panel.actions_by_name["wrap"].menu()
    assert menu is not None
    (action,) = [each for each in menu.actions() if each.objectName() == f"wrap_{kind.lower()}_action"]
    action.trigger()
    block = blocks.network.layers[0]
    assert (block.kind, blocks.selection) == (kind, block.name)
    assert branch(blocks, block.name) == ["a"]
    assert "a" in shown(panel)
    panel.actions_by_name["unwrap"].trigger()
    assert blocks.network == before
    assert blocks.selection == "a"
    blocks.undo_stack.undo()
    blocks.undo_stack.undo()
    assert blocks.network == before


def test_too_deep_a_block_is_refused_with_the_reason(
    qtbot: QtBot, panel: NetworkPanel, document: Document
) -> None:
    build(document, conv("a"))
    document.select("a")
    for _ in range(6):
        document.wrap_layers(document.selection, Repeat())
    before = document.network
    menu = panel.actions_by_name["wrap"].menu()
    assert menu is not None
    with qtbot.waitSignal(panel.problem_raised) as raised:
        menu.actions()[0].trigger()
    assert raised.args[0].code == "network.too_nested"
    assert document.network == before


def test_dissolving_tells_how_many_layers_go(qtbot: QtBot, panel: NetworkPanel, document: Document) -> None:
    wide = Parallel(name="w", branches=((conv("a"),), (conv("b"), conv("c")), ()))
    build(document, wide, Parallel(name="p", branches=((conv("d"),), ())))
    unwrap = panel.actions_by_name["unwrap"]
    lost = "2 layers of the other branches go with it. Undo brings them back."
    document.select("p")
    assert "Undo" not in unwrap.toolTip()
    document.select("w")
    assert unwrap.toolTip().endswith(lost)
    with qtbot.waitSignal(panel.told) as told:
        unwrap.trigger()
    assert told.args == [f"w is dissolved. {lost}"]
    document.select("p")
    with qtbot.assertNotEmitted(panel.told):
        unwrap.trigger()


def test_menus_of_actions_with_tips_show_them(panel: NetworkPanel) -> None:
    menu = panel.layer_actions.menu(panel)
    assert menu.toolTipsVisible()
    menu.close()


def test_only_blocks_can_be_dissolved(panel: NetworkPanel, blocks: Document) -> None:
    blocks.select("a")
    assert not panel.actions_by_name["unwrap"].isEnabled()
    blocks.select("p")
    assert panel.actions_by_name["unwrap"].isEnabled()


# The form ---------------------------------------------------------------------------------------


def test_the_form_changes_times_and_merge(panel: NetworkPanel, document: Document) -> None:
    build(document, Repeat(name="n", branches=((conv("a"),),)), Parallel(name="p"))
    document.select("n")
    times = panel.form.findChild(QWidget, "field_times")
    times.setFocus()
    QTest.keyClick(times, Qt.Key.Key_Up)
    assert document.network.layer("n").times == 3
    document.select("p")
    merge = panel.form.findChild(QWidget, "field_merge")
    merge.setFocus()
    QTest.keyClicks(merge, "mul")
    assert document.network.layer("p").merge == "multiply"


def test_branches_are_added_and_removed_in_the_form(panel: NetworkPanel, blocks: Document) -> None:
    blocks.select("p")
    QTest.mouseClick(found(panel.form, QPushButton, "add_branch_button"), LEFT)
    assert len(blocks.network.layer("p").branches) == 3
    QTest.mouseClick(found(panel.form, QToolButton, "remove_branch_0"), LEFT)
    assert [len(each) for each in blocks.network.layer("p").branches] == [0, 0]
    assert not found(panel.form, QToolButton, "remove_branch_0").isEnabled()
    blocks.undo_stack.undo()
    assert branch(blocks, "p") == ["d"]


def test_a_layer_is_added_to_a_branch_from_the_form(panel: NetworkPanel, blocks: Document) -> None:
    blocks.select("r")
    QTest.mouseClick(found(panel.form, QToolButton, "add_to_branch_1"), LEFT)
    assert panel.palette_popup.isVisible()
    add(panel, "conv2d")
    assert branch(blocks, "r", 1) == ["conv2d"]


def test_the_foot_tells_what_a_block_costs_and_sees(panel: NetworkPanel, blocks: Document) -> None:
    blocks.select("r")
    foot = found(panel.form, QLabel, "arithmetic")
    assert isinstance(foot, QLabel)
    assert foot.text() == (
        "28×28×4 + 28×28×4 = 28×28×4  ·  296 parameters, 226 k multiply-adds  ·  sees 7×7 of the input"
    )


def test_a_merge_problem_is_mended_on_the_card(panel: NetworkPanel, document: Document) -> None:
    build(document, conv("a"), Residual(name="r", branches=((conv("b", 8), MaxPooling2D()), ())))
    problem = card(panel, "r")
    assert problem.contents.severity == "error"
    buttons = problem.findChildren(QPushButton)
    for button in buttons:
        assert (
            problem.head()
            .translated(-problem.pos())
            .contains(button.geometry().translated(button.parentWidget().pos()))
        )
    QTest.mouseClick(buttons[0], LEFT)
    assert document.inference.result("r").output_shape == (14, 14, 8)
    assert branch(document, "r", 1) == ["conv2d"]
    document.undo_stack.undo()
    assert branch(document, "r", 1) == []


# Own blocks -------------------------------------------------------------------------------------


@pytest.fixture
def own(panel: NetworkPanel, tmp_path: Path) -> OwnBlocks:
    own = OwnBlocks(tmp_path, parent=panel)
    own.problem_raised.connect(panel.problem_raised)
    panel.own_blocks = own
    return own


def save_as(panel: NetworkPanel, title: str) -> None:
    field = QApplication.activeModalWidget()
    assert field is not None
    line = field.findChild(QWidget, "block_title")
    line.selectAll()
    QTest.keyClicks(line, title)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_a_block_is_saved_listed_and_inserted(panel: NetworkPanel, blocks: Document, own: OwnBlocks) -> None:
    told: list[str] = []
    panel.told.connect(told.append)
    blocks.select("r")
    panel.actions_by_name["save_block"].trigger()
    save_as(panel, "My block")
    assert QApplication.activeModalWidget() is None
    assert told == ["“My block” is kept: Add layer offers it among the blocks."]
    blocks.select("d")
    panel.actions_by_name["add"].trigger()
    QTest.mouseClick(panel.palette_popup.parts.findChildren(QPushButton)[1], LEFT)
    assert panel.palette_popup.rows()[-1].label == "My block"
    assert panel.palette_popup.search.hasFocus()
    add(panel, "my block")
    (_, copy) = branch(blocks, "p")
    assert [each.kind for each in blocks.network.stack(Place(0, copy))] == ["Conv2D", "Conv2D"]


def test_a_taken_title_is_said_and_can_be_changed(
    panel: NetworkPanel, blocks: Document, own: OwnBlocks
) -> None:
    own.add("Mine", (Dense(name="x"),))
    blocks.select("r")
    panel.actions_by_name["save_block"].trigger()
    save_as(panel, "mine")
    question = QApplication.activeModalWidget()
    assert question is not None
    assert "already" in question.findChild(QLabel, "title_fault").text()
    save_as(panel, "mine 2")
    assert QApplication.activeModalWidget() is None
    assert [block.title for block in own.blocks()] == ["Mine", "mine 2"]


def test_own_blocks_are_renamed_and_deleted(
    panel: NetworkPanel, own: OwnBlocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.add("a", (Dense(name="x"),))
    own.add("b", (Dense(name="x"),))
    panel.actions_by_name["own_blocks"].trigger()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    item = dialog.list.item(0)
    item.setText("b")
    assert item.text() == "a"
    assert "already" in dialog.findChild(QLabel, "own_blocks_fault").text()
    item.setText("c")
    assert [block.title for block in own.blocks()] == ["b", "c"]
    monkeypatch.setattr(dialog, "_sure", lambda _title: False)
    QTest.mouseClick(dialog.delete_button, LEFT)
    assert len(own.blocks()) == 2
    monkeypatch.setattr(dialog, "_sure", lambda _title: True)
    QTest.mouseClick(dialog.delete_button, LEFT)
    assert [block.title for block in own.blocks()] == ["b"]
    QTest.mouseClick(dialog.delete_button, LEFT)
    assert own.blocks() == []
    assert not dialog.delete_button.isEnabled()
    dialog.accept()


def test_a_damaged_own_block_is_said_and_the_palette_opens(
    qtbot: QtBot, panel: NetworkPanel, own: OwnBlocks, tmp_path: Path
) -> None:
    (tmp_path / "x.json").write_text("{", encoding="utf-8")
    with qtbot.waitSignal(panel.problem_raised) as raised:
        panel.actions_by_name["add"].trigger()
    assert "x.json" in str(raised.args[0])
    assert panel.palette_popup.isVisible()
