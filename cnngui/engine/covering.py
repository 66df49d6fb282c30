"""Where a sample is covered to see what its answer hangs on, and with what. Numpy only."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]
Slices = tuple[slice, ...]

WINDOW_SHARE = 1 / 7
"""The side of a window as a part of the picture's: some strokes wide, for a 28×28 digit 4 pixels."""
MOST_ALONG, LEAST_ALONG = 14, 5


def background(sample: Values) -> Values:
    """Return a sample (…) of nothing but background, in the numbers of this one.

    Of a picture (height, width, channels) each channel's is the median of its border: the paper of a drawing,
    a middling colour of a photograph. Of numbers and words it is 0, the index of no word.
    """
    if sample.ndim != 3:
        return np.zeros_like(sample)
    border = np.concatenate([sample[0], sample[-1], sample[1:-1, 0], sample[1:-1, -1]])
    return np.broadcast_to(np.median(border, axis=0), sample.shape).astype(np.float32)


def windows(shape: tuple[int, ...], most: int = MOST_ALONG**2) -> list[Slices]:
    """Return the places to cover in a sample of `shape`, in reading order; together they cover all of it.

    Args:
        most: about as many for a picture, whose windows overlap. Other samples have one for each step.
    """
    if len(shape) != 3:
        return [(slice(place, place + 1),) for place in range(shape[0])]
    along = int(np.clip(np.sqrt(most), LEAST_ALONG, MOST_ALONG))
    rows, columns = (_spans(side, along) for side in shape[:2])
    return [(row, column) for row, column in product(rows, columns)]


def covered(sample: Values, over: Values, places: list[Slices]) -> Values:
    """Return float32 (places, …): the sample, each time with one of the places taken from `over`."""
    many = np.repeat(sample[np.newaxis], len(places), axis=0)
    for each, place in zip(many, places, strict=True):
        each[place] = over[place]
    return many


def spread(values: Values, places: list[Slices], shape: tuple[int, ...]) -> Values:
    """Return float32 of the sample's (height, width) or (steps,): the mean of `values` (places,) over all
    windows that cover a place."""
    total = np.zeros(_plane(shape), np.float64)
    count = np.zeros_like(total)
    for value, place in zip(values, places, strict=True):
        total[place] += value
        count[place] += 1
    return (total / np.maximum(count, 1)).astype(np.float32)


def nearest(places: list[Slices], shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Return int64 of the sample's (height, width) or (steps,): which window's middle is nearest."""
    middles = np.array([[(each.start + each.stop - 1) / 2 for each in place] for place in places])
    grid = np.stack(np.meshgrid(*[np.arange(side) for side in _plane(shape)], indexing="ij"), axis=-1)
    distance = ((grid[..., np.newaxis, :] - middles) ** 2).sum(axis=-1)
    return np.asarray(distance.argmin(axis=-1), np.int64)


def _plane(shape: tuple[int, ...]) -> tuple[int, ...]:
    return shape[:2] if len(shape) == 3 else shape[:1]


def _spans(side: int, along: int) -> list[slice]:
    width = max(1, round(side * WINDOW_SHARE))
    # As many as are needed so that no pixel stays uncovered, and no more than there are places.
    count = min(max(along, -(-side // width)), side - width + 1)
    starts = np.unique(np.linspace(0, side - width, count).round().astype(int))
    return [slice(start, start + width) for start in map(int, starts)]
