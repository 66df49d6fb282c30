from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine.augmenting import draws, smoothing
from cnngui.network.augmentation import Augmentation

SIZE = (8, 12)
ALL = Augmentation(shift=0.2, rotation=30.0, zoom=0.3, horizontal_flip=True)


def test_a_sample_s_numbers_follow_from_seed_epoch_and_sample_alone() -> None:
    few, many = draws(ALL, 1, 3, 5, SIZE), draws(ALL, 1, 3, 50, SIZE)
    np.testing.assert_array_equal(few.transforms, many.transforms[:5])
    np.testing.assert_array_equal(few.keys, many.keys[:5])
    for seed, epoch in ((2, 3), (1, 4)):
        other = draws(ALL, seed, epoch, 50, SIZE)
        assert (other.transforms != many.transforms).any(axis=1).all()
        assert len(np.intersect1d(other.keys, many.keys)) < 2


def test_nothing_asked_for_moves_nothing() -> None:
    transforms = draws(Augmentation(), 1, 1, 4, SIZE).transforms
    np.testing.assert_array_equal(transforms, np.tile(np.array([1, 0, 0, 0, 1, 0], "f"), (4, 1)))


def test_shifts_stay_within_their_share_of_each_side() -> None:
    transforms = draws(Augmentation(shift=0.25), 1, 1, 2000, SIZE).transforms
    across, down = transforms[:, 2], transforms[:, 5]
    assert (abs(across).max(), abs(down).max()) == pytest.approx((3, 2), rel=0.01)
    assert abs(across.mean()) < 0.15
    np.testing.assert_array_equal(
        transforms[:, [0, 1, 3, 4]], np.tile(np.array([1, 0, 0, 1], "f"), (2000, 1))
    )


def test_turns_and_zooms_keep_the_middle_where_it_is() -> None:
    transforms = draws(
        Augmentation(rotation=40.0, zoom=0.5, horizontal_flip=True), 1, 1, 2000, SIZE
    ).transforms
    a, b, c, d, e, f = transforms.T
    np.testing.assert_allclose(a * 5.5 + b * 3.5 + c, 5.5, atol=1e-5)
    np.testing.assert_allclose(d * 5.5 + e * 3.5 + f, 3.5, atol=1e-5)
    angles = np.rad2deg(np.arctan2(-d, e))
    assert abs(angles).max() == pytest.approx(40, abs=0.2)
    sizes = 1 / np.hypot(d, e)
    assert (sizes.min(), sizes.max()) == pytest.approx((0.5, 1.5), abs=0.01)
    mirrored = (a * e - b * d) < 0
    assert 0.45 < mirrored.mean() < 0.55


def test_smoothing_is_the_convolution_with_a_gaussian() -> None:
    values, sigma = np.random.default_rng(1).normal(size=20), 1.5
    kernel = np.exp(-0.5 * (np.arange(-6, 7) / sigma) ** 2)
    expected = np.convolve(values, kernel / kernel.sum(), mode="same")
    np.testing.assert_allclose(smoothing(20, sigma) @ values, expected, rtol=1e-5)
