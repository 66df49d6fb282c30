"""The answers to some validation samples: pictures, rows and sentences."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.words import sample_text
from cnngui.engine.protocol import Answers
from cnngui.ui.shared.theme import set_up, theme
from cnngui.ui.train.answers_strip import AnswersStrip
from tests.ui.draw.stage import Stage, stage

SAMPLES = 6


@pytest.fixture
def staged(qapp):
    set_up(qapp)
    theme().choose("light")
    with stage() as made:
        yield made


@pytest.fixture
def strip(qtbot, staged: Stage) -> AnswersStrip:
    made = AnswersStrip(staged.training)
    qtbot.addWidget(made)
    made.resize(800, made.height())
    made.show()
    return made


def answered(key: str, right: bool) -> Answers:
    data = load_dataset(key)
    samples, labels = data.x_test[:SAMPLES], data.y_test[:SAMPLES]
    texts = tuple(sample_text(sample, data.vocabulary) for sample in samples)
    return Answers("", samples, labels, labels if right else (labels + 1) % data.classes, texts)


def painted(strip: AnswersStrip) -> QImage:
    return strip.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def holds(image: QImage, name: str) -> bool:
    """Whether some pixels come near a colour of the theme: thin letters are blended with the ground."""
    colour = QColor(getattr(theme().colours, name))
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4)[:, :3].astype(int)
    away = np.abs(pixels - (colour.blue(), colour.green(), colour.red())).sum(axis=1)
    return int((away < 100).sum()) > 15


@pytest.mark.parametrize("key", ["digits", "xor", "sentences"])
def test_right_and_wrong_answers_have_their_colours(strip, staged, key):
    staged.hear(answered(key, right=True))
    shown = painted(strip)
    assert holds(shown, "right")
    assert not holds(shown, "wrong")
    staged.hear(answered(key, right=False))
    shown = painted(strip)
    assert holds(shown, "wrong")
    assert not holds(shown, "right")


def test_a_row_is_written_in_the_frame_of_a_picture(strip, staged):
    staged.hear(answered("xor", right=True))
    first = painted(strip)
    other = answered("xor", right=True)
    staged.hear(Answers("", other.samples, other.labels, other.predicted, ("1, 1",) * 4))
    assert painted(strip) != first


def test_sentences_fill_the_strip_from_end_to_end(strip, staged):
    staged.hear(answered("sentences", right=True))
    shown = painted(strip)
    text = QColor(theme().colours.text).rgb()
    rows = np.frombuffer(shown.constBits(), np.uint32).reshape(shown.height(), -1)
    columns = np.flatnonzero((rows == text).any(axis=0))
    lines = np.flatnonzero((rows == text).any(axis=1))
    assert columns.min() < 20
    assert columns.max() > 400
    assert lines.max() - lines.min() > 40


def test_what_is_right_is_said_in_words(strip, staged):
    staged.hear(answered("sentences", right=True))
    assert strip.accessibleName() == "6 of 6 validation samples are answered right"
