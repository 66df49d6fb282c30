"""A transport and a pool that write down what is sent and say what a test tells them to."""

from __future__ import annotations

import queue
from collections.abc import Sequence
from pathlib import Path

from cnngui.engine.pool import MemberEvent
from cnngui.engine.protocol import ENDINGS, Command, Event, Ready, Train


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


class PlayedPool:
    """Stands in for an ensemble's workers: `say` puts what is told of a member on its way."""

    def __init__(self, folder: Path, members: Sequence[Train], workers: int) -> None:
        self.folder, self.members, self.workers = folder, tuple(members), workers
        self.done: list[str] = []
        self._events: queue.Queue[MemberEvent] = queue.Queue()
        self._ended = 0

    def start(self) -> None:
        self.done.append("start")

    def receive(self, timeout: float) -> MemberEvent | None:
        try:
            told = self._events.get(timeout=timeout)
        except queue.Empty:
            return None
        self._ended += isinstance(told.event, ENDINGS)
        return told

    @property
    def over(self) -> bool:
        return self._ended == len(self.members)

    @property
    def paused(self) -> bool:
        # A thread of its own starts it, on a busy machine behind what is done first.
        return [done for done in self.done if done != "start"][-1:] == ["pause"]

    def control(self, action: str) -> None:
        self.done.append(action)

    def close(self) -> None:
        self._ended = len(self.members)
        self.done.append("close")

    def say(self, member: int, event: Event) -> None:
        self._events.put(MemberEvent(member, event))
