"""Whether a network that says "90 %" is right nine times in ten."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15

Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Calibration:
    """Answers by how sure they are, in bins of equal width.

    Attributes:
        edges: (bins + 1,), 0..1; a bin holds what lies above its lower edge, up to its upper one.
        counts: int64 (bins,), answers in each.
        confidence, accuracy: (bins,), the mean probability of the answers in it, and the share of them that
            is right; NaN where it is empty.
        error: the expected calibration error (ECE), 0..1: Σ counts · |accuracy − confidence| / samples.
    """

    edges: Values
    counts: NDArray[np.int64]
    confidence: Values
    accuracy: Values
    error: float


def calibration(confidence: NDArray[np.floating], right: NDArray[np.bool_], bins: int = BINS) -> Calibration:
    """Return how sure answers are, and how often they are right.

    C. Guo, G. Pleiss, Y. Sun and K. Weinberger, "On calibration of modern neural networks", ICML 2017: bins
    ((m−1)/M, m/M] of the probability of the class that was named, M = 15.

    Args:
        confidence: (samples,), the probability of the class that was named. right: whether that is true.
    """
    place = bin_of(confidence, bins)
    counts = np.bincount(place, minlength=bins)
    sums = (np.bincount(place, weights=each, minlength=bins) for each in (confidence, right))
    empty = np.full(bins, np.nan)
    mean, share = (np.divide(each, counts, out=empty.copy(), where=counts > 0) for each in sums)
    gaps = np.abs(np.nan_to_num(share) - np.nan_to_num(mean))
    error = float((counts * gaps).sum() / max(1, len(confidence)))
    return Calibration(np.arange(bins + 1) / bins, counts.astype(np.int64), mean, share, error)


def bin_of(confidence: NDArray[np.floating], bins: int = BINS) -> NDArray[np.int64]:
    """Return the bin of each answer; one of probability 0, which no edge lies below, is in the first."""
    place = np.ceil(np.asarray(confidence, np.float64) * bins).astype(np.int64) - 1
    return np.clip(place, 0, bins - 1)
