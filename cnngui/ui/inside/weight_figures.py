"""A layer's weights in figures: how they are spread, and how many of them are next to nothing. Numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

BINS = 41
"""Odd, so that 0 lies in the middle of one."""
NEAR_SHARE = 0.01
"""A weight smaller than this part of the largest one counts as near 0."""
MOST_COUNTED = 250_000
"""Of more weights every second, third … is counted: so it takes 12 ms at most, on busy cores too."""


@dataclass(frozen=True, eq=False)
class WeightFigures:
    """One array of a layer.

    Attributes:
        name: Keras' word for it. shape: of the array.
        step: every so many of its numbers were counted; 1 for all. counted: how many that were.
        counts: int64 (`BINS`,), of those that are finite. reach: how far the bins go to either side of 0.
        mean, deviation: of those that are finite; the deviation is the root of the mean square.
        zeros, near: shares of all that were counted: exactly 0, and less than `NEAR_SHARE` of the largest,
            zeros among them.
        broken: how many are NaN or infinite.
    """

    name: str
    shape: tuple[int, ...]
    step: int
    counted: int
    counts: npt.NDArray[np.int64]
    reach: float
    mean: float
    deviation: float
    zeros: float
    near: float
    broken: int

    def bin(self, place: int) -> tuple[float, float]:
        """Return the least and the greatest value of a bin."""
        width = 2 * self.reach / BINS
        return -self.reach + place * width, -self.reach + (place + 1) * width


def figures_of(name: str, weights: npt.NDArray[np.float32]) -> WeightFigures:
    """Return what there is to say of an array with at least one number."""
    step = max(1, ceil(weights.size / MOST_COUNTED))
    numbers = np.asarray(weights, np.float32).ravel()[::step]
    finite = numbers[np.isfinite(numbers)]
    reach = float(np.abs(finite).max(initial=0.0))
    zeros = int((finite == 0).sum())
    near = int((np.abs(finite) < NEAR_SHARE * reach).sum()) if reach else zeros
    # As a bin of their own when all are 0: bins need some width.
    counts = np.histogram(finite, BINS, (-reach, reach) if reach else (-1.0, 1.0))[0]
    return WeightFigures(
        name,
        weights.shape,
        step,
        numbers.size,
        counts,
        reach,
        mean=float(finite.mean(dtype=np.float64)) if finite.size else 0.0,
        deviation=float(finite.std(dtype=np.float64)) if finite.size else 0.0,
        zeros=zeros / numbers.size,
        near=near / numbers.size,
        broken=numbers.size - finite.size,
    )
