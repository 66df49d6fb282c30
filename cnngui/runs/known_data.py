"""Which data a project may name: only what was trained on or saved with here is opened unasked.

Whoever hands on a project could name any file of the one who opens it, or a share that waits for a password.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from cnngui.datasets.catalog import catalog
from cnngui.datasets.data_reference import source_of
from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.files.opening import open_regular
from cnngui.files.writing import atomic_bytes

_MOST = 500
_MOST_BYTES = 4_000_000


def may_open(data: str, project: str | Path) -> bool:
    """Return whether the data that the file `project` names may be opened.

    They may if they ship or can be fetched, were saved with here before, or lie beside the project.
    """
    data = source_of(data)
    if not data or data in {entry.key for entry in catalog()} or data in _known():
        return True
    with contextlib.suppress(OSError, ValueError):
        here = Path(project).resolve().parent
        named = Path(os.path.normpath(data))
        # By its name first: to resolve a path on a share is to ask that share for it.
        beside = any(named.is_relative_to(each) for each in (here, Path(project).absolute().parent))
        return beside and named.resolve().is_relative_to(here)
    return False


def remember(data: str) -> None:
    """Take note that a person has these data in a project of their own."""
    data, known = source_of(data), _known()
    if not data or data in known or data in {entry.key for entry in catalog()}:
        return
    with contextlib.suppress(CnnguiError, OSError):  # they are asked about once more
        folders.make_own(_file().parent)
        atomic_bytes(_file(), json.dumps([data, *known][:_MOST]).encode("utf-8"))


def _known() -> list[str]:
    with contextlib.suppress(CnnguiError, ValueError, RecursionError):
        with open_regular(_file(), _MOST_BYTES) as stream:
            found = json.loads(stream.read())
        if isinstance(found, list):
            return [each for each in found if isinstance(each, str)]
    return []


def _file() -> Path:
    return folders.data_folder() / "known_data.json"
