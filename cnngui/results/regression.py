"""Answers that are a number, against the number that is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Regression:
    """How far numbers are from what is wanted.

    Attributes:
        wanted, answered: float64 (samples,).
        mean_squared_error, mean_absolute_error: 0 and up.
        r2: the coefficient of determination, 1 − Σ(wanted − answered)² / Σ(wanted − mean)²; at most 1. Where
            all wanted numbers are the same it is 1 if they are met and 0 otherwise, as in scikit-learn.
    """

    wanted: Values
    answered: Values
    mean_squared_error: float
    mean_absolute_error: float
    r2: float

    @property
    def residuals(self) -> Values:
        """What is missing: wanted − answered, (samples,)."""
        return self.wanted - self.answered


def regression(numbers_wanted: NDArray[Any], numbers_answered: NDArray[Any]) -> Regression:
    """Compare numbers (samples,), at least one of them."""
    wanted, answered = (np.asarray(each, np.float64) for each in (numbers_wanted, numbers_answered))
    left = ((wanted - answered) ** 2).sum()
    around = ((wanted - wanted.mean()) ** 2).sum()
    r2 = 1 - left / around if around else float(left == 0)
    errors = np.abs(wanted - answered)
    return Regression(wanted, answered, float(left / len(wanted)), float(errors.mean()), float(r2))
