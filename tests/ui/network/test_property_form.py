"""The form of the selected card, as a person uses it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cnngui.network.initializers import RandomNormal
from cnngui.network.layers import AnyLayer, Conv3D, MaxPooling1D, Normalization, ReLU, Reshape, ZeroPadding2D
from cnngui.network.network import Network, Shape
from cnngui.network.penalties import L2, MaxNorm
from cnngui.network.table import BLOCK_TABLE, LAYER_TABLE, default_layer
from cnngui.state.document import Document
from cnngui.ui.network.editors.scrub_label import PIXELS_PER_STEP, ScrubLabel
from cnngui.ui.network.editors.sides_box import numbers_from_text
from cnngui.ui.network.network_panel import NetworkPanel

LEFT = Qt.MouseButton.LeftButton


def field(panel: NetworkPanel, name: str) -> QWidget:
    """Return the editor of a field on the form that is shown."""
    form = panel.form.form
    assert form is not None
    found = form.findChild(QWidget, f"field_{name}")
    assert found is not None, name
    return found


def retype(editor: QWidget, text: str) -> None:
    # A form is dressed when it is first shown, and spin boxes rewrite their text then.
    QApplication.processEvents()
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text)


def words(panel: NetworkPanel, name: str) -> str:
    return panel.form.findChild(QLabel, name).text()


# What is shown ----------------------------------------------------------------------------------


def test_nothing_selected_is_said_in_one_sentence(panel: NetworkPanel, document: Document) -> None:
    document.select("")
    assert panel.form.sentence.isVisible()
    assert panel.form.title.text() == "Properties"


def test_header_tells_kind_and_place(panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d_1")
    assert panel.form.title.text() == "Conv2D"
    assert panel.form.place_label.text() == "2nd of 3"
    document.select("flatten")
    assert panel.form.place_label.text() == ""


def test_foot_shows_the_arithmetic(panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d")
    assert words(panel, "arithmetic") == "⌈28 / 1⌉ = 28  ·  (3·3·1 + 1)·32 = 320  ·  sees 3×3 of the input"
    document.set_field("conv2d", "filters", 16)
    assert words(panel, "arithmetic").endswith("(3·3·1 + 1)·16 = 160  ·  sees 3×3 of the input")


def test_help_is_read_from_its_beginning_wherever_the_form_was_scrolled_to(
    panel: NetworkPanel, document: Document
) -> None:
    document.select("conv2d")
    area = panel.form.findChild(QScrollArea)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert area.verticalScrollBar().value() > 0
    QTest.mouseClick(panel.form.findChild(QToolButton, "help_button"), LEFT)
    explained = panel.form.findChild(QLabel, "layer_help")
    assert explained.isVisible()
    assert explained.mapTo(area, QPoint(0, 0)).y() >= 0


def test_help_folds_out(panel: NetworkPanel, document: Document) -> None:
    document.select("dropout")
    explained = panel.form.findChild(QLabel, "layer_help")
    assert not explained.isVisible()
    QTest.mouseClick(panel.form.findChild(QToolButton, "help_button"), LEFT)
    assert explained.isVisible()
    assert explained.text() == LAYER_TABLE["Dropout"].help


@pytest.mark.parametrize("kind", LAYER_TABLE)
def test_every_field_of_every_kind_has_an_editor_with_its_help(
    panel: NetworkPanel, document: Document, kind: str
) -> None:
    document.set_network(Network(layers=(default_layer(kind),)), "One")
    document.select(document.network.layers[0].name)
    for each in LAYER_TABLE[kind].fields:
        editor = field(panel, each.name)
        target = editor.focusProxy() or editor
        assert each.help.split(":")[0] in target.toolTip()
        assert target.accessibleName() or editor.accessibleName()


@pytest.mark.parametrize(
    ("shape", "said"),
    [((16,), "rows of numbers"), ((16, 2), "sequences"), ((8, 8, 1), "pictures"), ((4, 4, 4, 1), "samples")],
)
def test_the_input_says_what_it_reads(
    panel: NetworkPanel, document: Document, shape: Shape, said: str
) -> None:
    document.set_network(Network(input_shape=shape), "Input")
    document.select("input")
    QTest.mouseClick(panel.form.findChild(QToolButton, "help_button"), LEFT)
    sentence = words(panel, "layer_help")
    assert f"reads: {said}" in sentence
    card = panel.stack.column.card("input")
    assert card is not None
    assert card.toolTip() == sentence


@pytest.mark.parametrize("kind", [*LAYER_TABLE, *BLOCK_TABLE])
def test_no_form_is_cut_beside_the_scroll_bar_of_a_narrow_panel(
    panel: NetworkPanel, document: Document, kind: str
) -> None:
    panel.form.scroll_area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    document.set_network(Network(layers=(default_layer(kind),)), "One")
    document.select(document.network.layers[0].name)
    more = panel.form.form.findChild(QPushButton, "more_button")
    if more is not None:
        more.click()
    QApplication.processEvents()
    contents = panel.form.scroll_area.widget()
    assert contents.width() <= panel.form.scroll_area.viewport().width()


def test_seldom_fields_are_folded(panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d")
    assert not field(panel, "groups").isVisible()
    QTest.mouseClick(panel.form.form.findChild(QPushButton, "more_button"), LEFT)
    assert field(panel, "groups").isVisible()


# Numbers ----------------------------------------------------------------------------------------


def test_typing_changes_the_layer_once_one_pauses(
    qtbot: QtBot, panel: NetworkPanel, document: Document
) -> None:
    document.select("dense")
    changes = []
    document.network_changed.connect(lambda: changes.append(document.network.layer("dense").units))
    retype(field(panel, "units"), "64")
    assert changes == []
    qtbot.waitUntil(lambda: changes == [64])
    document.undo_stack.undo()
    assert document.network.layer("dense").units == 128
    assert field(panel, "units").value() == 128


def test_enter_takes_a_number_over_at_once(panel: NetworkPanel, document: Document) -> None:
    document.select("dense")
    retype(field(panel, "units"), "64")
    QTest.keyClick(field(panel, "units"), Qt.Key.Key_Return)
    assert document.network.layer("dense").units == 64


def test_writing_back_leaves_caret_and_keyboard_alone(
    qtbot: QtBot, panel: NetworkPanel, document: Document
) -> None:
    document.select("dense")
    box = field(panel, "units")
    retype(box, "256")
    QTest.keyClick(box, Qt.Key.Key_Left)
    caret = box.lineEdit().cursorPosition()
    qtbot.waitUntil(lambda: document.network.layer("dense").units == 256)
    assert box.hasFocus()
    assert box.lineEdit().cursorPosition() == caret == 2
    QTest.keyClicks(box, "9")
    assert box.text() == "2596"


def test_a_refused_number_is_marked_and_changes_nothing(
    qtbot: QtBot, panel: NetworkPanel, document: Document
) -> None:
    document.select("dense")
    box = field(panel, "units")
    retype(box, "70000")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer("dense").units == 128
    assert document.undo_stack.count() == 0
    assert box.property("state") == "error"
    assert "70000" in box.toolTip()
    assert "65,536" in words(panel, "arithmetic")
    retype(box, "700")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer("dense").units == 700
    assert box.property("state") == ""
    assert "65,536" not in words(panel, "arithmetic")


def test_leaving_a_refused_number_shows_the_one_in_force(panel: NetworkPanel, document: Document) -> None:
    document.select("dense")
    box = field(panel, "units")
    retype(box, "0")
    panel.stack.focus_selection()
    assert (box.text(), box.property("state")) == ("128", "")
    assert document.network.layer("dense").units == 128


def test_arrows_step_within_the_limits_in_one_undo_step(panel: NetworkPanel, document: Document) -> None:
    document.set_field("dropout", "rate", 0.9)
    document.select("dropout")
    box = field(panel, "rate")
    box.setFocus()
    for _ in range(5):
        QTest.keyClick(box, Qt.Key.Key_Up)
    assert 0.99 < document.network.layer("dropout").rate < 1
    assert box.property("state") != "error"
    document.undo_stack.undo()
    assert document.network.layer("dropout").rate in (0.9, 0.3)


def test_small_numbers_are_typed_as_one_thinks_of_them(panel: NetworkPanel, document: Document) -> None:
    document.insert_layers((default_layer("BatchNormalization"),), 0)
    box = field(panel, "epsilon")
    retype(box, "1e-5")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layers[0].epsilon == 1e-5
    assert box.text() == "1e-05"


def test_the_wheel_turns_only_the_number_in_use(panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d")
    box = field(panel, "filters")

    def turn() -> None:
        place = QPointF(box.rect().center())
        event = QWheelEvent(
            place,
            QPointF(box.mapToGlobal(place.toPoint())),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, event)

    panel.stack.focus_selection()
    turn()
    assert document.network.layer("conv2d").filters == 32
    box.setFocus()
    turn()
    assert document.network.layer("conv2d").filters == 33


def test_dragging_a_label_is_one_undo_step(panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d")
    label = next(each for each in panel.form.form.findChildren(ScrubLabel) if each.text() == "Filters")
    QTest.mousePress(label, LEFT, pos=QPoint(10, 5))
    for x in range(10, 10 + 8 * PIXELS_PER_STEP + 1, 4):
        event = QMouseEvent(
            QMouseEvent.Type.MouseMove,
            QPointF(x, 5),
            QPointF(label.mapToGlobal(QPoint(x, 5))),
            LEFT,
            LEFT,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(label, event)
    QTest.mouseRelease(label, LEFT)
    assert document.network.layer("conv2d").filters == 40
    document.undo_stack.undo()
    assert document.network.layer("conv2d").filters == 32


# Pairs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "pair"), [("5", (5, 5)), ("3x5", (3, 5)), ("3 × 5", (3, 5)), ("2, 4", (2, 4)), ("7 1", (7, 1))]
)
def test_pairs_are_typed_in_many_ways(
    panel: NetworkPanel, document: Document, typed: str, pair: tuple[int, int]
) -> None:
    document.select("conv2d")
    box = field(panel, "kernel_size")
    retype(box, typed)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer("conv2d").kernel_size == pair
    panel.stack.focus_selection()
    assert box.text() == f"{pair[0]} × {pair[1]}"


def test_half_a_pair_changes_nothing_and_is_replaced_on_leaving(
    panel: NetworkPanel, document: Document
) -> None:
    document.select("conv2d")
    box = field(panel, "kernel_size")
    retype(box, "5 x")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer("conv2d").kernel_size == (3, 3)
    panel.stack.focus_selection()
    assert box.text() == "3 × 3"


def test_a_pair_out_of_range_is_refused(panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d")
    box = field(panel, "kernel_size")
    retype(box, "0")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer("conv2d").kernel_size == (3, 3)
    assert box.property("state") == "error"


def test_arrows_step_alike_numbers_together_and_others_apart(panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d")
    box = field(panel, "kernel_size")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert document.network.layer("conv2d").kernel_size == (4, 4)
    document.set_field("conv2d", "kernel_size", (4, 6))
    box.setCursorPosition(len(box.text()))
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert document.network.layer("conv2d").kernel_size == (4, 5)
    box.setCursorPosition(0)
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert document.network.layer("conv2d").kernel_size == (3, 5)


def test_no_strides_mean_the_pool_size(panel: NetworkPanel, document: Document) -> None:
    document.set_field("max_pooling2d", "strides", None)
    document.select("max_pooling2d")
    box = field(panel, "strides")
    assert (box.text(), box.placeholderText()) == ("", "= pool size")
    retype(box, "1")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer("max_pooling2d").strides == (1, 1)
    retype(box, "1")
    box.clear()
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer("max_pooling2d").strides is None


def test_an_optional_number_can_be_emptied(panel: NetworkPanel, document: Document) -> None:
    document.select("dropout")
    panel.form.form.more.setChecked(True)
    box = field(panel, "seed")
    assert box.text() == ""
    retype(box, "7")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer("dropout").seed == 7
    box.selectAll()
    QTest.keyClick(box, Qt.Key.Key_Delete)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer("dropout").seed is None


# Choices, switches, initializers ---------------------------------------------------------------


def test_padding_is_two_buttons(panel: NetworkPanel, document: Document) -> None:
    document.select("conv2d")
    valid, same = field(panel, "padding").findChildren(QPushButton)
    assert same.isChecked()
    QTest.mouseClick(valid, LEFT)
    assert document.network.layer("conv2d").padding == "valid"
    document.undo_stack.undo()
    assert same.isChecked()


def test_a_choice_by_keyboard(panel: NetworkPanel, document: Document) -> None:
    document.select("dense")
    box = field(panel, "activation")
    box.setFocus()
    QTest.keyClicks(box, "sig")
    assert document.network.layer("dense").activation == "sigmoid"


def test_a_switch(panel: NetworkPanel, document: Document) -> None:
    document.select("dense")
    box = field(panel, "use_bias")
    assert box.isChecked()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert document.network.layer("dense").use_bias is False
    document.undo_stack.undo()
    assert box.isChecked()


def test_an_initializer_with_its_numbers(panel: NetworkPanel, document: Document) -> None:
    document.select("dense")
    editor = field(panel, "kernel_initializer")
    assert editor.arguments == {}
    editor.kinds.setFocus()
    QTest.keyClicks(editor.kinds, "random_n")
    assert document.network.layer("dense").kernel_initializer == RandomNormal()
    box = editor.arguments["stddev"]
    retype(box, "0.1")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer("dense").kernel_initializer == RandomNormal(stddev=0.1)
    retype(box, "-1")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer("dense").kernel_initializer == RandomNormal(stddev=0.1)
    assert box.property("state") == "error"


# Several numbers, shapes, and parts that may be missing ------------------------------------------


def only(document: Document, layer: AnyLayer, shape: Shape = (8, 8, 4)) -> str:
    """Make a network of one layer, select it and return its name."""
    document.set_network(Network(input_shape=shape, layers=(layer,)), "One")
    name = document.network.layers[0].name
    document.select(name)
    return name


@pytest.mark.parametrize(
    ("typed", "sides"), [("2", (2, 2, 2)), ("2x3x4", (2, 3, 4)), ("1, 2, 3", (1, 2, 3)), ("2x3", (3, 3, 3))]
)
def test_three_sides_are_typed_like_two(
    panel: NetworkPanel, document: Document, typed: str, sides: tuple[int, int, int]
) -> None:
    name = only(document, Conv3D(), (8, 8, 8, 1))
    box = field(panel, "kernel_size")
    assert box.text() == "3 × 3 × 3"
    retype(box, typed)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer(name).kernel_size == sides


def test_one_side_is_a_plain_number(panel: NetworkPanel, document: Document) -> None:
    name = only(document, MaxPooling1D(), (8, 4))
    box = field(panel, "strides")
    assert isinstance(box, QSpinBox)
    assert box.text() == ""
    retype(box, "1")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer(name).strides == 1


@pytest.mark.parametrize(
    ("typed", "target"),
    [("16, 16", (16, 16)), ("4 x 8 x 8", (4, 8, 8)), ("256", (256,)), ("-1, 8", (-1, 8))],
)
def test_a_target_shape_has_as_many_axes_as_are_typed(
    panel: NetworkPanel, document: Document, typed: str, target: Shape
) -> None:
    name = only(document, Reshape())
    box = field(panel, "target_shape")
    assert box.text() == "-1"
    retype(box, typed)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer(name).target_shape == target


@pytest.mark.parametrize(
    ("text", "count", "numbers"),
    [
        ("28×28×1", None, (28, 28, 1)),
        ("−1 × 4", None, (-1, 4)),
        ("7", 3, (7, 7, 7)),
        ("7", None, (7,)),
        ("7, 7", 3, None),
        ("7 x", 2, None),
        ("", None, None),
        ("9999999999", None, None),
    ],
)
def test_numbers_are_read_in_all_the_ways_they_are_written(
    text: str, count: int | None, numbers: tuple[int, ...] | None
) -> None:
    assert numbers_from_text(text, count) == numbers


@pytest.mark.parametrize("typed", ["-1, -1", "0, 4", "1, 2, 3, 4, 5", "-2"])
def test_a_target_shape_that_cannot_be_is_refused(
    panel: NetworkPanel, document: Document, typed: str
) -> None:
    name = only(document, Reshape())
    box = field(panel, "target_shape")
    retype(box, typed)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.layer(name).target_shape == (-1,)
    assert box.property("state") == "error"
    panel.stack.focus_selection()
    assert (box.text(), box.property("state")) == ("-1", "")


def test_arrows_change_the_axis_the_caret_is_in(panel: NetworkPanel, document: Document) -> None:
    name = only(document, Reshape(target_shape=(16, 16)))
    box = field(panel, "target_shape")
    box.setFocus()
    box.setCursorPosition(len(box.text()))
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert document.network.layer(name).target_shape == (16, 15)
    box.setCursorPosition(0)
    QTest.keyClick(box, Qt.Key.Key_PageDown)
    assert document.network.layer(name).target_shape == (6, 15)


def test_a_penalty_is_chosen_changed_and_taken_away(panel: NetworkPanel, document: Document) -> None:
    document.select("dense")
    panel.form.form.more.setChecked(True)
    editor = field(panel, "kernel_regularizer")
    assert (editor.kinds.currentText(), editor.arguments) == ("none", {})
    editor.kinds.setFocus()
    QTest.keyClicks(editor.kinds, "l2")
    assert document.network.layer("dense").kernel_regularizer == L2()
    retype(editor.arguments["l2"], "0.0005")
    QTest.keyClick(editor.arguments["l2"], Qt.Key.Key_Return)
    assert document.network.layer("dense").kernel_regularizer == L2(l2=0.0005)
    retype(editor.arguments["l2"], "-1")
    QTest.keyClick(editor.arguments["l2"], Qt.Key.Key_Return)
    assert editor.arguments["l2"].property("state") == "error"
    assert document.network.layer("dense").kernel_regularizer == L2(l2=0.0005)
    QTest.keyClick(editor.kinds, Qt.Key.Key_Home)
    assert document.network.layer("dense").kernel_regularizer is None
    assert editor.arguments == {}


def test_a_constraint_with_its_limit(panel: NetworkPanel, document: Document) -> None:
    """003: ``kernel_constraint=maxnorm(3)``."""
    document.select("dense")
    panel.form.form.more.setChecked(True)
    editor = field(panel, "kernel_constraint")
    editor.kinds.setFocus()
    QTest.keyClicks(editor.kinds, "max")
    retype(editor.arguments["max_value"], "3")
    QTest.keyClick(editor.arguments["max_value"], Qt.Key.Key_Return)
    assert document.network.layer("dense").kernel_constraint == MaxNorm(max_value=3)


def test_borders_may_be_none(panel: NetworkPanel, document: Document) -> None:
    name = only(document, ZeroPadding2D())
    retype(field(panel, "padding"), "0 x 3")
    QTest.keyClick(field(panel, "padding"), Qt.Key.Key_Return)
    assert document.network.layer(name).padding == ((0, 0), (3, 3))
    assert document.inference.output_shape == (8, 14, 4)


def test_what_says_the_same_for_all_edges_is_left_as_it_is_typed(
    qtbot, panel: NetworkPanel, document: Document
) -> None:
    name = only(document, ZeroPadding2D(padding=2))
    editor = field(panel, "padding")
    retype(editor, "1, 1")
    qtbot.waitUntil(lambda: document.network.layer(name).padding == ((1, 1), (1, 1)))
    assert editor.text() == "1, 1"
    QTest.keyClicks(editor, ", 0, 2")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert document.network.layer(name).padding == ((1, 1), (0, 2))


def test_each_edge_is_typed_and_stepped_by_itself(panel: NetworkPanel, document: Document) -> None:
    name = only(document, ZeroPadding2D())
    editor = field(panel, "padding")
    assert editor.text() == "1"
    retype(editor, "0 x 1 x 0")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert document.network.layer(name).padding == ((1, 1), (1, 1)), "three edges are half typed"
    retype(editor, "0 x 1 x 0 x 2")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert document.network.layer(name).padding == ((0, 1), (0, 2))
    QTest.keyClick(editor, Qt.Key.Key_Up)
    assert document.network.layer(name).padding == ((0, 1), (0, 3))
    document.undo_stack.undo()
    assert editor.text() == "1", "one visit of a field is undone at once"


def test_numbers_for_each_channel_are_typed(panel: NetworkPanel, document: Document) -> None:
    name = only(document, Normalization())
    retype(field(panel, "mean"), "0.5, -0.25 1e-3")
    QTest.keyClick(field(panel, "mean"), Qt.Key.Key_Return)
    assert document.network.layer(name).mean == (0.5, -0.25, 0.001)
    assert field(panel, "mean").text() == "0.5, -0.25 1e-3"


def test_a_number_may_be_none(panel: NetworkPanel, document: Document) -> None:
    name = only(document, ReLU())
    editor = field(panel, "max_value")
    assert editor.text() == ""
    retype(editor, "6")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert document.network.layer(name).max_value == 6
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert document.network.layer(name).max_value is None


# Names ------------------------------------------------------------------------------------------


def test_a_name_is_taken_over_on_enter_and_the_layer_stays_selected(
    panel: NetworkPanel, document: Document
) -> None:
    document.select("dense")
    panel.form.form.more.setChecked(True)
    box = field(panel, "name")
    retype(box, "head")
    assert document.network.names.count("head") == 0
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.selection == "head"
    assert box.hasFocus()
    assert field(panel, "units").value() == 128


def test_a_name_that_is_taken_is_refused(panel: NetworkPanel, document: Document) -> None:
    document.select("dense")
    panel.form.form.more.setChecked(True)
    box = field(panel, "name")
    retype(box, "conv2d")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert "dense" in document.network.names
    assert box.property("state") == "error"
    assert "conv2d" in words(panel, "arithmetic")


def test_an_empty_name_brings_the_old_one_back(panel: NetworkPanel, document: Document) -> None:
    document.select("dense")
    panel.form.form.more.setChecked(True)
    box = field(panel, "name")
    box.setFocus()
    box.clear()
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "dense"
    assert document.selection == "dense"


# The input, and going from card to card ---------------------------------------------------------


def test_the_input_has_height_width_and_channels(panel: NetworkPanel, document: Document) -> None:
    document.select("input")
    retype(field(panel, "width"), "32")
    QTest.keyClick(field(panel, "width"), Qt.Key.Key_Return)
    assert document.network.input_shape == (28, 32, 1)
    button = next(each for each in panel.form.findChildren(QPushButton) if each.text() == "32×32×3")
    QTest.mouseClick(button, LEFT)
    assert document.network.input_shape == (32, 32, 3)
    assert field(panel, "channels").value() == 3


def test_an_input_without_rows_is_refused(panel: NetworkPanel, document: Document) -> None:
    document.select("input")
    box = field(panel, "height")
    retype(box, "0")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert document.network.input_shape == (28, 28, 1)
    assert box.property("state") == "error"


def test_a_row_of_values_as_input(panel: NetworkPanel, document: Document) -> None:
    document.set_network(Network(input_shape=(784,)), "Row")
    document.select("input")
    assert isinstance(field(panel, "values"), QSpinBox)
    assert field(panel, "values").value() == 784


def test_a_number_half_typed_reaches_the_layer_it_was_typed_for(
    panel: NetworkPanel, document: Document
) -> None:
    document.select("dense")
    retype(field(panel, "units"), "64")
    other = panel.stack.column.card("conv2d")
    panel.stack.show_card("conv2d")
    QTest.mouseClick(other, LEFT)
    assert document.selection == "conv2d"
    assert document.network.layer("dense").units == 64
    assert document.network.layer("conv2d").filters == 32


def test_a_layer_removed_under_its_form_is_no_mishap(panel: NetworkPanel, document: Document) -> None:
    document.select("dense_1")
    retype(field(panel, "units"), "64")
    document.remove_layers("dense_1")
    assert "dense_1" not in document.network.names
    assert all(layer.units != 64 for layer in document.network.layers if layer.kind == "Dense")


def test_keys_of_the_stack_stay_out_of_text_fields(panel: NetworkPanel, document: Document) -> None:
    before = document.network.names
    document.select("conv2d")
    box = field(panel, "kernel_size")
    assert isinstance(box, QLineEdit)
    box.setFocus()
    box.selectAll()
    QTest.keyClick(box, Qt.Key.Key_Delete)
    assert box.text() == ""
    QTest.keyClicks(box, "5")
    QTest.keyClick(box, Qt.Key.Key_Backspace)
    assert document.network.names == before


def test_a_number_half_typed_is_forgotten_when_an_edit_elsewhere_takes_the_form_away(
    panel: NetworkPanel, document: Document
) -> None:
    """The toolbar's Undo leaves the keyboard where it is: the field loses it only once its form is hidden."""
    document.select("conv2d")
    document.duplicate_layers("conv2d")
    document.select("dense")
    before = document.contents
    retype(field(panel, "units"), "77")
    document.undo_stack.undo()
    assert document.selection == "conv2d"
    assert panel.form.title.text() == "Conv2D"
    assert not document.undo_stack.canUndo()
    document.undo_stack.redo()
    assert document.contents == before
    assert not document.undo_stack.canRedo()
