"""Small data sets that are made here, always the same: what one network can tell apart and another not.

Points of the plane have a map of the answer beside them, which moves as the network learns.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import Origin, with_test_part
from cnngui.datasets.dataset import Dataset, Labels, Note, Pictures

SEED = 20
POINTS = 500
"""Of them a fifth is for testing."""
BARS, BAR_SIDE = 2000, 16
BAR_CLASSES = ("horizontal", "vertical", "rising", "falling")
FARTHEST_PX = 4
"""MNIST's digits have a border of four pixels: so far none is cut in two."""

Points = NDArray[np.float64]


def moons(origin: Origin) -> Dataset:
    """Return two half circles that reach into each other.

    (cos t, sin t) and (1 − cos t, ½ − sin t) for t from 0 to π, each with normal noise of 0.1: the formula of
    scikit-learn's `make_moons`.
    """
    random = np.random.default_rng(SEED)
    angles = np.linspace(0, np.pi, POINTS // 2)
    outer = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    inner = np.stack([1 - np.cos(angles), 0.5 - np.sin(angles)], axis=1)
    return _points(origin, [outer, inner], random, noise=0.1, names=("upper", "lower"))


def circles(origin: Origin) -> Dataset:
    """Return two circles around one middle, of radius 1 and ½, with normal noise of 0.08.

    The formula of scikit-learn's `make_circles`, with a factor of ½.
    """
    random = np.random.default_rng(SEED)
    angles = np.linspace(0, 2 * np.pi, POINTS // 2, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return _points(origin, [circle, circle / 2], random, noise=0.08, names=("outer", "inner"))


def spirals(origin: Origin) -> Dataset:
    """Return two arms that run around each other 1¾ times.

    r·(sin t, cos t) with r from 0 to 1 and t = 1.75 · 2π · r, the second arm turned by π, with normal noise
    of 0.02: the formula of `classifySpiralData` of TensorFlow Playground, which goes to a radius of 5.
    """
    random = np.random.default_rng(SEED)
    radius = np.linspace(0, 1, POINTS // 2)
    angles = 1.75 * 2 * np.pi * radius
    arm = radius[:, np.newaxis] * np.stack([np.sin(angles), np.cos(angles)], axis=1)
    return _points(origin, [arm, -arm], random, noise=0.02, names=("first arm", "second arm"))


def xor_noise(origin: Origin) -> Dataset:
    """Return the four cases of XOR as clouds: each corner of the unit square with normal noise of 0.15."""
    random = np.random.default_rng(SEED)
    corners = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    clouds = np.repeat(corners, POINTS // 4, axis=0).reshape(2, -1, 2)
    return _points(origin, list(clouds), random, noise=0.15, names=("0", "1"))


def bars(origin: Origin) -> Dataset:
    """Return pictures of one bar each: lying, upright, rising or falling, uint8 (…, 16, 16, 1).

    A bar is 1 to 3 pixels wide, somewhere in the picture and 120 to 255 bright, on normal noise of 12 around
    24. Each pixel by itself tells little: a bar of every class may go through it.
    """
    random = np.random.default_rng(SEED)
    labels = np.arange(BARS) % len(BAR_CLASSES)
    rows, columns = np.indices((BAR_SIDE, BAR_SIDE))
    lines = np.stack([rows, columns, (rows + columns) / np.sqrt(2), (rows - columns) / np.sqrt(2)])
    middles = np.array([BAR_SIDE - 1, BAR_SIDE - 1, (BAR_SIDE - 1) * np.sqrt(2), 0]) / 2
    offsets = random.uniform(-0.3, 0.3, BARS) * BAR_SIDE
    halves = random.uniform(0.5, 1.5, BARS)
    brightness = random.uniform(120, 255, BARS)
    away = np.abs(lines[labels] - (middles[labels] + offsets)[:, np.newaxis, np.newaxis])
    # A pixel that a bar covers in part is bright in part.
    covered = np.clip(halves[:, np.newaxis, np.newaxis] + 0.5 - away, 0, 1)
    ground = random.normal(24, 12, covered.shape)
    pictures = ground * (1 - covered) + brightness[:, np.newaxis, np.newaxis] * covered
    x: Pictures = np.clip(np.rint(pictures), 0, 255).astype(np.uint8)[..., np.newaxis]
    return _divided(origin, x, labels.astype(np.int64), BAR_CLASSES)


def shifted_digits(origin: Origin, digits: Dataset) -> Dataset:
    """Return the bundled digits, those to train on as they are, those of the test moved.

    Each is moved by a whole number of pixels from −4 to 4, drawn evenly along each axis by itself; what comes
    in is black. A network that has learned pixel by pixel where ink lies has not seen such digits.
    """
    random = np.random.default_rng(SEED)
    steps = random.integers(-FARTHEST_PX, FARTHEST_PX + 1, (len(digits.x_test), 2))
    return Dataset(
        **vars(origin),
        x_train=digits.x_train,
        y_train=digits.y_train,
        x_test=shifted(digits.x_test, steps),
        y_test=digits.y_test,
        class_names=digits.class_names,
        notes=(Note("datasets.note_shifted", {"pixels": FARTHEST_PX}),),
    )


def shifted(pictures: Pictures, steps: NDArray[np.int64]) -> Pictures:
    """Return pictures (n, height, width, channels), moved down and right by `steps` (n, 2), black behind."""
    farthest = int(np.abs(steps).max(initial=0))
    height, width = pictures.shape[1:3]
    padded = np.pad(pictures, ((0, 0), (farthest, farthest), (farthest, farthest), (0, 0)))
    rows = np.arange(height) + farthest - steps[:, :1]
    columns = np.arange(width) + farthest - steps[:, 1:]
    places = np.arange(len(pictures))[:, np.newaxis, np.newaxis]
    moved: Pictures = padded[places, rows[:, :, np.newaxis], columns[:, np.newaxis]]
    return moved


def _points(
    origin: Origin,
    clouds: list[Points],
    random: np.random.Generator,
    *,
    noise: float,
    names: tuple[str, ...],
) -> Dataset:
    x = np.concatenate(clouds)
    x = (x + random.normal(0, noise, x.shape)).astype(np.float32)
    y = np.repeat(np.arange(len(clouds)), [len(cloud) for cloud in clouds])
    return _divided(origin, x, y.astype(np.int64), names)


def _divided(origin: Origin, x: NDArray[np.generic], y: Labels, names: tuple[str, ...]) -> Dataset:
    parts, labels = with_test_part(x, y)
    return Dataset(
        **vars(origin),
        x_train=parts[0],
        y_train=labels[0],
        x_test=parts[1],
        y_test=labels[1],
        class_names=names,
    )


TOYS: dict[str, Callable[[Origin], Dataset]] = {
    "moons": moons,
    "circles": circles,
    "spirals": spirals,
    "xor-noise": xor_noise,
    "bars": bars,
}
"""Those that need no other data, by their keys."""
