"""A question that is asked again and again while somebody looks, and never more often than it is answered."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.state.engine_client import EngineClient, Reply


class Watched(QObject):
    """What asks has a `_question`, and takes each answer by `_take`.

    Args:
        interval_ms: least time between two questions while a network learns (`_soon`).

    Attributes:
        error: why the last question failed, or None.

    Signals:
        changed: an answer, or none any more.
    """

    changed = Signal()

    def __init__(self, engine: EngineClient, interval_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self.error: CnnguiError | None = None
        self.watched = False
        self._stale = False
        self._reply: Reply | None = None
        self._later = QTimer(self, singleShot=True, interval=interval_ms)
        self._later.timeout.connect(self.refresh)

    @property
    def waiting(self) -> bool:
        """Whether an answer is on its way."""
        return self._reply is not None and self._reply.waiting

    def watch(self, watched: bool) -> None:
        """Ask from now on, or no more: nobody looks."""
        if watched != self.watched:
            self.watched = watched
            self.refresh()

    def refresh(self) -> None:
        """Ask anew, now or when the question under way is answered."""
        if not self.watched:
            return
        request = self._question()
        if request is None:
            self._reply, self._stale = None, False
            self._forget()
            self.changed.emit()
        elif self.waiting:
            self._stale = True
        else:
            self._stale = False
            self._reply = self._whom.ask(request, self._on_ended)

    @property
    def _whom(self) -> EngineClient:
        """Return who is to be asked."""
        return self._engine

    def _question(self) -> protocol.Request | None:
        """Return what is to be asked now, None for nothing."""
        raise NotImplementedError

    def _take(self, answer: protocol.Answer | None) -> None:
        """Keep an answer, or None for none."""
        raise NotImplementedError

    def _begin_anew(self) -> None:
        """Ask at once: the answer under way would be shown beside choices that it is not of."""
        self._reply, self._stale = None, False
        self._forget()
        self.refresh()

    def _soon(self) -> None:
        """Ask when the interval is over."""
        if self.watched and not self._later.isActive():
            self._later.start()

    def _forget(self) -> None:
        self.error = None
        self._take(None)

    def _on_ended(self, reply: Reply) -> None:
        if reply is not self._reply or reply.outcome in ("superseded", "gone"):
            return
        self.error = reply.error
        self._take(None if reply.error else reply.answer)
        self.changed.emit()
        if self._stale:
            self.refresh()
