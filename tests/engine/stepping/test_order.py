from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnngui.engine.stepping.order import folded, place_at, step_count, step_of, swapped

sizes = st.integers(1, 9)


def test_cells_come_as_one_reads() -> None:
    shape = (2, 3, 4)
    assert [place_at(shape, step, 1) for step in range(step_count(shape))] == [
        (0, 0, 1), (0, 1, 1), (0, 2, 1), (1, 0, 1), (1, 1, 1), (1, 2, 1),
    ]  # fmt: skip


def test_of_units_each_has_its_turn() -> None:
    assert step_count((1, 1, 10)) == 10
    assert place_at((1, 1, 10), 7, 2) == (0, 0, 7)


@given(sizes, sizes, sizes, st.data())
def test_a_step_is_found_again(rows: int, columns: int, channels: int, data: st.DataObject) -> None:
    shape = rows, columns, channels
    step = data.draw(st.integers(0, step_count(shape) - 1))
    channel = data.draw(st.integers(0, channels - 1))
    assert step_of(shape, place_at(shape, step, channel)) == step


@pytest.mark.parametrize(
    ("count", "wanted"),
    [
        (1, (1, 1)),
        (10, (1, 10)),
        (16, (1, 16)),
        (784, (28, 28)),
        (128, (8, 16)),
        (62, (1, 62)),
        (127, (1, 127)),
    ],
)
def test_units_are_laid_out_in_rows_that_come_out_even(count: int, wanted: tuple[int, int]) -> None:
    assert folded(count) == wanted


@given(st.integers(0, 2), st.integers(0, 2))
def test_a_value_moves_with_its_axes(first: int, second: int) -> None:
    values = np.arange(24).reshape(2, 3, 4)
    moved = np.swapaxes(values, first, second)
    for place in np.ndindex(values.shape):
        assert moved[swapped(place, first, second)] == values[place]
