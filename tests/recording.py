"""A transport that writes down what is sent and says what a test tells it to."""

from __future__ import annotations

import queue

from cnngui.engine.protocol import Command, Event, Ready


class RecordingTransport:
    """Stands in for a worker. `sent` holds the commands; `say` puts an event on its way to the window."""

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.closed = False
        self._events: queue.Queue[Event] = queue.Queue()

    def start(self) -> None:
        self.say(Ready("CPU", "float32", 2, {}))

    def send(self, command: Command) -> None:
        self.sent.append(command)

    def receive(self, timeout: float | None = None) -> Event | None:
        try:
            return self._events.get(timeout=timeout)
        except queue.Empty:
            return None

    def close(self, timeout: float = 2.0) -> None:
        self.closed = True

    def say(self, event: Event) -> None:
        self._events.put(event)

    def last(self, kind: type) -> Command:
        return next(command for command in reversed(self.sent) if isinstance(command, kind))
