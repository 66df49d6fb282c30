from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from cnngui.engine.protocol import Predicted
from cnngui.ui.draw.answer_view import HEIGHT_PX, AnswerView

DIGITS = tuple("0123456789")
CLOTHES = ("T-shirt/top", "Trouser", "Ankle boot")


@pytest.fixture
def view(qtbot) -> AnswerView:
    made = AnswerView()
    qtbot.addWidget(made)
    made.resize(266, HEIGHT_PX)
    made.show()
    return made


def answer(values, names=DIGITS) -> Predicted:
    return Predicted(1, "own", np.array(values, np.float32), names, "", None, 0.001)


def ten(winner: int, share: float, second: int) -> list[float]:
    values = [(1 - share) / 20] * 10
    values[winner] = share
    values[second] += (1 - share) - sum(values) + share
    return values


def test_a_digit_is_said_in_figures_and_in_words_with_the_runner_up(view):
    view.show_answer(answer(ten(7, 0.998, 9)))
    assert view.prediction.text() == "7"
    assert view.word.text() == "seven"
    assert view.sureness.text() == "99.8 % sure · next 9"
    assert not view.reason.isVisible()


def test_doubt_is_said(view):
    view.show_answer(answer(ten(4, 0.5, 9)))
    assert view.prediction.text() == "4"
    assert view.sureness.text() == "not sure: 4 or 9"


def test_where_there_is_nothing_to_read_no_digit_is_shown(view):
    view.show_answer(answer([0.3, 0.2, *[0.0625] * 8]), reads_from=0.6)
    assert view.reason.text() == "Nothing to read here: none of the 10 classes fits."
    assert view.accessibleName() == view.reason.text()
    assert not view.prediction.isVisible()
    view.show_answer(answer(ten(4, 0.5, 9)), reads_from=0.6)
    assert view.sureness.text() == "not sure: 4 or 9"
    assert not view.reason.isVisible()


def test_a_long_name_has_the_line_to_itself(view):
    view.show_answer(answer([0.1, 0.2, 0.7], CLOTHES))
    assert view.prediction.text() == "Ankle boot"
    assert not view.word.isVisible()
    assert view.sureness.text() == "70.0 % sure · next Trouser"
    QApplication.processEvents()
    assert view.prediction.width() > 200


def test_a_digit_after_a_long_name_is_large_again(view):
    view.show_answer(answer([0.1, 0.2, 0.7], CLOTHES))
    view.show_answer(answer(ten(7, 0.998, 9)))
    assert view.prediction.property("role") == "huge"
    assert view.word.isVisible()


def test_raw_outputs_are_no_percentages(view):
    view.show_answer(answer([3.0, 8.5, -1.0], CLOTHES))
    assert view.sureness.text() == "largest output: 8.50"


def test_nan_is_said_in_a_sentence(view):
    view.show_answer(answer([np.nan] * 10))
    assert "NaN" in view.reason.text()
    assert not view.prediction.isVisible()


@pytest.mark.parametrize("why", ["starting", "no_weights", "changed", "shape", "empty"])
def test_every_reason_is_one_sentence_that_fits(view, why):
    view.show_answer(answer(ten(7, 0.998, 9)))
    view.show_reason(why)
    assert view.reason.isVisible()
    assert not view.prediction.isVisible()
    assert view.prediction.text() == ""
    assert len(view.reason.text()) > 10
    assert view.reason.text()[-1] in ".…"
    assert view.reason.heightForWidth(view.width()) <= view.height()


def test_the_height_never_changes(view):
    for show in (
        lambda: view.show_answer(answer(ten(7, 0.998, 9))),
        lambda: view.show_answer(answer([0.1, 0.2, 0.7], CLOTHES)),
        lambda: view.show_reason("changed"),
        lambda: view.show_reason(""),
    ):
        show()
        assert view.height() == HEIGHT_PX
        assert view.minimumSizeHint().height() <= HEIGHT_PX


def test_all_of_it_can_be_heard(view):
    view.show_answer(answer(ten(7, 0.998, 9)))
    assert view.accessibleName() == "7, 99.8 % sure · next 9"
    view.show_reason("empty")
    assert view.accessibleName() == view.reason.text()
