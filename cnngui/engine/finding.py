"""Which learning rate may suit, by a ramp of rates (Smith, 2017). Pure arithmetic."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

LOWEST, HIGHEST = 1e-6, 10.0
"""Between these, rates are tried."""
SMOOTHING = 0.9
TOO_HIGH = 4.0
"""A smoothed cost so many times the lowest ends the search: larger rates would only be worse."""
FEWEST = 10


def ramp(steps: int, lowest: float, highest: float) -> Values:
    """Return float64 (steps,): from `lowest` to `highest`, each the same factor above the one before."""
    return np.geomspace(lowest, highest, steps)


def smoothed(losses: Values) -> Values:
    """Return float64 (batches,): running means of the costs, as heavy at the beginning as later."""
    if not len(losses):
        return losses
    weights = SMOOTHING ** np.arange(len(losses))
    sums = np.convolve(losses, weights)[: len(losses)]
    means: Values = sums / np.cumsum(weights)
    return means


def went_up(losses: Values) -> bool:
    """Return whether the cost has risen so far that no larger rate needs to be tried."""
    means = smoothed(losses)
    return len(means) > FEWEST and bool(means[-1] > TOO_HIGH * means.min())


def suggested_rate(rates: Values, losses: Values) -> float | None:
    """Return the rate at which the smoothed cost falls fastest; None where it does not fall.

    It is a suggestion: the steepest place of one noisy curve, for the weights of now. Looked for up to where
    the cost is lowest.
    """
    means = smoothed(losses)
    lowest = int(np.argmin(means)) if len(means) else 0
    if len(means) < FEWEST or lowest < 2:
        return None
    slopes = np.gradient(means[: lowest + 1], np.log(rates[: lowest + 1]))
    steepest = int(np.argmin(slopes))
    return float(rates[steepest]) if slopes[steepest] < 0 else None
