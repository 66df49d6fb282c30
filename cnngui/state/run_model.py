"""A run's weights of some moment, to draw with and to look into beside the network on the cards."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.runs.model_id import ModelId, Weights
from cnngui.runs.run import Run
from cnngui.state.engine_client import EngineClient, Reply


class RunModel(QObject):
    """Answers in the place of every other model, from `show` to `close`.

    Attributes:
        run: whose weights, None for no run's.
        title: what the run is called.
        weights: those that are shown, or on their way.
        moments: all that the run keeps, in the order of training, the last and the best behind them.
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
        self.title = ""
        self.weights: Weights = "last"
        self.moments: tuple[Weights, ...] = ()
        self.ready: protocol.ModelReady | None = None
        engine.ready_changed.connect(self._on_ready_changed)

    @property
    def id(self) -> ModelId | None:
        """Return the model's address, None for no run's."""
        return ModelId("run", self.run.id, self.weights) if self.run is not None else None

    def show(self, run: Run, title: str, weights: Weights = "last") -> None:
        """Let the model of a run answer."""
        if self.run is None or run.folder != self.run.folder:
            self.ready = None  # of the same network the old weights answer until the new ones are there
        self.run, self.title, self.weights = run, title, weights
        self.moments = moments_of(run)
        self._ask()
        self.changed.emit()

    def move_to(self, weights: Weights) -> None:
        """Let the same run's weights of another moment answer."""
        if self.run is not None and weights != self.weights:
            self.show(self.run, self.title, weights)

    def close(self) -> None:
        """Let the other models answer again."""
        if self.run is not None:
            self.run, self.ready, self.moments = None, None, ()
            self.changed.emit()

    def _ask(self) -> None:
        run, model = self.run, self.id
        if run is None or model is None:
            return
        try:
            path = str(run.weights_file(self.weights))
        except CnnguiError as error:
            self._fail(error)
            return
        self._engine.ask(protocol.LoadModel(model, path), partial(self._on_loaded, model))

    def _on_loaded(self, model: ModelId, reply: Reply) -> None:
        if model != self.id:
            return
        if isinstance(loaded := reply.answer, protocol.ModelLoaded):
            told = loaded.network, loaded.class_names, loaded.input_format
            self.ready = protocol.ModelReady(model, *told)
            self.changed.emit()
        elif reply.error is not None:
            self._fail(reply.error)

    def _fail(self, error: CnnguiError) -> None:
        self.close()
        self.failed.emit(error)

    def _on_ready_changed(self) -> None:
        # A new engine knows nothing of it.
        if self.run is not None:
            self.ready = None
            if self._engine.ready is not None:
                self._ask()
            self.changed.emit()


def moments_of(run: Run) -> tuple[Weights, ...]:
    """Return every moment whose weights a run keeps."""
    found: list[Weights] = list(run.kept_epochs)
    for weights in ("last", "best"):
        try:
            run.weights_file(weights)
        except CnnguiError:
            continue
        found.append(weights)
    return tuple(found)
