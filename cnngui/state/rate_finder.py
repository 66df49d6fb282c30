"""The search for a learning rate: a curve that grows, and what it suggests."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from cnngui.engine import protocol
from cnngui.engine.finding import Values
from cnngui.errors import CnnguiError
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient, Reply


class RateFinder(QObject):
    """Has the worker try rates on a copy of the weights.

    Attributes:
        rates, losses: float64 (batches,), what was tried until now.
        suggestion: None while it is searched for, and where there is none.
        running: a search is under way. error: why the last one failed.

    Signals:
        changed: read the attributes.
    """

    changed = Signal()

    def __init__(self, document: Document, engine: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._engine = document, engine
        self._reply: Reply | None = None
        self._forget()
        engine.event_received.connect(self._on_event)

    def _forget(self) -> None:
        self.rates: Values = np.empty(0)
        self.losses: Values = np.empty(0)
        self.suggestion: float | None = None
        self.error: CnnguiError | None = None

    @property
    def running(self) -> bool:
        """Whether a search is under way."""
        return self._reply is not None and self._reply.waiting

    def start(self) -> None:
        """Search anew, by the recipe of now."""
        if self.running:
            return
        self._forget()
        contents = self._document.contents
        request = protocol.FindRate(contents.network, contents.recipe, contents.data)
        self._reply = self._engine.ask(request, self._on_ended)
        self.changed.emit()

    def stop(self) -> None:
        """End the search; what was tried stays."""
        if self.running:
            self._engine.send(protocol.StopFinding())

    def take(self, rate: float) -> None:
        """Train with this rate: one step of undo."""
        recipe = self._document.recipe
        optimizer = recipe.optimizer.model_copy(update={"learning_rate": rate})
        self._document.set_recipe(recipe.model_copy(update={"optimizer": optimizer}))

    def _on_event(self, event: protocol.Event) -> None:
        if isinstance(event, protocol.RatesTried) and self.running:
            self.rates = np.concatenate([self.rates, event.rates])
            self.losses = np.concatenate([self.losses, event.losses])
            self.changed.emit()

    def _on_ended(self, reply: Reply) -> None:
        if isinstance(reply.answer, protocol.RatesFound):
            self.suggestion = reply.answer.suggestion
        elif reply.outcome in ("failed", "gone"):
            self.error = reply.error
        self.changed.emit()
