"""What a measurement runs in: a home of its own, and a machine that may be busy."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np


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


def resident_mb() -> float | None:
    """Return the memory of this process that is in RAM, in MB; None where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return None
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024 / 1e6
