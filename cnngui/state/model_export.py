"""Export the network as a model for other programs, through the worker that has the weights."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnngui.engine import protocol
from cnngui.engine.model_forms import FormName, export_notes
from cnngui.messages import message
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient, Reply


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

    def __init__(self, document: Document, engine: EngineClient) -> None:
        super().__init__()
        self._document, self._engine = document, engine
        self._reply: Reply | None = None
        engine.ready_changed.connect(self.possible_changed)
        engine.starting.connect(self.possible_changed)
        document.network_changed.connect(self.possible_changed)

    @property
    def busy(self) -> bool:
        """Whether an export is under way."""
        return self._reply is not None and self._reply.waiting

    @property
    def possible(self) -> bool:
        """Whether an export can be asked for now. The network must be whole; no data need fit it."""
        document = self._document
        whole = document.counted.ok and bool(document.network.layers)
        return whole and not self.busy and self.alive

    @property
    def alive(self) -> bool:
        """Whether there is an engine to export, or one on its way."""
        return self._engine.death is None

    def export(self, path: str, form: FormName) -> None:
        """Have the document's network written to `path`, with its weights if it has learned some."""
        contents = self._document.contents
        request = protocol.Export(path, form, contents.network, contents.recipe, contents.data)
        self._reply = self._engine.ask(request, partial(self._on_ended, request))
        self.possible_changed.emit()

    def _on_ended(self, request: protocol.Export, reply: Reply) -> None:
        self.possible_changed.emit()
        if reply.error is not None:
            self.failed.emit(reply.error)
        elif isinstance(exported := reply.answer, protocol.Exported):
            self.exported.emit(exported.path)
            with_weights = exported.with_weights
            notes = export_notes(request.network, request.recipe, request.form, with_weights=with_weights)
            if notes:
                name = Path(exported.path).name
                self.noted.emit(message("engine.exported", name=name, notes=" ".join(notes)))
