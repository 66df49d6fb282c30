"""The arithmetic of a curve, without a window."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.ui.train.curve import Curve

NONE = np.empty(0)


def test_a_curve_that_grows_is_smoothed_as_if_it_came_at_once():
    x = np.arange(1.0, 3001.0)
    raw = np.random.default_rng(1).random(3000)
    whole, grown = Curve(), Curve()
    whole.show(x, raw, NONE, NONE)
    for end in (7, 1000, 3000):
        grown.show(x[:end], raw[:end], NONE, NONE)
    np.testing.assert_allclose(grown.smooth, whole.smooth)


def test_another_smoothing_holds_for_the_past_too():
    curve = Curve()
    curve.show(np.arange(3.0), np.array([1.0, 2.0, 3.0]), NONE, NONE)
    curve.set_smoothing(0.0)
    np.testing.assert_array_equal(curve.smooth, [1, 2, 3])


def test_the_newest_values_leave_out_what_was_not_measured():
    curve = Curve(0.0)
    assert curve.newest() == (None, None)
    curve.show(np.array([0.5, 1.0]), np.array([3.0, 2.0]), np.array([1.0, 2.0]), np.array([0.25, np.nan]))
    assert curve.newest() == (2.0, 0.25)


@pytest.mark.parametrize(
    ("x", "read"), [(0.1, (0.5, 3.0, None)), (0.6, (1.0, 2.0, None)), (9.0, (1.5, 1.0, 7.0))]
)
def test_a_place_is_read_at_its_batch_and_the_epoch_before_it(x, read):
    curve = Curve(0.0)
    curve.show(np.array([0.5, 1.0, 1.5]), np.array([3.0, 2.0, 1.0]), np.array([1.0]), np.array([7.0]))
    assert curve.at(x) == read


@pytest.mark.parametrize(
    ("raw", "log", "top", "bounds"),
    [
        ([], False, None, (0.0, 1.0)),
        ([], True, None, (-2.0, 0.5)),
        ([4.0, 2.0], False, None, (0.0, 4.0)),
        ([0.01, 100.0, -1.0, np.nan], True, None, (-2.0, 2.0)),
        ([0.99, 0.97], False, 1.0, (0.9, 1.0)),
        ([0.3, 0.99], False, 1.0, (0.3, 1.0)),
    ],
)
def test_the_range_holds_what_matters_and_ends_at_the_best_value(raw, log, top, bounds):
    curve = Curve(0.0)
    curve.show(np.arange(float(len(raw))), np.array(raw), NONE, NONE)
    assert curve.bounds(log=log, top=top) == pytest.approx(bounds)


def test_an_outlier_in_a_thousand_values_does_not_flatten_the_rest():
    raw = np.ones(1000)
    raw[500] = 1e6
    curve = Curve(0.0)
    curve.show(np.arange(1000.0), raw, NONE, NONE)
    assert curve.bounds() == (0.0, 1.0)
