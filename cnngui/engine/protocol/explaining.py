"""A model is asked why it answers as it does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnngui.engine.protocol.base import Answer, Command, Request
from cnngui.network.inference.explaining import Method
from cnngui.runs.model_id import ModelId


@dataclass(frozen=True)
class Explain(Request):
    """Ask which places of a sample speak for a class. Of several that wait only the newest is answered.

    Attributes:
        sample: float32 of the network's input shape, as networks read it.
        method: one of `cnngui.network.inference.explaining.methods`.
        target: the index of the class; of a network with a single output 0 or 1.
        against: "why `target` rather than this class?"; -1 asks for `target` by itself.
        layer: the one whose maps are looked at, "" for the last of `cam_layers`.
    """

    model: ModelId
    sample: np.ndarray
    method: Method
    target: int
    against: int = -1
    layer: str = ""

    @property
    def topic(self) -> str:
        return "explain"


@dataclass(frozen=True)
class Explained(Answer):
    """The answer to `Explain`.

    Attributes:
        request: what was asked.
        relevance: float32, in units of the score. Of a picture (height, width): for occlusion and integrated
            gradients as large as the input, for HiResCAM and Grad-CAM as large as the layer's maps, of
            Grad-CAM never negative. Of other samples (steps,) or (numbers,).
        score: of `target`, less that of `against`; before softmax or sigmoid.
        background_score: the same of a sample that is all background.
        probabilities: float32 (classes,), with the weights that `relevance` is of.
        layer: the one whose maps were looked at.
        says: int64, of occlusion alone, as large as `relevance`: the class that is answered while the place
            is covered. surely: float32, how probable it is then.
        seconds: time inside the model.
    """

    request: Explain
    relevance: np.ndarray
    score: float
    background_score: float
    probabilities: np.ndarray
    class_names: tuple[str, ...]
    layer: str = ""
    says: np.ndarray | None = None
    surely: np.ndarray | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class StopExplaining(Command):
    """Nobody looks at explanations now: what they are made with may be let go, after a while."""
