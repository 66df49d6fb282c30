"""Circles, triangles and crosses as a hand draws them: no two alike."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import numpy as np

from cnngui.datasets.drawn_sets import SAMPLES_FOLDER, create_set
from cnngui.datasets.ink import Stroke
from cnngui.datasets.own_samples import OwnSample, SampleFolder

SHAPES = ("circle", "triangle", "cross")


def shape_strokes(shape: str, chance: np.random.Generator) -> tuple[Stroke, ...]:
    """Return the strokes of one shape, somewhere on the canvas, of some size, a little turned and wobbly."""
    size, turn = chance.uniform(50, 100), chance.uniform(-0.25, 0.25)
    middle = chance.uniform(110, 170, 2)

    def line(*corners: tuple[float, float]) -> Stroke:
        points = []
        for (x, y), (to_x, to_y) in pairwise(corners):
            points += [(x + (to_x - x) * share, y + (to_y - y) * share) for share in np.linspace(0, 1, 12)]
        turned = [
            (x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn))
            for x, y in points
        ]
        wobbly = np.array(turned) * size + middle + chance.normal(0, 1.5, (len(turned), 2))
        return Stroke(tuple(map(tuple, wobbly.tolist())))

    if shape == "circle":
        around = np.linspace(0, 2 * math.pi, 24)
        return (line(*[(math.cos(at), math.sin(at)) for at in around]),)
    if shape == "triangle":
        return (line((-1, 0.8), (0, -1), (1, 0.8), (-1, 0.8)),)
    return line((-1, -1), (1, 1)), line((1, -1), (-1, 1))


def shape_samples(count: int, seed: int = 1, shapes: tuple[str, ...] = SHAPES) -> list[OwnSample]:
    """Return `count` samples of each shape, in turn."""
    chance = np.random.default_rng(seed)
    return [
        OwnSample.of(shape, shape_strokes(shape, chance), made_s=float(place))
        for place, shape in enumerate(shapes * count)
    ]


def shape_set(home: Path | None, count: int, name: str = "Shapes", seed: int = 1) -> Path:
    """Make a set of drawings with `count` samples of each shape, and return its folder."""
    folder = create_set(name, SHAPES, home)
    SampleFolder(folder / SAMPLES_FOLDER).write(shape_samples(count, seed))
    return folder
