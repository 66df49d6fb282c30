"""Work that would hold up the window, done in a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, Signal

from cnngui.errors import CnnguiError
from cnngui.files.writing import atomic_bytes


class Jobs(QObject):
    """Runs functions in threads of their own, and tells how they went in the thread of this object.

    Signals:
        done: what a job returned.
        failed: the `CnnguiError` that a job raised; another exception becomes ``window.unexpected``.
    """

    done = Signal(object)
    failed = Signal(object)

    def start(self, job: Callable[[], object]) -> None:
        """Have `job` done, which must not touch widgets."""

        def run() -> None:
            told, outcome = self.done, None
            try:
                outcome = job()
            except CnnguiError as error:
                told, outcome = self.failed, error
            except Exception as error:
                kind, reason = type(error).__name__, str(error)[:200]
                told, outcome = self.failed, CnnguiError("window.unexpected", kind=kind, reason=reason)
            if shiboken6.isValid(self):
                told.emit(outcome)

        # Not a QThreadPool: its destructor waits for the job, which waits for the lock of Python.
        threading.Thread(target=run, name="window_job", daemon=True).start()


class FileWriter(Jobs):
    """Writes files, whole or not at all. A slow disk holds up nobody; `done` tells the path."""

    def write(self, path: str, content: bytes | Callable[[], bytes]) -> None:
        """Write `content`, or what it returns, to `path`; it must not touch widgets."""

        def job() -> str:
            atomic_bytes(path, content if isinstance(content, bytes) else content())
            return path

        self.start(job)
