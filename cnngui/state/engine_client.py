"""Carry commands to the worker and its events to the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QThread, Signal

from cnngui.engine.protocol import Command, Event, Ready, WorkerDied

POLL_S = 0.2


class Transport(Protocol):
    """What `cnngui.engine.transports` offers; named here so that tests can bring their own."""

    def start(self) -> None: ...
    def send(self, command: Command) -> None: ...
    def receive(self, timeout: float | None = None) -> Event | None: ...
    def close(self, timeout: float = 2.0) -> None: ...


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

    `event_received` is emitted in the GUI thread for every event. Commands sent before the worker is up
    wait and are sent in order. A worker that died is replaced by `restart`.

    Attributes:
        ready: what the worker said when it came up, None while there is none that listens.
        dead: whether the worker has ended by itself and none is on its way.

    Signals:
        starting: a worker is on its way.
    """

    event_received = Signal(object)
    ready_changed = Signal()
    starting = Signal()

    def __init__(self, make_transport: Callable[[], Transport], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_transport = make_transport
        self._reader: _Reader | None = None
        self._waiting: list[Command] = []
        self._next_request = 0
        self.ready: Ready | None = None
        self.dead = False

    def start(self) -> None:
        """Bring up a worker in the background; returns at once."""
        reader = _Reader(self._make_transport(), self)
        reader.heard.connect(self._on_heard)
        self._reader = reader
        self.dead = False
        reader.start()
        self.starting.emit()

    def restart(self) -> None:
        """Replace a worker that died."""
        self._end_reader()
        self.start()

    def send(self, command: Command) -> None:
        """Hand `command` to the worker, now or as soon as it is up."""
        if self.ready is None or self._reader is None:
            self._waiting.append(command)
        else:
            self._reader.transport.send(command)

    def next_request(self) -> int:
        """Return a number that no earlier request had."""
        self._next_request += 1
        return self._next_request

    def close(self) -> None:
        """End the worker: ask, wait, terminate, kill."""
        self._waiting.clear()
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
        if isinstance(event, Ready):
            self.ready = event
            waiting, self._waiting = self._waiting, []
            for command in waiting:
                self.send(command)
            self.ready_changed.emit()
        elif isinstance(event, WorkerDied):
            self.ready, self.dead = None, True
            self.ready_changed.emit()
        self.event_received.emit(event)
