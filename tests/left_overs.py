"""What is running in this process: child processes, threads, Qt timers and Qt threads."""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time

# Threads of libraries that end with the interpreter and hold nothing of ours.
FOREIGN_THREADS = ("tqdm_monitor", "TMonitor", "QueueFeederThread")


def alive() -> set[str]:
    """Return a readable name of each thing that runs now."""
    return _children() | _threads() | _qt_clocks()


def left_over(before: set[str], grace_s: float = 3.0) -> set[str]:
    """Return what runs now and did not `before`, after a grace in which things may end."""
    end = time.monotonic() + grace_s
    while (left := alive() - before) and time.monotonic() < end:
        time.sleep(0.01)
    return left


def _children() -> set[str]:
    return {f"process {child.name}" for child in multiprocessing.active_children()}


def _threads() -> set[str]:
    return {
        f"thread {thread.name}"
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread) and not thread.name.startswith(FOREIGN_THREADS)
    }


def _qt_clocks() -> set[str]:
    """Return active timers and running threads of Qt, without importing Qt for tests that do not use it."""
    if "PySide6.QtCore" not in sys.modules:
        return set()
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer

    # Only an event loop deletes what asked for `deleteLater`, and between tests there is none.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    busy = set()
    for wrapper in shiboken6.getAllValidWrappers():
        if isinstance(wrapper, QTimer) and wrapper.isActive():
            busy.add(f"QTimer every {wrapper.interval()} ms at {id(wrapper):#x} of {wrapper.parent()!r}")
        elif isinstance(wrapper, QThread) and wrapper.isRunning() and wrapper is not QThread.currentThread():
            busy.add(f"QThread {wrapper.objectName()!r} at {id(wrapper):#x}")
    return busy
