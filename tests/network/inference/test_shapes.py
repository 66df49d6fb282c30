"""The slides' arithmetic, and what it promises of every window."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnngui.network.inference.shapes import (
    ShapeError,
    count_text,
    filled_shape,
    fitting_stride,
    nearest_divisor,
    shape_text,
    total_text,
    transposed_length,
    transposed_text,
    unused_length,
    window_count,
    window_span,
)

LENGTHS = st.integers(1, 200)
SMALL = st.integers(1, 12)


@pytest.mark.parametrize(
    ("length", "size", "stride", "count"),
    [
        # "N = 7, F = 3": stride 1 gives 5, stride 2 gives 3, stride 3 gives 2.33, which Keras floors.
        (7, 3, 1, 5),
        (7, 3, 2, 3),
        (7, 3, 3, 2),
        # 32×32×3 with 5×5 filters
        (32, 5, 1, 28),
        # AlexNet: 227 with 11×11 and stride 4; the printed 224 would not give 55 either
        (227, 11, 4, 55),
        (224, 11, 4, 54),
        (55, 3, 2, 27),
        (3, 2, 1, 2),
    ],
)
def test_whole_windows_as_printed(length: int, size: int, stride: int, count: int) -> None:
    assert window_count(length, size, stride, "valid") == count


@pytest.mark.parametrize(
    ("length", "stride", "count"), [(28, 1, 28), (28, 2, 14), (14, 2, 7), (7, 2, 4), (224, 4, 56)]
)
def test_padding_same_asks_only_for_the_stride(length: int, stride: int, count: int) -> None:
    assert {window_count(length, size, stride, "same") for size in (1, 2, 3, 5, 99)} == {count}


def test_dilation_spreads_the_window() -> None:
    assert window_span(3) == 3
    assert window_span(3, 2) == 5
    assert window_count(5, 3, 1, "valid", dilation=2) == 1
    assert window_count(9, 3, 1, "valid", dilation=4) == window_count(9, 9, 1, "valid")


def test_a_window_longer_than_the_axis_is_refused() -> None:
    with pytest.raises(ShapeError):
        window_count(4, 5, 1, "valid")
    with pytest.raises(ShapeError):
        window_count(4, 3, 1, "valid", dilation=2)


@given(LENGTHS, SMALL, SMALL, SMALL)
def test_windows_lie_inside_and_one_more_would_not(
    length: int, size: int, stride: int, dilation: int
) -> None:
    span = window_span(size, dilation)
    if span > length:
        return
    count = window_count(length, size, stride, "valid", dilation)
    end = (count - 1) * stride + span
    assert end <= length < end + stride
    assert unused_length(length, size, stride, dilation) == length - end


@given(LENGTHS, SMALL, SMALL)
def test_a_fitting_stride_leaves_nothing(length: int, size: int, stride: int) -> None:
    if size <= length:
        fitting = fitting_stride(length, size, stride)
        assert unused_length(length, size, fitting) == 0
        nearer = range(stride - abs(fitting - stride) + 1, stride + abs(fitting - stride))
        assert all(unused_length(length, size, step) for step in nearer if step >= 1)


def test_the_formula_shows_its_numbers() -> None:
    assert count_text(28, 3, 1, "valid") == "⌊(28 − 3) / 1⌋ + 1 = 26"
    assert count_text(7, 3, 3, "valid") == "⌊(7 − 3) / 3⌋ + 1 = 2"
    assert count_text(7, 2, 2, "same") == "⌈7 / 2⌉ = 4"
    assert count_text(9, 3, 1, "valid", dilation=2) == "⌊(9 − 5) / 1⌋ + 1 = 5"


@given(LENGTHS, SMALL, SMALL, st.sampled_from(["valid", "same"]), SMALL)
def test_the_formula_ends_in_the_answer(
    length: int, size: int, stride: int, padding: str, dilation: int
) -> None:
    if padding == "same" or window_span(size, dilation) <= length:
        count = window_count(length, size, stride, padding, dilation)  # type: ignore[arg-type]
        assert count_text(length, size, stride, padding, dilation).endswith(f" = {count}")  # type: ignore[arg-type]


def test_shapes_are_written_as_people_do() -> None:
    assert shape_text((28, 28, 1)) == "28×28×1"
    assert shape_text((2048,)) == "2048"


@pytest.mark.parametrize(
    ("padding", "extra", "formula"),
    [
        ("valid", None, "(8 − 1)·2 + 3 = 17"),
        ("same", None, "8·2 = 16"),
        ("valid", 1, "(8 − 1)·2 + 3 + 1 = 18"),
        ("same", 1, "(8 − 1)·2 + 3 + 1 − 2·1 = 16"),
    ],
)
def test_a_transposed_window_makes_an_axis_longer(padding: Any, extra: int | None, formula: str) -> None:
    assert transposed_text(8, 3, 2, padding, extra) == formula
    assert transposed_length(8, 3, 2, padding, extra) == int(formula.rpartition(" ")[2])


def test_a_step_as_wide_as_the_window_leaves_nothing_over() -> None:
    assert transposed_text(8, 2, 2, "valid") == "8·2 = 16"
    assert transposed_text(8, 2, 3, "valid") == "8·3 = 24"


@pytest.mark.parametrize(
    ("number", "wanted", "nearest"),
    [(12, 5, 4), (12, 4, 4), (12, 10, 12), (12, 99, 12), (7, 3, 1), (7, 5, 7)],
)
def test_the_nearest_divisor_is_the_smaller_of_two(number: int, wanted: int, nearest: int) -> None:
    assert nearest_divisor(number, wanted) == nearest


def test_an_open_axis_takes_what_the_others_leave() -> None:
    assert filled_shape((28, -1), 784) == (28, 28)
    assert filled_shape((28, -1), 785) is None
    assert filled_shape((28, 28), 784) == (28, 28)
    assert filled_shape((28, 28), 783) is None


def test_counts_are_written_with_their_factors() -> None:
    assert total_text((4, 4, 128)) == "4·4·128 = 2,048"
    assert total_text((2048,)) == "2,048"
    assert shape_text((28, -1)) == "28×−1"
