"""Data that are made here: always the same, as the formula says, and of the sizes that are told before."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.datasets.catalog import info, load_dataset
from cnngui.datasets.toys import BAR_CLASSES, FARTHEST_PX, TOYS, shifted

KEYS = [*TOYS, "shifted-digits"]


@pytest.mark.parametrize("key", KEYS)
def test_they_hold_what_is_told_before_they_are_made(key: str) -> None:
    data, told = load_dataset(key), info(key)
    assert (data.input_shape, data.class_names) == (told.input_shape, told.class_names)
    assert (len(data.y_train), len(data.y_test)) == (told.train_samples, told.test_samples)
    assert len(set(data.class_counts)) == 1
    assert load_dataset(key).fingerprint() == data.fingerprint()


def test_moons_and_circles_lie_on_their_curves_but_for_the_noise() -> None:
    moons, circles = load_dataset("moons"), load_dataset("circles")
    (x, y), upper = moons.x_train.T, moons.y_train == 0
    on_upper = np.abs(np.hypot(x, y) - 1)[upper]
    on_lower = np.abs(np.hypot(x - 1, y - 0.5) - 1)[~upper]
    assert on_upper.std() < 0.12
    assert max(on_upper.mean(), on_lower.mean()) < 0.12
    radius = np.hypot(*circles.x_train.T)
    assert radius[circles.y_train == 0].mean() == pytest.approx(1, abs=0.02)
    assert radius[circles.y_train == 1].mean() == pytest.approx(0.5, abs=0.02)


def test_the_arms_of_the_spirals_are_opposite_each_other() -> None:
    data = load_dataset("spirals")
    x, y = np.concatenate([data.x_train, data.x_test]), np.concatenate([data.y_train, data.y_test])
    radius = np.hypot(*x.T)
    turned = np.arctan2(x[:, 0], x[:, 1]) - 1.75 * 2 * np.pi * radius
    outer = radius > 0.3  # near the middle noise turns by any angle
    for label, angle in ((0, 0), (1, np.pi)):
        away = np.angle(np.exp(1j * (turned[outer & (y == label)] - angle)))
        assert np.abs(away).mean() < 0.3


def test_the_clouds_of_xor_are_around_its_corners() -> None:
    data = load_dataset("xor-noise")
    corners = np.rint(np.clip(data.x_train, 0, 1)).astype(int)
    assert (np.logical_xor(*corners.T) == data.y_train).mean() > 0.99


@pytest.mark.parametrize("label", range(4))
def test_a_bar_runs_as_its_class_says(label: int) -> None:
    data = load_dataset("bars")
    pictures = data.x_train[data.y_train == label][:100, ..., 0].astype(float)
    along = {
        "horizontal": np.abs(np.diff(pictures, axis=2)),
        "vertical": np.abs(np.diff(pictures, axis=1)),
        "rising": np.abs(pictures[:, 1:, :-1] - pictures[:, :-1, 1:]),
        "falling": np.abs(pictures[:, 1:, 1:] - pictures[:, :-1, :-1]),
    }
    assert min(along, key=lambda each: float(along[each].mean())) == BAR_CLASSES[label]


def test_a_single_pixel_tells_little_of_a_bar() -> None:
    """Or else a network without windows would do as well, which is what they are there to show."""
    data = load_dataset("bars")
    means = [data.x_train[data.y_train == label][..., 0].mean(axis=0) for label in range(4)]
    middle = np.s_[5:11, 5:11]
    assert all(np.abs(mean[middle] - np.mean(means, axis=0)[middle]).max() < 40 for mean in means)


def test_only_the_test_digits_are_moved_and_each_by_whole_pixels() -> None:
    data, digits = load_dataset("shifted-digits"), load_dataset("digits")
    assert data.x_train is not digits.x_train
    np.testing.assert_array_equal(data.x_train, digits.x_train)
    np.testing.assert_array_equal(data.y_test, digits.y_test)
    assert str(FARTHEST_PX) in str(data.notes[0])
    steps = range(-FARTHEST_PX, FARTHEST_PX + 1)
    found = []
    for moved, picture in zip(data.x_test[:30], digits.x_test[:30], strict=True):
        padded = np.pad(picture, ((8, 8), (8, 8), (0, 0)))
        found += [
            (down, right)
            for down in steps
            for right in steps
            if np.array_equal(padded[8 - down : 36 - down, 8 - right : 36 - right], moved)
        ]
    assert len(found) == 30
    assert len(set(found)) > 20


def test_a_shift_moves_down_and_right_and_leaves_black_behind() -> None:
    picture = np.arange(1, 10, dtype=np.uint8).reshape(1, 3, 3, 1)
    moved = shifted(picture, np.array([[1, -1]]))[0, ..., 0]
    assert moved.tolist() == [[0, 0, 0], [2, 3, 0], [5, 6, 0]]
