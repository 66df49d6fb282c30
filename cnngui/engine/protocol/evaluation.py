"""A model is measured on a part of the data, and single samples are fetched to be seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnngui.datasets.dataset import StoredPart
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.parts import PartName
from cnngui.engine.evaluation import Measured
from cnngui.engine.protocol.base import Answer, Command, Event, Request
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import ModelId


@dataclass(frozen=True)
class Evaluate(Request):
    """Ask a model about every sample of a part. Only the newest is answered; an older one is dropped at once.

    Attributes:
        data: a data set's key or a path, as in `Train`.
        recipe: by which the draft learns: it says what was held back for validation. That of a file counts
            for what is in a file.
        weights_file: where the weights of a run lie: a file that `cnngui.runs.opening.open_file` reads, or
            the run's folder, in which `model` says which are meant; "" for the draft and the shipped model.
        members: of an ensemble, the files of its members' weights, in the place of `weights_file`.
    """

    model: ModelId
    data: str
    part: PartName
    recipe: Recipe
    weights_file: str = ""
    members: tuple[str, ...] = ()

    @property
    def topic(self) -> str:
        return "evaluate"


@dataclass(frozen=True)
class StopEvaluating(Command):
    """Drop the evaluation under way; it is not answered."""


@dataclass(frozen=True)
class Evaluating(Event):
    """An evaluation is under way: `done` of `total` samples."""

    model: ModelId
    data: str
    part: PartName
    done: int
    total: int


@dataclass(frozen=True)
class Evaluated(Answer):
    """The answer to `Evaluate`.

    Attributes:
        measured: the answers, and all that follows from them.
        label: what the data are called. fingerprint: of the data as they came, before edits.
        came: how many samples came to train on, and to test; None where that is not told.
        epoch, step: whole epochs behind the weights, and batches of the next one; 0 where that is not told.
        seconds: from the first sample to the last.
        editable: a person may mend labels of these data, and leave samples out (`cnngui.datasets.edits`).
    """

    model: ModelId
    data: str
    part: PartName
    measured: Measured
    label: str
    fingerprint: str
    came: tuple[int, int] | None = None
    epoch: int = 0
    step: int = 0
    seconds: float = 0.0
    editable: bool = True


@dataclass(frozen=True)
class FetchSamples(Request):
    """Send some samples of the data as they came.

    Attributes:
        indices: int64 (samples,), places in that part, before edits, and behind its last sample in the other
            one (`cnngui.datasets.dataset.Dataset.taken`).
    """

    data: str
    stored: StoredPart
    indices: np.ndarray


@dataclass(frozen=True)
class SamplesFetched(Answer):
    """The answer to `FetchSamples`.

    Attributes:
        samples: as `cnngui.datasets.dataset.Dataset` has them.
        texts: how each is written, "" for pictures.
        input_format: how the samples are.
    """

    data: str
    stored: StoredPart
    indices: np.ndarray
    samples: np.ndarray
    texts: tuple[str, ...]
    input_format: InputFormat
