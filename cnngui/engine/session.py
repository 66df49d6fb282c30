"""The engine for callers without a window: train and save, or load and predict, in this process.

TensorFlow is imported when a session is opened or a model is loaded, not before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.preparing import fitted
from cnngui.engine import protocol
from cnngui.engine.transports import ThreadTransport
from cnngui.errors import CnnguiError
from cnngui.network.inference.starting import Freeze
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from cnngui.runs.history import History
from cnngui.runs.opening import open_file
from cnngui.runs.run import new_run_id

if TYPE_CHECKING:
    from cnngui.engine.keras_backend.replica import Replica

_POLL_S = 0.1


@dataclass(frozen=True, eq=False)
class Trained:
    """How a training ended.

    Attributes:
        epoch: whole epochs behind the network.
        stopped: it was ended before the last epoch.
        history: of this training.
    """

    epoch: int
    seconds: float
    stopped: bool
    history: History = field(default_factory=History)


class Session:
    """An engine in a thread, from entering the ``with`` block to leaving it.

    Attributes:
        run_folder: where the last training leaves what it can be gone on from, None for nowhere.
        run_folders: all places where it did so, as one may have become full, in their order.
    """

    def __init__(self, *, edits: bool = True) -> None:
        """Make one; without `edits` it trains on data as they came (`cnngui.datasets.edits`)."""
        self.run_folder: Path | None = None
        self.run_folders: list[Path] = []
        self._runs_folder: Path | None = None
        self._run_id = ""
        self._transport = ThreadTransport(edits=edits)
        self._document: tuple[Network, Recipe, str] | None = None
        self._requests = 0
        self._stop_wanted = False

    def __enter__(self) -> Session:
        self._transport.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._transport.send(protocol.Shutdown())
        self._transport.close()

    def keep_runs_in(self, folder: Path) -> None:
        """Have trainings leave checkpoints in a folder of their own in `folder`; also the one under way."""
        self._runs_folder = folder
        self.run_folder = folder / self._run_id if self._run_id else None
        self.run_folders += [self.run_folder] if self.run_folder else []
        self._transport.send(protocol.KeepRuns(str(folder)))

    def open(self, path: Path) -> protocol.Opened:
        """Take up what a project file has learned, for `train` to go on with.

        Raises:
            CnnguiError: it cannot be read.
        """
        opened = self._asked(protocol.Open(str(path)))
        assert isinstance(opened, protocol.Opened)
        return opened

    def start_from(self, path: Path, data: str, freeze: Freeze, seed: int | None = None) -> protocol.Begun:
        """Take what of a file's network fits other data, for `train` to begin with.

        Args:
            seed: what begins anew is drawn from it; None for that of the file's recipe.

        Raises:
            CnnguiError: it cannot be read, or nothing of it fits (`cnngui.network.inference.starting`).
        """
        begun = self._asked(protocol.StartFrom(str(path), data, freeze, seed))
        assert isinstance(begun, protocol.Begun)
        return begun

    def train(
        self,
        network: Network,
        recipe: Recipe,
        data: str,
        on_event: Callable[[protocol.Event], None] | None = None,
        fresh: bool = False,
        *,
        run_id: str = "",
        origin: protocol.Origin = protocol.Origin(),  # noqa: B008 - it is frozen
        until: int = 0,
        as_before: protocol.Repeated | None = None,
    ) -> Trained:
        """Train to the end, or until `stop`.

        Args:
            data: a data set's key or a path, as for `cnngui.datasets.catalog.load_dataset`.
            on_event: called in this thread with every event of the run.
            fresh: start from new weights even if this session trained the same network before.
            run_id: of a run to go on with, "" for a new one.
            origin, until, as_before: as `cnngui.engine.protocol.Train` has them.

        Raises:
            CnnguiError: the run failed; the session can go on.
        """
        self._stop_wanted = False
        self._document, self._run_id = (network, recipe, data), run_id or new_run_id()
        self.run_folder = self._runs_folder / self._run_id if self._runs_folder else None
        self.run_folders = [self.run_folder] if self.run_folder else []
        self._transport.send(
            protocol.Train(
                *(self._run_id, network, recipe, data),
                fresh=fresh,
                origin=origin,
                until=until,
                as_before=as_before,
            )
        )
        history, steps = History(), 1
        while True:
            event = self._next()
            if on_event is not None and event is not None:
                on_event(event)
            match event:
                case protocol.Started():
                    steps = event.steps_per_epoch
                case protocol.Batches():
                    event.record(history, steps)
                case protocol.Epochs():
                    event.record(history)
                case protocol.Failed():
                    raise event.error
                case protocol.Finished() | protocol.Stopped():
                    stopped = isinstance(event, protocol.Stopped)
                    return Trained(event.epoch, event.seconds, stopped, history)

    def find_rate(
        self, network: Network, recipe: Recipe, data: str, on_event: Callable[[protocol.Event], None]
    ) -> float | None:
        """Try learning rates (`cnngui.engine.protocol.FindRate`); return the one to suggest, None for none.

        Raises:
            CnnguiError: the network cannot be trained so.
        """
        found = self._asked(protocol.FindRate(network, recipe, data), on_event)
        assert isinstance(found, protocol.RatesFound)
        return found.suggestion

    def stop(self) -> None:
        """Ask the training or search under way to end; from any thread or signal handler."""
        self._stop_wanted = True

    def save(self, path: str | Path) -> None:
        """Write what was trained last as a project.

        Raises:
            CnnguiError: it could not be written; what was there is as it was.
        """
        if self._document is None:
            raise CnnguiError("engine.no_model")
        self._asked(protocol.Save(str(path), *self._document))

    def _asked(
        self,
        request: protocol.Request,
        on_event: Callable[[protocol.Event], None] = lambda _: None,
    ) -> protocol.Answer:
        """Return the answer; tell each event before it. Raises CnnguiError: it failed."""
        self._requests += 1
        self._transport.send(replace(request, request_id=self._requests))
        while True:
            event = self._next()
            if isinstance(event, protocol.RequestFailed):
                raise event.error
            if event is not None:
                on_event(event)
            if isinstance(event, protocol.Answer) and event.request_id == self._requests:
                return event

    def _next(self) -> protocol.Event | None:
        """Return the next event, or None after a moment, in which signals are seen."""
        if self._stop_wanted:
            self._stop_wanted = False
            self._transport.send(protocol.Control("stop"))
            self._transport.send(protocol.StopFinding())
        event = self._transport.receive(_POLL_S)
        if event is None and not self._transport.alive:
            raise CnnguiError("engine.thread_ended")
        return event


class Predictor:
    """A trained network that answers for many samples.

    Attributes:
        network: what it is.
        class_names: what the columns of an answer mean.
        recipe: by which it learned, as far as that is told.
    """

    def __init__(self, replica: Replica, recipe: Recipe) -> None:
        self._replica, self.recipe = replica, recipe
        self.network = replica.network
        self.class_names = replica.class_names

    def outputs(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the network's own output, float32 (samples, …), for samples of its input shape."""
        return self._replica.outputs_many(samples)

    def predict(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return float32 (samples, classes), rows summing to 1.

        Args:
            samples: float32 (samples, …) as networks read them (`cnngui.datasets.preparing`).
                Smaller pictures get a border of zeros.

        Raises:
            CnnguiError: the network reads samples of another shape.
        """
        values = np.asarray(samples, np.float32)
        return self._replica.predict_many(fitted(values, self.network.input_shape))


def load_predictor(path: str | Path) -> Predictor:
    """Load a trained project, or a model that Keras saved.

    Raises:
        CnnguiError: it cannot be read, or holds no weights.
    """
    project = open_file(path).project
    if not project.weights:
        raise CnnguiError("engine.untrained", path=Path(path).name)
    from cnngui.engine.keras_backend.replica import Replica

    replica = Replica(project.network, project.class_names)
    replica.set_weights(project.weights)
    return Predictor(replica, (project.training or project).recipe)
