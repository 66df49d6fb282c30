"""Shares at their word."""

from __future__ import annotations

import importlib

import numpy as np
import pytest


@pytest.fixture(scope="module")
def calibrate():
    return importlib.import_module("calibrate")


def test_the_error_is_the_mean_gap_between_share_and_accuracy(calibrate):
    shares = np.array([[0.9, 0.1]] * 10 + [[0.6, 0.4]] * 10)
    labels = np.array([0] * 9 + [1] + [0] * 4 + [1] * 6)
    # The first ten are right as often as they say, the others in 0.4 instead of 0.6 of the cases.
    assert calibrate.calibration_error(shares, labels) == pytest.approx(0.1)
    assert calibrate.calibration_error(np.eye(2), np.array([0, 1])) == 0


def test_the_temperature_of_spoilt_shares_is_found(calibrate):
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (20_000, 10))
    true = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = (true.cumsum(axis=1) > rng.random((20_000, 1))).argmax(axis=1)
    spoilt = calibrate.cooled(true, 1.6)
    assert calibrate.best_temperature(spoilt, labels) == pytest.approx(1 / 1.6, abs=0.03)
    assert calibrate.calibration_error(spoilt, labels) > 0.1
    assert calibrate.calibration_error(calibrate.cooled(spoilt, 1 / 1.6), labels) < 0.02


def test_temperature_moves_no_answer_to_another_class(calibrate):
    shares = np.random.default_rng(1).dirichlet(np.ones(10), 50)
    for temperature in (0.4, 2.5):
        cooled = calibrate.cooled(shares, temperature)
        assert cooled.sum(axis=1) == pytest.approx(1)
        assert (cooled.argmax(axis=1) == shares.argmax(axis=1)).all()
