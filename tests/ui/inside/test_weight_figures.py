"""Weights in figures, beside numpy's."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.ui.inside import weight_figures
from cnngui.ui.inside.weight_figures import BINS, figures_of

DRAWN = np.random.default_rng(3).normal(0.1, 0.5, (5, 5, 8, 16)).astype(np.float32)


def test_mean_deviation_and_counts_are_numpys() -> None:
    figures = figures_of("kernel", DRAWN)
    assert (figures.counted, figures.step, figures.shape) == (DRAWN.size, 1, (5, 5, 8, 16))
    assert figures.mean == pytest.approx(DRAWN.mean(dtype=np.float64))
    assert figures.deviation == pytest.approx(DRAWN.std(dtype=np.float64))
    assert figures.counts.sum() == DRAWN.size
    assert figures.reach == np.abs(DRAWN).max()
    low, high = figures.bin(30)
    assert figures.counts[30] == pytest.approx(((low <= DRAWN) & (high > DRAWN)).sum(), abs=1)


def test_zero_lies_in_the_middle_of_a_bin() -> None:
    figures = figures_of("bias", np.float32([0, 0, 0, 4, -2, 0.01]))
    low, high = figures.bin(BINS // 2)
    assert low == pytest.approx(-high)
    assert figures.counts[BINS // 2] == 4
    assert figures.counts[-1] == 1
    assert (figures.zeros, figures.near) == (3 / 6, 4 / 6)


def test_weights_that_are_all_zero_are_told_as_such() -> None:
    figures = figures_of("bias", np.zeros(7, np.float32))
    assert (figures.zeros, figures.near, figures.mean, figures.deviation, figures.reach) == (1, 1, 0, 0, 0)
    assert figures.counts[BINS // 2] == 7


def test_what_is_not_finite_counts_for_no_figure() -> None:
    figures = figures_of("kernel", np.float32([np.nan, np.inf, 1, -1]))
    assert (figures.broken, figures.mean, figures.reach) == (2, 0, 1)
    assert figures.counts.sum() == 2
    assert figures_of("kernel", np.full(3, np.nan, np.float32)).broken == 3


def test_of_very_many_weights_some_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weight_figures, "MOST_COUNTED", 1000)
    figures = figures_of("kernel", DRAWN)
    assert (figures.step, figures.counted) == (4, DRAWN.size // 4)
    assert figures.deviation == pytest.approx(DRAWN.std(), rel=0.1)
