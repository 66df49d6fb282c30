"""Carry commands to the worker, its events to the GUI thread, and each answer to who asked for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QObject, QThread, Signal

from cnngui.engine.protocol import Answer, Command, Event, Ready, Request, RequestFailed, WorkerDied
from cnngui.engine.transports import Transport
from cnngui.errors import CnnguiError

POLL_S = 0.05
"""How long a reader may take to notice that it is to end: whoever closes the window waits for it."""

Outcome = Literal["waiting", "answered", "failed", "superseded", "gone"]
"""What became of a request: "superseded" by a newer one of its topic, "gone" with its worker."""


class Reply:
    """What becomes of one request; it ends in exactly one outcome other than "waiting".

    Attributes:
        answer: what the worker said, when `outcome` is "answered".
        error, details: why there is no answer, when it is "failed" or "gone".
    """

    def __init__(self, topic: str, ended: Callable[[Reply], None]) -> None:
        self.topic = topic
        self.outcome: Outcome = "waiting"
        self.answer: Answer | None = None
        self.error: CnnguiError | None = None
        self.details = ""
        self._ended = ended

    @property
    def waiting(self) -> bool:
        """Whether the worker has still to answer."""
        return self.outcome == "waiting"

    def end(self, outcome: Outcome, said: Answer | WorkerDied | None = None) -> None:
        """Take the outcome; only `EngineClient` calls this."""
        self.outcome = outcome
        if isinstance(said, (RequestFailed, WorkerDied)):
            self.error, self.details = said.error, getattr(said, "details", "")
        else:
            self.answer = said
        self._ended(self)


class _Reader(QThread):
    """Starts the transport, which blocks for some 40 ms, then reads it until told to end."""

    heard = Signal(object)

    def __init__(self, transport: Transport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("engine_reader")
        self.transport = transport
        self._ended = threading.Event()

    def run(self) -> None:
        self.transport.start()
        while not self._ended.is_set():
            event = self.transport.receive(POLL_S)
            if event is not None:
                self.heard.emit(event)
            if isinstance(event, WorkerDied):
                return

    def end(self) -> None:
        self._ended.set()


class EngineClient(QObject):
    """The window's side of the worker.

    `event_received` is emitted in the GUI thread for every event. Commands sent before
    the worker is up wait and are sent in order; none outlives a worker that died. `restart` replaces it.

    Attributes:
        ready: what the worker said when it came up, None while there is none that listens.
        death: how the last worker ended, None unless it did so by itself and no other is on its way.

    Signals:
        starting: a worker is on its way.
    """

    event_received = Signal(object)
    ready_changed = Signal()
    starting = Signal()

    def __init__(self, make_transport: Callable[[], Transport]) -> None:
        super().__init__()
        self._make_transport = make_transport
        self._reader: _Reader | None = None
        self._unsent: list[Command] = []
        self._replies: dict[int, Reply] = {}
        self._last_request = 0
        self.ready: Ready | None = None
        self.death: WorkerDied | None = None

    def start(self) -> None:
        """Bring up a worker in the background; returns at once."""
        reader = _Reader(self._make_transport(), self)
        reader.heard.connect(self._on_heard)
        self._reader = reader
        self.death = None
        reader.start()
        self.starting.emit()

    def restart(self) -> None:
        """Replace a worker that died."""
        self._end_reader()
        self.start()

    def send(self, command: Command) -> None:
        """Hand over a command that has no answer, now or once the worker is up; never to a dead one."""
        if self.death is not None:
            return
        if self.ready is None or self._reader is None:
            self._unsent.append(command)
        else:
            self._reader.transport.send(command)

    def ask(self, request: Request, ended: Callable[[Reply], None]) -> Reply:
        """Hand over a request, and call `ended` in this thread once it has its outcome.

        An older request of the same topic is superseded: its answer, if it still comes, is nobody's. With a
        dead worker the outcome is there before this returns.
        """
        reply = Reply(request.topic, ended)
        if request.topic:
            self._end_replies("superseded", None, request.topic)
        if self.death is not None:
            reply.end("gone", self.death)
            return reply
        self._last_request += 1
        self._replies[self._last_request] = reply
        self.send(replace(request, request_id=self._last_request))
        return reply

    def close(self) -> None:
        """End the worker: ask, wait, terminate, kill."""
        self._unsent.clear()
        self._replies.clear()
        self._end_reader()

    def _end_reader(self) -> None:
        reader, self._reader = self._reader, None
        if self.ready is not None:
            self.ready = None
            self.ready_changed.emit()
        if reader is None:
            return
        reader.heard.disconnect(self._on_heard)
        reader.end()
        reader.wait()
        reader.transport.close()
        reader.deleteLater()

    def _on_heard(self, event: Event) -> None:
        match event:
            case Answer():
                reply = self._replies.pop(event.request_id, None)
                if reply is not None:
                    reply.end("failed" if isinstance(event, RequestFailed) else "answered", event)
            case Ready():
                self.ready, self.death = event, None
                unsent, self._unsent = self._unsent, []
                for command in unsent:
                    self.send(command)
                self.ready_changed.emit()
            case WorkerDied():
                self.ready, self.death = None, event
                self._unsent.clear()
                self.ready_changed.emit()
        self.event_received.emit(event)
        if isinstance(event, WorkerDied):
            self._end_replies("gone", event)

    def _end_replies(self, outcome: Outcome, said: WorkerDied | None, topic: str | None = None) -> None:
        for number, reply in list(self._replies.items()):
            if topic is None or reply.topic == topic:
                self._replies.pop(number, None)
                self._unsent = [each for each in self._unsent if getattr(each, "request_id", 0) != number]
                reply.end(outcome, said)
