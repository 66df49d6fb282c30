"""A thread that does jobs one after another, such as reading and writing files while training goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue


class JobThread:
    """Does jobs in the order in which they came. A job sees to its own failure.

    Args:
        rest: is done once after the last job, when no other has come for `rest_s` seconds.
    """

    def __init__(self, name: str, rest: Callable[[], None] | None = None, rest_s: float = 60.0) -> None:
        self._rest, self._rest_s = rest, rest_s
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def send(self, job: Callable[[], None]) -> None:
        """Have `job` done soon; from any thread, also before `start`."""
        self._jobs.put(job)

    def close(self) -> None:
        """End the thread after the jobs that wait: a save is not lost by closing the window."""
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        rest: Callable[[], None] | None = None
        while True:
            try:
                job = self._jobs.get(timeout=None if rest is None else self._rest_s)
            except Empty:
                assert rest is not None
                rest()
                rest = None
                continue
            if job is None:
                return
            job()
            rest = self._rest
