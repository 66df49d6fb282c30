"""How the curves of runs are drawn, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cnngui.ui.runs.printed import Printed

Over = Literal["epoch", "step", "time"]


@dataclass(frozen=True)
class Look:
    """What holds for all curves of a plot.

    Attributes:
        over: epochs; batches behind the run; or seconds in training.
        smoothing: weight of the past, 0..1, of what has a value for each batch.
        metric: Keras' name, where all runs have one and the same; else "".
        printed: of a slide, None for nothing.
        both: beside validation, that of training as well, and the other way round.
    """

    over: Over = "epoch"
    smoothing: float = 0.0
    log: bool = False
    metric: str = "accuracy"
    printed: Printed | None = None
    both: bool = False
