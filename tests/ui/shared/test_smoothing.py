"""The smoothed line equals the formula, however it is cut into pieces."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnngui.ui.shared.smoothing import ExponentialMean


def one_by_one(values: np.ndarray, weight: float) -> np.ndarray:
    mean, out = 0.0, []
    for count, value in enumerate(values, start=1):
        mean = weight * mean + (1 - weight) * value
        out.append(mean / (1 - weight**count))
    return np.array(out)


@given(
    st.lists(st.floats(-100, 100), min_size=1, max_size=700),
    st.sampled_from([0.0, 0.6, 0.9, 0.99]),
    st.integers(1, 300),
)
def test_pieces_make_the_same_line_as_the_formula(values: list[float], weight: float, piece: int) -> None:
    column = np.array(values)
    smoother = ExponentialMean(weight)
    pieces = [smoother.extend(column[start : start + piece]) for start in range(0, len(column), piece)]
    np.testing.assert_allclose(np.concatenate(pieces), one_by_one(column, weight), rtol=1e-9, atol=1e-9)


def test_a_nan_is_left_out_and_does_not_spoil_what_follows() -> None:
    values = np.array([np.nan, 1.0, np.nan, 2.0, np.inf, 4.0])
    smooth = ExponentialMean(0.9).extend(values)
    known = np.isfinite(values)
    assert np.isnan(smooth).tolist() == (~known).tolist()
    np.testing.assert_allclose(smooth[known], ExponentialMean(0.9).extend(values[known]))


def test_a_constant_is_its_own_mean_from_the_first_value_on() -> None:
    np.testing.assert_allclose(ExponentialMean(0.97).extend(np.full(1000, 3.0)), 3.0)


@pytest.mark.parametrize("weight", [0.6, 0.9, 0.97])
def test_one_value_beyond_all_measure_does_not_hide_those_behind_it(weight: float) -> None:
    values = np.array([*np.full(300, 0.5), 1e31, *np.full(300, 0.4)])
    smooth = ExponentialMean(weight).extend(values)
    assert smooth.max() < 100
    assert smooth[-1] == pytest.approx(0.4, rel=0.02)


def test_a_cost_that_came_down_again_is_followed_down() -> None:
    values = np.array([*np.full(50, 1e6), *np.full(60, 0.3)])
    smooth = ExponentialMean(0.9).extend(values)
    assert smooth[49] == pytest.approx(1e6)
    assert smooth[-1] == pytest.approx(0.3, abs=0.3)
