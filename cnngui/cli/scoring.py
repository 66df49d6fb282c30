"""How well predictions agree with the truth: arithmetic alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class ClassScore:
    """One class: how many samples have it, how many of them were recognised."""

    label: str
    samples: int
    correct: int

    @property
    def accuracy(self) -> float | None:
        """Share of its samples that were recognised; None without samples."""
        return self.correct / self.samples if self.samples else None


@dataclass(frozen=True)
class Scores:
    """Attributes:
    per_class: in the order of the class names.
    confusion: int64 (classes, classes), counts by true class and predicted class.
    """

    samples: int
    correct: int
    per_class: tuple[ClassScore, ...]
    confusion: NDArray[np.int64]

    @property
    def accuracy(self) -> float:
        """Share of all samples that were recognised."""
        return self.correct / self.samples


def score(truth: NDArray[np.int64], predicted: NDArray[np.int64], class_names: tuple[str, ...]) -> Scores:
    """Compare class indices.

    Args:
        truth: (samples,); -1 is a class the network does not know, which no answer can be right for.
        predicted: (samples,), 0..classes-1.
        class_names: one a class.
    """
    import numpy as np

    known = truth >= 0
    confusion = np.zeros((len(class_names), len(class_names)), dtype=np.int64)
    np.add.at(confusion, (truth[known], predicted[known]), 1)
    per_class = tuple(
        ClassScore(name, int(row.sum()), int(row[index]))
        for index, (name, row) in enumerate(zip(class_names, confusion, strict=True))
    )
    return Scores(len(truth), int(np.trace(confusion)), per_class, confusion)
