"""The numbers of the layer that is looked into, for whoever goes through its cells step by step."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.state.answering_model import Unavailable
from cnngui.state.engine_client import Reply
from cnngui.state.look_inside import LookInside
from cnngui.state.training import TrainingSession

TRAINING_INTERVAL_MS = 500
"""While training: numbers that change faster cannot be read."""


class LayerSteps(QObject):
    """Asks for a layer's input, weights and output together, so that they are always of one moment.

    Args:
        asker: whose questions these are, where several ask. blank: ask also while nothing is shown to the
            network: the weights are the same.

    Attributes:
        look: which layer of which network, and what that is shown.
        fetched: the newest answer, None while there is none.
        unavailable: why there is none, because of the network or of what it is shown; "" for neither.
        error: what the engine said against it, or None.
        held: numbers stay as they are while a training goes on, such as under the pointer.

    Signals:
        changed: read `fetched`, `unavailable` and `error`.
    """

    changed = Signal()

    def __init__(
        self, look: LookInside, training: TrainingSession, asker: str = "", *, blank: bool = False
    ) -> None:
        super().__init__()
        self._asker, self._blank = asker, blank
        self.look = look
        self.fetched: protocol.NumbersFetched | None = None
        self.unavailable: Unavailable = ""
        self.error: CnnguiError | None = None
        self.held = False
        self._watched = False
        self._reply: Reply | None = None
        self._asked = ""
        self._stale = False
        self._later = QTimer(self, singleShot=True, interval=TRAINING_INTERVAL_MS)
        self._later.timeout.connect(self._on_later)
        look.model.replaced.connect(self._on_replaced)
        look.model.changed.connect(self.refresh)
        look.subject.changed.connect(self.refresh)
        look.changed.connect(self._on_looked)
        training.weights_changed.connect(self._on_weights_changed)

    @property
    def watched(self) -> bool:
        """Whether anybody wants the numbers; nothing is asked for nobody."""
        return self._watched

    def watch(self, watched: bool) -> None:
        """Ask from now on, or no longer."""
        self._watched = watched
        if watched:
            self.refresh()
        else:
            self.fetched = None

    def refresh(self) -> None:
        """Ask again, now or when the question under way is answered."""
        if not self._watched or self._waiting:
            self._stale = self._waiting
            return
        self._stale = False
        look = self.look
        sample, self._asked = look.subject.sample(), look.layer()
        if sample is None and self._blank:
            sample = np.zeros(look.model.network.input_shape, np.float32)
        self.unavailable = look.model.why_not() or ("" if sample is not None else look.subject.why_nothing())
        if self.unavailable or sample is None or not self._asked:
            self._tell(None)
            return
        request = protocol.FetchNumbers(look.model.id, sample, self._asked, self._asker)
        self._reply = look.model.engine.ask(request, self._on_ended)

    @property
    def _waiting(self) -> bool:
        return self._reply is not None and self._reply.waiting

    def _tell(self, fetched: protocol.NumbersFetched | None, error: CnnguiError | None = None) -> None:
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

    def _on_later(self) -> None:
        if self.held:
            self._later.start()
        else:
            self.refresh()

    def _on_ended(self, reply: Reply) -> None:
        if reply is not self._reply or reply.outcome in ("superseded", "gone"):
            return
        another = self._stale or self.look.layer() != self._asked
        if another:
            self.refresh()
        answer = reply.answer
        if isinstance(answer, protocol.NumbersFetched):
            current = answer.model == self.look.model.id and answer.layer == self.look.layer()
            if current and self._watched and not self.unavailable:
                self._tell(answer)
        elif not another:
            self._tell(None, reply.error)
