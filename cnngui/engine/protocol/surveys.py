"""A layer of a model is shown many samples of the data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnngui.datasets.dataset import StoredPart
from cnngui.datasets.input_format import InputFormat
from cnngui.engine.protocol.base import Answer, Event, Request
from cnngui.engine.survey import LayerSurvey
from cnngui.runs.model_id import ModelId


@dataclass(frozen=True)
class SurveyLayer(Request):
    """Ask what a layer makes of the samples that are trained on. Only the newest is answered.

    Attributes:
        layer: name of a layer or block of the model's network.
        data: a data set's key or a path, as in `Train`.
        trained_on: how the network reads samples, None where they are to be given as they are.
        validation_split, seed: of the recipe, which says what is held back.
        most: samples that are wanted, of all classes alike; fewer where a network is slow.
    """

    model: ModelId
    layer: str
    data: str
    trained_on: InputFormat | None = None
    validation_split: float = 0.0
    seed: int = 0
    most: int = 1_000

    @property
    def topic(self) -> str:
        return "survey"


@dataclass(frozen=True)
class Surveying(Event):
    """A survey is under way: `done` of `total` samples."""

    layer: str
    done: int
    total: int


@dataclass(frozen=True)
class LayerSurveyed(Answer):
    """The answer to `SurveyLayer`.

    Attributes:
        request: what was asked.
        survey: what was found; its samples are counted from 0.
        indices: int64 (samples,), their places in `stored` as it came, before a person's edits.
        labels: int64 (samples,), what they are, of `data_names`.
        answers: int64 (samples,), what the network answers, of `class_names`.
        total: samples that there are to train on.
    """

    request: SurveyLayer
    survey: LayerSurvey
    stored: StoredPart
    indices: np.ndarray
    labels: np.ndarray
    answers: np.ndarray
    data_names: tuple[str, ...]
    class_names: tuple[str, ...]
    total: int
