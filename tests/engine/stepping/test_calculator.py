from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnngui.engine.stepping.calculator import Fit, fits_of, formula_text, places_text, spread_text
from cnngui.engine.stepping.windows import Sliding
from cnngui.network.inference.shapes import transposed_length, window_count


@pytest.mark.parametrize(
    ("fit", "written", "count", "fits"),
    [
        (Fit(7, 3), "5", 5, True),
        (Fit(7, 3, stride=2), "3", 3, True),
        (Fit(7, 3, stride=3), "2.33", 2, False),
        (Fit(7, 3, (1, 1)), "7", 7, True),
        (Fit(7, 5, (2, 2)), "7", 7, True),
        (Fit(7, 7, (3, 3)), "7", 7, True),
        (Fit(32, 5), "28", 28, True),
        (Fit(3, 5), "−1", 0, False),
    ],
)
def test_the_slides_cases(fit: Fit, written: str, count: int, fits: bool) -> None:
    assert (places_text(fit.places), fit.count, fit.fits) == (written, count, fits)


def test_the_formula_has_its_numbers() -> None:
    assert formula_text(Fit(7, 3, stride=3)) == "(7 − 3 + 2·0) / 3 + 1 = 2.33"
    assert formula_text(Fit(7, 3, (1, 1))) == "(7 − 3 + 2·1) / 1 + 1 = 7"
    assert formula_text(Fit(3, 2, (0, 1))) == "(3 − 2 + 0 + 1) / 1 + 1 = 3"


def test_windows_begin_a_stride_apart() -> None:
    assert Fit(7, 3, stride=3).starts == (0, 3)
    assert Fit(7, 3, (1, 1)).starts == (-1, 0, 1, 2, 3, 4, 5)
    assert Fit(3, 5).starts == ()


@pytest.mark.parametrize("window", [1, 3, 5, 7])
def test_the_slides_padding_keeps_the_size(window: int) -> None:
    padding = Fit(7, window).keeping
    assert padding == {1: 0, 3: 1, 5: 2, 7: 3}[window]
    assert Fit(7, window, (int(padding),) * 2).count == 7


def test_what_is_left_over_is_counted() -> None:
    assert Fit(7, 3, stride=3).unused == 1
    assert Fit(7, 3, stride=2).unused == 0
    assert Fit(3, 5).unused == 3


@given(st.integers(1, 40), st.integers(1, 7), st.integers(1, 4), st.integers(1, 3))
def test_it_counts_as_the_networks_shapes_do(length: int, size: int, stride: int, dilation: int) -> None:
    span = (size - 1) * dilation + 1
    if span <= length:
        sliding = Sliding((size, 1), (stride, 1), (dilation, 1))
        assert fits_of(sliding, (length, 1))[0].count == window_count(length, size, stride, "valid", dilation)


@pytest.mark.parametrize(("size", "stride", "padding"), [(3, 2, "valid"), (3, 1, "valid"), (2, 3, "valid")])
def test_a_transposed_length_is_told(size: int, stride: int, padding: str) -> None:
    wanted = transposed_length(4, size, stride, padding)
    behind = 3 * stride + size - wanted
    sliding = Sliding((size, size), (stride, stride), borders=((0, behind), (0, behind)), transposed=True)
    assert spread_text(sliding, 0, 4).endswith(f"= {wanted}")
