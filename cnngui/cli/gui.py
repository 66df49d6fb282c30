"""`gui`: the window, with a project if one is named. Qt is imported once it runs."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

from typer import Argument

from cnngui.errors import CnnguiError
from cnngui.messages import text


def gui(file: Annotated[Path | None, Argument(metavar="FILE", help=text("cli.help_gui_file"))] = None) -> int:
    """Open the window, with a project if one is named.

    Raises:
        CnnguiError: ``cli.no_display``.
    """
    if not has_display():
        raise CnnguiError("cli.no_display")
    # Modules that load make much and drop nothing: to look for garbage among them took 0.15 s of 1.7.
    gc.disable()
    try:
        from cnngui import app
    finally:
        gc.enable()
    return app.run(str(file) if file else None)


def has_display() -> bool:
    """Whether a window can open: always off Linux; on it with X11, Wayland, or what Qt was told to use."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)
