"""Open and save project files through the worker, which reads and writes them beside the weights."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnngui.course.presets import Preset, preset
from cnngui.datasets.catalog import catalog, is_available
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.files.opening import MB, shown_text
from cnngui.messages import Message, message
from cnngui.runs.capacity import MAX_BYTES
from cnngui.runs.history import History
from cnngui.runs.kept_weights import Place
from cnngui.runs.project import SUFFIX
from cnngui.state.document import Contents, Document
from cnngui.state.engine_client import EngineClient, Reply
from cnngui.state.settings import Settings
from cnngui.state.training import TrainingSession


def data_wanted(chosen: Preset) -> Message:
    """Return how a person gets data for a preset whose own are not here."""
    if known := next((info for info in catalog() if info.key == chosen.data), None):
        size = known.bytes / MB
        return message("datasets.wanted_download", title=chosen.title, label=known.label, size_mb=size)
    *sides, channels = chosen.network.input_shape
    shape = "×".join(map(str, (*sides, channels)))
    arrays = ", ".join(map(str, ("pictures", *sides, channels)))
    readable = len(sides) == 2 and channels in (1, 3)
    kind = "own" if readable else "none"
    return message(f"datasets.wanted_{kind}", title=chosen.title, shape=shape, arrays=f"({arrays})")


class ProjectFiles(QObject):
    """What New, Open and Save do. Questions about unsaved work are the window's.

    Signals:
        opened, saved: the path. failed: a `CnnguiError`; nothing changed, on disk or in the window. Of a
            preset that comes with weights, the network is shown all the same.
        opening, saving: the path of what is being read or written; `opened` or `saved`, `failed` or
            `would_drop` follows.
        would_drop: the path of a file with weights that one without would replace, and what was to be done
            after the save. Nothing was written; `save` with `drop_weights` does it all the same.
        begun: another network was begun with.
        noted: a `Message` about what was opened or begun last, what of another program's file is otherwise
            here or where to get the data that a preset was made for; or about what was saved last, what of
            it a file has no room for.
    """

    opened = Signal(str)
    begun = Signal()
    noted = Signal(object)
    opening = Signal(str)
    saving = Signal(str)
    saved = Signal(str)
    would_drop = Signal(str, object)
    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        engine: EngineClient,
        training: TrainingSession,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._engine = document, engine
        self._training, self._settings = training, settings
        self._begun = 0
        self._left = document.contents  # what a person has agreed to leave

    def new(self, name: str) -> None:
        """Start anew from the preset called `name`, on its data.

        If they are not here, on those chosen now, where it can be trained on them; else on none: what is
        wrong with data that nobody chose for it is no problem of the network's.
        """
        chosen = preset(name)
        here = any(info.key == chosen.data and is_available(info.key) for info in catalog())
        suited = self._document.suits(chosen.network, chosen.recipe)
        data = chosen.data if here else self._document.data if suited else ""
        self._begun += 1
        self._training.reset()
        self._document.replace_all(Contents(chosen.network, chosen.recipe, data), title=chosen.title)
        self.begun.emit()
        if not here:
            self.noted.emit(data_wanted(chosen))
        if chosen.weights:
            self._training.file_is_coming()
            self._engine.ask(protocol.BeginWith(name), partial(self._on_begun, self._begun))

    def open(self, path: str) -> None:
        """Have the project at `path` read; `opened` or `failed` tells how it went.

        What is edited until then can be brought back by Undo.
        """
        self.opening.emit(path)
        self._left = self._document.contents
        self._training.want(False)
        self._training.file_is_coming()
        self._engine.ask(protocol.Open(path), partial(self._on_opened, path, self._begun))

    def save(self, path: str, *, drop_weights: bool = False, then: Callable[[], None] | None = None) -> None:
        """Have the project written to `path`, weights included; a signal tells how it went.

        Args:
            drop_weights: also where that replaces a file with weights by one without.
            then: called once it is saved, and never if it is not.
        """
        if not path.endswith(SUFFIX):
            path += SUFFIX
        contents = self._document.contents
        request = protocol.Save(path, contents.network, contents.recipe, contents.data, drop_weights)
        self.saving.emit(path)
        learned = len(self._training.history.batch_loss)
        self._engine.ask(request, partial(self._on_saved, request, contents, learned, then))

    def _on_begun(self, begun: int, reply: Reply) -> None:
        if begun == self._begun:
            if isinstance(reply.answer, protocol.Opened):
                self._training.add_place(Place(reply.answer.path))
            elif reply.error is not None:
                # The cards are there; it is their weights that could not be set.
                self._training.want(False)
                self.failed.emit(reply.error)
        self._training.file_came()

    def _on_opened(self, path: str, begun: int, reply: Reply) -> None:
        # What was begun since has the worker forget this too.
        if begun == self._begun:
            if isinstance(reply.answer, protocol.Opened):
                self._show(reply.answer)
            elif reply.error is not None:
                if reply.error.code == "files.missing":
                    self._settings.forget_recent(path)
                # It was the file's network that was to be trained.
                self._training.want(False)
                self.failed.emit(reply.error)
        self._training.file_came()

    def _on_saved(
        self,
        request: protocol.Save,
        contents: Contents,
        learned: int,
        then: Callable[[], None] | None,
        reply: Reply,
    ) -> None:
        if isinstance(saved := reply.answer, protocol.Saved):
            if saved.with_weights:
                self._training.add_place(Place(saved.path, saved.stamp))
            if self._document.contents == contents:
                self._document.mark_saved(saved.path)
                # Learned while it was written, perhaps behind the copy. Who leaves a run gives that up.
                more = len(self._training.history.batch_loss) > learned
                if more and (then is None or not self._training.status.busy):
                    self._document.mark_trained()
            self._settings.add_recent(saved.path)
            self.saved.emit(saved.path)
            if not saved.with_means:
                limit_mb = MAX_BYTES / MB
                self.noted.emit(message("runs.without_means", name=Path(saved.path).name, limit_mb=limit_mb))
            if then is not None:
                then()
        elif reply.outcome == "gone":
            self.failed.emit(CnnguiError("runs.engine_gone", name=Path(request.path).name))
        elif reply.error is not None and reply.error.code == "runs.would_drop_weights":
            self.would_drop.emit(request.path, then)
        elif reply.error is not None:
            self.failed.emit(reply.error)

    def _show(self, event: protocol.Opened) -> None:
        edited = self._document.contents != self._left
        # Another program's file names no data, and is not one to save over.
        opened = event.may_open_data
        data = event.data if opened and event.data else (self._document.data if event.foreign else "")
        contents = Contents(event.network, event.recipe, data)
        path, title = ("", Path(event.path).stem) if event.foreign else (event.path, "")
        self._document.replace_all(contents, path=path, title=title, undoable=edited)
        self._left = contents
        self._settings.add_recent(event.path)
        places = [Place(event.path, event.stamp)] if event.has_weights else []
        self._training.adopt(History.from_columns(event.history), places)
        self.opened.emit(event.path)
        name = Path(event.path).name
        if edited:
            self.noted.emit(message("runs.edited_meanwhile", name=name))
        if not opened:
            self.noted.emit(message("runs.data_not_opened", name=name, data=shown_text(event.data)))
        if event.notes:
            self.noted.emit(message("keras_file.taken_over", name=name, notes=event.notes))
