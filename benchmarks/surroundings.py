"""What a measurement runs in: a home of its own, and a machine that may be busy."""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.result import Result
from cnngui.engine.transports import ProcessTransport, Transport

if TYPE_CHECKING:
    from cnngui.app import App

WIDTH, HEIGHT = 1440, 900


@contextmanager
def own_home() -> Iterator[Path]:
    """Let the program keep settings, logs and recovery in an empty folder meanwhile, not in the person's."""
    before = os.environ.get("CNNGUI_HOME")
    with tempfile.TemporaryDirectory(prefix="cnngui-bench-", ignore_cleanup_errors=True) as folder:
        os.environ["CNNGUI_HOME"] = folder
        try:
            yield Path(folder)
        finally:
            if before is None:
                del os.environ["CNNGUI_HOME"]
            else:
                os.environ["CNNGUI_HOME"] = before


def load() -> str:
    """Return how busy the machine is, for a note: processes that want to run, over the last minute."""
    return f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"


def matrix_product_flops() -> float:
    """Return the floating-point operations a second of a large float32 matrix product, by numpy."""
    side, times = 2_048, 4
    matrix = np.ones((side, side), np.float32)
    matrix @ matrix
    began = time.perf_counter()
    for _ in range(times):
        matrix @ matrix
    return times * 2 * side**3 / (time.perf_counter() - began)


def resident_mb(pid: int | None = None) -> float | None:
    """Return the memory of a process that is in RAM, in MB; None where the system does not tell.

    Args:
        pid: its number; None for this one.
    """
    try:
        status = Path(f"/proc/{pid or 'self'}/status").read_text("ascii")
    except OSError:
        return None
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024 / 1e6


def neighbours(seconds: float = 1.0) -> float | None:
    """Return how many cores others keep busy while we sleep; None where the system does not tell."""
    before = _busy_s()
    time.sleep(seconds)
    after = _busy_s()
    return None if before is None or after is None else max(0.0, after - before) / seconds


def _busy_s() -> float | None:
    """Return the seconds that all cores together have worked so far."""
    try:
        first = Path("/proc/stat").read_text("ascii").splitlines()[0]
    except OSError:
        return None
    user, nice, system, _, _, irq, soft_irq, steal, *_ = map(int, first.split()[1:])
    return (user + nice + system + irq + soft_irq + steal) / os.sysconf("SC_CLK_TCK")


def in_own_process(module: str, timeout_s: float = 1_800.0) -> list[Result]:
    """Return what ``python -m module`` measures, which `tell` told; its memory is nobody else's."""
    with own_home():
        child = subprocess.run(
            [sys.executable, "-m", module],
            cwd=Path(__file__).resolve().parent.parent,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            timeout=timeout_s,
            check=True,
        )
    return [Result(**fields) for fields in json.loads(child.stdout)]


def tell(results: Sequence[Result]) -> None:
    """Print results for the process that waits for them."""
    print(json.dumps([dataclasses.asdict(result) for result in results]))


@contextmanager
def shown_app(make_transport: Callable[[], Transport] = ProcessTransport) -> Iterator[App]:
    """Give the program with its window shown and painted, and no engine started; close it afterwards.

    Args:
        make_transport: what there is in place of the real worker.

    Raises:
        RuntimeError: a process was left.
    """
    # The worker reads the file that was started again: Qt is imported here, not above. `benchmarks.probes` is
    # first, as it keeps PySide6 from reading the sources of all others, as a start of the program does.
    from benchmarks.probes import pump
    from cnngui.app import App, application, build_state
    from cnngui.ui.shared.garbage import GuiGarbage

    application()
    app = App(build_state(make_transport))
    garbage = GuiGarbage(app.state.owner)  # as `App.start` has it, which starts the engines, too
    try:
        app.state.settings.theme = "light"
        app.window.resize(WIDTH, HEIGHT)
        app.window.show()
        pump(0.5)  # the first paint is startup's to measure
        yield app
    finally:
        app.state.document.undo_stack.setClean()
        app.state.document.mark_reset()
        app.window.close()
        garbage.close()
        app.close()
    if left := multiprocessing.active_children():
        raise RuntimeError(f"still there after the window: {left}")
