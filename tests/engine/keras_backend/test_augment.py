from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnngui.engine.augmenting import Draws, draws, smoothing
from cnngui.network.augmentation import Augmentation

pytestmark = pytest.mark.tensorflow

SHAPE = (9, 12, 2)
KINDS = [
    Augmentation(shift=0.2, rotation=30.0, zoom=0.2, horizontal_flip=True),
    Augmentation(noise=0.1),
    Augmentation(elastic=34.0),
    Augmentation(shift=0.1, rotation=15.0, zoom=0.1, noise=0.05, elastic=20.0, elastic_sigma=3.0),
]


def pictures(count: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (count, *SHAPE)).astype(np.float32)


def made(augmentation: Augmentation, values: np.ndarray, drawn: Draws) -> np.ndarray:
    import tensorflow as tf

    from cnngui.engine.keras_backend.augment import Augment

    run = tf.function(Augment(augmentation, SHAPE), autograph=False)
    result: np.ndarray = run(*map(tf.constant, (values, *drawn))).numpy()
    return result


@pytest.mark.parametrize("augmentation", KINDS, ids=["moved", "noise", "elastic", "all"])
def test_pictures_are_the_same_to_the_last_bit_however_a_batch_is_cut(augmentation: Augmentation) -> None:
    values, drawn = pictures(23), draws(augmentation, 1, 1, 23, SHAPE[:2])
    whole = made(augmentation, values, drawn)
    for cuts in ([7], [1, 16]):
        parts = [
            made(augmentation, *pair)
            for pair in zip(
                np.split(values, cuts),
                [Draws(*each) for each in zip(*(np.split(array, cuts) for array in drawn), strict=True)],
                strict=True,
            )
        ]
        np.testing.assert_array_equal(np.concatenate(parts), whole)
    assert (whole != values).any(axis=(1, 2, 3)).all()


def fetched(picture: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return what stands in a picture at places between its pixels, in float64."""
    x, y = np.clip(x, 0, SHAPE[1] - 1), np.clip(y, 0, SHAPE[0] - 1)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    right, bottom = np.minimum(left + 1, SHAPE[1] - 1), np.minimum(top + 1, SHAPE[0] - 1)
    across, down = (x - left)[..., None], (y - top)[..., None]
    upper = picture[top, left] * (1 - across) + picture[top, right] * across
    lower = picture[bottom, left] * (1 - across) + picture[bottom, right] * across
    result: np.ndarray = upper * (1 - down) + lower * down
    return result


def hashed(key: int, numbers: np.ndarray) -> np.ndarray:
    """Lowbias32, with Python's own whole numbers."""

    def mixed(value: int) -> int:
        value = (value ^ (value >> 16)) * 0x7FEB352D % 2**32
        value = (value ^ (value >> 15)) * 0x846CA68B % 2**32
        return value ^ (value >> 16)

    return np.array([mixed((key + number * 0x9E3779B9) % 2**32) for number in numbers.tolist()])


def no_push(key: int) -> tuple[np.ndarray, np.ndarray]:
    return np.zeros(SHAPE[:2]), np.zeros(SHAPE[:2])


def simard(alpha: float, sigma: float) -> Callable[[int], tuple[np.ndarray, np.ndarray]]:
    def pushed(key: int) -> tuple[np.ndarray, np.ndarray]:
        uniform = (hashed(key, np.arange(2 * 9 * 12)) >> 8) / 2**23 - 1
        x, y = uniform.reshape(2, 9, 12)
        down, across = smoothing(9, sigma).astype(np.float64), smoothing(12, sigma).astype(np.float64)
        return alpha * down @ x @ across.T, alpha * down @ y @ across.T

    return pushed


@pytest.mark.parametrize(
    ("augmentation", "push"),
    [(KINDS[0], no_push), (Augmentation(elastic=34.0, rotation=20.0), simard(34.0, 4.0))],
    ids=["moved", "elastic"],
)
def test_pixels_come_from_where_the_formula_says(augmentation: Augmentation, push: Any) -> None:
    values, drawn = pictures(6), draws(augmentation, 5, 2, 6, SHAPE[:2])
    rows, columns = np.indices(SHAPE[:2]).astype(float)
    for picture, new, transform, key in zip(values, made(augmentation, values, drawn), *drawn, strict=True):
        pushed_x, pushed_y = push(int(key))
        x, y = columns + pushed_x, rows + pushed_y
        a, b, c, d, e, f = transform.astype(np.float64)
        np.testing.assert_allclose(new, fetched(picture, a * x + b * y + c, d * x + e * y + f), atol=0.02)


def test_noise_is_normal_and_another_one_in_each_picture() -> None:
    augmentation = Augmentation(noise=0.1)
    values = np.zeros((400, *SHAPE), np.float32)
    noise = made(augmentation, values, draws(augmentation, 1, 1, 400, SHAPE[:2])).reshape(400, -1) / 25.5
    assert abs(noise.mean()) < 0.01
    assert noise.std() == pytest.approx(1, abs=0.01)
    assert np.mean(abs(noise) < 1) == pytest.approx(0.683, abs=0.005)
    assert np.mean(abs(noise) > 2) == pytest.approx(0.0455, abs=0.003)
    correlated = np.corrcoef(noise) - np.eye(400)
    assert abs(correlated).max() < 0.4
    assert abs(np.corrcoef(noise[:, :-1].ravel(), noise[:, 1:].ravel())[0, 1]) < 0.02
