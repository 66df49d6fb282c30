from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine.stepping.windows import Sliding

SAME = ((1, 1), (1, 1))


def test_a_window_says_what_it_meets() -> None:
    window = Sliding((3, 3), borders=SAME).window(0, 3, (4, 4))
    assert window.rows[:, 0].tolist() == [-1, 0, 1]
    assert window.columns[0].tolist() == [2, 3, 4]
    assert window.padded.tolist() == [[True] * 3, [False, False, True], [False, False, True]]
    assert not window.gaps.any()


def test_strides_and_dilations_move_it() -> None:
    window = Sliding((2, 2), (2, 3), (3, 1)).window(1, 1, (9, 9))
    assert window.rows[:, 0].tolist() == [2, 5]
    assert window.columns[0].tolist() == [3, 4]


def test_a_transposed_one_has_gaps_between_its_inputs() -> None:
    window = Sliding((3, 3), (2, 2), transposed=True).window(2, 1, (2, 2))
    assert window.gaps[:, 1].tolist() == [False, True, False]
    assert window.rows[[0, 2], 1].tolist() == [1, 0]
    assert window.inside.tolist() == [[False, True, False], [False] * 3, [False, True, False]]
    assert not (window.padded & window.gaps).any()


SLIDINGS = [
    Sliding((3, 3)),
    Sliding((3, 3), borders=SAME),
    Sliding((2, 3), (2, 3)),
    Sliding((3, 2), (1, 1), (2, 1), ((2, 2), (0, 1))),
    Sliding((3, 3), (2, 2), transposed=True),
    Sliding((3, 2), (2, 3), borders=((1, 0), (0, 0)), transposed=True),
]


@pytest.mark.parametrize("sliding", SLIDINGS)
def test_the_reader_of_a_pixel_has_it_in_its_window(sliding: Sliding) -> None:
    given, made = (6, 7), (4, 4)
    reached = {place: set() for place in np.ndindex(given)}
    for place in np.ndindex(made):
        window = sliding.window(*place, given)
        for row, column in zip(window.rows[window.inside], window.columns[window.inside], strict=True):
            reached[int(row), int(column)].add(place)
    for place, readers in reached.items():
        found = sliding.reader(*place, made)
        assert (found in readers) if readers else (found is None)


def test_the_reader_is_the_one_with_the_pixel_in_its_middle() -> None:
    assert Sliding((3, 3), borders=SAME).reader(2, 3, (6, 6)) == (2, 3)
    assert Sliding((3, 3)).reader(2, 3, (4, 4)) == (1, 2)
