"""Samples that are odd in their class: much farther from its mean than the others are.

The distance is the root of the mean squared difference from the mean picture (or row) of the class. How odd
it is, Iglewicz and Hoaglin's modified z-score says ("How to detect and handle outliers", 1993): the distance
less their median, by the median of how far they are from that, times 0.6745. They call above 3.5 an outlier.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.averages import averages
from cnngui.datasets.dataset import Labels, Samples

ODD = 3.5
FEWEST = 10
"""Samples of a class below which nothing is odd: the median of a few says little."""
_VALUES_AT_ONCE = 4_000_000
_FACTOR = 0.6745


def oddness(
    parts: tuple[Samples, Samples],
    labels: Labels,
    counts: NDArray[np.bool_],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> NDArray[np.float32]:
    """Return float32 (samples,), counted through both parts: the score of each, 0 for sentences.

    Args:
        parts: samples of one kind. labels: int64 (samples,), the class of each.
        counts: which samples count; the others have no say, and a score of 0.
        progress: is told how far it is, done and in all; what it raises ends the work.
    """
    scores = np.zeros(len(labels), np.float32)
    if parts[0].dtype == np.int32:
        return scores
    classes = np.unique(labels[counts])
    for done, label in enumerate(classes.tolist()):
        progress(done, len(classes))
        places = np.flatnonzero(counts & (labels == label))
        if len(places) >= FEWEST:
            go_on = partial(progress, done, len(classes))
            scores[places] = _scores(_distances(parts, places, go_on))
    progress(len(classes), len(classes))
    return scores


def _distances(
    parts: tuple[Samples, Samples], places: NDArray[np.int64], go_on: Callable[[], None]
) -> NDArray[np.float64]:
    own = len(parts[0])
    chosen = [(parts[0], places[places < own]), (parts[1], places[places >= own] - own)]
    found = averages(chosen, go_on)
    assert found is not None, "there are samples, and no sentences"
    distances = []
    block = max(1, _VALUES_AT_ONCE // max(1, found.mean.size))
    for samples, those in chosen:
        for start in range(0, len(those), block):
            go_on()
            away = samples[those[start : start + block]].astype(np.float32) - found.mean
            distances.append(np.sqrt(np.square(away).reshape(len(away), -1).mean(axis=1)))
    return np.concatenate(distances).astype(np.float64)


def _scores(distances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return modified z-scores; zeros where most distances are the same."""
    away = distances - np.median(distances)
    spread = np.median(np.abs(away))
    return _FACTOR * away / spread if spread > 0 else np.zeros_like(away)
