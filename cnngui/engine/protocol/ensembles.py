"""Several trained networks answer, vote and leave the program together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnngui.engine.protocol.base import Answer, Event, Request
from cnngui.engine.protocol.lifecycle import ModelReady
from cnngui.results.vote import Vote


@dataclass(frozen=True)
class LoadEnsemble(Request):
    """Let several networks answer together, in the place of the run's or the ensemble before.

    Attributes:
        name: what their models are addressed by (`cnngui.runs.model_id.ModelId.run`).
        paths: the files of their weights.
    """

    name: str
    paths: tuple[str, ...]

    @property
    def topic(self) -> str:
        return "load model"


@dataclass(frozen=True)
class EnsembleLoaded(Answer):
    """They answer together.

    Attributes:
        members: a model each that answers for all, and shows the layers of one.
    """

    name: str
    members: tuple[ModelReady, ...]


@dataclass(frozen=True)
class TakeVote(Request):
    """Measure several networks on the test part of a data set, and let them vote.

    Attributes:
        paths: the files of their weights.
        shown: how many of the samples that divide them are wanted at most.
    """

    paths: tuple[str, ...]
    data: str
    shown: int = 60

    @property
    def topic(self) -> str:
        return "vote"


@dataclass(frozen=True)
class Voting(Event):
    """A vote is under way: `done` of `total` answers are there."""

    done: int
    total: int


@dataclass(frozen=True, eq=False)
class Voted(Answer):
    """The answer to `TakeVote`.

    Attributes:
        label: what the data are called.
        class_names: of the networks.
        samples: some that divide the members, the most divided first, as `cnngui.datasets.dataset.Dataset`
            has them: those at the first of ``vote.divided``. texts: how each is written, "" for pictures.
    """

    paths: tuple[str, ...]
    data: str
    label: str
    vote: Vote
    class_names: tuple[str, ...]
    samples: np.ndarray
    texts: tuple[str, ...]


@dataclass(frozen=True)
class ExportEnsemble(Request):
    """Write several networks as one ``.keras`` file that averages; `Exported` answers."""

    paths: tuple[str, ...]
    path: str
