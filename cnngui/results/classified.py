"""All that follows from a network's probabilities and the true classes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cnngui.results.calibration import Calibration, calibration
from cnngui.results.confusion import confusion_matrix
from cnngui.results.intervals import wilson_interval
from cnngui.results.per_class import ClassScore, class_scores
from cnngui.results.regression import Regression, regression

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Classified:
    """What a network said of some samples. Each figure is computed when it is first wanted.

    Attributes:
        class_names: one a class of the network, in the order of its outputs.
        truth: int64 (samples,), 0..classes-1; -1 is a class that the network does not know, which no answer
            can be right for.
        probabilities: float32 (samples, classes), rows summing to 1.
        indices: int64 (samples,), which samples of the data these are.
        numbers: float32 (samples,), what a network that answers with a single number said; None for others.
            The number wanted is the index of the true class.
    """

    class_names: tuple[str, ...]
    truth: Indices
    probabilities: NDArray[np.float32]
    indices: Indices
    numbers: NDArray[np.float32] | None = None

    @property
    def samples(self) -> int:
        """How many samples were measured."""
        return len(self.truth)

    @cached_property
    def predicted(self) -> Indices:
        """The class each sample was taken for, int64 (samples,)."""
        return self.probabilities.argmax(axis=1).astype(np.int64)

    @cached_property
    def confidence(self) -> NDArray[np.float32]:
        """The probability of that class, float32 (samples,)."""
        return np.take_along_axis(self.probabilities, self.predicted[:, np.newaxis], axis=1)[:, 0]

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """Whether it is the true one, bool (samples,)."""
        return self.predicted == self.truth

    @property
    def correct(self) -> int:
        """How many samples were recognised."""
        return int(np.count_nonzero(self.right))

    @property
    def accuracy(self) -> float:
        """Share of all samples that were recognised; NaN without samples."""
        return self.correct / self.samples if self.samples else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true accuracy lies, with 95 % certainty (`wilson_interval`)."""
        return wilson_interval(self.correct, self.samples)

    @cached_property
    def confusion(self) -> Indices:
        """Counts by true and by predicted class, int64 (classes, classes)."""
        return confusion_matrix(self.truth, self.predicted, len(self.class_names))

    @cached_property
    def per_class(self) -> tuple[ClassScore, ...]:
        """A score for each class, in the order of the names."""
        return class_scores(self.truth, self.predicted, self.class_names)

    @cached_property
    def calibration(self) -> Calibration:
        """How sure the answers are, and how often they are right."""
        return calibration(self.confidence, self.right)

    @cached_property
    def regression(self) -> Regression | None:
        """How far the numbers are from the wanted ones; None where the output is no number, or no sample."""
        known = self.truth >= 0
        if self.numbers is None or not known.any():
            return None
        return regression(self.truth[known], self.numbers[known])

    @cached_property
    def mistakes(self) -> Indices:
        """Positions of all wrong answers, the surest first; equally sure ones in their order."""
        wrong = np.flatnonzero(~self.right)
        return wrong[np.argsort(-self.confidence[wrong], kind="stable")]

    def cell(self, true: int, taken_for: int) -> Indices:
        """Return the positions of the samples of one class taken for another, the surest answers first."""
        found = np.flatnonzero((self.truth == true) & (self.predicted == taken_for))
        return found[np.argsort(-self.confidence[found], kind="stable")]

    def with_truth(self, truth: Indices, kept: NDArray[np.bool_]) -> Classified:
        """Return the same answers beside other labels, of those samples that are `kept`, bool (samples,)."""
        numbers = None if self.numbers is None else self.numbers[kept]
        return replace(
            self,
            truth=truth[kept],
            probabilities=self.probabilities[kept],
            indices=self.indices[kept],
            numbers=numbers,
        )
