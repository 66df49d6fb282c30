"""Single units of a model's layers are looked at: once, and again and again while it learns."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cnngui.engine.answering import Off
from cnngui.engine.protocol.base import Answer, Command, Event, Request
from cnngui.runs.model_id import ModelId

Unit = tuple[str, int]
"""A layer's name, and which of its maps, of its features or of its units, from 0."""


@dataclass(frozen=True)
class FetchUnits(Request):
    """Run one sample through a model, and say what some units make of it.

    Attributes:
        sample: float32 of the network's input shape, as networks read it. off: units that are to be silent.
    """

    model: ModelId
    sample: np.ndarray
    units: tuple[Unit, ...]
    off: Off = field(default_factory=dict)

    @property
    def topic(self) -> str:
        return "units"


@dataclass(frozen=True)
class UnitsFetched(Answer):
    """The answer to `FetchUnits`.

    Attributes:
        values: for each unit float32 (height, width); of a sequence (1, steps), of a row of units (1, 1);
            None where the model has no such unit.
    """

    model: ModelId
    units: tuple[Unit, ...]
    values: tuple[np.ndarray | None, ...]


@dataclass(frozen=True)
class Film(Command):
    """Say now and then what these units make of the sample while the draft learns; no more of any other.

    Attributes:
        number: tells which film a `Filmed` is of. sample: as `FetchUnits` has it, None for no film.
    """

    number: int = 0
    sample: np.ndarray | None = None
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True)
class Filmed(Event):
    """What the units of a `Film` made of its sample at a moment of the run.

    Attributes:
        number: of the film. epoch: how many whole epochs were behind it. step: batches of the next one.
        values: as `UnitsFetched` has them.
    """

    run_id: str
    number: int
    epoch: int
    step: int
    values: tuple[np.ndarray | None, ...]
