"""One training run from its recipe to the files it leaves, whatever way it ends."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from cnngui.cli import run_folder
from cnngui.cli.output import INTERRUPTED
from cnngui.cli.terminal import quiet_loading, stop_on_interrupt
from cnngui.cli.train_progress import View
from cnngui.engine.protocol import Batches, Epochs, Event, Ready
from cnngui.engine.session import Session
from cnngui.errors import CnnguiError
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.history import History
from cnngui.runs.project import read_project


@dataclass(frozen=True)
class Learned:
    """What a run left behind.

    Attributes:
        model, history: the files.
        epochs: whole epochs in them.
        stopped: it was ended by Ctrl+C.
    """

    model: Path
    history: Path
    epochs: int
    seconds: float
    stopped: bool


def learn(network: Network, recipe: Recipe, data: str, folder: Path, view: View) -> Learned:
    """Train and save what was learned into `folder`, also after Ctrl+C or when the numbers blew up.

    Raises:
        CnnguiError: why the run failed; the last whole epoch, if there is one, is saved before.
            ``cli.interrupted`` if it was ended before anything was learned.
    """
    told = _Told(view)
    with Session() as session:
        try:
            with view, quiet_loading() as told.silence, stop_on_interrupt(session.stop):
                trained = session.train(network, recipe, data, on_event=told)
        except CnnguiError:
            # The engine has gone back to the end of the last whole epoch.
            if told.epochs:
                _save(session, folder)
            raise
        except KeyboardInterrupt:
            # The second one. Leaving in order would wait for TensorFlow, which may take ten seconds to load.
            os._exit(INTERRUPTED)
        if not told.batches:
            raise CnnguiError("cli.interrupted")
        model, history = _save(session, folder)
    return Learned(model, history, trained.epoch, trained.seconds, trained.stopped)


class _Told:
    """Passes events on and counts what they tell."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.silence = ExitStack()
        self.batches = self.epochs = 0

    def __call__(self, event: Event) -> None:
        if isinstance(event, Ready):
            self.silence.close()
        self.batches += isinstance(event, Batches)
        self.epochs += len(event.rows) if isinstance(event, Epochs) else 0
        self._view.show(event)


def _save(session: Session, folder: Path) -> tuple[Path, Path]:
    model, csv = folder / run_folder.MODEL, folder / run_folder.HISTORY
    run_folder.make_way(folder)
    session.save(model)
    History.from_columns(read_project(model).history).write_csv(csv)
    return model, csv
