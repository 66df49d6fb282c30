from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine.finding import ramp, smoothed, suggested_rate, went_up


def test_a_ramp_multiplies() -> None:
    rates = ramp(8, 1e-6, 10.0)
    assert (rates[0], rates[-1]) == pytest.approx((1e-6, 10.0))
    np.testing.assert_allclose(rates[1:] / rates[:-1], 10)


def test_a_cost_that_stands_still_is_its_own_mean_from_the_first_on() -> None:
    np.testing.assert_allclose(smoothed(np.full(30, 2.5)), 2.5)
    noise = np.random.default_rng(1).normal(0, 1, 2000)
    assert smoothed(noise)[100:].std() < 0.4


def test_the_suggestion_is_where_a_cost_falls_fastest() -> None:
    rates = ramp(200, 1e-6, 10.0)
    # A sigmoid in the logarithm, falling fastest at 1e-3, until it goes up at 1.
    losses = 2.3 / (1 + (rates / 1e-3) ** 1.5) + (rates > 1) * (rates - 1)
    found = suggested_rate(rates, losses)
    assert found is not None
    assert 5e-4 < found < 8e-3  # smoothing lags behind


def test_a_cost_that_never_falls_suggests_nothing() -> None:
    rates = ramp(50, 1e-6, 10.0)
    assert suggested_rate(rates, np.linspace(1, 5, 50)) is None
    assert suggested_rate(rates[:5], np.linspace(5, 1, 5)) is None
    assert suggested_rate(rates[:0], np.empty(0)) is None


def test_a_cost_four_times_the_lowest_ends_the_search() -> None:
    assert not went_up(np.full(100, 2.0))
    assert went_up(np.concatenate([np.full(50, 1.0), np.full(30, 9.0)]))
    assert not went_up(np.array([1.0, 9.0, 9.0]))
