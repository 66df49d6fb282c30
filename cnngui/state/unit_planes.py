"""What each unit of the layer that is looked into answers over the square of two inputs."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.state.engine_client import Reply
from cnngui.state.inputs import square
from cnngui.state.look_inside import LookInside
from cnngui.state.training import TrainingSession

TRAINING_INTERVAL_MS = 100


class UnitPlanes(QObject):
    """Asks for a network of two numbers, while somebody looks; anew with another layer and with new weights.

    Attributes:
        look: which layer of which network.
        fetched: the newest answer, None while there is none. error: what the engine said against it, or None.

    Signals:
        changed: read `fetched` and `error`.
    """

    changed = Signal()

    def __init__(self, look: LookInside, training: TrainingSession) -> None:
        super().__init__()
        self.look = look
        self.fetched: protocol.PlaneFetched | None = None
        self.error: CnnguiError | None = None
        self._watched = self._stale = False
        self._asked = ""
        self._reply: Reply | None = None
        self._later = QTimer(self, singleShot=True, interval=TRAINING_INTERVAL_MS)
        self._later.timeout.connect(self.refresh)
        look.model.replaced.connect(self._on_replaced)
        look.model.changed.connect(self.refresh)
        look.changed.connect(self._on_looked)
        training.weights_changed.connect(self._on_weights_changed)

    def watch(self, watched: bool) -> None:
        """Ask from now on, or no longer."""
        if watched != self._watched:
            self._watched = watched
            self.refresh()

    def refresh(self) -> None:
        """Ask again, now or when the question under way is answered."""
        if not self._watched:
            return
        if self._reply is not None and self._reply.waiting:
            self._stale = True
            return
        self._stale = False
        model, self._asked = self.look.model, self.look.layer()
        if model.kind != "pair" or model.why_not() or not self._asked:
            self._tell(None)
            return
        request = protocol.FetchPlane(model.id, square(), self._asked)
        self._reply = model.engine.ask(request, self._on_ended)

    def _tell(self, fetched: protocol.PlaneFetched | None, error: CnnguiError | None = None) -> None:
        if fetched is not self.fetched or error is not self.error:
            self.fetched, self.error = fetched, error
            self.changed.emit()

    def _on_looked(self) -> None:
        if self.look.layer() != self._asked:
            self.refresh()

    def _on_replaced(self) -> None:
        # A model that is gone never answers.
        self._reply = None

    def _on_weights_changed(self) -> None:
        if self._watched and self.look.model.is_own and not self._later.isActive():
            self._later.start()

    def _on_ended(self, reply: Reply) -> None:
        if reply is not self._reply or reply.outcome in ("superseded", "gone"):
            return
        if self._stale:
            self.refresh()
        answer = reply.answer
        if isinstance(answer, protocol.PlaneFetched):
            if answer.model == self.look.model.id and answer.layer == self.look.layer():
                self._tell(answer)
        elif not self._stale:
            self._tell(None, reply.error)
