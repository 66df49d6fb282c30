"""A network is fine-tuned on a person's own samples, beside the draft, and kept as a run of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_samples import OwnSample
from cnngui.engine.protocol.base import Answer, Command, Event, Request
from cnngui.engine.protocol.training import Origin
from cnngui.runs.model_id import ModelId
from cnngui.runs.run_files import Tuned

Stage = Literal["waiting", "preparing", "measuring", "learning"]


@dataclass(frozen=True)
class FineTune(Request):
    """Train a copy of a model on own samples, with others between that it knew already.

    It waits for the training under way. `StopFineTuning` ends it; it is answered by `FineTuned` in any case.
    The model itself, its file and its run stay as they are.

    Attributes:
        run_id: names the run that comes of it.
        model: what is fine-tuned, called `called`: the draft's, the shipped one, or that of a run, whose
            weights are in `weights_file`.
        trained_on: how it is shown a drawing, where what it learned from is not told.
        samples: own samples; those of classes that it does not know are left out.
        origin: of the run.
        seconds: how long it may take in all, the measuring too; a slow machine takes longer.
    """

    run_id: str
    model: ModelId
    called: str
    trained_on: InputFormat
    samples: tuple[OwnSample, ...]
    origin: Origin = Origin()  # noqa: RUF009 - it is frozen
    weights_file: str = ""
    seconds: float = 9.0


@dataclass(frozen=True)
class StopFineTuning(Command):
    """End the `FineTune` under way or in line; nothing of it is kept."""


@dataclass(frozen=True)
class FineTuning(Event):
    """How far a `FineTune` is.

    Attributes:
        done: of the learning, 0..1. seconds_left: until it has ended; None while that is not known.
        old_before, old_now: the share of samples it knew before that it had right, and has after the last
            pass, 0..1; None before they are measured.
    """

    stage: Stage
    done: float = 0.0
    seconds_left: float | None = None
    old_before: float | None = None
    old_now: float | None = None


@dataclass(frozen=True)
class FineTuned(Answer):
    """It has ended.

    Attributes:
        tuned: what it came to, as the run has it on disk; None if a person ended it: then there is no run.
    """

    run_id: str
    tuned: Tuned | None
