"""A data set is described."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnngui.datasets.dataset import Note
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.picture_sizes import CountedSize
from cnngui.engine.protocol.base import Answer, Command, Event, Request


@dataclass(frozen=True)
class DescribeData(Request):
    """Load a data set in the worker and send its facts and a few samples of its test part."""

    data: str
    samples: int = 48

    @property
    def topic(self) -> str:
        return "describe data"


@dataclass(frozen=True)
class StopReading(Command):
    """Let a data set be, if it is being read: its `DescribeData` fails with ``datasets.reading_stopped``."""

    data: str


@dataclass(frozen=True)
class DataReading(Event):
    """A data set of many files is being read: `done` of `total`, in which each picture counts twice.

    Attributes:
        seconds_left: until it is there, at the pace until now; None while that is not known.
    """

    data: str
    done: int
    total: int
    seconds_left: float | None = None


@dataclass(frozen=True)
class DataGlimpsed(Event):
    """Some pictures of a folder that is being read, uint8 (pictures, height, width, 3)."""

    data: str
    pictures: np.ndarray


@dataclass(frozen=True)
class DataDescribed(Answer):
    """The facts of a data set, and samples of its test part spread over the classes.

    Attributes:
        samples: as `cnngui.datasets.dataset.Dataset` has them. labels: int64 (samples,).
        class_counts: samples of the training part, of each class.
        vocabulary: the words of sentences; empty for all else.
        notes: what was changed or assumed on reading. input_format: how the samples are.
        edited: they have edits of the person's own (`cnngui.datasets.edits`).
        points, point_labels: of samples of two numbers, some of those to train on: float32 (points, 2) and
            int64 (points,). None where samples are no such points, or are all the cases that there can be.
        sizes: as `cnngui.datasets.dataset.Dataset.sizes`.
        means, variances: of each number of samples that are rows of numbers, in the training part; else ().
    """

    data: str
    label: str
    input_shape: tuple[int, ...]
    class_names: tuple[str, ...]
    train_samples: int
    test_samples: int
    samples: np.ndarray
    labels: np.ndarray
    vocabulary: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    input_format: InputFormat | None = None
    edited: bool = False
    class_counts: tuple[int, ...] = ()
    points: np.ndarray | None = None
    point_labels: np.ndarray | None = None
    means: tuple[float, ...] = ()
    variances: tuple[float, ...] = ()
    sizes: tuple[CountedSize, ...] = ()
