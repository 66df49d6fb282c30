"""A run's weights of some moment, or several runs together, to draw with and to look into."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.runs.model_id import ModelId, Weights
from cnngui.runs.run import Run
from cnngui.runs.run_files import Tuned
from cnngui.state.engine_client import EngineClient, Reply


class RunModel(QObject):
    """Answers in the place of every other model, from `show` to `close`.

    Attributes:
        run: whose weights, None for no run's. members: those that answer together, empty for no ensemble's.
        title: what the run or the ensemble is called.
        weights: those that are shown, or on their way; of an ensemble the number of the member that is looked
            into, from 1.
        moments: all that the run keeps, in the order of training, the last and the best behind them; the
            numbers of an ensemble's members.
        tuned: how the run fine-tuned another network; None for any other run.
        ready: what the worker said of the model that answers, None while it is read.

    Signals:
        changed: another model, or it answers now.
        failed: its file could not be read (carries the `CnnguiError`); no run's model answers then.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, engine: EngineClient) -> None:
        super().__init__()
        self._engine = engine
        self.run: Run | None = None
        self.members: tuple[Run, ...] = ()
        self._together: tuple[protocol.ModelReady, ...] = ()
        self.title = ""
        self.weights: Weights = "last"
        self.moments: tuple[Weights, ...] = ()
        self.tuned: Tuned | None = None
        self.ready: protocol.ModelReady | None = None
        engine.ready_changed.connect(self._on_ready_changed)

    @property
    def id(self) -> ModelId | None:
        """Return the model's address, None for no run's."""
        if self.members:
            return ModelId("ensemble", self._name, self.weights)
        return ModelId("run", self.run.id, self.weights) if self.run is not None else None

    @property
    def _name(self) -> str:
        """What the worker calls those that answer together."""
        return " ".join(run.id for run in self.members)

    def show(self, run: Run, title: str, weights: Weights = "last") -> None:
        """Let the model of a run answer."""
        if self.run is None or run.folder != self.run.folder:
            self.ready = None  # of the same network the old weights answer until the new ones are there
            self.tuned = run.tuned()
        self.members = ()
        self.run, self.title, self.weights = run, title, weights
        self.moments = moments_of(run)
        self._ask()
        self.changed.emit()

    def show_ensemble(self, runs: Sequence[Run], title: str) -> None:
        """Let the last weights of several runs answer together; their probabilities are averaged."""
        self.run, self.members, self.title, self.weights = None, tuple(runs), title, 1
        self.tuned = None
        self.moments, self.ready = tuple(range(1, len(runs) + 1)), None
        self._ask()
        self.changed.emit()

    @property
    def is_shown(self) -> bool:
        """Whether a run or an ensemble answers, or is on its way."""
        return self.run is not None or bool(self.members)

    def move_to(self, weights: Weights) -> None:
        """Let the same run's weights of another moment answer; look into another member of the ensemble."""
        if self.members and weights in self.moments and isinstance(weights, int):
            self.weights = weights
            self.ready = self._together[weights - 1] if self._together else None
            self.changed.emit()
        elif self.run is not None and weights != self.weights:
            self.show(self.run, self.title, weights)

    def close(self) -> None:
        """Let the other models answer again."""
        if self.is_shown:
            self.run, self.members, self.ready, self.moments = None, (), None, ()
            self.tuned = None
            self.changed.emit()

    def _ask(self) -> None:
        if self.run is not None:
            self._ask_run(self.run)
        elif self.members:
            self._ask_ensemble()

    def _ask_run(self, run: Run) -> None:
        model = ModelId("run", run.id, self.weights)
        try:
            path = str(run.weights_file(self.weights))
        except CnnguiError as error:
            self._fail(error)
            return
        self._engine.ask(protocol.LoadModel(model, path), partial(self._on_loaded, model))

    def _ask_ensemble(self) -> None:
        name, self._together = self._name, ()
        try:
            paths = tuple(str(run.weights_file("last")) for run in self.members)
        except CnnguiError as error:
            self._fail(error)
            return
        self._engine.ask(protocol.LoadEnsemble(name, paths), partial(self._on_together, name))

    def _on_together(self, name: str, reply: Reply) -> None:
        if not self.members or self._name != name:
            return
        if isinstance(loaded := reply.answer, protocol.EnsembleLoaded):
            self._together = loaded.members
            self.move_to(self.weights)
        elif reply.error is not None:
            self._fail(reply.error)

    def _on_loaded(self, model: ModelId, reply: Reply) -> None:
        if model != self.id:
            return
        if isinstance(loaded := reply.answer, protocol.ModelLoaded):
            self.ready = loaded.ready
            self.changed.emit()
        elif reply.error is not None:
            self._fail(reply.error)

    def _fail(self, error: CnnguiError) -> None:
        self.close()
        self.failed.emit(error)

    def _on_ready_changed(self) -> None:
        # A new engine knows nothing of it.
        if self.is_shown:
            self.ready, self._together = None, ()
            if self._engine.ready is not None:
                self._ask()
            self.changed.emit()


def moments_of(run: Run) -> tuple[Weights, ...]:
    """Return every moment whose weights a run keeps."""
    ends: tuple[Weights, ...] = ("last", "best")
    return (*run.kept_epochs, *(each for each in ends if run.has_weights(each)))
