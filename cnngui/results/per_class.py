"""Precision, recall and F1 of each class, with scikit-learn's conventions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ClassScore:
    """One class.

    Attributes:
        samples: how many samples have it (scikit-learn's support). correct: how many were recognised.
        predicted: how many samples were taken for it.
    """

    label: str
    samples: int
    correct: int
    predicted: int = 0

    @property
    def accuracy(self) -> float | None:
        """Share of its samples that were recognised; None without samples."""
        return self.correct / self.samples if self.samples else None

    @property
    def precision(self) -> float:
        """Share of what was taken for it that is it; 0 when nothing was."""
        return self.correct / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of its samples that were recognised; 0 without samples."""
        return self.correct / self.samples if self.samples else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall: 2·correct / (samples + predicted); 0 for 0/0."""
        both = self.samples + self.predicted
        return 2 * self.correct / both if both else 0.0


@dataclass(frozen=True)
class Averages:
    """Precision, recall and F1 over all classes."""

    precision: float
    recall: float
    f1: float


def class_scores(
    truth: NDArray[np.int64], predicted: NDArray[np.int64], class_names: Sequence[str]
) -> tuple[ClassScore, ...]:
    """Return a score for each class, in the order of the names.

    Args:
        truth: (samples,) class indices; -1 is a class that has no name here, and counts against precision.
        predicted: (samples,), 0..classes-1.
    """
    classes = len(class_names)
    samples, right, taken = (
        np.bincount(indices, minlength=classes).tolist()
        for indices in (truth[truth >= 0], predicted[truth == predicted], predicted)
    )
    return tuple(map(ClassScore, class_names, samples, right, taken))


def macro(scores: Sequence[ClassScore]) -> Averages:
    """Return the mean over classes, each counting alike."""
    return _mean(scores, lambda score: 1)


def weighted(scores: Sequence[ClassScore]) -> Averages:
    """Return the mean over classes, each counting by its samples."""
    return _mean(scores, lambda score: score.samples)


def _mean(scores: Sequence[ClassScore], weight: Callable[[ClassScore], int]) -> Averages:
    total = sum(map(weight, scores)) or 1
    sums = (
        sum(weight(score) * getattr(score, name) for score in scores)
        for name in ("precision", "recall", "f1")
    )
    return Averages(*(each / total for each in sums))
