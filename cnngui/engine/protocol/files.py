"""Projects are saved and opened, models exported."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cnngui.engine.model_forms import FormName
from cnngui.engine.protocol.base import Answer, Request
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.network.strict_json import Faults


@dataclass(frozen=True)
class Save(Request):
    """Write a project: network and recipe as given, with the draft's weights if they fit it."""

    path: str
    network: Network
    recipe: Recipe
    data: str


@dataclass(frozen=True)
class Saved(Answer):
    """A project was written whole and is safe on disk.

    Attributes:
        with_means: nothing of what was learned is missing; if not, the file has no room for the optimizer's
            running means, and training goes on from it with new ones.
    """

    path: str
    with_weights: bool
    with_means: bool = True


@dataclass(frozen=True)
class Open(Request):
    """Read a project or a Keras model; take its weights, optimizer state and history as the draft's."""

    path: str


@dataclass(frozen=True)
class Resume(Request):
    """Take up the weights, optimizer state and history of a run's last checkpoint as the draft's.

    Attributes:
        folder: of the run (`cnngui.runs.run.Run`).
    """

    folder: str


@dataclass(frozen=True)
class BeginWith(Request):
    """Take the weights that a preset sets by hand as the draft's."""

    preset: str


@dataclass(frozen=True)
class Opened(Answer):
    """The answer to `Open`, `Resume` and `BeginWith`; if there were weights, `ModelReady` came before.

    Attributes:
        history: the columns of `cnngui.runs.history.History.to_columns`.
        foreign: it is a file of another program: to be saved under another name.
        notes: what of it was left out, or is done otherwise here.
    """

    path: str
    network: Network
    recipe: Recipe
    data: str
    has_weights: bool
    history: dict[str, np.ndarray] = field(default_factory=dict)
    foreign: bool = False
    notes: Faults = field(default_factory=Faults)


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
