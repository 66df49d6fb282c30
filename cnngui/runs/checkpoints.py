"""What a training can go on from after a crash: two files in turn, so that one is always whole."""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path

from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.runs.project import SUFFIX, Project, read_project, write_project

_SLOTS = ("a", "b")
_KEPT_DAYS = 14


class Checkpoints:
    """The checkpoints of one window, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, project: Project) -> Path:
        """Write over the older of the two checkpoints, and return its path.

        Raises:
            CnnguiError: it could not be written; the newer one is as it was.
        """
        newest_first = self._paths()
        path = newest_first[-1] if len(newest_first) == len(_SLOTS) else self._free()
        with contextlib.suppress(OSError):  # writing tells what is wrong with the folder
            self.folder.mkdir(parents=True, exist_ok=True)
        write_project(path, project)
        return path

    def latest(self) -> Path | None:
        """Return the newest checkpoint that can be read, None if there is none."""
        for path in self._paths():
            with contextlib.suppress(CnnguiError):
                read_project(path)
                return path
        return None

    def clear(self) -> None:
        """Remove the folder: the session has ended as it should."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _paths(self) -> list[Path]:
        there = [path for slot in _SLOTS if (path := self._slot(slot)).is_file()]
        return sorted(there, key=lambda path: path.stat().st_mtime_ns, reverse=True)

    def _free(self) -> Path:
        return next(path for slot in _SLOTS if not (path := self._slot(slot)).is_file())

    def _slot(self, slot: str) -> Path:
        return self.folder / f"{slot}{SUFFIX}"


def checkpoint_folder(window_pid: int) -> Path:
    """Return where the worker of a window keeps its checkpoints."""
    return _root() / str(window_pid)


def remove_old_checkpoints() -> None:
    """Remove what crashed sessions left behind two weeks ago and nobody has asked for."""
    oldest = time.time() - _KEPT_DAYS * 24 * 3600
    with contextlib.suppress(OSError):
        for folder in _root().iterdir():
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)


def _root() -> Path:
    return folders.state_folder() / "checkpoints"
