"""Projects are saved and opened, models exported."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cnngui.engine.model_forms import FormName
from cnngui.engine.protocol.base import Answer, Request
from cnngui.network.inference.starting import Freeze, Start
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.network.strict_json import Faults
from cnngui.runs.kept_weights import Place


@dataclass(frozen=True)
class Save(Request):
    """Write a project: network and recipe as given, with the draft's weights if they fit it.

    Without `drop_weights` it fails with ``runs.would_drop_weights`` rather than replace a file that has
    weights by one that has none.
    """

    path: str
    network: Network
    recipe: Recipe
    data: str
    drop_weights: bool = False


@dataclass(frozen=True)
class Saved(Answer):
    """A project was written whole and is safe on disk.

    Attributes:
        with_means: nothing of what was learned is missing; if not, the file has no room for the optimizer's
            running means, and training goes on from it with new ones.
        stamp: of the file (`cnngui.runs.kept_weights.stamp_of`).
    """

    path: str
    with_weights: bool
    with_means: bool = True
    stamp: int = 0


@dataclass(frozen=True)
class Open(Request):
    """Read a project or a Keras model; take its weights, optimizer state and history as the draft's."""

    path: str


@dataclass(frozen=True)
class Resume(Request):
    """Take up what `network` has learned, from where it lies on disk, as the draft's.

    Attributes:
        places: of one training, in the order in which it came to them (`cnngui.runs.kept_weights`).
    """

    places: tuple[Place, ...]
    network: Network


@dataclass(frozen=True)
class BeginWith(Request):
    """Take the weights that a preset sets by hand as the draft's."""

    preset: str


@dataclass(frozen=True)
class StartFrom(Request):
    """Take the first layers of a project or a Keras model, with their weights, for the draft.

    Answered by `Begun`, which `ModelReady` comes before.

    Attributes:
        data: what the draft is to be trained on, as `cnngui.datasets.catalog.load_dataset` takes it.
        freeze: which of the layers that are taken.
        seed: what begins anew is drawn from it; None for that of the file's recipe.
    """

    path: str
    data: str
    freeze: Freeze = "all"
    seed: int | None = None


@dataclass(frozen=True)
class Begun(Answer):
    """The answer to `StartFrom`.

    Attributes:
        start: the network, and what of it was taken.
        recipe: by which the source was trained, without what was said of its classes.
        data: as it was asked for. epoch: whole epochs behind the weights that were taken.
        notes: what of another program's file is otherwise here.
        stamp: of the file (`cnngui.runs.kept_weights.stamp_of`).
    """

    path: str
    start: Start
    recipe: Recipe
    data: str
    epoch: int
    notes: Faults = field(default_factory=Faults)
    stamp: int = 0


@dataclass(frozen=True)
class Opened(Answer):
    """The answer to `Open`, `Resume` and `BeginWith`; if there were weights, `ModelReady` came before.

    Attributes:
        history: the columns of `cnngui.runs.history.History.to_columns`.
        path: what was opened, or the place with the weights.
        foreign: it is a file of another program: to be saved under another name.
        notes: what of it was left out, or is done otherwise here.
        may_open_data: the data that it names may be opened (`cnngui.runs.known_data`).
    """

    path: str
    network: Network
    recipe: Recipe
    data: str
    has_weights: bool
    history: dict[str, np.ndarray] = field(default_factory=dict)
    foreign: bool = False
    notes: Faults = field(default_factory=Faults)
    stamp: int = 0
    may_open_data: bool = True


@dataclass(frozen=True)
class Export(Request):
    """Write the network as a model for other programs, with the draft's weights if they fit it."""

    path: str
    form: FormName
    network: Network
    recipe: Recipe
    data: str = ""


@dataclass(frozen=True)
class Exported(Answer):
    """A model was written whole and is safe on disk.

    Attributes:
        with_weights: it has learned weights, not those that a network starts with.
    """

    path: str
    with_weights: bool
