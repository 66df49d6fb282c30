"""What every test runs in: no screen, an empty home, and nothing left running behind it."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Set before anything imports Qt or TensorFlow, and inherited by every worker process.
_HOME = Path(tempfile.mkdtemp(prefix="cnngui-tests-"))
_ENVIRONMENT = {
    "QT_QPA_PLATFORM": "offscreen",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "KERAS_BACKEND": "tensorflow",
    # No GPU: results must not depend on the machine, and the search for one costs half a second.
    "CUDA_VISIBLE_DEVICES": "-1",
    # Nothing is read from, or written to, the home of the person who runs the tests.
    "CNNGUI_HOME": str(_HOME / "cnngui"),
    "HOME": str(_HOME),
    "XDG_CONFIG_HOME": str(_HOME / "config"),
    "XDG_DATA_HOME": str(_HOME / "data"),
    "XDG_CACHE_HOME": str(_HOME / "cache"),
    "XDG_STATE_HOME": str(_HOME / "state"),
}
os.environ.update(_ENVIRONMENT)
(_HOME / "cnngui").mkdir()

# A slow machine is no failure; in CI a failure must come back in the next run.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# Threads of other people that end with the interpreter and hold nothing of ours.
_FOREIGN_THREADS = ("tqdm_monitor", "TMonitor", "QueueFeederThread")
_GRACE_SECONDS = 3.0


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


def _children() -> set[str]:
    return {f"process {child.name}" for child in multiprocessing.active_children()}


def _threads() -> set[str]:
    return {
        f"thread {thread.name}"
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread) and not thread.name.startswith(_FOREIGN_THREADS)
    }


def _qt_clocks() -> set[str]:
    """Return active timers and running threads of Qt, without importing Qt for tests that do not use it."""
    if "PySide6.QtCore" not in sys.modules:
        return set()
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    busy = set()
    for wrapper in shiboken6.getAllValidWrappers():
        if isinstance(wrapper, QTimer) and wrapper.isActive():
            busy.add(f"QTimer every {wrapper.interval()} ms at {id(wrapper):#x} of {wrapper.parent()!r}")
        elif isinstance(wrapper, QThread) and wrapper.isRunning() and wrapper is not QThread.currentThread():
            busy.add(f"QThread {wrapper.objectName()!r} at {id(wrapper):#x}")
    return busy


def _alive() -> set[str]:
    return _children() | _threads() | _qt_clocks()


def _left_over(before: set[str], alive: Callable[[], set[str]]) -> set[str]:
    """Return what is alive now and was not before, after a grace in which things may end."""
    end = time.monotonic() + _GRACE_SECONDS
    while (left := alive() - before) and time.monotonic() < end:
        time.sleep(0.01)
    return left


@pytest.fixture(scope="session", autouse=True)
def _nothing_outlives_the_session() -> Iterator[None]:
    """Shared workers (session and module fixtures) must be gone when the last test has ended."""
    before = _alive()
    yield
    left = _left_over(before, _alive)
    assert not left, f"left behind by the session: {sorted(left)}"


@pytest.fixture(autouse=True)
def _nothing_outlives_its_test() -> Iterator[None]:
    """No thread, timer or child process that a test started may live on when it ends.

    What session and module fixtures start is there before this fixture looks, so it does not count.
    """
    before = _alive()
    yield
    left = _left_over(before, _alive)
    assert not left, f"left behind by this test: {sorted(left)}"
