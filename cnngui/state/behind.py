"""Work on the disk that holds up nobody: done one after another in a thread, told in this one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Signal

from cnngui.errors import CnnguiError


class Behind(QObject):
    """Does jobs in the order in which they are asked for; the thread begins with the first.

    Signals:
        changed: a job has ended. problem_raised: it failed (carries the `CnnguiError`).
    """

    changed = Signal()
    problem_raised = Signal(object)
    _done = Signal(object, object, object)

    def __init__(self, called: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._called = called
        self._thread: ThreadPoolExecutor | None = None
        self._closed = False
        self._jobs = 0
        self._done.connect(self._on_done)

    @property
    def busy(self) -> bool:
        """Whether something is being read or written."""
        return self._jobs > 0

    def flush(self) -> None:
        """Wait until all that was asked for is on disk."""
        if self._thread is not None:
            self._thread.submit(int).result()

    def close(self) -> None:
        """End the thread, once all is written."""
        self._closed = True
        if self._thread is not None:
            self._thread.shutdown()

    def _submit(self, job: Callable[[], Any], then: Callable[[Any], object]) -> None:
        """Have `job` done behind what was submitted before, and `then` told here what it returned."""
        if self._closed:
            return
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=self._called)
        self._jobs += 1

        def run() -> None:
            outcome, error = None, None
            try:
                outcome = job()
            except CnnguiError as refused:
                error = refused
            except Exception as unknown:
                kind, reason = type(unknown).__name__, str(unknown)[:200]
                error = CnnguiError("window.unexpected", kind=kind, reason=reason)
            if not self._closed:
                self._done.emit(then, outcome, error)

        self._thread.submit(run)

    def _on_done(self, then: Callable[[Any], object], outcome: object, error: CnnguiError | None) -> None:
        if self._closed:
            return
        self._jobs -= 1
        if error is None:
            then(outcome)
        else:
            self.problem_raised.emit(error)
        self.changed.emit()
