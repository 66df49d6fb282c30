"""A thread that does jobs one after another, such as reading and writing files while training goes on."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from queue import SimpleQueue

from cnngui.engine.protocol import Event, RequestFailed
from cnngui.errors import CnnguiError


class JobThread:
    """Runs jobs one after another, in a thread; one that fails is answered with `RequestFailed`."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self._errands: SimpleQueue[tuple[int, Callable[[], None]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="engine_library", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def send(self, request_id: int, job: Callable[[], None]) -> None:
        """Have `job` run soon; from any thread, also before `start`."""
        self._errands.put((request_id, job))

    def close(self) -> None:
        """End the thread after the jobs that wait: a save is not lost by closing the window."""
        self._errands.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while (item := self._errands.get()) is not None:
            request_id, job = item
            try:
                job()
            except CnnguiError as error:
                self._emit(RequestFailed(request_id, error))
            except MemoryError:
                self._emit(RequestFailed(request_id, CnnguiError("engine.out_of_memory")))
            except Exception as error:
                trouble = CnnguiError("engine.unexpected", kind=type(error).__name__, reason=str(error)[:200])
                self._emit(RequestFailed(request_id, trouble, traceback.format_exc()))
