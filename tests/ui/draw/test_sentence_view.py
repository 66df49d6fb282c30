"""A typed sentence: what is marked, what is said, and what the network is asked."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QTextCharFormat
from PySide6.QtTest import QTest

from cnngui.engine.protocol import Predict
from cnngui.ui.draw.draw_panel import DrawPanel
from cnngui.ui.draw.word_marks import Push, pushes
from tests.ui.draw.stage import SENTENCES, Stage, draw_panel_of

NAMES = ("negative", "positive")
WAVE = QTextCharFormat.UnderlineStyle.WaveUnderline


@pytest.fixture
def panel(qtbot, staged: Stage) -> DrawPanel:
    staged.document.set_network(SENTENCES, "Sentences")
    staged.describe_as("sentences")
    staged.own(NAMES)
    made = draw_panel_of(staged)
    qtbot.addWidget(made)
    made.resize(290, 840)
    made.show()
    return made


def marks(panel: DrawPanel) -> dict[str, QTextCharFormat]:
    """Return the format of each marked word."""
    found, block = {}, panel.sentence.field.document().begin()
    while block.isValid():
        spans = block.layout().formats()  # Qt frees what it lent once they are gone
        for span in spans:
            word = block.text()[span.start : span.start + span.length]
            found[word] = QTextCharFormat(span.format)
        block = block.next()
    return found


def told(probability: float, without: list[float]) -> tuple[np.ndarray, np.ndarray]:
    both = [[1 - share, share] for share in (probability, *without)]
    return np.float32(both[0]), np.float32(both[1:])


def test_typing_asks_the_network(panel, staged):
    assert panel.sentence.isVisible()
    assert not panel.canvas.isVisible()
    assert "Type" in panel.answer.reason.text()
    QTest.keyClicks(panel.sentence.field, "a lovely day")
    staged.answer(*told(0.6, [0.6]), NAMES)
    asked = staged.transport.last(Predict).sample
    vocabulary = staged.library.described.vocabulary
    assert [vocabulary[int(place)] for place in asked[:3]] == ["a", "lovely", "day"]
    assert not asked[3:].any()


def test_unknown_words_are_marked_and_named(panel):
    panel.sentence.field.setPlainText("The zorgy film, Zorgy!")
    assert {word for word, format_ in marks(panel).items() if format_.underlineStyle() == WAVE} == {
        "zorgy",
        "Zorgy",
    }
    assert panel.sentence.words.text() == "4 of 16 words · unknown: zorgy"


def test_words_that_are_not_read_are_struck_out_over_the_lines(panel):
    panel.sentence.field.setPlainText("good day\n" * 9)
    struck = [word for word, format_ in marks(panel).items() if format_.fontStrikeOut()]
    assert struck == ["good", "day"]
    assert "the rest is cut off" in panel.sentence.words.text()


def test_what_each_word_does_is_coloured_and_said(panel, staged):
    panel.sentence.field.setPlainText("not awful lovely")
    probabilities, others = told(0.6, [0.55, 0.9, 0.2])
    staged.answer(probabilities, None, NAMES, others)
    said = panel.sentence.speaking.text().splitlines()
    assert said == ["speaks most for positive: lovely", "speaks most for negative: awful"]
    found = marks(panel)
    assert found["lovely"].background().color().blue() > found["lovely"].background().color().red()
    assert found["awful"].background().color().red() > found["awful"].background().color().blue()
    strength = {word: mark.background().color().alpha() for word, mark in found.items()}
    assert strength["lovely"] > strength["awful"] > strength["not"] > 0


def test_a_word_that_the_network_does_not_know_speaks_for_nothing(panel, staged):
    panel.sentence.field.setPlainText("zorgy lovely blorb")
    probabilities, others = told(0.6, [0.2, 0.5, 0.9])
    staged.answer(probabilities, None, NAMES, others)
    assert panel.sentence.speaking.text() == "speaks most for positive: lovely"


def test_an_answer_to_an_earlier_text_colours_nothing(panel, staged):
    panel.sentence.field.setPlainText("awful lovely")
    panel.sentence.field.setPlainText("awful lovely day")
    staged.answer(*told(0.6, [])[:1], None, NAMES, told(0.6, [0.5, 0.7])[1])
    assert panel.sentence.speaking.text() == ""


def test_a_sample_is_typed_and_clear_empties(panel, staged):
    panel.sentence.sample_button.click()
    text = panel.sentence.field.toPlainText()
    assert len(text.split()) > 2
    assert "unknown" not in panel.sentence.words.text()
    staged.answer(*told(0.6, [0.6]), NAMES)
    panel.sentence.clear_button.click()
    assert panel.sentence.field.toPlainText() == ""
    assert not panel.sentence.clear_button.isEnabled()
    assert staged.predictor.unavailable == "no_words"


def test_a_network_that_nothing_can_be_shown_to_says_so(panel, staged):
    staged.document.set_input_shape((15,))
    assert panel.other.isVisible()
    assert not panel.sentence.isVisible()


def test_a_push_is_what_leaving_the_word_out_changes():
    probabilities, others = told(0.6, [0.5, 0.9])
    first, second = pushes(probabilities, others)
    assert (first.place, first.towards) == (0, 1)
    assert first.strength == pytest.approx(0.1, abs=1e-6)
    assert second == Push(1, 0, pytest.approx(0.3, abs=1e-6))


@pytest.mark.parametrize(
    ("answer", "without"),
    [
        (np.float32([1, 0]), None),
        (np.float32([1, 0, 0]), np.zeros((2, 3), np.float32)),
        (np.float32([1, 0]), np.full((2, 2), np.nan, np.float32)),
    ],
)
def test_without_two_classes_no_word_speaks(answer, without):
    assert pushes(answer, without) == ()


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("zorgy blah", "It knows none of these words: it can only guess."),
        ("zorgy blah film", "a guess: it does not know 2 of 3 words"),
        ("a lovely zorgy", "72.4 % sure · next negative"),
    ],
)
def test_an_answer_to_words_that_it_does_not_know_is_no_sure_one(panel, staged, sentence, said):
    panel.sentence.field.setPlainText(sentence)
    staged.answer(*told(0.724, [0.7] * len(sentence.split())), NAMES)
    assert panel.answer.sureness.text() == said
