"""Where two models answer differently, and which of them is right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Disagreement:
    """What two models say of the same samples.

    Attributes:
        first, second, neither: int64, ascending positions of samples on which they disagree and the first is
            right, the second is, or neither.
        samples: how many both were asked about. both_right: of these, how many both are right on.
    """

    first: Indices
    second: Indices
    neither: Indices
    samples: int
    both_right: int

    @property
    def positions(self) -> Indices:
        """All samples on which they disagree: first those where one of them is right."""
        return np.concatenate([self.first, self.second, self.neither])


def disagreement(truth: Indices, first: Indices, second: Indices) -> Disagreement:
    """Compare two models.

    Args:
        truth, first, second: (samples,) class indices, of the same samples and classes; -1 in `truth` is a
            class that neither knows.
    """
    apart = first != second
    return Disagreement(
        first=np.flatnonzero(apart & (first == truth)),
        second=np.flatnonzero(apart & (second == truth)),
        neither=np.flatnonzero(apart & (first != truth) & (second != truth)),
        samples=len(truth),
        both_right=int(np.count_nonzero((first == truth) & (second == truth))),
    )
