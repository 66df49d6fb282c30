"""What a training can go on from after a crash: two files in turn, so that one is always whole."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

from cnngui.errors import CnnguiError
from cnngui.files.folders import make_own
from cnngui.runs.project import SUFFIX, Description, Project, describe_project, write_project

_SLOTS = ("a", "b")


class Checkpoints:
    """The checkpoints of one run, in its folder. A number in each tells the newer one, never a clock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, project: Project) -> Path:
        """Write over the older of the two checkpoints, or one that is damaged, and return its path.

        Raises:
            CnnguiError: it could not be written; the newer one is as it was.
        """
        newest_first = self.newest_first()
        taken = [path for path, _ in newest_first]
        path = next((each for each in self._paths() if each not in taken), None) or taken[-1]
        order = max((found.reached[0] for _, found in newest_first), default=0) + 1
        with contextlib.suppress(OSError):  # writing tells what is wrong with the folder
            make_own(self.folder)
        write_project(path, replace(project, order=order))
        return path

    @property
    def exist(self) -> bool:
        """Whether there is one; whether it can be read is not looked at."""
        return any(path.is_file() for path in self._paths())

    def newest_first(self) -> list[tuple[Path, Description]]:
        """Return the checkpoints whose description can be read; their arrays may be damaged."""
        found = []
        for path in self._paths():
            with contextlib.suppress(CnnguiError):
                found.append((path, describe_project(path)))
        # Until 0.1 there was no number: what was trained longer is newer.
        return sorted(found, key=lambda each: each[1].reached, reverse=True)

    def _paths(self) -> list[Path]:
        return [self.folder / f"{slot}{SUFFIX}" for slot in _SLOTS]
