"""The drawings of our line icons: ``resources/icons/ui``, in ``currentColor``."""

from __future__ import annotations

import atexit
import tempfile
from functools import cache
from pathlib import Path

from cnngui.files.folders import resources
from cnngui.files.leftovers import Temporary


@cache
def icon_source(name: str) -> str:
    """Return the SVG text of the icon called `name`, colour still open."""
    return (resources() / "icons" / "ui" / f"{name}.svg").read_text(encoding="utf-8")


def icon_file(name: str, colour: str) -> str:
    """Return the path of a recoloured copy, for the style sheet, which takes pictures by path only."""
    path = _folder() / f"{name}-{colour.lstrip('#')}.svg"
    if not path.exists():
        path.write_text(icon_source(name).replace("currentColor", colour), encoding="utf-8")
    return path.as_posix()


@cache
def _folder() -> Path:
    temporary = Temporary(Path(tempfile.gettempdir()) / "icons")
    temporary.path.mkdir(mode=0o700)
    atexit.register(temporary.end)
    return temporary.path
