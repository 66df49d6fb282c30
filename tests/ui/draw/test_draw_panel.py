"""The right column as a person sees it: canvas, tools, frames, answer and bars together."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QSlider, QToolButton, QWidget

from cnngui.engine.protocol import Finished, ModelReady, Predict
from cnngui.errors import CnnguiError
from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network
from cnngui.runs.model_id import SHIPPED
from cnngui.ui.draw.draw_panel import DrawPanel
from cnngui.ui.shared.theme import theme
from tests.ui.draw.stage import DIGITS, NETWORK, Stage, draw_panel_of, stage

SURE = np.array([1, 3, 2, 1, 1, 2, 1, 9960, 1, 28], np.float32) / 10_000


@pytest.fixture
def panel(qtbot, staged: Stage) -> DrawPanel:
    made = draw_panel_of(staged)
    theme().dress(made)
    qtbot.addWidget(made)
    made.resize(290, 840)
    made.show()
    return made


def named(panel: QWidget, kind: type, name: str):
    return panel.findChild(kind, name)


def draw_seven(panel: DrawPanel) -> None:
    canvas = panel.canvas
    scale = canvas.width() / 280
    points = [QPoint(round(x * scale), round(y * scale)) for x, y in ((80, 90), (190, 85), (120, 230))]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])


def test_a_drawn_digit_is_answered_in_the_prediction_label(panel, staged):
    draw_seven(panel)
    staged.answer(SURE)
    assert named(panel, QLabel, "prediction_label").text().startswith("7")
    assert panel.bars.winner == 7


def test_the_answer_follows_the_pen_before_it_is_lifted(panel, staged, monkeypatch):
    monkeypatch.setattr("cnngui.state.drawing.LEAST_BETWEEN_MS", 0)
    QTest.mousePress(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    staged.answer(SURE)
    assert panel.answer.prediction.text() == "7"
    QTest.mouseMove(panel.canvas, QPoint(90, 40))
    staged.answer(np.roll(SURE, 1))
    assert panel.answer.prediction.text() == "8"


def test_clear_empties_canvas_answer_and_bars(panel, staged):
    draw_seven(panel)
    staged.answer(SURE)
    staged.answer(SURE)
    named(panel, QPushButton, "clear_canvas_button").click()
    assert staged.drawing.sheet.empty
    assert panel.answer.prediction.text() == ""
    assert panel.bars.winner is None
    assert "Draw" in panel.answer.reason.text()
    assert not panel.tools.clear_button.isEnabled()


def test_before_the_engine_is_up_a_drawing_is_answered_and_nothing_is_said_of_it(qtbot, qapp):
    with stage(ready=False) as made:
        panel = draw_panel_of(made)
        qtbot.addWidget(panel)
        panel.show()
        assert "Draw" in panel.answer.reason.text()
        draw_seven(panel)
        assert len(made.drawing.sheet.strokes) == 1
        assert "starting" not in panel.answer.reason.text()
        made.ship()
        made.answer(SURE)
        assert panel.answer.prediction.text() == "7"


def test_the_combo_says_who_answers_and_changes_it(panel, staged):
    combo = named(panel, QComboBox, "which_network_combo")
    assert combo.currentText() == "auto: shipped network"
    staged.own()
    assert combo.currentText() == "auto: this network"
    staged.training.train()
    assert combo.currentText() == "auto: this network, learning"
    staged.hear(Finished(staged.training.run_id, 1, 1.0))
    assert combo.currentText() == "auto: this network"
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    assert staged.predictor.model.choice == "shipped"
    draw_seven(panel)
    assert SHIPPED in [question.model for question in staged.asked(Predict)[-2:]]


def test_the_shipped_network_is_named_above_its_bars(panel, staged):
    whose = named(panel, QLabel, "whose_answer_label")
    assert "shipped digits network" in whose.text()
    assert not whose.isHidden()
    staged.own()
    assert whose.isHidden()
    staged.predictor.model.choose("shipped")
    assert not whose.isHidden()


def test_only_a_network_that_learned_to_refuse_says_that_there_is_nothing_to_read(panel, staged):
    spread_out = np.array([0.3, 0.2, *[0.0625] * 8])
    staged.hear_shipped(ModelReady(SHIPPED, NETWORK, DIGITS, reads_from=0.6))
    draw_seven(panel)
    staged.answer(spread_out)
    assert panel.answer.reason.text() == "Nothing to read here: none of the 10 classes fits."
    assert panel.bars.winner is None
    staged.predictor.off = lambda: {"conv2d": (1,)}
    staged.predictor.refresh()
    staged.answer(spread_out)
    assert panel.answer.sureness.text() == "not sure: 0 or 1"
    staged.predictor.off = dict
    staged.own()
    staged.answer(spread_out)
    assert panel.answer.sureness.text() == "not sure: 0 or 1"
    assert panel.bars.winner == 0


def test_an_own_network_without_weights_asks_for_training(panel, staged):
    draw_seven(panel)
    staged.predictor.model.choose("own")
    assert "Train" in panel.answer.reason.text()


def test_the_pen_width_is_remembered(panel, staged, qtbot):
    slider = named(panel, QSlider, "pen_width_slider")
    slider.setValue(24)
    assert staged.drawing.pen_px == 24
    again = draw_panel_of(staged)
    qtbot.addWidget(again)
    assert again.tools.slider.value() == 24
    assert staged.drawing.pen_px == 24
    slider.setValue(16)


def test_a_damaged_setting_is_no_pen_width(staged, qtbot):
    staged.settings.set_number("draw/pen_px", 9000)
    panel = draw_panel_of(staged)
    qtbot.addWidget(panel)
    assert staged.drawing.pen_px == 28
    staged.settings.set_number("draw/pen_px", 16)


def test_tools_are_chosen_and_shown(panel, staged):
    panel.tools.eraser_button.click()
    assert staged.drawing.tool == "eraser"
    staged.drawing.set_tool("pen")
    assert panel.tools.pen_button.isChecked()
    assert not panel.tools.eraser_button.isChecked()


def test_undo_is_offered_when_there_is_something_to_undo(panel, staged):
    assert not panel.tools.undo_button.isEnabled()
    draw_seven(panel)
    panel.tools.undo_button.click()
    assert staged.drawing.sheet.empty
    assert not panel.tools.undo_button.isEnabled()


def test_a_sample_is_offered_once_the_data_are_read(panel, staged):
    button = named(panel, QToolButton, "sample_button")
    assert not button.isEnabled()
    staged.describe()
    assert "Digits" in button.toolTip()
    button.click()
    assert staged.drawing.sheet.sample.label in DIGITS
    assert panel.frames.images[3] is not None


def test_a_sample_of_a_chosen_class(panel, staged):
    staged.describe()
    menu = panel.tools.class_menu()
    texts = [action.text() for action in menu.actions()]
    assert texts == [f"A sample of {digit}" for digit in DIGITS]
    menu.actions()[4].trigger()
    assert staged.drawing.sheet.sample.label == "4"


def test_samples_can_be_reached_by_keyboard(panel, staged, qtbot):
    staged.describe()
    panel.tools.sample_button.setFocus()
    QTest.keyClick(panel.tools.sample_button, Qt.Key.Key_Space)
    assert staged.drawing.sheet.sample is not None


def test_a_problem_of_the_canvas_is_passed_on(panel, qtbot):
    with qtbot.waitSignal(panel.problem_raised) as raised:
        panel.canvas.problem_raised.emit(CnnguiError("draw.no_ink"))
    assert raised.args[0].code == "draw.no_ink"


def inside(panel: DrawPanel, part: QWidget) -> bool:
    corner = part.mapTo(panel, QPoint(0, 0))
    return panel.rect().contains(corner) and panel.rect().contains(
        corner + QPoint(part.width() - 1, part.height() - 1)
    )


@pytest.mark.parametrize(("width", "height"), [(290, 840), (290, 660), (290, 590), (270, 590)])
def test_nothing_is_clipped_and_the_canvas_gives_way_first(panel, staged, qtbot, width, height):
    draw_seven(panel)
    staged.answer(SURE)
    panel.resize(width, height)
    QApplication.processEvents()
    assert (panel.width(), panel.height()) == (width, height)
    parts = [panel.canvas, panel.tools, panel.frames, panel.answer, panel.bars, panel.tools.sample_button]
    assert all(inside(panel, part) for part in parts)
    bottoms = [part.mapTo(panel, QPoint(0, part.height())).y() for part in parts[:5]]
    tops = [part.mapTo(panel, QPoint(0, 0)).y() for part in parts[:5]]
    assert all(below >= above for above, below in zip(bottoms, tops[1:], strict=False))
    assert panel.canvas.width() == panel.canvas.height() >= 150
    assert panel.bars.verticalScrollBar().maximum() == 0


class Work(QObject):
    """Counts how often a part of a panel is placed anew, and how much of the canvas is painted."""

    def __init__(self, panel: DrawPanel) -> None:
        super().__init__(panel)
        self.placed = self.painted_px = 0
        self._canvas = panel.canvas
        for each in (panel, *panel.findChildren(QWidget)):
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.placed += event.type() in (QEvent.Type.Resize, QEvent.Type.Move)
        if watched is self._canvas and isinstance(event, QPaintEvent):
            painted = event.region().boundingRect()
            self.painted_px += painted.width() * painted.height()
        return False


def test_a_move_of_the_pen_places_nothing_anew_and_paints_little(panel, staged, monkeypatch):
    """Either would cost more than all else at every move; `benchmarks.window` measures the whole."""
    monkeypatch.setattr("cnngui.state.drawing.LEAST_BETWEEN_MS", 0)
    canvas = panel.canvas
    scale = canvas.width() / 280

    def send(kind: QEvent.Type, x: float, y: float) -> None:
        left = Qt.MouseButton.LeftButton
        place = QPointF(x * scale, y * scale)
        QApplication.sendEvent(
            canvas,
            QMouseEvent(kind, place, canvas.mapToGlobal(place), left, left, Qt.KeyboardModifier.NoModifier),
        )

    send(QEvent.Type.MouseButtonPress, 80, 60)
    staged.answer(SURE)
    QApplication.processEvents()
    work = Work(panel)
    for step in range(50):
        send(QEvent.Type.MouseMove, 80 + step, 60 + 1.6 * step)
        staged.answer(np.roll(SURE, step % 10))
        QApplication.processEvents()
        assert panel.answer.prediction.text() == str((7 + step % 10) % 10)
    assert len(staged.asked(Predict)) >= 50
    assert work.placed == 0
    assert 0 < work.painted_px < 0.1 * 50 * canvas.width() * canvas.height()


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_no_word_on_a_button_is_cut_in_the_narrowest_column(panel, qtbot, choice):
    theme().choose(choice)
    panel.resize(270, 590)
    clear = panel.tools.clear_button
    needed = clear.fontMetrics().horizontalAdvance(clear.text()) + 16
    qtbot.waitUntil(lambda: panel.canvas.parentWidget().width() == 270 - 26)
    assert clear.width() >= needed
    assert clear.width() >= clear.sizeHint().width()


def test_a_photo_for_a_network_of_photos_is_shown_as_what_it_is(qtbot, staged):
    photos = Network(input_shape=(32, 32, 3), layers=(Flatten(), Dense(units=10, activation="softmax")))
    staged.document.set_network(photos, "Photos")
    staged.own()
    panel = draw_panel_of(staged)
    qtbot.addWidget(panel)
    panel.show()
    before = panel.canvas.grab().toImage()
    photo = np.random.default_rng(2).integers(0, 256, (60, 90, 3)).astype(np.uint8)
    staged.drawing.set_picture(photo)
    assert panel.frames.captions() == ("photo", "its middle", "32×32")
    assert (panel.frames.images[1].width(), panel.frames.images[1].height()) == (60, 60)
    staged.drawing.clear()
    staged.predictor.model.choose("shipped")
    assert panel.frames.captions()[0] == "ink"
    assert panel.canvas.grab().toImage() != before, "it asks for a digit again, not for a photo"
