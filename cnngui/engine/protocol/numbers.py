"""A layer of a model is asked for all its numbers, to take single cells of its output apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnngui.engine.layer_numbers import LayerNumbers
from cnngui.engine.protocol.base import Answer, Request
from cnngui.runs.model_id import ModelId


@dataclass(frozen=True)
class FetchNumbers(Request):
    """Run one sample through a model, and say what one layer is given, its weights and what it makes of it.

    Attributes:
        sample: float32, as `Predict` has it. layer: name of a layer of the model's network.
        asker: of each only the newest question counts.
    """

    model: ModelId
    sample: np.ndarray
    layer: str
    asker: str = ""

    @property
    def topic(self) -> str:
        return f"numbers {self.asker}".rstrip()


@dataclass(frozen=True)
class NumbersFetched(Answer):
    """The answer to `FetchNumbers`: all of one moment, while a training goes on too.

    Attributes:
        layer: the name that was asked for.
    """

    model: ModelId
    layer: str
    numbers: LayerNumbers
