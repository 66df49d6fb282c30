"""A model is shown a sample, and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from cnngui.engine.answering import Off
from cnngui.engine.protocol.base import Answer, Request
from cnngui.engine.protocol.lifecycle import ModelReady
from cnngui.engine.strips import Strip
from cnngui.network.network import Network
from cnngui.runs.model_id import ModelId


@dataclass(frozen=True)
class Predict(Request):
    """Run one sample through a model. Only the newest request of each model is answered.

    Attributes:
        sample: float32 of the network's input shape, as networks read it; smaller pictures get a border.
        layer: name of the layer whose output is wanted too, "" for none.
        others: float32 (samples, …): more samples, whose classes alone are wanted.
        off: units that are to be silent.
        all_layers: a few maps of every layer are wanted too.
    """

    model: ModelId
    sample: np.ndarray
    layer: str = ""
    others: np.ndarray | None = None
    off: Off = field(default_factory=dict)
    all_layers: bool = False

    @property
    def topic(self) -> str:
        return f"predict {self.model}"


@dataclass(frozen=True)
class Preview(Request):
    """Let `UNTRAINED` answer for a network that was not trained yet, in the place of the one before.

    Attributes:
        seed: of the recipe: a training would begin with the same weights.
    """

    network: Network
    seed: int

    @property
    def topic(self) -> str:
        return "preview"


@dataclass(frozen=True)
class Previewed(Answer):
    """`UNTRAINED` answers for the network that was asked for."""


@dataclass(frozen=True)
class LoadModel(Request):
    """Let a run's model answer, in the place of the one before.

    Attributes:
        path: the file of its weights.
    """

    model: ModelId
    path: str

    @property
    def topic(self) -> str:
        return "load model"


@dataclass(frozen=True)
class ModelLoaded(Answer):
    """A run's model answers."""

    ready: ModelReady


@dataclass(frozen=True)
class Predicted(Answer):
    """The answer to `Predict`.

    Attributes:
        probabilities: float32 (classes,), summing to 1; of a network whose last shape is not a row of
            classes, the raw output laid out flat.
        layer: the layer asked for, "" when it is unknown to the model.
        output: float32, that layer's output without the batch axis, or None.
        seconds: time inside the model.
        others: float32 (samples, classes), the probabilities for `Predict.others`, or None.
        off: units that were silent. all_on: float32 (classes,), the probabilities without that, None where
            none were.
        strips: a few maps of every layer and block, by name, in their order; {} unless they were wanted.
    """

    model: ModelId
    probabilities: np.ndarray
    class_names: tuple[str, ...]
    layer: str
    output: np.ndarray | None
    seconds: float
    others: np.ndarray | None = None
    off: Off = field(default_factory=dict)
    all_on: np.ndarray | None = None
    strips: Mapping[str, Strip] = field(default_factory=dict)
