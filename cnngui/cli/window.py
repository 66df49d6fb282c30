"""Open the window: Qt is imported once it is known that it can."""

from __future__ import annotations

import gc
import os

from cnngui.cli.screen import window_fault


def open_window(path: str | None = None) -> int:
    """Show the window, with the project at `path` if given, until it is closed; return the exit code.

    Raises:
        CnnguiError: why no window can open here.
    """
    if fault := window_fault():
        raise fault
    # For one answer at a time a second thread gains nothing (0.59 and 0.53 ms for the shipped network), and
    # where the processors are busy the first one waits for it. To start it takes 30 ms, too.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # There are none, and to look for them reads what is known of every package: 10 ms.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # A start makes much and drops nothing: to look for garbage meanwhile took 0.15 s of 1.7. Once it is
    # shown, the window does so by itself (`cnngui.ui.shared.garbage`).
    gc.disable()
    try:
        from cnngui.ui import plain_imports  # noqa: F401  # isort: skip  # before all others
        from cnngui import app

        return app.run(path)
    finally:
        gc.enable()
