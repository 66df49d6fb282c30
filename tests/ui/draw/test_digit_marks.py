"""What is shown of several digits: boxes, labels, the number, and what a click and a key do."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from cnngui.datasets.ink import Stroke
from cnngui.datasets.pen import paint
from cnngui.engine.protocol import Predict
from cnngui.state.digits import Digit, Reading
from cnngui.state.drawing import Drawing
from cnngui.ui.draw.answer_view import AnswerView
from cnngui.ui.draw.digit_marks import chip_of, mark_at, marks_of, number_text
from cnngui.ui.draw.draw_panel import DrawPanel
from tests.ui.draw.stage import DIGITS, Stage, draw_panel_of

SEVEN = ((30.0, 80.0), (80.0, 80.0), (50.0, 180.0))
ONE = ((140.0, 80.0), (140.0, 180.0))
ZERO = ((220.0, 80.0), (200.0, 130.0), (220.0, 180.0), (245.0, 130.0), (220.0, 80.0))


def outputs(best: int, share: float = 0.97, second: int = 5) -> np.ndarray:
    made = np.zeros(10, np.float32)
    made[best], made[second] = share, 1 - share
    return made


def digit(best: int, share: float = 0.97, left: float = 0.0, second: int = 5) -> Digit:
    return Digit((0,), (left, 50.0, left + 40, 150.0), outputs(best, share, second))


@pytest.fixture
def panel(qtbot, staged: Stage) -> DrawPanel:
    made = draw_panel_of(staged)
    qtbot.addWidget(made)
    made.resize(312, 760)
    made.show()
    return made


Class = tuple[tuple[tuple[float, float], ...], int]
"""A line, and the class that it is read as."""


def write(staged: Stage, *digits: Class) -> None:
    """Draw digits, each read as the class beside it."""
    for line, _ in digits:
        staged.draw(line)
        read(staged, *digits)


def read(staged: Stage, *digits: Class) -> None:
    """Answer until nothing is asked; what is none of these is a 3."""

    def answer(given: np.ndarray) -> np.ndarray:
        return next(
            (outputs(best) for line, best in digits if np.array_equal(alone(line), given)), outputs(3)
        )

    while not staged.predictor.settled:
        question = staged.transport.last(Predict)
        assert isinstance(question, Predict)
        others = None if question.others is None else np.stack(list(map(answer, question.others)))
        staged.answer(answer(question.sample), others=others)


def alone(line: tuple[tuple[float, float], ...]) -> np.ndarray | None:
    drawing = Drawing()
    drawing.set_strokes((Stroke(line),))
    return drawing.network_input((28, 28, 1))


def middle(panel: DrawPanel, place: int) -> QPoint:
    scale = panel.canvas.width() / 280
    return (panel.canvas.marks[place].box.center() * scale).toPoint()


def test_a_number_is_said_with_the_digit_that_is_looked_at(panel, staged):
    write(staged, (SEVEN, 7), (ONE, 1), (ZERO, 0))
    assert panel.answer.prediction.text() == "710"
    assert panel.answer.word.text() == "digit 3 of 3: zero"
    assert panel.answer.sureness.text().startswith("97.0 % sure")
    assert panel.bars.winner == 0
    assert [mark.label for mark in panel.canvas.marks] == ["7", "1", "0"]
    assert [mark.chosen for mark in panel.canvas.marks] == [False, False, True]
    assert panel.answer.accessibleName().startswith("710, digit 3 of 3: zero")


def test_a_click_on_a_box_looks_at_its_digit_and_draws_nothing(panel, staged):
    write(staged, (SEVEN, 7), (ONE, 1), (ZERO, 0))
    sheet = staged.drawing.sheet
    crop = panel.frames.images[1]
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=middle(panel, 0))
    read(staged, (SEVEN, 7), (ONE, 1), (ZERO, 0))
    assert staged.drawing.sheet.is_as(sheet)
    assert panel.answer.word.text() == "digit 1 of 3: seven"
    assert panel.bars.winner == 7
    assert panel.frames.images[1] != crop
    staged.drawing.undo()
    assert len(staged.drawing.sheet.strokes) == 2, "choosing is no step to undo"


@pytest.mark.parametrize("place", [0, 1])
def test_a_click_on_a_digit_of_a_photo_keeps_the_photo(panel, staged, place):
    lines = [2 * np.array(line) for line in (SEVEN, ONE)]
    staged.drawing.set_picture(np.rint(230 - 200 * paint(lines, 8.0, (560, 560))).astype(np.uint8))
    read(staged)
    sheet = staged.drawing.sheet
    part = staged.drawing.part((place,))
    QTest.mouseDClick(panel.canvas, Qt.MouseButton.LeftButton, pos=middle(panel, place))
    read(staged)
    assert staged.drawing.sheet is sheet
    assert panel.answer.word.text().startswith(f"digit {place + 1} of 2")
    assert staged.drawing.part((place,)) is part, "what was kept as a sample is known again"


def test_a_finger_that_slips_a_little_still_chooses(panel, staged):
    write(staged, (SEVEN, 7), (ONE, 1))
    start = middle(panel, 0)
    QTest.mousePress(panel.canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(panel.canvas, start + QPoint(2, 1))
    QTest.mouseRelease(panel.canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(2, 1))
    read(staged, (SEVEN, 7), (ONE, 1))
    assert len(staged.drawing.sheet.strokes) == 2
    assert panel.answer.word.text() == "digit 1 of 2: seven"


def test_a_click_on_a_label_looks_at_its_digit(panel, staged):
    write(staged, (SEVEN, 7), (ONE, 1))
    canvas = panel.canvas
    chip = chip_of(canvas.marks[0], canvas.width() / 280, canvas.font())
    asked = len(staged.asked(Predict))
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=chip.center().toPoint())
    read(staged, (SEVEN, 7), (ONE, 1))
    assert panel.answer.word.text() == "digit 1 of 2: seven"
    assert len(staged.asked(Predict)) == asked + 1, "no dot was drawn meanwhile"


def test_a_line_that_begins_in_another_box_is_drawn(panel, staged):
    write(staged, (SEVEN, 7), (ONE, 1))
    start = middle(panel, 0)
    QTest.mousePress(panel.canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(panel.canvas, start + QPoint(15, 0))
    QTest.mouseRelease(panel.canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(15, 0))
    read(staged, (SEVEN, 7), (ONE, 1))
    assert len(staged.drawing.sheet.strokes) == 3
    assert panel.answer.word.text().startswith("digit 1 of 2"), "a bar through the 7 is a part of it"


def test_a_click_in_the_box_that_is_looked_at_is_a_dot(panel, staged):
    write(staged, (SEVEN, 7), (ONE, 1))
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=middle(panel, 1))
    assert len(staged.drawing.sheet.strokes) == 3


def test_the_eraser_erases_in_every_box(panel, staged):
    write(staged, (SEVEN, 7), (ONE, 1))
    staged.drawing.set_tool("eraser")
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(*(int(each) for each in SEVEN[0])))
    assert len(staged.drawing.sheet.strokes[0].points) != len(SEVEN)


def test_page_keys_go_from_digit_to_digit_and_round(panel, staged):
    write(staged, (SEVEN, 7), (ONE, 1), (ZERO, 0))
    panel.canvas.setFocus()
    said = []
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        QTest.keyClick(panel.canvas, key)
        read(staged, (SEVEN, 7), (ONE, 1), (ZERO, 0))
        said.append(panel.answer.word.text().split(":")[0])
    assert said == ["digit 1 of 3", "digit 2 of 3", "digit 1 of 3"]


def test_a_box_under_the_pointer_tells_its_classes(panel, staged, monkeypatch):
    write(staged, (SEVEN, 7), (ONE, 1))
    told = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, words, _widget: told.append(words))
    point = middle(panel, 0)
    event = QHelpEvent(QHelpEvent.Type.ToolTip, point, panel.canvas.mapToGlobal(point))
    QApplication.sendEvent(panel.canvas, event)
    assert told[0].startswith("7: 97.0 %\n5: 3.0 %\n")
    assert "Click" in told[0]


def test_one_digit_alone_has_no_box_and_is_said_as_ever(panel, staged):
    write(staged, (SEVEN, 7))
    assert panel.canvas.marks == ()
    assert panel.answer.word.text() == "seven"
    write(staged, (SEVEN, 7), (ONE, 1))
    assert len(panel.canvas.marks) == 2
    staged.drawing.undo()
    staged.drawing.undo()
    read(staged, (SEVEN, 7))
    assert panel.canvas.marks == ()
    staged.drawing.clear()
    assert panel.answer.prediction.text() == ""


def test_boxes_are_seen_on_the_canvas(panel, staged):
    write(staged, (SEVEN, 7), (ONE, 1))
    canvas = panel.canvas
    scale = canvas.width() / 280
    box = canvas.marks[1].box
    # On the lower edge of its box, where there is no ink.
    image = canvas.grab().toImage()
    at = QPointF(box.left() + 6, box.bottom()) * scale
    colours = {image.pixelColor(int(at.x()), int(at.y()) + shift).name() for shift in (-1, 0, 1)}
    assert any(colour not in ("#000000", "#ffffff") for colour in colours)


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (Reading((digit(4), digit(1)), (), 0), "97.0 % sure · next 5"),
        (Reading((digit(4, 0.5, second=9), digit(1)), (), 0), "not sure: 4 or 9"),
        (Reading((digit(4, 0.5, second=9), digit(1)), (), 1), "digit 1 not sure: 4 or 9"),
        (Reading((digit(6), digit(1)), (digit(4),), 0), "not sure: 61 or 4"),
        (Reading((Digit((0,), (0, 0, 9, 9), np.full(10, np.nan, np.float32)), digit(1)), (), 0), "NaN"),
    ],
    ids=["sure", "this one", "another one", "where they end", "broken"],
)
def test_what_is_not_sure_is_said_first(qtbot, reading, said):
    view = AnswerView()
    qtbot.addWidget(view)
    view.show_number(reading, DIGITS)
    assert said in view.sureness.text()


@pytest.mark.parametrize("count", [2, 3, 4, 6, 9])
def test_what_is_said_of_a_digit_is_read_whole_beside_any_number(qtbot, count):
    view = AnswerView()
    qtbot.addWidget(view)
    view.resize(200, view.height())  # what the buttons leave at 1280 pixels
    view.show()
    view.show_number(Reading(tuple(digit(4) for _ in range(count)), (), count - 1), DIGITS)
    said = view.word.text() if view.word.isVisible() else view.sureness.text()
    assert said.startswith(f"digit {count}")
    shown = view.word if view.word.isVisible() else view.sureness
    assert shown.fontMetrics().horizontalAdvance(said) <= shown.width()


def test_a_digit_that_is_not_sure_has_a_question_mark_in_words_too():
    marks = marks_of(Reading((digit(4, 0.5, second=9), digit(1))), DIGITS, 16)
    assert [mark.label for mark in marks] == ["4?", "1"]
    assert marks[0].told.splitlines() == ["4: 50.0 %", "9: 50.0 %", "0: 0.0 %"]
    assert marks[0].box.contains(QPointF(-8, 50))


def test_of_two_rows_the_box_is_pointed_at_that_is_nearer_in_both_directions():
    above, below = (
        Digit((at,), (60.0 + 8 * at, top, 100.0 + 8 * at, top + 60), np.eye(10, dtype=np.float32)[4], at)
        for at, top in enumerate((40.0, 104.0))
    )
    marks = marks_of(Reading((above, below)), DIGITS, 16)
    assert mark_at(marks, QPointF(86, 95), 1.0) == 0
    assert mark_at(marks, QPointF(82, 110), 1.0) == 1


def test_longer_names_stand_apart():
    assert number_text((digit(0), digit(1)), ("a", "b")) == "ab"
    assert number_text((digit(0), digit(1)), ("cat", "dog")) == "cat dog"


def test_what_cannot_be_read_among_digits_is_a_question_mark(qtbot) -> None:
    unread = Digit((1,), (60.0, 50.0, 100.0, 150.0), np.full(10, 0.1, np.float32))
    reading = Reading((digit(7), unread), chosen=1)
    first, second = marks_of(reading, DIGITS, 10.0, reads_from=0.8)
    assert (first.label, second.label, second.sure) == ("7", "?", False)
    assert second.told == "Nothing to read here."
    assert number_text(reading.digits, DIGITS, 0.8) == "7?"
    shown = AnswerView()
    qtbot.addWidget(shown)
    shown.show_number(reading, DIGITS, 0.8)
    assert shown.prediction.text() == "7?"
    assert shown.sureness.text() == "nothing to read in this box"
    assert number_text(reading.digits, DIGITS)[0] == "7", "another network may answer as it likes"
