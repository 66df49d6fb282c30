"""Where a sample is covered, and with what."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine.covering import background, covered, nearest, spread, windows


def test_the_background_of_a_drawing_is_its_paper_and_of_a_photograph_its_border() -> None:
    digit = np.zeros((28, 28, 1), np.float32)
    digit[4:24, 12:16] = 1.0
    assert not background(digit).any()
    photo = np.full((6, 5, 3), (10.0, 20.0, 30.0), np.float32)
    photo[2:4, 2:4] = 255.0
    np.testing.assert_array_equal(background(photo), np.broadcast_to([10.0, 20.0, 30.0], (6, 5, 3)))


def test_of_numbers_and_words_it_is_nothing() -> None:
    assert not background(np.array([3.0, 4.0], np.float32)).any()
    assert not background(np.ones((5, 2), np.float32)).any()


@pytest.mark.parametrize("shape", [(28, 28, 1), (8, 8, 1), (5, 40, 3), (1, 1, 1), (3, 2, 1), (224, 224, 3)])
def test_no_pixel_stays_uncovered_and_no_window_hangs_out(shape: tuple[int, ...]) -> None:
    count = np.zeros(shape[:2])
    places = windows(shape)
    for row, column in places:
        assert 0 <= row.start < row.stop <= shape[0]
        assert 0 <= column.start < column.stop <= shape[1]
        count[row, column] += 1
    assert count.min() >= 1
    assert len(places) <= 14 * 14


def test_few_windows_still_cover_all() -> None:
    places = windows((224, 224, 3), most=1)
    assert len(places) == 7 * 7
    assert places[0] == (slice(0, 32), slice(0, 32))


def test_each_number_and_each_step_is_covered_by_itself() -> None:
    assert windows((3,)) == [(slice(0, 1),), (slice(1, 2),), (slice(2, 3),)]
    assert len(windows((7, 4))) == 7


def test_a_place_is_taken_from_the_background_and_the_rest_stays() -> None:
    sample = np.arange(4.0, dtype=np.float32)
    many = covered(sample, np.zeros_like(sample), windows(sample.shape))
    np.testing.assert_array_equal(many, [[0, 1, 2, 3], [0, 0, 2, 3], [0, 1, 0, 3], [0, 1, 2, 0]])


def test_a_pixel_counts_by_the_mean_of_the_windows_over_it() -> None:
    places = [(slice(0, 2), slice(0, 1)), (slice(1, 3), slice(0, 1))]
    values = spread(np.array([2.0, 4.0], np.float32), places, (3, 1, 1))
    np.testing.assert_array_equal(values, [[2.0], [3.0], [4.0]])


def test_the_nearest_window_is_the_one_whose_middle_is() -> None:
    places = [(slice(0, 2), slice(0, 2)), (slice(0, 2), slice(2, 4))]
    np.testing.assert_array_equal(nearest(places, (2, 4, 1)), [[0, 0, 1, 1]] * 2)
