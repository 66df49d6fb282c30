"""The stepper as a person meets it: their own layer, the slides' examples, and what is missing."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from cnngui.course.scenes import scene, scenes
from cnngui.engine.layer_numbers import LayerNumbers
from cnngui.engine.numpy_backend.functions import FUNCTIONS
from cnngui.engine.protocol import FetchNumbers, NumbersFetched, RequestFailed
from cnngui.engine.stepping.calculator import Fit
from cnngui.errors import CnnguiError
from cnngui.network.blocks import Residual
from cnngui.network.graph import Merge
from cnngui.network.layers import Conv2D, Dense, Flatten, SeparableConv2D
from cnngui.network.network import Network
from cnngui.ui.stepper.calculator_dialog import CalculatorDialog
from cnngui.ui.stepper.stepper_window import StepperWindow
from tests.ui.draw.stage import Stage

KEYS = Qt.Key
SHAPES = {"conv2d": (28, 28, 1), "max_pooling2d": (28, 28, 4), "flatten": (14, 14, 4), "dense": (784,)}


@pytest.fixture
def window(qtbot, staged: Stage) -> StepperWindow:
    made = StepperWindow(staged.state.steps, staged.training)
    qtbot.addWidget(made)
    made.show()
    return made


def answer(staged: Stage, seed: int = 1) -> LayerNumbers:
    """Answer the newest question with drawn weights, and what numpy makes of them."""
    question = staged.asked(FetchNumbers)[-1]
    draw = np.random.default_rng(seed)
    layer = staged.document.network.layer(question.layer)
    given = draw.random(SHAPES[question.layer]).astype(np.float32)
    shapes = {"conv2d": [(3, 3, 1, 4), (4,)], "dense": [(784, 10), (10,)]}.get(question.layer, [])
    weights = tuple(draw.normal(0, 0.1, shape).astype(np.float32) for shape in shapes)
    output = FUNCTIONS[layer.kind](layer, weights, given[np.newaxis])[0]
    before = (14, 14, 4) if question.layer == "dense" else None
    numbers = LayerNumbers(layer, given, weights, output, before)
    staged.hear(NumbersFetched(question.request_id, question.model, question.layer, numbers))
    return numbers


def test_the_selected_layer_is_gone_through(window, staged):
    window.show_layer()
    numbers = answer(staged)
    view = window.stage_view
    assert window.layer_combo.currentText() == "Conv2D"
    assert window.player.count == 784
    assert window.player.playing, "it slides by itself"
    np.testing.assert_allclose(view.input.grid.plane.values[1:-1, 1:-1], numbers.given[..., 0])
    assert window.calculator.text().endswith("(28 − 3 + 2·1) / 1 + 1 = 28")
    assert window.text.toPlainText() == view.read_out()
    assert "your network" in window.whose.text()


def test_keys_step_wherever_nothing_else_wants_them(window, staged):
    window.show_layer()
    answer(staged)
    for key, step in ((KEYS.Key_Right, 1), (KEYS.Key_Down, 29), (KEYS.Key_End, 783), (KEYS.Key_Home, 0)):
        QTest.keyClick(window.stage_view, key)
        assert (window.player.step, window.player.playing) == (step, False)
    QTest.keyClick(window.stage_view, KEYS.Key_Space)
    assert window.player.playing


def test_it_waits_while_the_pointer_is_on_the_tables_and_so_do_the_weights(window, staged):
    window.show_layer()
    answer(staged)
    window.stage_view.hovered_changed.emit(True)
    assert staged.state.steps.held
    assert "waits" in window.player.place.text()
    window.stage_view.hovered_changed.emit(False)
    assert not staged.state.steps.held


def test_another_card_is_followed_and_another_layer_can_be_chosen(window, staged):
    window.show_layer()
    answer(staged)
    staged.document.select("max_pooling2d")
    answer(staged)
    assert window.layer_combo.currentText() == "MaxPooling2D"
    assert not window.stage_view.kernel.isVisible()
    window.layer_combo.setCurrentIndex(window.layer_combo.findData("dense"))
    window.layer_combo.activated.emit(window.layer_combo.currentIndex())
    assert staged.state.inside.layer() == "dense"
    assert window.windowTitle() == "Step through: Dense"
    answer(staged)
    assert window.player.count == 10
    assert window.stage_view.names == tuple("0123456789")
    assert window.stage_view.patch.grid.plane.shape == (14, 14), "the maps that were flattened"


def test_new_numbers_keep_the_place(window, staged):
    window.show_layer()
    answer(staged)
    window.player.ask_for(100)
    staged.drawing.clear()
    assert window.empty.isVisible()
    staged.draw()
    numbers = answer(staged, seed=2)
    np.testing.assert_allclose(window.stage_view.input.grid.plane.values[1:-1, 1:-1], numbers.given[..., 0])


def test_a_layer_without_sums_says_so(window, staged):
    staged.document.select("flatten")
    window.show_layer()
    answer(staged)
    assert window.empty.isVisible()
    assert window.empty.sentence.text().startswith("Flatten has no sums of its own")
    assert not window.player.isVisible()


def test_nothing_drawn_and_what_the_engine_says_are_told(window, staged):
    window.show_layer()
    staged.drawing.clear()
    error = CnnguiError("engine.too_many_numbers", layer="conv2d", found=9, most=8)
    staged.hear(RequestFailed(staged.asked(FetchNumbers)[-1].request_id, error))
    assert "Draw" in window.empty.sentence.text()
    staged.draw()
    # The pen went on while the first question was under way: it is asked again.
    for _ in range(2):
        staged.hear(RequestFailed(staged.asked(FetchNumbers)[-1].request_id, error))
    assert window.empty.sentence.text().startswith("Conv2D has too many numbers to go through.")


def test_a_separable_convolution_has_two_stages(window, staged):
    layer = SeparableConv2D(filters=2)
    draw = np.random.default_rng(1)
    weights = tuple(
        draw.normal(0, 1, shape).astype(np.float32) for shape in ((3, 3, 4, 1), (1, 1, 4, 2), (2,))
    )
    given = draw.random((6, 6, 4)).astype(np.float32)
    output = FUNCTIONS[layer.kind](layer, weights, given[np.newaxis])[0]
    window.show_layer()
    question = staged.asked(FetchNumbers)[-1]
    numbers = LayerNumbers(layer, given, weights, output)
    staged.hear(NumbersFetched(question.request_id, question.model, question.layer, numbers))
    assert window.part_choice.isVisible()
    assert window.stage_view.stage.part == "depthwise"
    window.part_choice.chosen.emit("1")
    assert window.stage_view.stage.part == "pointwise"
    np.testing.assert_allclose(window.stage_view.stage.output, output)


@pytest.mark.parametrize("name", scenes())
def test_every_example_can_be_gone_through_to_its_end(window, staged, name: str):
    window.show_scene(name)
    example = scene(name)
    assert window.title.text() == example.title
    assert window.note.text() == example.note
    for number in range(len(example.cases)):
        window.show_case(number)
        assert window.player.count > 0
        for step in {0, window.player.count // 2, window.player.count - 1}:
            window.player.ask_for(step)
            assert window.text.toPlainText() == window.view.read_out() != ""
    assert not staged.asked(FetchNumbers), "examples need no worker"


def test_an_example_warns_where_windows_do_not_fit(window):
    window.show_scene("a1")
    assert window.player.playing
    assert not window.warning.isVisible()
    window.case_combo.setCurrentIndex(2)
    window.case_combo.activated.emit(2)
    assert window.calculator.text().endswith("= 2.33")
    assert "2.33 is not whole" in window.warning.text()
    assert window.warning.isVisible()


def test_from_an_example_back_to_the_network(window, staged):
    window.show_scene("a3")
    assert not window.layer_combo.isVisible()
    window.own_button.click()
    answer(staged)
    assert window.layer_combo.isVisible()
    assert not window.note.isVisible()
    assert window.player.count == 784


def test_the_menu_offers_all_examples_with_what_there_is_to_see(window):
    window.scene_menu.aboutToShow.emit()
    *actions, rule, calculator = window.scene_menu.actions()
    assert [action.objectName() for action in actions] == [f"scene_{name}" for name in scenes()]
    assert rule.isSeparator()
    assert calculator.objectName() == "scene_calculator"
    assert all(action.toolTip() for action in actions)
    actions[5].trigger()
    assert window.scene.name == "a6"


def test_a_closed_window_asks_for_nothing_more(window, staged):
    window.show_layer()
    answer(staged)
    window.close()
    assert not staged.state.steps.watched
    assert not window.player.playing
    before = len(staged.asked(FetchNumbers))
    staged.drawing.clear()
    staged.draw()
    assert len(staged.asked(FetchNumbers)) == before


@pytest.mark.parametrize("name", ["", *scenes()])
def test_nothing_is_cut_on_a_small_screen(window, staged, name: str):
    window.resize(QSize(1240, 620))
    if name:
        window.show_scene(name)
    else:
        window.show_layer()
        answer(staged)
    QTest.qWait(1)
    least = window.minimumSizeHint()
    assert least.width() <= 1240
    assert least.height() <= 620
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window and widget.objectName().startswith("stepper"):
            inside = widget.mapTo(window, widget.rect().bottomRight())
            assert inside.x() <= window.width(), widget.objectName()
            assert inside.y() <= window.height(), widget.objectName()
            shortest = widget.minimumSizeHint()
            assert widget.width() >= shortest.width(), widget.objectName()
            assert widget.height() >= shortest.height(), widget.objectName()


def test_sizes_are_calculated_with_the_numbers_that_are_shown(window, staged):
    window.show_layer()
    answer(staged)
    window.calculate_button.click()
    dialog = window.findChild(CalculatorDialog)
    assert dialog.isVisible()
    assert dialog.fit == Fit(28, 3, (1, 1))
    window.show_scene("a1")
    window.show_case(2)
    window.calculate_button.click()
    assert dialog.formula.text().endswith("= 2.33")
    window.show_scene("a9")
    assert not window.calculate_button.isVisible()


def test_a_block_is_gone_through_as_what_its_branches_meet_in(window, staged):
    block = Residual(branches=((Conv2D(filters=1, padding="same", name="inner"),), ()), name="block")
    staged.document.set_network(Network(layers=(block, Flatten(), Dense(units=10))), "Residual")
    staged.own()
    staged.document.select("block")
    window.show_layer()
    assert [window.layer_combo.itemData(i) for i in range(window.layer_combo.count())][:2] == [
        "block",
        "inner",
    ]
    question = staged.asked(FetchNumbers)[-1]
    branches = tuple(np.random.default_rng(3).random((2, 28, 28, 1)).astype(np.float32))
    numbers = LayerNumbers(Merge("add"), branches[0], (), branches[0] + branches[1], branches=branches)
    staged.hear(NumbersFetched(question.request_id, question.model, question.layer, numbers))
    assert window.stage_view.isVisible()
    assert "(branch 1) + " in window.text.toPlainText()
    assert not window.calculate_button.isVisible()
