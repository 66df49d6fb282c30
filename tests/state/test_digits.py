"""Several digits on the canvas: what is asked, what is understood of the answers, and which is looked at."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtTest import QTest

from cnngui.datasets.ink import Stroke
from cnngui.datasets.ink_pieces import writing_on
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.pen import paint
from cnngui.datasets.pixels import normalise_pixels
from cnngui.engine.protocol import ModelReady, Predict
from cnngui.runs.model_id import SHIPPED
from cnngui.state.drawing import Drawing, Sample
from tests.ui.draw.stage import DIGITS, NETWORK, Stage, stage

SEVEN = ((20.0, 80.0), (70.0, 80.0), (40.0, 180.0))
ONE = ((120.0, 80.0), (120.0, 180.0))
ZERO = ((200.0, 80.0), (180.0, 130.0), (200.0, 180.0), (225.0, 130.0), (200.0, 80.0))
CORNER, STEM = ((40.0, 80.0), (20.0, 140.0), (80.0, 140.0)), ((88.0, 90.0), (88.0, 180.0))


@pytest.fixture
def staged(qapp) -> Iterator[Stage]:
    with stage() as made:
        made.ship()
        yield made


def sure_of(*classes: int, share: float = 0.99) -> np.ndarray:
    """Return (samples, 10) probabilities, each with `share` on its class."""
    outputs = np.full((len(classes), 10), (1 - share) / 9, np.float32)
    outputs[np.arange(len(classes)), classes] = share
    return outputs


Read = tuple[np.ndarray, np.ndarray]
"""What a network is given, and what it answers."""


def draw(staged: Stage, *lines: tuple[tuple[float, float], ...], read: tuple[Read, ...] = ()) -> None:
    """Draw, with an answer to all that is asked meanwhile."""
    for line in lines:
        staged.draw(line)
        settle(staged, *read)


def settle(staged: Stage, *read: Read) -> None:
    """Answer until nothing is asked; what is not told of is an 8."""

    def outputs(given: np.ndarray) -> np.ndarray:
        return next((out for known, out in read if np.array_equal(known, given)), sure_of(8))

    while not staged.predictor.settled:
        question = asked(staged)
        others = None if question.others is None else np.concatenate(list(map(outputs, question.others)))
        staged.answer(outputs(question.sample)[0], others=others)


def asked(staged: Stage) -> Predict:
    question = staged.transport.last(Predict)
    assert isinstance(question, Predict)
    return question


def alone(*lines: tuple[tuple[float, float], ...]) -> np.ndarray:
    """Return what a network is given of a drawing that has nothing beside it."""
    drawing = Drawing()
    for line in lines:
        drawing.begin(*line[0])
        for x, y in line[1:]:
            drawing.extend(x, y)
        drawing.end()
    given = drawing.network_input((28, 28, 1))
    assert given is not None
    return given


def test_a_single_digit_is_asked_about_as_ever(staged):
    draw(staged, SEVEN, ((30.0, 130.0), (60.0, 130.0)))
    assert asked(staged).others is None
    assert staged.predictor.reading is None


def test_the_other_digits_are_asked_about_as_if_they_stood_alone_all_at_once(staged):
    strokes = tuple(Stroke(line) for line in (SEVEN, ONE, ZERO))
    staged.drawing.set_strokes(strokes)
    np.testing.assert_array_equal(asked(staged).sample, alone(ZERO))
    np.testing.assert_array_equal(asked(staged).others, [alone(SEVEN), alone(ONE)])


def test_only_what_is_drawn_is_asked_about_again(staged):
    """So that the answer follows the pen as soon beside other digits as without."""
    draw(staged, SEVEN, ONE)
    staged.drawing.begin(220, 80)
    staged.drawing.extend(200, 180)
    settle(staged)
    questions = len(staged.asked(Predict))
    staged.drawing.extend(225, 130)
    staged.drawing.end()
    settle(staged)
    assert len(staged.asked(Predict)) > questions
    assert all(each.others is None for each in staged.asked(Predict)[questions:])
    assert len(staged.predictor.reading.digits) == 3


def test_another_network_is_asked_about_all(staged):
    draw(staged, SEVEN, ONE)
    staged.hear_shipped(ModelReady(SHIPPED, NETWORK, DIGITS))
    np.testing.assert_array_equal(asked(staged).others, [alone(SEVEN)])


def test_a_network_that_learns_is_asked_about_all_again_and_again(staged):
    staged.own()
    draw(staged, SEVEN, ONE)
    before = len(staged.asked(Predict))
    staged.training.weights_changed.emit()
    while len(staged.asked(Predict)) == before:
        QTest.qWait(5)
    np.testing.assert_array_equal(asked(staged).others, [alone(SEVEN)])
    # Weights move on while it answers: what it answers is of the older ones, and whole.
    staged.training.weights_changed.emit()
    settle(staged)
    assert len(staged.predictor.reading.digits) == 2


def test_the_answers_make_a_reading_from_left_to_right(staged):
    read = (alone(SEVEN), sure_of(7)), (alone(ONE), sure_of(1)), (alone(ZERO), sure_of(0))
    draw(staged, ZERO, ONE, SEVEN, read=read)
    reading = staged.predictor.reading
    assert [int(digit.outputs.argmax()) for digit in reading.digits] == [7, 1, 0]
    assert [digit.members for digit in reading.digits] == [(2,), (1,), (0,)]
    assert reading.digits[0].box == (20, 80, 70, 180)
    assert reading.looked_at is reading.digits[0], "the one that was drawn last"
    assert reading.other == ()


def test_a_second_row_is_read_after_the_first(staged):
    below = tuple((x + 100, y + 130) for x, y in SEVEN)
    draw(staged, ZERO, ONE, below)
    reading = staged.predictor.reading
    assert [digit.row for digit in reading.digits] == [0, 0, 1]
    assert reading.looked_at.members == (2,), "the one that was drawn last"


def test_another_digit_is_looked_at_until_something_is_drawn(staged):
    draw(staged, SEVEN, ONE)
    before = len(staged.asked(Predict))
    staged.predictor.subject.digits.choose(0)
    assert len(staged.asked(Predict)) == before + 1
    assert asked(staged).others is None
    np.testing.assert_array_equal(asked(staged).sample, alone(SEVEN))
    settle(staged)
    assert staged.predictor.reading.chosen == 0
    np.testing.assert_array_equal(staged.state.inside.subject.sample(), alone(SEVEN))
    draw(staged, ZERO)
    assert staged.predictor.reading.chosen == 2


@pytest.mark.parametrize("place", [-1, 2, 99])
def test_a_digit_that_is_not_there_is_not_looked_at(staged, place):
    draw(staged, SEVEN, ONE)
    staged.predictor.subject.digits.choose(place)
    np.testing.assert_array_equal(asked(staged).sample, alone(ONE))


def corner_and_stem(staged: Stage, corner: np.ndarray, both: np.ndarray, stem: np.ndarray) -> None:
    """Draw a 4 whose stem stands beside it, read so."""
    read = (alone(CORNER), corner), (alone(CORNER, STEM), both), (alone(STEM), stem)
    draw(staged, CORNER, STEM, read=read)


def test_what_the_answers_put_together_is_asked_about_anew_before_anything_is_said(staged):
    """The gap says two digits, the network one."""
    told = []

    def tell() -> None:
        reading = staged.predictor.reading
        if reading is not None:
            told.append((len(reading.digits), int(staged.predictor.answer.probabilities.argmax())))

    staged.predictor.answer_changed.connect(tell)
    corner_and_stem(staged, sure_of(6, share=0.2), sure_of(4), sure_of(1, share=0.3))
    np.testing.assert_array_equal(asked(staged).sample, alone(CORNER, STEM))
    assert [digit.members for digit in staged.predictor.reading.digits] == [(0, 1)]
    assert told == [(1, 4)], "what was said of the stem alone was not shown"


def test_doubt_about_where_digits_end_is_told(staged):
    corner_and_stem(staged, sure_of(6, share=0.5), sure_of(4, share=0.95), sure_of(1, share=0.7))
    reading = staged.predictor.reading
    told = [[int(digit.outputs.argmax()) for digit in each] for each in (reading.digits, reading.other)]
    assert sorted(told) == [[4], [6, 1]]


def test_a_network_of_pictures_sees_the_sheet_as_one(staged):
    told = InputFormat(kind="picture", shape=(28, 28, 1))
    staged.hear_shipped(ModelReady(SHIPPED, NETWORK, DIGITS, told))
    draw(staged, SEVEN, ONE)
    assert asked(staged).others is None
    np.testing.assert_array_equal(asked(staged).sample, alone(SEVEN, ONE))


def test_a_sample_in_place_of_digits_is_one(staged):
    draw(staged, SEVEN, ONE)
    staged.drawing.set_sample(Sample(np.full((28, 28, 1), 9, np.uint8), "9"))
    settle(staged)
    assert asked(staged).others is None
    assert staged.predictor.reading is None


def test_undo_and_clear_leave_no_reading_behind(staged):
    draw(staged, SEVEN, ONE)
    assert staged.predictor.reading is not None
    staged.drawing.undo()
    settle(staged)
    assert staged.predictor.reading is None
    np.testing.assert_array_equal(asked(staged).sample, alone(SEVEN))
    staged.drawing.redo()
    settle(staged)
    assert len(staged.predictor.reading.digits) == 2
    staged.drawing.clear()
    assert staged.predictor.reading is None
    assert staged.predictor.answer is None


# Pictures -------------------------------------------------------------------------------------------


def page(*lines: tuple[tuple[float, float], ...]) -> np.ndarray:
    """Return uint8 (560, 560): lines of the canvas in dark ink on paper, twice as large."""
    ink = paint([2 * np.array(line) for line in lines], 8.0, (560, 560))
    return np.rint(230 - 200 * ink).astype(np.uint8)


def test_digits_on_a_picture_are_read_one_by_one(staged: Stage) -> None:
    drawing, digits = staged.drawing, staged.predictor.subject.digits
    drawing.set_picture(page(SEVEN, ONE, ZERO))
    each = [staged.predictor.subject.spans(digits.line)[place] for place in (0, 1, 2)]
    assert not any(np.array_equal(one, other) for one in each for other in each if one is not other)
    settle(staged, *zip(each, sure_of(7, 1, 0)[:, np.newaxis], strict=True))
    reading = staged.predictor.reading
    assert [int(digit.outputs.argmax()) for digit in reading.digits] == [7, 1, 0]
    digits.choose(0)
    assert np.array_equal(staged.predictor.subject.sample(), each[0])
    part = drawing.part(digits.members)
    assert part.picture is not None
    assert part.is_as(drawing.part(digits.members)), "what is kept as a sample is known again"
    framed = staged.predictor.subject.drawing.frames(only=digits.members)
    assert np.abs(framed.centred - normalise_pixels(part.picture).centred).max() < 0.05
    drawing.set_picture(page(ZERO))
    assert digits.line is None
    assert digits.members is None


def test_another_picture_forgets_which_digit_was_looked_at(staged: Stage) -> None:
    drawing, digits = staged.drawing, staged.predictor.subject.digits
    drawing.set_picture(page(SEVEN, ONE, ZERO))
    digits.choose(0)
    chosen = digits.members
    drawing.set_picture(page(ZERO, SEVEN))
    assert digits.members != chosen
    drawing.undo()
    assert len(digits.line.parts) == 3


def test_what_is_written_on_a_photo_is_looked_for_once(
    staged: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = staged.drawing
    photo = page(SEVEN, ONE)
    written = writing_on(photo, drawing.canvas)
    monkeypatch.setattr("cnngui.state.drawing.writing_on", None)  # in the window's thread it would be felt
    drawing.set_picture(photo, written)
    assert drawing.line() is written.pieces.line
    drawing.clear()
    drawing.undo()
    assert drawing.line() is written.pieces.line
    assert drawing.frames() is not None
