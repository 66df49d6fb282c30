"""The network on the cards answers before it was trained: with the weights that its seed starts from."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from cnngui.engine import protocol
from cnngui.memory import free_memory
from cnngui.network.inference.infer import Inference
from cnngui.network.network import Network
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient, Reply
from cnngui.state.training import TrainingSession

DELAY_MS = 400
MOST_PARAMETERS = 50_000_000
"""Larger networks take seconds to set up, in which no training could begin."""

Missing = Literal["", "building", "broken", "large", "training"]


class Preview(QObject):
    """Has the worker set up the network that is on the cards, a moment after the last edit.

    Not while a run is under way, which it would hold up, nor while the draft's own model fits the cards.

    Attributes:
        missing: why `UNTRAINED` does not answer for the cards: it is on its way, the network has an error or
            no layers, is too large, or another is being trained; "" when it does.

    Signals:
        changed: read `missing`.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        engine: EngineClient,
        training: TrainingSession,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._engine, self._training = document, engine, training
        self._there: tuple[Network, int] | None = None
        self._reply: Reply | None = None
        self.missing: Missing = "building"
        self._later = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._later.timeout.connect(self._ask)
        for edited in (document.network_changed, document.recipe_changed, training.own_model_changed):
            edited.connect(self._update)
        training.status_changed.connect(self._update)
        engine.ready_changed.connect(self._on_ready_changed)

    @property
    def _wanted(self) -> tuple[Network, int]:
        return self._document.network, self._document.recipe.seed

    def _update(self) -> None:
        own = self._training.own_model
        if self._there == self._wanted or (own is not None and own.network == self._document.network):
            self._tell("")
        elif self._training.status.busy:
            self._tell("training")
        elif not self._document.counted.ok or not self._document.network.layers:
            self._tell("broken")
        elif is_large(self._document.counted):
            self._tell("large")
        else:
            self._tell("building")
            if self._reply is None:
                self._later.start()

    def _ask(self) -> None:
        if self.missing == "building" and self._reply is None and self._engine.ready is not None:
            self._there, asked = None, self._wanted
            self._reply = self._engine.ask(
                protocol.Preview(*asked), lambda reply: self._on_ended(reply, asked)
            )

    def _on_ended(self, reply: Reply, asked: tuple[Network, int]) -> None:
        self._reply = None
        if reply.outcome == "failed" and asked == self._wanted:
            self._tell("large")
            return
        if reply.outcome == "answered":
            self._there = asked
        self._update()

    def _on_ready_changed(self) -> None:
        self._there = None
        self._update()

    def _tell(self, missing: Missing) -> None:
        if missing != "building":
            self._later.stop()
        self.missing = missing
        self.changed.emit()


def is_large(inference: Inference) -> bool:
    """Whether a network is too large to be set up for a look: by its parameters, or by the free memory."""
    needed, free = inference.memory_bytes(1, 0), free_memory()
    parameters = inference.total_parameters or 0
    return parameters > MOST_PARAMETERS or (needed is not None and free is not None and 2 * needed > free)
