"""What a training can go on from after a crash: two files in turn, so that one is always whole."""

from __future__ import annotations

import contextlib
from pathlib import Path

from cnngui.errors import CnnguiError
from cnngui.runs.project import SUFFIX, Project, read_project, write_project

_SLOTS = ("a", "b")


class Checkpoints:
    """The checkpoints of one run, in its folder."""

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

    @property
    def any(self) -> bool:
        """Whether there is one; it may turn out to be damaged."""
        return bool(self._paths())

    def latest(self) -> Project | None:
        """Return the newest checkpoint that can be read, None if there is none."""
        for path in self._paths():
            with contextlib.suppress(CnnguiError):
                return read_project(path)
        return None

    def _paths(self) -> list[Path]:
        there = [path for slot in _SLOTS if (path := self._slot(slot)).is_file()]
        return sorted(there, key=lambda path: path.stat().st_mtime_ns, reverse=True)

    def _free(self) -> Path:
        return next(path for slot in _SLOTS if not (path := self._slot(slot)).is_file())

    def _slot(self, slot: str) -> Path:
        return self.folder / f"{slot}{SUFFIX}"
