"""A run is asked for, steered, and told about as it goes; all about it carries its ``run_id``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from cnngui.engine.precision import FLOAT32, ChosenPrecision
from cnngui.engine.protocol.base import Command, Event
from cnngui.errors import CnnguiError
from cnngui.network.file_format import recipe_from_dict
from cnngui.network.network import Network
from cnngui.network.recipe import Policy, Recipe
from cnngui.runs.history import EpochRow, History
from cnngui.runs.run import Run


@dataclass(frozen=True)
class Origin:
    """Where a run comes from, for its record (`cnngui.runs.run_files.RunRecord`).

    Attributes:
        title: what is trained, in words. edited: it was changed since it was called so.
        parent, parent_epoch: the run whose weights it begins with, and after which epoch; "" for new ones.
        group: names runs that belong together, "" for none.
    """

    title: str = ""
    edited: bool = False
    parent: str = ""
    parent_epoch: int = 0
    group: str = ""


Changes = tuple[tuple[int, int, Recipe], ...]
"""Recipes that a run went by, each from whole epochs and batches of the next one on."""


@dataclass(frozen=True)
class Repeated:
    """How a run went that is to be trained again, from new weights and to the last bit.

    Attributes:
        until: its last epoch.
        parts, precision: in how many parts it cut each batch, and what it computed in; 0 and "" where an
            older program did not write that down, which leaves it to the machine.
    """

    until: int = 0
    changes: Changes = ()
    parts: int = 0
    precision: Policy | Literal[""] = ""


def repeated(run: Run) -> Repeated:
    """Return how a run went.

    Raises:
        CnnguiError: ``runs.not_from_new``: it began with what another run, or a file, had learned; or it is
            damaged.
    """
    record, summary = run.record(), run.summary()
    if record.parent:
        raise CnnguiError("runs.not_from_new", run=record.title or run.id)
    changes = [
        (each.epoch, each.step, recipe_from_dict(each.recipe, "summary.json")) for each in summary.changes
    ]
    known: tuple[Policy, ...] = ("float32", "mixed_bfloat16")
    precision: Policy | Literal[""] = next((each for each in known if each == record.precision), "")
    until = summary.epochs or record.recipe.epochs
    return Repeated(until, tuple(changes), record.parts, precision)


@dataclass(frozen=True)
class Train(Command):
    """Train `network` on the data called `data` for ``recipe.epochs`` epochs.

    Attributes:
        run_id: names the run, and its folder if the worker keeps runs. That of an earlier run goes on with
            it: what was frozen when it began stays.
        fresh: start from new weights. Otherwise go on from the draft's if they are of the same network; a
            different one always starts fresh.
        paused: build everything and wait before the first step (for stepping through from the start).
        origin: of a run that begins.
        until: its last epoch; 0 for as many more as the recipe has.
        as_before: of a run that is repeated; None for any other.
    """

    run_id: str
    network: Network
    recipe: Recipe
    data: str
    fresh: bool = False
    paused: bool = False
    origin: Origin = Origin()
    until: int = 0
    as_before: Repeated | None = None


@dataclass(frozen=True)
class Control(Command):
    """Steer the run that is under way; obeyed between two steps. "step" does one batch and pauses."""

    action: Literal["pause", "resume", "step", "stop"]


@dataclass(frozen=True)
class ChangeRecipe(Command):
    """Let the run that is under way go by another recipe from the next step on."""

    recipe: Recipe


@dataclass(frozen=True)
class Reset(Command):
    """Forget the draft's weights, optimizer state and history."""


@dataclass(frozen=True)
class Watch(Command):
    """Measure this, and nothing else that is optional, from the next steps on.

    Attributes:
        columns: of `cnngui.runs.history.History`, such as ``batch_gradient_norm``.
        layers: whether `LayerHealth` is to be told.
    """

    columns: frozenset[str] = frozenset()
    layers: bool = False


@dataclass(frozen=True)
class KeepRuns(Command):
    """Keep the runs to come in another folder, as the one of now cannot be written; first the run under way.

    One that has ended and could not be written is written there now.
    """

    folder: str


@dataclass(frozen=True)
class NotKept(Event):
    """What a run learns from now on is on no disk. Told once, until a checkpoint could be written again."""

    run_id: str
    error: CnnguiError

    @property
    def elsewhere(self) -> bool:
        """Whether another folder may mend it."""
        return self.error.code == "runs.not_kept"


@dataclass(frozen=True)
class Started(Event):
    """A run begins: everything is built and loaded.

    Attributes:
        first_epoch: epochs that the model has behind it; the run's first is ``first_epoch + 1``.
        epochs: the last epoch of this run, counted like `first_epoch`.
        continues: the history goes on; otherwise the plots start empty.
        loss, metric: Keras' names.
        penalized: layers whose weights add a penalty to the loss.
        precision: what it computes in.
        test_samples: of the data's test part that are kept aside until the run ends; 0 where they validate.
    """

    run_id: str
    steps_per_epoch: int
    first_epoch: int
    epochs: int
    train_samples: int
    validation_samples: int
    continues: bool
    loss: str
    metric: str
    penalized: tuple[str, ...] = ()
    precision: ChosenPrecision = FLOAT32
    test_samples: int = 0


@dataclass(frozen=True)
class Batches(Event):
    """Loss, metric and what else is measured of some steps in a row, at most thirty messages a second.

    Attributes:
        epoch: the epoch of the first, from 1; short epochs are told together, so the last may be later.
        first_step: place of the first in its epoch, from 0.
        columns: of the history (`cnngui.runs.history`), by name: float32 (steps,), the value of each batch.
        images_per_second: smoothed training speed.
        learning_rate: of the last step.
    """

    run_id: str
    epoch: int
    first_step: int
    columns: Mapping[str, np.ndarray]
    images_per_second: float
    learning_rate: float

    @property
    def loss(self) -> np.ndarray:
        """Return float32 (steps,), the mean over each batch."""
        return self.columns["batch_loss"]

    @property
    def metric(self) -> np.ndarray:
        """Return float32 (steps,), the mean over each batch."""
        return self.columns["batch_metric"]

    def reached(self, steps_per_epoch: int) -> tuple[int, int]:
        """Return the epoch of the last step, and how many of its batches are done: at least 1."""
        done = self.first_step + len(self.loss) - 1
        return self.epoch + done // steps_per_epoch, done % steps_per_epoch + 1

    def record(self, history: History, steps_per_epoch: int) -> None:
        """Add what is told to a history."""
        history.append_batches(self.epoch, self.first_step, self.columns, steps_per_epoch)


@dataclass(frozen=True)
class LayerHealth(Event):
    """How each layer with trained weights fared in one step; four times a second at most.

    Attributes:
        epoch, step: which step it was, both from 1.
        layers: names of the nodes (`cnngui.network.graph.Node`), in the order of the network.
        gradient_norm, weight_norm: float64 (layers,), √(Σ x²) of the gradient of all of a layer's trained
            weights together, and of these before the step.
        update_ratio: float64 (layers,), the length of what the step changed of the weights against theirs;
            NaN where they were all 0.
        dead_share: float64 (layers,), the share of units that stayed at 0 behind the ReLU for all of
            `dead_samples` training samples; NaN where there is no ReLU. It may be some seconds old.
        histograms: float32 (layers, 2, bins), the shares of a layer's weights, of biases only where there is
            nothing else: now, and when the run began. Of large layers some weights stand for all.
        reach: float32 (layers,); the bins lie evenly within ±reach.
    """

    run_id: str
    epoch: int
    step: int
    layers: tuple[str, ...]
    gradient_norm: np.ndarray
    weight_norm: np.ndarray
    update_ratio: np.ndarray
    dead_share: np.ndarray
    dead_samples: int
    histograms: np.ndarray
    reach: np.ndarray


@dataclass(frozen=True)
class RecipeChanged(Event):
    """From the next step on the run goes by another recipe; the history marks the place (`Batches`).

    Attributes:
        epochs: the last epoch of this run now.
        precision: what it computes in now.
    """

    run_id: str
    recipe: Recipe
    steps_per_epoch: int
    epochs: int
    precision: ChosenPrecision = FLOAT32


@dataclass(frozen=True)
class Validating(Event):
    """Validation is under way: `done` of `total` samples."""

    run_id: str
    epoch: int
    done: int
    total: int


@dataclass(frozen=True)
class Epochs(Event):
    """One or more epochs are over, short ones together. Their `Batches` came before."""

    run_id: str
    rows: tuple[EpochRow, ...]

    def record(self, history: History) -> None:
        """Add what is told to a history."""
        for row in self.rows:
            history.append_epoch(row)


@dataclass(frozen=True)
class Answers(Event):
    """The model's current answer to a fixed handful of validation samples.

    Attributes:
        samples: as `cnngui.datasets.dataset.Dataset` has them.
        labels, predicted: int64 (samples,) class indices.
        texts: what is written in place of a picture, one a sample; "" for pictures.
    """

    run_id: str
    samples: np.ndarray
    labels: np.ndarray
    predicted: np.ndarray
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paused(Event):
    """The run waits between two steps."""

    run_id: str


@dataclass(frozen=True)
class Resumed(Event):
    """The run goes on."""

    run_id: str


@dataclass(frozen=True)
class Tested(Event):
    """The run has ended by itself, and what it learned was tried on samples that it never looked at.

    Attributes:
        loss, metric: means over the data's test part. samples: how many there are.
    """

    run_id: str
    loss: float
    metric: float
    samples: int


@dataclass(frozen=True)
class Finished(Event):
    """All epochs are done, or validation got no better. One of Finished, Stopped and Failed ends each run.

    Attributes:
        waited: epochs in a row that brought nothing better, where that ended the run; else 0.
        weights_epoch: the epoch whose weights there are, the best one; 0 for the last.
    """

    run_id: str
    epoch: int
    seconds: float
    waited: int = 0
    weights_epoch: int = 0


@dataclass(frozen=True)
class Stopped(Event):
    """A person ended the run; weights and history up to the last step are kept."""

    run_id: str
    epoch: int
    seconds: float


@dataclass(frozen=True)
class Failed(Event):
    """The run ended by an error; the last good weights are kept."""

    run_id: str
    error: CnnguiError
    details: str = ""


ENDINGS: tuple[type[Any], ...] = (Finished, Stopped, Failed)
"""Exactly one of them ends each run."""
