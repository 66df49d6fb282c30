"""Samples are looked for that are there twice, or that are odd in their class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnngui.engine.protocol.base import Answer, Command, Event, Request

LookedFor = Literal["duplicates", "odd"]


@dataclass(frozen=True)
class FindDuplicates(Request):
    """Ask which samples of a data set are near-duplicates. Only the newest is answered."""

    data: str

    @property
    def topic(self) -> str:
        return "find duplicates"


@dataclass(frozen=True)
class FindOdd(Request):
    """Ask how odd each sample is in its class, with the edits of that moment. Only the newest is answered."""

    data: str

    @property
    def topic(self) -> str:
        return "find odd"


@dataclass(frozen=True)
class StopExamining(Command):
    """Drop what is looked for; it is not answered."""


@dataclass(frozen=True)
class Examining(Event):
    """It is being looked: `done` of `total`."""

    data: str
    what: LookedFor
    done: int
    total: int


@dataclass(frozen=True)
class DuplicatesFound(Answer):
    """The answer to `FindDuplicates`.

    Attributes:
        groups: as `cnngui.datasets.near_duplicates.duplicate_groups` returns them; of data whose two parts
            are the same samples, for those of one.
    """

    data: str
    groups: np.ndarray


@dataclass(frozen=True)
class OddFound(Answer):
    """The answer to `FindOdd`.

    Attributes:
        scores: as `cnngui.datasets.odd_ones.oddness` returns them.
        labels: int64 (samples,), by which they were found (`cnngui.datasets.standing.Standing`).
    """

    data: str
    scores: np.ndarray
    labels: np.ndarray
