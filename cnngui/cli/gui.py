"""`gui`: the window, with a project if one is named."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cnngui.cli.options import PathArgument
from cnngui.cli.window import open_window
from cnngui.messages import text


def gui(
    file: Annotated[Path | None, PathArgument(metavar="FILE", help=text("cli.help_gui_file"))] = None,
) -> int:
    """Open the window, with a project if one is named.

    Raises:
        CnnguiError: why no window can open here.
    """
    return open_window(str(file) if file else None)
