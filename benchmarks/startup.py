"""From starting the program to the first painted window, against importing TensorFlow."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from benchmarks.result import Result, median

ROUNDS = 3
_WINDOW = """
import gc
gc.disable()  # as the command that opens the window does
from cnngui.app import App, application, build_state
from PySide6.QtCore import QTimer
qt = application()
app = App(build_state())
app.window.show()
painted = []
def first_paint():
    app.window.repaint()
    print("painted", flush=True)
    qt.quit()
QTimer.singleShot(0, first_paint)
qt.exec()
app.state.document.mark_reset()
app.close()
"""
_TENSORFLOW = "import tensorflow; print('imported', flush=True)"
_HELP = ["-m", "cnngui", "--help"]


def measure() -> list[Result]:
    """Alternate between our window and TensorFlow, each as a process of its own; the disk cache is warm."""
    _seconds(["-c", _WINDOW])
    _seconds(["-c", _TENSORFLOW])
    windows, imports, helps = [], [], []
    for _ in range(ROUNDS):
        windows.append(_seconds(["-c", _WINDOW]))
        imports.append(_seconds(["-c", _TENSORFLOW]))
        helps.append(_seconds(_HELP))
    window, tensorflow = median(windows), median(imports)
    return [
        Result(
            "window's first paint against import tensorflow",
            window / tensorflow,
            "",
            0.35,
            note=f"{window:.2f} s against {tensorflow:.2f} s",
        ),
        Result("cnngui --help", median(helps), "s", 0.5),
    ]


def _seconds(arguments: list[str]) -> float:
    """Return the seconds until the process has written its first line."""
    # Who starts a program twice has its compiled files.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        seconds = time.perf_counter() - start
        process.stdout.read()
    if process.returncode:
        raise RuntimeError(f"{arguments} ended with {process.returncode}")
    return seconds
