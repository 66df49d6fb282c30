"""What a killed process leaves half-done: noted before it is made, and swept by the next one.

Each temporary file or folder has a note in the state folder, with a lock that its process holds. A note
whose lock is free names what nobody will finish. The note's number is part of the name, so that a sweep can
touch nothing that was not made here.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import uuid
from pathlib import Path
from typing import Any

from cnngui.files import folders
from cnngui.files.locks import FileLock
from cnngui.files.opening import open_regular

_MOST_BYTES = 100_000


class Temporary:
    """A name beside `target` for something that takes its place later, or is removed.

    Attributes:
        path: not there yet; ends in the suffix of `target`, which some writers look at.
    """

    def __init__(self, target: Path) -> None:
        token = uuid.uuid4().hex[:16]
        self.path = target.parent / f".cnngui-{token}.part{target.suffix[:20]}"
        self._note = _notes_folder() / f"{token}.json"
        self._lock = FileLock(self._note.with_suffix(".lock"))
        with contextlib.suppress(OSError):  # without a note it is only not swept
            folders.make_own(self._note.parent)
            if self._lock.take():
                self._note.touch(0o600)
                self._note.write_text(json.dumps({"path": str(self.path.absolute()), "target": str(target)}))

    def end(self) -> None:
        """Remove what is still there; what cannot be removed now is swept later."""
        _remove(self.path)
        if not os.path.lexists(self.path):
            with contextlib.suppress(OSError):
                self._note.unlink(missing_ok=True)
        self._lock.release()


def sweep() -> None:
    """Remove what processes that are no more have left half-done."""
    with contextlib.suppress(OSError):
        for token in {each.stem for each in _notes_folder().iterdir()}:
            lock = FileLock(_notes_folder() / f"{token}.lock")
            if lock.take():
                _end(_notes_folder() / f"{token}.json")
                lock.release()


def _end(note: Path) -> None:
    with contextlib.suppress(Exception):  # a damaged note names nothing
        with open_regular(note, _MOST_BYTES) as stream:
            noted: dict[str, Any] = json.loads(stream.read())
        path, target = Path(noted["path"]), Path(noted["target"])
        if path.name.startswith(f".cnngui-{note.stem}.part"):
            # A kill between two renamings: the folder that was to be replaced is here, and nowhere else.
            if (path / "old").is_dir() and not os.path.lexists(target):
                (path / "old").rename(target)
            _remove(path)
            if os.path.lexists(path):
                return
    with contextlib.suppress(OSError):
        note.unlink(missing_ok=True)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _notes_folder() -> Path:
    return folders.state_folder() / "unfinished"
