"""All samples of a data set are told of at once: their labels, and what they are on average."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnngui.datasets.averages import Averages
from cnngui.datasets.dataset import StoredPart
from cnngui.engine.protocol.base import Answer, Request


@dataclass(frozen=True)
class ListSamples(Request):
    """Say which label each sample of a data set came with. Only the newest is answered."""

    data: str

    @property
    def topic(self) -> str:
        return "list samples"


@dataclass(frozen=True)
class SamplesListed(Answer):
    """The answer to `ListSamples`.

    Attributes:
        label: what the data are called. fingerprint: of the data as they came, before edits.
        input_shape: of a sample. class_names: as they came.
        train_labels, test_labels: int64 (samples,), class indices as they came; of data whose two parts are
            the same samples (`cnngui.datasets.dataset.Dataset.complete`) the second is empty.
        undivided, homes: as `cnngui.datasets.dataset.Undivided` has key and homes, of these samples.
        editable: a person may edit these data (`cnngui.datasets.edits`).
    """

    data: str
    label: str
    fingerprint: str
    input_shape: tuple[int, ...]
    class_names: tuple[str, ...]
    train_labels: np.ndarray
    test_labels: np.ndarray
    undivided: str
    homes: np.ndarray
    editable: bool = True


@dataclass(frozen=True)
class FindText(Request):
    """Ask which sentences or rows have a text in them. Only the newest is answered.

    Attributes:
        text: in any case; of rows, of numbers as they are written.
    """

    data: str
    text: str

    @property
    def topic(self) -> str:
        return "find text"


@dataclass(frozen=True)
class TextFound(Answer):
    """The answer to `FindText`.

    Attributes:
        places: int64, counted through both parts; none of pictures.
    """

    data: str
    text: str
    places: np.ndarray


@dataclass(frozen=True)
class AverageSamples(Request):
    """Ask what the samples of some classes are on average, with the edits of that moment.

    Attributes:
        classes: indices of classes as they came, by which those of now are named; none for all.
        part: None for both.
    """

    data: str
    classes: frozenset[int] = frozenset()
    part: StoredPart | None = None

    @property
    def topic(self) -> str:
        return "average samples"


@dataclass(frozen=True)
class SamplesAveraged(Answer):
    """The answer to `AverageSamples`; None where there is no sample, and of sentences."""

    request: AverageSamples
    averages: Averages | None
