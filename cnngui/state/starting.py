"""Transfer learning: the draft becomes a network that begins with what another has learned."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.messages import message
from cnngui.network.inference.starting import Freeze, Start
from cnngui.runs.kept_weights import START, Place
from cnngui.runs.model_id import Weights
from cnngui.runs.run import Run
from cnngui.state.document import Contents, Document
from cnngui.state.engine_client import EngineClient, Reply
from cnngui.state.run_model import RunModel
from cnngui.state.training import TrainingSession


class Starting(QObject):
    """Takes the first layers of a run or a file for the data that are chosen now.

    Questions about unsaved work are the window's, before.

    Signals:
        begun: the network is on the cards, with the weights; one undoable step.
        noted: what was taken, and what of another program's file is otherwise here (carries a `Message`).
        failed: nothing changed (carries the `CnnguiError`).
        working: the name of what is being read; `begun` or `failed` follows.
    """

    begun = Signal()
    noted = Signal(object)
    failed = Signal(object)
    working = Signal(str)

    def __init__(
        self, document: Document, engine: EngineClient, training: TrainingSession, run_model: RunModel
    ) -> None:
        super().__init__()
        self._document, self._engine, self._training = document, engine, training
        self._run_model = run_model
        self._asked = 0

    @property
    def loses(self) -> bool:
        """Whether something learned would go for good: the cards themselves Undo brings back."""
        training = self._training
        return training.status.busy or (bool(training.history.batch_loss.size) and not training.is_kept)

    def plan(self, run: Run, freeze: Freeze) -> Start:
        """Return what would be taken of a run.

        Raises:
            CnnguiError: the run is damaged, no data are known, or nothing of it fits them.
        """
        return self._document.start_from(run.record().network, freeze)

    def from_run(self, run: Run, freeze: Freeze) -> None:
        """Begin with the best weights of a run, with the last where there are no best ones."""
        weights: Weights = "best" if run.has_weights("best") else "last"
        try:
            path = run.weights_file(weights)
        except CnnguiError as error:
            self.failed.emit(error)
            return
        self._ask(path, run.called, run.id, freeze)

    def from_file(self, path: Path, freeze: Freeze) -> None:
        """Begin with the weights in a project or a Keras model."""
        self._ask(path, path.name, path.name, freeze)

    def _ask(self, path: Path, called: str, parent: str, freeze: Freeze) -> None:
        if not self._document.data:
            self.failed.emit(CnnguiError("starting.no_data"))
            return
        self._asked += 1
        self.working.emit(called)
        self._training.want(False)
        self._training.file_is_coming()
        request = protocol.StartFrom(str(path), self._document.data, freeze)
        self._engine.ask(request, partial(self._on_answer, self._asked, called, parent))

    def _on_answer(self, asked: int, called: str, parent: str, reply: Reply) -> None:
        # What was asked for later comes behind it, and is what the worker has then.
        if asked == self._asked:
            if isinstance(begun := reply.answer, protocol.Begun):
                self._show(begun, called, parent)
            elif reply.error is not None:
                self.failed.emit(reply.error)
        self._training.file_came()

    def _show(self, begun: protocol.Begun, called: str, parent: str) -> None:
        start = begun.start
        self._run_model.close()
        contents = Contents(start.network, begun.recipe, begun.data)
        self._document.begin_from(contents, called, selected=start.made_new[0])
        came = protocol.Origin(parent=parent, parent_epoch=begun.epoch)
        self._training.begin_with(Place(f"{START}{begun.path}", begun.stamp), came)
        self.begun.emit()
        self.noted.emit(start.told(called))
        if begun.notes:
            self.noted.emit(message("keras_file.taken_over", name=called, notes=begun.notes))
