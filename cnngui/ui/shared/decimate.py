"""Thin a long curve to what a screen can show, keeping every peak. Pure numpy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.floating]


def visible_peaks(x: Values, y: Values, low: float, high: float, bins: int) -> tuple[Values, Values]:
    """Return the part of a curve between `low` and `high`, thinned to some ``2·bins`` points.

    Args:
        x: (points,) rising. y: (points,).
        bins: columns of the screen, at least 1.

    Each bin of equally many points gives its least and its greatest value, so that no spike is lost; the
    points that do not fill a bin, at the end, stand for themselves. One point beyond either side is kept,
    so that the line runs to the edge.
    """
    first = max(0, int(np.searchsorted(x, low)) - 1)
    last = min(len(x), int(np.searchsorted(x, high, side="right")) + 1)
    size = (last - first) // max(1, bins)
    if size < 3:
        return x[first:last], y[first:last]
    whole = (last - first) // size * size
    blocks = y[first : first + whole].reshape(-1, size)
    thin = np.empty(2 * len(blocks))
    # Unlike min and max, these two leave NaN out.
    thin[0::2] = np.fmin.reduce(blocks, axis=1)
    thin[1::2] = np.fmax.reduce(blocks, axis=1)
    places = np.repeat(x[first : first + whole : size], 2)
    rest = slice(first + whole, last)
    return np.concatenate([places, x[rest]]), np.concatenate([thin, y[rest]])
