"""Divide samples into a part to train on and a part to validate on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]

_MOST_VALUES = 8_000_000


def split_validation(n: int, fraction: float, seed: int, labels: NDArray[Any]) -> tuple[Indices, Indices]:
    """Return the indices of the training and of the validation samples, each class divided alike.

    Args:
        n: samples.
        fraction: part held back for validation, 0 <= fraction < 1.
        seed: the same seed gives the same split, whatever the pictures are.
        labels: (samples,) classes.

    Returns:
        Two ascending arrays without a common index that together hold 0..n-1. Validation has n * fraction
        samples to the nearest whole number, unless a class would lose its last training sample.

    Raises:
        ValueError: `fraction` out of range, or not one label a sample.
    """
    if not 0 <= fraction < 1:
        raise ValueError(f"fraction must be at least 0 and below 1, not {fraction}")
    if labels.shape != (n,):
        raise ValueError(f"{n} samples need labels of shape ({n},), not {labels.shape}")
    _, classes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    random = np.random.default_rng(seed)
    held_back = np.zeros(n, bool)
    for index, quota in enumerate(_quotas(counts, fraction)):
        members = np.flatnonzero(classes == index)
        held_back[random.permutation(members)[:quota]] = True
    return np.flatnonzero(~held_back), np.flatnonzero(held_back)


def _quotas(counts: Indices, fraction: float) -> Indices:
    """Return how many of each class to hold back: largest remainders, so that the sum is right too."""
    exact = counts * fraction
    quotas = np.floor(exact).astype(np.int64)
    missing = round(float(exact.sum())) - int(quotas.sum())
    # Ties go to the larger class, then to the first one; never by chance.
    order = np.lexsort((-counts, -(exact - quotas)))
    quotas[order[:missing]] += 1
    return np.minimum(quotas, counts - 1)


def evenly(samples: NDArray[Any], count: int) -> NDArray[Any]:
    """Return at most `count` samples from all over, fewer of large ones, none of them copied."""
    count = max(1, min(count, _MOST_VALUES // max(1, samples[0].size)))
    return samples[:: max(1, -(-len(samples) // count))]


def spread_over_classes(labels: NDArray[np.int64], count: int, seed: int) -> Indices:
    """Return `count` indices (fewer if there are not as many), drawn with `seed`, each class in turn."""
    random = np.random.default_rng(seed)
    shuffled = random.permutation(len(labels))
    turn = np.zeros(len(labels), np.int64)
    for label in np.unique(labels):
        of_class = labels[shuffled] == label
        turn[of_class] = np.arange(np.count_nonzero(of_class))
    return shuffled[np.lexsort((labels[shuffled], turn))][:count]
