"""What the window says to the worker and what it hears back: frozen, picklable, free of TensorFlow.

Commands go in, events come out. Everything about one training carries its ``run_id``; everything asked
for carries its ``request_id``, so that a late answer can be told from a current one. Arrays are numpy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from cnngui.engine.model_forms import FormName
from cnngui.errors import CnnguiError
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.network.strict_json import Faults
from cnngui.runs.history import EpochRow

Which = Literal["own", "shipped"]


# Commands ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Train:
    """Train `network` on the data called `data` for ``recipe.epochs`` epochs.

    Attributes:
        fresh: start from new weights. Otherwise go on from the worker's own model if it has the same
            network; a different one always starts fresh.
        paused: build everything and wait before the first step (for stepping through from the start).
    """

    run_id: int
    network: Network
    recipe: Recipe
    data: str
    fresh: bool = False
    paused: bool = False


@dataclass(frozen=True)
class Control:
    """Steer the run that is under way; obeyed between two steps. "step" does one batch and pauses."""

    action: Literal["pause", "resume", "step", "stop"]


@dataclass(frozen=True)
class Reset:
    """Forget the own model's weights, optimizer state and history."""


@dataclass(frozen=True)
class Predict:
    """Run one sample through a model. Only the newest request of each model is answered.

    Attributes:
        sample: float32 of the network's input shape, as networks read it; smaller pictures get a border.
        layer: name of the layer whose output is wanted too, "" for none.
        others: float32 (samples, …): more samples, whose classes alone are wanted.
    """

    request_id: int
    model: Which
    sample: np.ndarray
    layer: str = ""
    others: np.ndarray | None = None


@dataclass(frozen=True)
class DescribeData:
    """Load a data set in the worker and send its facts and a few samples of its test part."""

    request_id: int
    data: str
    samples: int = 48


@dataclass(frozen=True)
class Save:
    """Write a project: the network and recipe as given, with the own model's weights if they fit it."""

    request_id: int
    path: str
    network: Network
    recipe: Recipe
    data: str


@dataclass(frozen=True)
class Open:
    """Read a project or a Keras model; take its weights, optimizer state and history as the own model."""

    request_id: int
    path: str


@dataclass(frozen=True)
class BeginWith:
    """Take the weights that a preset sets by hand as the own model's; answered as `Open` is."""

    request_id: int
    preset: str


@dataclass(frozen=True)
class Export:
    """Write the network as a model for other programs, with the own model's weights if they fit it."""

    request_id: int
    path: str
    form: FormName
    network: Network
    recipe: Recipe
    data: str = ""


@dataclass(frozen=True)
class Shutdown:
    """End the worker."""


Command = Train | Control | Reset | Predict | DescribeData | Save | Export | Open | BeginWith | Shutdown


# Events -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ready:
    """The worker has imported TensorFlow and can train."""

    device: str
    precision: str
    threads: int
    versions: dict[str, str]


@dataclass(frozen=True)
class ModelReady:
    """A model can answer `Predict`: the shipped one after start-up, the own one once it has weights."""

    model: Which
    network: Network
    class_names: tuple[str, ...]


@dataclass(frozen=True)
class ModelGone:
    """The own model's weights are forgotten; `Predict` on it is no longer answered."""

    model: Which


@dataclass(frozen=True)
class Started:
    """A run begins: everything is built and loaded.

    Attributes:
        first_epoch: epochs that the own model has behind it; the run's first is ``first_epoch + 1``.
        epochs: the last epoch of this run, counted like `first_epoch`.
        continues: the history goes on; otherwise the plots start empty.
        loss, metric: Keras' names.
        penalized: layers whose weights add a penalty to the loss.
    """

    run_id: int
    steps_per_epoch: int
    first_epoch: int
    epochs: int
    train_samples: int
    validation_samples: int
    continues: bool
    loss: str
    metric: str
    penalized: tuple[str, ...] = ()


@dataclass(frozen=True)
class Batches:
    """Loss and metric of some steps in a row, at most thirty messages a second.

    Attributes:
        epoch: the epoch of the first, from 1; short epochs are told together, so the last may be later.
        first_step: place of the first in its epoch, from 0.
        loss, metric: float32 (steps,), the mean over each batch.
        images_per_second: smoothed training speed.
        learning_rate: of the last step.
    """

    run_id: int
    epoch: int
    first_step: int
    loss: np.ndarray
    metric: np.ndarray
    images_per_second: float
    learning_rate: float

    def reached(self, steps_per_epoch: int) -> tuple[int, int]:
        """Return the epoch of the last step, and how many of its batches are done: at least 1."""
        done = self.first_step + len(self.loss) - 1
        return self.epoch + done // steps_per_epoch, done % steps_per_epoch + 1


@dataclass(frozen=True)
class Validating:
    """Validation is under way: `done` of `total` samples."""

    run_id: int
    epoch: int
    done: int
    total: int


@dataclass(frozen=True)
class Epochs:
    """One or more epochs are over, short ones together. Their `Batches` came before."""

    run_id: int
    rows: tuple[EpochRow, ...]


@dataclass(frozen=True)
class Answers:
    """The own model's current answer to a fixed handful of validation samples.

    Attributes:
        samples: as `cnngui.datasets.dataset.Dataset` has them.
        labels, predicted: int64 (samples,) class indices.
        texts: what is written in place of a picture, one a sample; "" for pictures.
    """

    run_id: int
    samples: np.ndarray
    labels: np.ndarray
    predicted: np.ndarray
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paused:
    """The run waits between two steps."""

    run_id: int


@dataclass(frozen=True)
class Resumed:
    """The run goes on."""

    run_id: int


@dataclass(frozen=True)
class Finished:
    """All epochs are done. Exactly one of Finished, Stopped and Failed ends a run."""

    run_id: int
    epoch: int
    seconds: float


@dataclass(frozen=True)
class Stopped:
    """A person ended the run; weights and history up to the last step are kept."""

    run_id: int
    epoch: int
    seconds: float


@dataclass(frozen=True)
class Failed:
    """The run ended by an error; the last good weights are kept."""

    run_id: int
    error: CnnguiError
    details: str = ""


@dataclass(frozen=True)
class Predicted:
    """The answer to `Predict`.

    Attributes:
        probabilities: float32 (classes,), summing to 1; of a network whose last shape is not a row of
            classes, the raw output laid out flat.
        layer: the layer asked for, "" when it is unknown to the model.
        output: float32, that layer's output without the batch axis, or None.
        seconds: time inside the model.
        others: float32 (samples, classes), the probabilities for `Predict.others`, or None.
    """

    request_id: int
    model: Which
    probabilities: np.ndarray
    class_names: tuple[str, ...]
    layer: str
    output: np.ndarray | None
    seconds: float
    others: np.ndarray | None = None


@dataclass(frozen=True)
class DataDescribed:
    """The facts of a data set, and samples of its test part spread over the classes.

    Attributes:
        samples: as `cnngui.datasets.dataset.Dataset` has them. labels: int64 (samples,).
        vocabulary: the words of sentences; empty for all else.
    """

    request_id: int
    data: str
    label: str
    input_shape: tuple[int, ...]
    class_names: tuple[str, ...]
    train_samples: int
    test_samples: int
    samples: np.ndarray
    labels: np.ndarray
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True)
class Saved:
    """A project was written whole and is safe on disk.

    Attributes:
        with_means: nothing of what was learned is missing; if not, the file has no room for the optimizer's
            running means, and training goes on from it with new ones.
    """

    request_id: int
    path: str
    with_weights: bool
    with_means: bool = True


@dataclass(frozen=True)
class Exported:
    """A model was written whole and is safe on disk.

    Attributes:
        with_weights: it has learned weights, not those that a network starts with.
    """

    request_id: int
    path: str
    with_weights: bool


@dataclass(frozen=True)
class Opened:
    """A project was read; if it had weights, `ModelReady` came before.

    Attributes:
        history: the columns of `cnngui.runs.history.History.to_columns`.
        foreign: it is a file of another program: to be saved under another name.
        notes: what of it was left out, or is done otherwise here.
    """

    request_id: int
    path: str
    network: Network
    recipe: Recipe
    data: str
    has_weights: bool
    history: dict[str, np.ndarray] = field(default_factory=dict)
    foreign: bool = False
    notes: Faults = field(default_factory=Faults)


@dataclass(frozen=True)
class RequestFailed:
    """A request could not be answered; nothing changed."""

    request_id: int
    error: CnnguiError
    details: str = ""


@dataclass(frozen=True)
class WorkerDied:
    """The worker process ended unasked. Made by the transport, not the worker.

    Attributes:
        checkpoint: a project to `Open`, at most some 30 s of training old; "" when there is none.
    """

    exit_code: int | None
    error: CnnguiError
    checkpoint: str = ""


Event = (
    Ready
    | ModelReady
    | ModelGone
    | Started
    | Batches
    | Validating
    | Epochs
    | Answers
    | Paused
    | Resumed
    | Finished
    | Stopped
    | Failed
    | Predicted
    | DataDescribed
    | Saved
    | Exported
    | Opened
    | RequestFailed
    | WorkerDied
)

ENDINGS: tuple[type[Any], ...] = (Finished, Stopped, Failed)
