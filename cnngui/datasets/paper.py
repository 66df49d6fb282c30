"""The paper that something is written on: how bright it is at each place, and how grainy."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from PIL import Image

from cnngui.datasets.pen import Picture

_NEAR = 0.12
_CLOSE = 0.06
_BLOCKS = 14
_EVEN = 0.025
_LEAST_PX = 100
_APART_PX = 3


def brightness(grey: Picture) -> Picture:
    """Return the brightness of the empty paper (height, width), which changes slowly, as light falls on it.

    Mostly through the four borders. Where they are far from what most of the picture is, as those of a
    framed or badly cut picture are, through most of it; under a lamp, a curved surface.
    """
    borders, most = _plane_of_borders(grey), _surface_of_most(grey, curved=False)
    explained, better = (_explained(grey, each, _NEAR) for each in (borders, most))
    plane = most if better > 0.6 and explained < 0.65 * better else borders
    if min(grey.shape) < _LEAST_PX or (flat := _explained(grey, plane, _CLOSE)) > 0.8:
        return plane
    lamp = _surface_of_most(grey, curved=True)
    return lamp if _explained(grey, lamp, _CLOSE) > max(0.6, 1.25 * flat) else plane


def grain(grey: Picture) -> float:
    """Return the standard deviation of what is no paper and no stroke, but noise; 0 in even pictures.

    Neighbours are alike after sharpening and JPEG: pixels a little apart are compared.
    """
    if min(grey.shape) < _LEAST_PX:
        return 0.0
    apart = np.abs(grey[:, _APART_PX:] - grey[:, :-_APART_PX])
    return float(np.median(apart)) / (0.6745 * math.sqrt(2))


def without_grain(grey: Picture) -> Picture:
    """Return a grainy picture reduced by averaging, to no less than 100 px; others as they are."""
    factor = min(math.ceil(grain(grey) / _EVEN), min(grey.shape) // _LEAST_PX)
    if factor <= 1:
        return grey
    return np.asarray(Image.fromarray(grey).reduce(factor), np.float32)


def _explained(grey: Picture, paper: Picture, within: float) -> float:
    return float((np.abs(grey - paper) < within).mean())


def _plane_of_borders(grey: Picture) -> Picture:
    """Return a plane through the medians of the borders: ink may touch them."""
    top, bottom, left, right = (
        float(np.median(side)) for side in (grey[0], grey[-1], grey[:, 0], grey[:, -1])
    )
    return _surface(grey.shape, [(top + bottom + left + right) / 4, bottom - top, right - left])


def _surface_of_most(grey: Picture, *, curved: bool) -> Picture:
    """Return the plane, or curved surface, nearest to most blocks: least absolute differences."""
    rows, columns = (np.linspace(0, side, min(side, _BLOCKS) + 1).astype(int) for side in grey.shape)
    blocks = [[np.median(grey[a:b, c:d]) for c, d in pairwise(columns)] for a, b in pairwise(rows)]
    level = np.array(blocks, np.float64)
    y, x = np.meshgrid(*((np.arange(n) + 0.5) / n - 0.5 for n in level.shape), indexing="ij")
    terms = np.stack(_terms(y, x, 4 if curved else 1), axis=-1).reshape(level.size, -1)
    flat = level.ravel()
    weights = 1 / (np.abs(flat - np.median(flat)) + 0.05)
    for _ in range(10):
        surface = np.linalg.lstsq(terms * weights[:, None], flat * weights, rcond=None)[0]
        weights = 1 / np.sqrt(np.abs(flat - terms @ surface) + 0.01)
    return _surface(grey.shape, list(map(float, surface)))


def _terms(y: Picture, x: Picture, degree: int) -> list[Picture]:
    return [y ** (total - power) * x**power for total in range(degree + 1) for power in range(total + 1)]


def _surface(shape: tuple[int, ...], factors: list[float]) -> Picture:
    y, x = (np.linspace(-0.5, 0.5, length, dtype=np.float32) for length in shape)
    terms = _terms(y[:, None], x[None], 1 if len(factors) == 3 else 4)
    return np.sum([np.float32(f) * t for f, t in zip(factors, terms, strict=True)], axis=0)
