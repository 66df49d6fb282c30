"""What can be done with a run: go on, fork, repeat it, begin with its network, draw with its weights."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.runs.history import History
from cnngui.runs.kept_weights import Place, stamp_of
from cnngui.runs.model_id import Weights
from cnngui.runs.run import Run
from cnngui.state.document import Contents, Document
from cnngui.state.engine_client import EngineClient, Reply
from cnngui.state.run_model import RunModel
from cnngui.state.training import Status, TrainingSession


class RunActions(QObject):
    """Brings runs back. Questions about unsaved work are the window's, before.

    Signals:
        failed: it could not be done (carries the `CnnguiError`); nothing changed.
        taken_up: the run's network is on the cards.
        working: the name of what is being read; `taken_up` or `failed` follows.
    """

    failed = Signal(object)
    taken_up = Signal()
    working = Signal(str)

    def __init__(
        self, document: Document, engine: EngineClient, training: TrainingSession, run_model: RunModel
    ) -> None:
        super().__init__()
        self._document, self._engine, self._training = document, engine, training
        self._run_model = run_model
        self._asked = 0
        self._waiting: Callable[[], None] | None = None
        training.status_changed.connect(self._on_status_changed)
        run_model.failed.connect(self.failed)

    def go_on(self, run: Run, more: int = 0) -> None:
        """Train a run on: to its last planned epoch, or `more` epochs beyond where it is."""

        def train() -> None:
            summary = run.summary()
            until = summary.epoch + more if more else summary.epochs
            self._training.train(until=until if until > summary.epoch else summary.epoch + 1)

        self._take_up(run, "last", train)

    def fork(self, run: Run, weights: Weights = "last") -> None:
        """Begin a run of its own with the weights of another at some moment; Train starts it."""
        self._take_up(run, weights, None)

    def repeat(self, run: Run) -> None:
        """Train the same again from new weights, with each change of the recipe at its step.

        On one machine the curves are the same to the last bit. Of a run that began with another's weights
        the other is to be repeated first: this one's beginning is not known any more.
        """
        try:
            record, as_before = run.record(), protocol.repeated(run)
        except CnnguiError as error:
            self.failed.emit(error)
            return
        self._begin_with(run, Contents(record.network, record.recipe, record.data))
        self._when_idle(partial(self._training.train, as_before=as_before))

    def use_as_draft(self, run: Run) -> None:
        """Show a run's network and recipe, to be edited and trained from new weights."""
        try:
            record = run.record()
        except CnnguiError as error:
            self.failed.emit(error)
            return
        self._begin_with(run, Contents(record.network, record.recipe, record.data))

    def draw_with(self, run: Run, weights: Weights = "last") -> None:
        """Let a run's weights answer what is drawn, and be looked into; the cards stay as they are."""
        self._run_model.show(run, name_of(run), weights)

    def _begin_with(self, run: Run, contents: Contents) -> None:
        self._asked, self._waiting = self._asked + 1, None
        self._run_model.close()
        self._training.reset()
        self._document.replace_all(contents, title=name_of(run))
        self.taken_up.emit()

    def _when_idle(self, then: Callable[[], None]) -> None:
        """Do it once a run that was stopped has ended, and the engine has started."""
        self._waiting = then
        self._on_status_changed()

    def _on_status_changed(self) -> None:
        if self._waiting is not None and self._training.status is Status.IDLE:
            then, self._waiting = self._waiting, None
            then()

    def _take_up(self, run: Run, weights: Weights, then: Callable[[], None] | None) -> None:
        """Have a run's weights become the draft's, and do `then`."""
        if self._training.run_id == run.id and self._training.status.busy:
            self.failed.emit(CnnguiError("runs.trains_now", run=name_of(run)))
            return
        if run.is_live:
            self.failed.emit(CnnguiError("runs.in_use", run=name_of(run)))
            return
        try:
            path = run.weights_file(weights)
        except CnnguiError as error:
            self.failed.emit(error)
            return
        self._asked, self._waiting = self._asked + 1, None
        self.working.emit(name_of(run))
        ended = partial(self._on_taken_up, self._asked, run, weights, path, then)
        self._engine.ask(protocol.Open(str(path)), ended)

    def _on_taken_up(
        self,
        asked: int,
        run: Run,
        weights: Weights,
        path: Path,
        then: Callable[[], None] | None,
        reply: Reply,
    ) -> None:
        if asked != self._asked:
            return
        if not isinstance(opened := reply.answer, protocol.Opened):
            if reply.error is not None:
                self.failed.emit(reply.error)
            return
        contents = Contents(opened.network, opened.recipe, opened.data)
        history = History.from_columns(opened.history)
        self._run_model.close()
        self._document.replace_all(contents, title=name_of(run))
        # Of the last weights the run's own folder holds all that there is, and will hold what is to come.
        place = Place(str(run.folder)) if weights == "last" else Place(str(path), stamp_of(path))
        came = protocol.Origin(parent=run.id, parent_epoch=len(history.epoch))
        self._training.adopt(history, [place], came)
        self.taken_up.emit()
        if then is not None:
            self._when_idle(then)


def name_of(run: Run) -> str:
    """Return what a run is called: by a person, else as it began."""
    return run.called
