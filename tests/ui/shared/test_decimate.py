"""A thinned curve keeps its peaks and its ends."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnngui.ui.shared.decimate import visible_peaks


@given(st.integers(0, 5000), st.integers(1, 300), st.integers(0, 2**32 - 1))
def test_no_peak_is_lost_and_no_value_is_made_up(count: int, bins: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    x = np.cumsum(random.random(count) + 0.01)
    y = random.normal(size=count)
    thin_x, thin = visible_peaks(x, y, -np.inf, np.inf, bins)
    assert len(thin_x) == len(thin) <= 3 * bins + max(2 * bins, 3)
    assert np.isin(thin, y).all()
    if count:
        assert (thin.min(), thin.max()) == (y.min(), y.max())
        assert thin_x[0] == x[0]
        assert thin[-1] == y[-1] or len(thin) < count


def test_only_the_visible_part_and_one_point_beyond_are_drawn() -> None:
    x = np.arange(100.0)
    thin_x, _ = visible_peaks(x, x, 40.0, 50.0, 1000)
    assert (thin_x[0], thin_x[-1]) == (39.0, 51.0)


def test_what_was_not_measured_hides_no_peak() -> None:
    y = np.full(10_000, np.nan)
    y[5_003] = 7.0
    assert np.nanmax(visible_peaks(np.arange(10_000.0), y, 0, 10_000, 100)[1]) == 7.0
