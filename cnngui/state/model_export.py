"""Export the network as a model for other programs, through the worker that has the weights."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnngui.engine import protocol
from cnngui.engine.model_forms import FormName, export_notes
from cnngui.errors import CnnguiError
from cnngui.messages import message
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient


class ModelExport(QObject):
    """One export at a time; training goes on meanwhile.

    Signals:
        possible_changed: read `possible`.
        exported: the path. noted: a `Message` about what was exported last, behind `exported`.
        failed: a `CnnguiError`; what was there is as it was.
    """

    possible_changed = Signal()
    exported = Signal(str)
    noted = Signal(object)
    failed = Signal(object)

    def __init__(self, document: Document, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._engine = document, engine
        self._asked = 0
        self._form: FormName = "keras"
        self._contents = document.contents
        self._death: CnnguiError | None = None
        engine.event_received.connect(self._on_event)
        engine.starting.connect(self._on_starting)
        document.network_changed.connect(self.possible_changed)

    @property
    def busy(self) -> bool:
        """Whether an export is under way."""
        return self._asked != 0

    @property
    def possible(self) -> bool:
        """Whether an export can be asked for now. The network must be whole; no data need fit it."""
        document = self._document
        whole = document.counted.ok and bool(document.network.layers)
        return whole and not self.busy and self.alive

    @property
    def alive(self) -> bool:
        """Whether there is an engine to export, or one on its way."""
        return self._death is None

    def export(self, path: str, form: FormName) -> None:
        """Have the document's network written to `path`, with its weights if it has learned some."""
        if self._death is not None:
            # It would wait for an engine that may never come.
            self.failed.emit(self._death)
            return
        contents = self._document.contents
        self._asked = self._engine.next_request()
        self._form, self._contents = form, contents
        self._engine.send(
            protocol.Export(self._asked, path, form, contents.network, contents.recipe, contents.data)
        )
        self.possible_changed.emit()

    def _on_event(self, event: protocol.Event) -> None:
        if isinstance(event, protocol.WorkerDied):
            was_busy, self._death = self.busy, event.error
            self._end()
            if was_busy:
                self.failed.emit(event.error)
        elif not self.busy or getattr(event, "request_id", None) != self._asked:
            return
        elif isinstance(event, protocol.RequestFailed):
            self._end()
            self.failed.emit(event.error)
        elif isinstance(event, protocol.Exported):
            self._end()
            self.exported.emit(event.path)
            network, recipe = self._contents.network, self._contents.recipe
            notes = export_notes(network, recipe, self._form, with_weights=event.with_weights)
            if notes:
                name = Path(event.path).name
                self.noted.emit(message("engine.exported", name=name, notes=" ".join(notes)))

    def _end(self) -> None:
        self._asked = 0
        self.possible_changed.emit()

    def _on_starting(self) -> None:
        self._death = None
        self.possible_changed.emit()
