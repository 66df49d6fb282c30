from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from cnngui.ui.draw.probability_bars import ClassProbabilities
from cnngui.ui.shared.theme import theme

DIGITS = tuple("0123456789")


@pytest.fixture
def bars(qtbot) -> ClassProbabilities:
    made = ClassProbabilities()
    qtbot.addWidget(made)
    made.resize(260, 180)
    made.show()
    return made


def shares(winner: int = 7, share: float = 0.91, classes: int = 10) -> np.ndarray:
    values = np.full(classes, (1 - share) / (classes - 1), np.float32)
    values[winner] = share
    return values


def accent_px(bars: ClassProbabilities) -> list[int]:
    """Return how many pixels of each row have the accent colour."""
    image = bars.viewport().grab().toImage()
    accent = QColor(theme().colours.accent)
    counts = []
    for row in range(bars.viewport().height() // int(bars.row_px)):
        y = int((row + 0.5) * bars.row_px)
        counts.append(sum(image.pixelColor(x, y) == accent for x in range(image.width())))
    return counts


def test_only_the_winner_has_the_accent_colour_and_its_length_is_its_share(bars):
    bars.show_probabilities(shares(7, 0.91), DIGITS)
    whole = shares(7, 1.0)
    lengths = accent_px(bars)
    assert [row for row, length in enumerate(lengths) if length] == [7]
    bars.show_probabilities(whole, DIGITS)
    assert lengths[7] / accent_px(bars)[7] == pytest.approx(0.91, abs=0.02)


def test_a_new_answer_repaints_the_old_winner_too(bars):
    bars.show_probabilities(shares(7), DIGITS)
    accent_px(bars)
    bars.show_probabilities(shares(2), DIGITS)
    assert [row for row, length in enumerate(accent_px(bars)) if length] == [2]


def test_what_is_repainted_row_by_row_is_what_a_full_repaint_shows(bars, qtbot):
    for seed in range(5):
        values = np.random.default_rng(seed).dirichlet(np.full(10, 0.3)).astype(np.float32)
        bars.show_probabilities(values, DIGITS)
        qtbot.wait(1)
        partial = bars.viewport().grab().toImage()
        bars.viewport().update()
        qtbot.wait(1)
        assert bars.viewport().grab().toImage() == partial


def test_figures_are_per_cent_with_one_decimal(bars):
    bars.show_probabilities(shares(7, 0.91), DIGITS)
    assert [bars.text(index) for index in (7, 0)] == ["91.0", "1.0"]


def test_raw_outputs_are_shown_as_they_are_and_have_no_winner(bars):
    bars.show_probabilities(np.array([-2.0, 4.0, 1.0], np.float32), ("a", "b", "c"))
    assert bars.winner is None
    assert [bars.text(index) for index in range(3)] == ["−2.00", "4.00", "1.00"]


def test_nan_is_shown_as_such(bars):
    bars.show_probabilities(np.array([np.nan, 1.0], np.float32), ("a", "b"))
    assert bars.text(0) == "NaN"
    bars.grab()


def test_without_an_answer_the_tracks_are_empty(bars):
    bars.show_probabilities(shares(), DIGITS)
    bars.show_classes(DIGITS)
    assert bars.winner is None
    assert not any(accent_px(bars))
    assert bars.text(3) == ""


def test_ten_rows_fit_and_shrink_with_the_height(bars):
    bars.show_probabilities(shares(), DIGITS)
    for height in (220, 180, 130):
        bars.resize(260, height)
        assert bars.verticalScrollBar().maximum() == 0
        assert bars.row_px == pytest.approx(height / 10, abs=0.5)


def test_twenty_classes_scroll_and_the_winner_is_in_sight(bars):
    names = tuple(f"class {index}" for index in range(20))
    bars.show_probabilities(shares(18, 0.5, 20), names)
    assert bars.verticalScrollBar().maximum() > 0
    top = 18 * bars.row_px - bars.verticalScrollBar().value()
    assert 0 <= top <= bars.viewport().height() - bars.row_px + 1
    image = bars.viewport().grab().toImage()
    row = image.copy(0, int(top + bars.row_px / 2), image.width(), 1)
    assert theme().colours.accent in {row.pixelColor(x, 0).name() for x in range(row.width())}


def test_scrolling_by_hand_is_left_alone_while_the_winner_stays(bars):
    names = tuple(f"class {index}" for index in range(100))
    bars.show_probabilities(shares(90, 0.5, 100), names)
    bars.verticalScrollBar().setValue(0)
    bars.show_probabilities(shares(90, 0.6, 100), names)
    assert bars.verticalScrollBar().value() == 0


def test_missing_names_are_numbers(bars):
    bars.show_probabilities(shares(1, 0.9, 3), ("a",))
    assert bars.names == ("a", "1", "2")


def test_of_very_many_classes_the_most_probable_come_first(bars):
    names = tuple(f"class {index}" for index in range(1000))
    values = np.full(1000, 0.05 / 995, np.float32)
    values[[700, 3, 999, 41, 5]] = 0.4, 0.2, 0.15, 0.12, 0.08
    bars.show_probabilities(values, names)
    assert bars.order[:5].tolist() == [700, 3, 999, 41, 5]
    assert bars.verticalScrollBar().value() == 0
    assert accent_px(bars)[0]
    told = bars.accessibleDescription()
    assert told.startswith("class 700 40.0, class 3 20.0, class 999 15.0")
    assert told.count(",") == 4
    bars.show_probabilities(shares(7), DIGITS)
    assert bars.order.tolist() == list(range(10))
    assert bars.accessibleDescription().startswith("7 91.0")
