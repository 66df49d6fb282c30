"""What the units of a layer answer over many points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnngui.engine.protocol.base import Answer, Request
from cnngui.runs.model_id import ModelId


@dataclass(frozen=True)
class FetchPlane(Request):
    """Run points through a model, and say what each unit of a layer makes of each.

    Attributes:
        points: float32 (points, …) of the network's input shape.
        layer: one whose output is a row of units.
    """

    model: ModelId
    points: np.ndarray
    layer: str

    @property
    def topic(self) -> str:
        return "plane"


@dataclass(frozen=True)
class PlaneFetched(Answer):
    """The answer to `FetchPlane`: all of one moment, while a training goes on too.

    Attributes:
        values: float32 (points, units), the layer's output.
        margins: float32 (points, units): above 0 where a unit is on, below where it is off, 0 where it turns
            over. That is its weighted sum; under a softmax how far it is above the largest other one.
        activation: what the sums go through, "linear" for nothing.
    """

    model: ModelId
    layer: str
    values: np.ndarray
    margins: np.ndarray
    activation: str
