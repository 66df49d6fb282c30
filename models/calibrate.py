"""How far shares can be taken at their word, and the temperature that makes them so; numpy only."""

from __future__ import annotations

import numpy as np

BINS = 15


def calibration_error(shares: np.ndarray, labels: np.ndarray) -> float:
    """Return the expected calibration error of shares (n, classes): Guo et al. 2017, 15 bins of equal width.

    It is the mean, over all samples, of how far a bin's mean share of the best class is from its accuracy.
    """
    best = shares.max(axis=1)
    right = shares.argmax(axis=1) == labels
    of_bin = np.minimum((best * BINS).astype(int), BINS - 1)
    gaps = np.bincount(of_bin, best - right, BINS)
    return float(np.abs(gaps).sum() / len(labels))


def cooled(shares: np.ndarray, temperature: float) -> np.ndarray:
    """Return the shares (n, classes) that logits over `temperature` give: below 1 sharper."""
    logits = np.log(np.maximum(shares, 1e-30)) / temperature
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
    return result


def cross_entropy(shares: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean of −log of the right class's share."""
    return float(-np.log(np.maximum(shares[np.arange(len(labels)), labels], 1e-30)).mean())


def best_temperature(shares: np.ndarray, labels: np.ndarray) -> float:
    """Return the temperature from 0.3 to 3, to 0.01, with the least cross-entropy."""
    tried = np.arange(30, 301) / 100
    return float(min(tried, key=lambda t: cross_entropy(cooled(shares, float(t)), labels)))
