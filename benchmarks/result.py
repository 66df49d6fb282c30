"""What a benchmark says."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One figure beside its goal.

    Attributes:
        name: what was measured. unit: of `value` and `goal`, "" for a ratio.
        value: None where it could not be measured; `note` says why.
        at_least: whether larger is better; otherwise `goal` is a ceiling. None as `goal`: no promise.
        note: what else is worth knowing, such as the parts of a ratio.
        rounds: all values of which `value` is the middle or the worst, in their order; none where there are
            too many to print.
        neighbours: how many cores others kept busy just before and just after, as far as is known.
    """

    name: str
    value: float | None
    unit: str
    goal: float | None
    at_least: bool = False
    note: str = ""
    rounds: tuple[float, ...] = ()
    neighbours: tuple[float, ...] = ()

    @property
    def met(self) -> bool | None:
        """Whether the goal is met, None without a goal or a value."""
        if self.goal is None or self.value is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0..1) of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)
