"""Look inside as a person sees it: following the selection, the drawing and whose network answers."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from cnngui.engine.protocol import Predict, Predicted, Preview, Previewed, Ready
from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.runs.model_id import SHIPPED, UNTRAINED
from cnngui.state.drawing import Sample
from cnngui.ui.inside.inside_panel import InsidePanel
from tests.ui.draw.stage import DIGITS, SENTENCES, XOR, Stage, stage

SURE = np.full(10, 0.01, np.float32) + np.eye(10, dtype=np.float32)[7] * 0.9
MAPS = np.abs(np.random.default_rng(0).normal(size=(28, 28, 4))).astype(np.float32)


def panel_of(staged: Stage) -> InsidePanel:
    state = staged.state
    return InsidePanel(
        state.document,
        state.inside,
        state.drawing,
        state.training,
        state.library,
        explanation=state.explanation,
        filters=state.filters,
        survey=state.survey,
        pins=state.pins,
    )


@pytest.fixture
def panel(qtbot, staged: Stage) -> InsidePanel:
    made = panel_of(staged)
    qtbot.addWidget(made)
    made.resize(840, 330)
    made.show()
    return made


def look(staged: Stage, layer: str, output: np.ndarray) -> None:
    """Select a layer of a drawing and let the worker answer with its output."""
    staged.document.select(layer)
    if staged.drawing.sheet.empty:
        staged.draw()
    while staged.transport.last(Predict).layer != layer:
        staged.answer(SURE, None)
    staged.answer(SURE, output)
    if not staged.predictor.settled:
        staged.answer(SURE, output)


def header(panel: InsidePanel) -> str:
    return f"{panel.controls.layer_combo.currentText()} · {panel.controls.facts.text()}"


def test_the_maps_of_the_selected_layer_are_shown(panel, staged):
    look(staged, "conv2d", MAPS)
    assert panel.view.isVisible()
    np.testing.assert_array_equal(panel.view.maps, MAPS)
    assert header(panel) == "Selected: Conv2D · 4 maps of 28×28"


def test_units_are_counted_and_named_by_the_classes_in_the_last_layer(panel, staged):
    look(staged, "dense", SURE)
    assert header(panel) == "Selected: Dense · 10 units"
    assert panel.view.names == DIGITS
    assert not panel.controls.scale_combo.isVisible()
    look(staged, "flatten", np.ones(784, np.float32))
    assert panel.view.names == ()
    assert header(panel) == "Selected: Flatten · 784 units"


def test_the_foot_says_what_is_pointed_at(panel, staged, qtbot):
    maps = np.zeros((28, 28, 4), np.float32)
    maps[8, 13, 2] = 1.834
    look(staged, "conv2d", maps)
    foot = panel.findChild(QLabel, "inside_spot")
    assert "Point at" in foot.text()
    x, y, width, height = panel.view.grid.cell(2)
    point = QPoint(int(2 + x + 13.5 * width / 28), int(2 + y + 8.5 * height / 28))
    QTest.mouseMove(panel.view.viewport(), point)
    assert foot.text() == "map 3 · row 9, column 14 · 1.83 · sees rows 8–10, columns 13–15"
    assert panel.legend.ends() == ("0", "1.83")


def test_signed_layers_have_a_legend_around_zero(panel, staged):
    maps = MAPS.copy()
    maps[0, 0, 0] = -9
    look(staged, "conv2d", maps)
    assert panel.legend.signed
    assert panel.legend.ends() == ("−9", "9")


def test_a_network_that_has_not_learned_is_said_to_be_untrained(panel, staged):
    look(staged, "conv2d", MAPS)
    assert not panel.controls.whose.isVisible()
    staged.document.set_field("conv2d", "filters", 5)
    preview = staged.asked_soon(Preview)
    staged.hear(Previewed(preview.request_id))
    question = staged.transport.last(Predict)
    assert (question.model, question.layer) == (UNTRAINED, "conv2d")
    maps = np.ones((28, 28, 5), np.float32)
    staged.hear(Predicted(question.request_id, UNTRAINED, SURE, DIGITS, "conv2d", maps, 0.001))
    assert panel.controls.whose.isVisible()
    assert panel.controls.whose.text() == "untrained"
    assert header(panel) == "Selected: Conv2D · 5 maps of 28×28"


def test_any_layer_of_the_answering_network_can_be_chosen(panel, staged):
    look(staged, "conv2d", MAPS)
    combo = panel.findChild(QComboBox, "inside_layer_combo")
    assert [combo.itemText(i) for i in range(1, combo.count())] == [
        "Conv2D",
        "MaxPooling2D",
        "Flatten",
        "Dense",
    ]
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    assert staged.transport.last(Predict).layer == "max_pooling2d"
    staged.answer(SURE, MAPS[::2, ::2])
    assert header(panel) == "MaxPooling2D · 4 maps of 14×14"


def test_a_click_on_a_card_is_followed_again(panel, staged):
    look(staged, "conv2d", MAPS)
    panel.controls.layer_chosen.emit("flatten")
    staged.answer(SURE, np.ones(784, np.float32))
    staged.document.select("dense")
    assert staged.state.inside.chosen == ""
    assert panel.controls.layer_combo.currentIndex() == 0


def test_the_input_card_shows_what_the_network_reads(panel, staged):
    staged.document.select("input")
    staged.draw()
    np.testing.assert_array_equal(panel.view.maps, staged.drawing.network_input((28, 28, 1)))
    assert header(panel) == "Selected: Input · 1 map of 28×28"
    staged.drawing.clear()
    assert not panel.view.isVisible()


def test_nothing_drawn_offers_a_sample(panel, staged, qtbot):
    assert "Draw or drop" in panel.empty.sentence.text()
    assert not panel.empty.button.isVisible()
    staged.describe()
    assert panel.empty.button.isVisible()
    QTest.mouseClick(panel.empty.button, Qt.MouseButton.LeftButton)
    assert staged.drawing.sheet.sample is not None
    staged.answer(SURE, MAPS)
    assert panel.view.isVisible()


def test_a_picture_of_another_size_is_said_and_a_sample_offered(panel, staged):
    staged.describe()
    staged.drawing.set_sample(Sample(np.zeros((32, 32, 3), np.uint8), "cat"))
    assert "another size" in panel.empty.sentence.text()
    assert panel.empty.button.isVisible()


def test_a_network_with_an_error_is_to_be_mended_first(panel, staged):
    staged.document.set_field("conv2d", "kernel_size", (99, 99))
    staged.document.set_field("conv2d", "padding", "valid")
    assert "Fix the network first" in panel.empty.sentence.text()
    assert not panel.empty.button.isVisible()


def test_an_edit_during_a_run_is_looked_into_after_it(panel, staged):
    staged.training.train()
    staged.document.set_field("dense", "units", 11)
    assert "Another network is being trained" in panel.empty.sentence.text()


def test_before_the_engine_is_up_the_shipped_network_is_looked_into_under_its_own_name(qtbot, qapp):
    with stage(ready=False) as made:
        panel = panel_of(made)
        qtbot.addWidget(panel)
        panel.show()
        assert "Draw or drop" in panel.empty.sentence.text()
        made.document.set_network(Network(layers=(Flatten(name="mine"), Dense())), "Mine")
        made.ship()
        made.document.select("mine")
        made.draw()
        question = made.transport.last(Predict)
        assert (question.model, question.layer) == (SHIPPED, "conv2d")
        made.answer(SURE, MAPS)
        assert header(panel) == "Conv2D · 4 maps of 28×28"
        panel.resize(840, 300)
        assert panel.controls.whose.text() == "shipped network:"
        panel.resize(460, 300)
        assert panel.controls.whose.text() == "shipped:"
        made.hear(Ready("CPU", "float32", 2, {}))
        assert "shipped" in panel.controls.whose.text()
        preview = made.asked_soon(Preview)
        made.hear(Previewed(preview.request_id))
        made.document.select("mine")
        question = made.transport.last(Predict)
        assert (question.model, question.layer) == (UNTRAINED, "mine")
        made.answer(SURE, np.ones(784, np.float32))
        assert panel.controls.whose.text() == "untrained"
        assert header(panel) == "Selected: mine · 784 units"
        made.document.set_field("dense", "units", 4)
        assert "being set up" in panel.empty.sentence.text()


def test_the_scale_is_chosen_in_the_header(panel, staged):
    look(staged, "conv2d", MAPS)
    panel.controls.scale_combo.setCurrentIndex(1)
    panel.controls.scale_combo.activated.emit(1)
    assert panel.view.sheet.limits == pytest.approx(np.full(4, MAPS.max()))


def test_the_header_fits_a_narrow_window(panel, staged, qtbot):
    look(staged, "max_pooling2d", MAPS[::2, ::2])
    panel.resize(640, 240)
    right = panel.controls.scale_combo
    qtbot.waitUntil(lambda: right.mapTo(panel, QPoint(right.width(), 0)).x() <= 640)
    assert panel.width() == 640


# Sentences and pairs -------------------------------------------------------------------------------


def test_the_steps_of_a_sentence_are_its_words(panel, staged):
    staged.document.set_network(SENTENCES, "Sentences")
    staged.describe_as("sentences")
    staged.own(("negative", "positive"))
    assert "Type a sentence" in panel.empty.sentence.text()
    panel.empty.button.click()
    words = staged.predictor.subject.inputs.sentence.split()
    staged.document.select("embedding")
    while staged.transport.last(Predict).layer != "embedding":
        staged.answer(SURE[:2], None)
    staged.answer(SURE[:2], np.ones((16, 4), np.float32))
    assert header(panel) == "Selected: Embedding · 16 steps of 4 features"
    assert panel.view.names[: len(words)] == tuple(words)
    QTest.keyClick(panel.view, Qt.Key.Key_Right)
    assert named(panel).startswith(f"step 1 ({words[0]}) · feature 1")
    assert not panel.controls.scale_combo.isVisible()
    staged.document.select("input")
    assert panel.view.is_vector
    assert panel.view.names[0] == words[0]


def test_two_numbers_are_shown_as_they_are(panel, staged):
    staged.document.set_network(XOR, "XOR")
    staged.own(("0", "1"))
    staged.predictor.subject.inputs.set_pair(1, 0.5)
    staged.document.select("input")
    assert panel.view.is_vector
    np.testing.assert_array_equal(panel.view.maps[0, 0], np.float32([1, 0.5]))


def test_samples_that_cannot_be_shown_are_not_offered(panel, staged):
    staged.describe_as("xor")
    assert "Draw or drop" in panel.empty.sentence.text()
    assert not panel.empty.button.isVisible()


def named(panel: InsidePanel) -> str:
    return panel.findChild(QLabel, "inside_spot").text()


def test_an_enlarged_map_has_a_way_back_and_on_and_all_the_room(panel, staged):
    look(staged, "conv2d", MAPS)
    asked = []
    panel.room_wanted.connect(asked.append)
    back = panel.findChild(QPushButton, "all_maps_button")
    assert not back.isVisible()
    panel.view.enlarge(1)
    assert back.isVisible()
    panel.findChild(QPushButton, "next_map_button").click()
    assert panel.view.enlarged == 2
    panel.findChild(QPushButton, "previous_map_button").click()
    assert panel.view.enlarged == 1
    back.click()
    assert panel.view.enlarged is None
    assert not back.isVisible()
    assert asked == [True, False]


def test_a_table_behind_an_enlarged_map_leaves_nothing_to_turn(panel, staged):
    look(staged, "conv2d", MAPS)
    panel.view.enlarge(0)
    wanted = []
    panel.room_wanted.connect(wanted.append)
    look(staged, "flatten", np.ones((5, 6), np.float32))
    assert panel.view.is_table
    assert not panel.findChild(QPushButton, "all_maps_button").isVisible()
    assert wanted == [False]


def test_the_layer_can_be_gone_through_in_numbers(panel, staged, qtbot):
    look(staged, "conv2d", MAPS)
    button = panel.findChild(QPushButton, "step_through_button")
    assert "(F8)" in button.toolTip()
    with qtbot.waitSignal(panel.step_wanted):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("width", [840, 640, 600, 460])
def test_tabs_become_a_choice_where_all_would_not_fit(panel, staged, width):
    look(staged, "conv2d", MAPS)
    panel.resize(width, 330)
    QTest.qWait(10)
    shown, other = (panel.tabs, panel.tab_combo) if width > 620 else (panel.tab_combo, panel.tabs)
    assert not other.isVisible()
    for index in range(panel.tabs.count()):
        if shown is panel.tab_combo:
            panel.tab_combo.setCurrentIndex(index)
            panel.tab_combo.activated.emit(index)
        else:
            panel.tabs.setCurrentIndex(index)
        QTest.qWait(10)
        assert panel.tabs.currentIndex() == panel.tab_combo.currentIndex() == index
        assert shown.geometry().right() < panel.width()
        for choices in (panel.controls, panel.filters.choices, panel.survey.choices, panel.why.choices):
            if choices.isVisible():
                assert not choices.geometry().intersects(shown.geometry())
                assert choices.geometry().right() < panel.width()
