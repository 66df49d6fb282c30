"""What several models answer together: their probabilities are summed, and the largest sum wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Vote:
    """Members asked about the same samples, and what they say together.

    Attributes:
        truth: int64 (samples,) class indices; -1 is a class that no member knows.
        predicted: int64 (members, samples), the class each takes each sample for.
        together: int64 (samples,), the class with the largest sum of their probabilities.
    """

    truth: Indices
    predicted: Indices
    together: Indices

    @property
    def samples(self) -> int:
        """How many samples they were asked about."""
        return len(self.truth)

    @cached_property
    def accuracies(self) -> tuple[float, ...]:
        """The share of samples that each member has right; NaN without samples."""
        return tuple(_share(each == self.truth) for each in self.predicted)

    @property
    def mean(self) -> float:
        """The mean of the members' accuracies."""
        return float(np.mean(self.accuracies))

    @property
    def best(self) -> int:
        """The place of the member that has most right, the first of several."""
        return int(np.argmax(self.accuracies))

    @cached_property
    def accuracy(self) -> float:
        """The share of samples that they have right together; NaN without samples."""
        return _share(self.together == self.truth)

    @cached_property
    def agreeing(self) -> Indices:
        """How many members say what they say together, int64 (samples,)."""
        return np.count_nonzero(self.predicted == self.together, axis=0).astype(np.int64)

    @cached_property
    def divided(self) -> Indices:
        """Positions of samples on which not all agree, int64: where fewest do first, then in their order."""
        found = np.flatnonzero(self.agreeing < len(self.predicted))
        return found[np.argsort(self.agreeing[found], kind="stable")]


def vote(truth: Indices, probabilities: Sequence[NDArray[np.float32]]) -> Vote:
    """Let members vote as the course slides do: outputs summed, then argmax.

    What is summed are probabilities, so a member that is sure counts more than one that wavers. Of equal sums
    the first class wins.

    Args:
        truth: (samples,) class indices.
        probabilities: one array a member, (samples, classes), rows summing to 1; at least one.
    """
    stacked = np.stack([np.asarray(each, np.float64) for each in probabilities])
    return Vote(
        truth,
        stacked.argmax(axis=2).astype(np.int64),
        stacked.sum(axis=0).argmax(axis=1).astype(np.int64),
    )


def _share(right: NDArray[np.bool_]) -> float:
    return float(np.mean(right)) if len(right) else float("nan")
