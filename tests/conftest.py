"""What every test runs in: no screen, an empty home, and nothing left running behind it."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from cnngui.engine.threads import one_thread_an_operation
from tests.left_overs import alive, left_over

# Set before anything imports Qt or TensorFlow, and inherited by every worker process.
_HOME = Path(tempfile.mkdtemp(prefix="cnngui-tests-"))
_ENVIRONMENT = {
    "QT_QPA_PLATFORM": "offscreen",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "KERAS_BACKEND": "tensorflow",
    # No GPU: results must not depend on the machine, and the search for one costs half a second.
    "CUDA_VISIBLE_DEVICES": "-1",
    # Nor on whether its processor is faster in bfloat16.
    "CNNGUI_PRECISION": "float32",
    # Nothing is read from, or written to, the home of the person who runs the tests.
    "CNNGUI_HOME": str(_HOME / "cnngui"),
    "HOME": str(_HOME),
    "XDG_CONFIG_HOME": str(_HOME / "config"),
    "XDG_DATA_HOME": str(_HOME / "data"),
    "XDG_CACHE_HOME": str(_HOME / "cache"),
    "XDG_STATE_HOME": str(_HOME / "state"),
}
os.environ.update(_ENVIRONMENT)
# As the worker and the command line have it, which set it in their processes and, in some tests, in this one.
one_thread_an_operation()
# A shell has what it starts in the background ignore Ctrl+C, and so would all that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):  # which nohup has everything ignore
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
(_HOME / "cnngui").mkdir()

# A slow machine is no failure; in CI a failure must come back in the next run.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _nothing_outlives_the_session() -> Iterator[None]:
    """Shared workers (session and module fixtures) must be gone when the last test has ended."""
    before = alive()
    yield
    left = left_over(before)
    assert not left, f"left behind by the session: {sorted(left)}"


@pytest.fixture(autouse=True)
def _nothing_outlives_its_test() -> Iterator[None]:
    """No thread, timer or child process that a test started may live on when it ends.

    What session and module fixtures start is there before this fixture looks, so it does not count.
    """
    before = alive()
    gc.disable()
    yield
    # In this thread: collected in another, a QObject leaves Qt with timers of something that is gone.
    gc.collect(0)
    left = left_over(before)
    assert not left, f"left behind by this test: {sorted(left)}"
