"""`gui`: the window, with a project if one is named. Qt is imported once it runs."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated

from cnngui.cli.options import PathArgument
from cnngui.cli.screen import window_fault
from cnngui.messages import text


def gui(
    file: Annotated[Path | None, PathArgument(metavar="FILE", help=text("cli.help_gui_file"))] = None,
) -> int:
    """Open the window, with a project if one is named.

    Raises:
        CnnguiError: why no window can open here.
    """
    if fault := window_fault():
        raise fault
    # Modules that load make much and drop nothing: to look for garbage among them took 0.15 s of 1.7.
    gc.disable()
    try:
        from cnngui import app
    finally:
        gc.enable()
    return app.run(str(file) if file else None)
