"""Start Qt and the engine for a moment, each in a process of its own, which it may well end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

from cnngui.cli.checks import Check
from cnngui.cli.window import has_display
from cnngui.messages import text

_PATIENCE_S = 120
_ANSWER = """
import numpy
from cnngui.files import folders
from cnngui.engine.keras_backend.runtime import describe_runtime
from cnngui.engine.session import load_predictor
found = describe_runtime()
load_predictor(folders.models() / "digits.cnn").predict(numpy.zeros((1, 28, 28, 1), numpy.float32))
print(f"{found.device}, {found.precision}, {found.threads} threads")
"""


def trials() -> Iterator[Check]:
    """Yield whether the window and the engine can start."""
    yield qt()
    yield engine()


def qt() -> Check:
    """Start Qt in a process of its own: without a system library it cannot even be imported."""
    return try_out("qt", "from PySide6.QtWidgets import QApplication as A; A([]); print('Qt')")


def engine() -> Check:
    """Load TensorFlow and have the shipped network answer."""
    return try_out("engine", _ANSWER)


def try_out(name: str, program: str) -> Check:
    """Run a few lines of Python in a process of their own; their last line is what was found."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    if not has_display():
        environment["QT_QPA_PLATFORM"] = "offscreen"
    try:
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=environment,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Check(name, "error", text("cli.found_no_answer", seconds=_PATIENCE_S), text("cli.mend_deep"))
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        found = text("cli.found_ended", exit_code=done.returncode, reason=last)
        return Check(name, "error", found, text("cli.mend_deep"))
    return Check(name, "ok", done.stdout.strip().splitlines()[-1])
