"""Work of which only the newest of a kind is wanted, done by a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnngui.engine.protocol import Request
from cnngui.engine.worker.handlers import Emit, answered
from cnngui.engine.worker.job_thread import JobThread


class _DroppedError(Exception):
    """Nobody waits for the answer any more."""


class Newest:
    """Does the newest request of each type; an older one is dropped, also while it is under way.

    Args:
        name: of the thread.
    """

    def __init__(self, emit: Emit, name: str) -> None:
        self._emit = emit
        self._thread = JobThread(name)
        self._wanted: dict[type[Request], Request] = {}

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """End the thread, without the work under way."""
        self._wanted.clear()
        self._thread.close()

    def ask(self, work: Callable[[Any], None], request: Request) -> None:
        """Have `work` done soon, which calls `go_on` now and then."""
        self._wanted[type(request)] = request

        def unless_dropped() -> None:
            try:
                self.go_on(request)
                work(request)
            except _DroppedError:
                pass

        self._thread.send(answered(self._emit, request, unless_dropped))

    def go_on(self, request: Request) -> None:
        """End the work for a request that nobody waits for any more."""
        if self._wanted.get(type(request)) is not request:
            raise _DroppedError

    def drop(self, kind: type[Request]) -> None:
        """Drop the request of a type; it is not answered."""
        self._wanted.pop(kind, None)
