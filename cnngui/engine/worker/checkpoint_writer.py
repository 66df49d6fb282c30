"""When a run leaves a checkpoint: often enough to lose little, seldom enough to cost nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from cnngui.errors import CnnguiError
from cnngui.runs.checkpoints import Checkpoints
from cnngui.runs.project import Project

EVERY_S = 30.0
LEAST_BETWEEN_S = 5.0


class CheckpointWriter:
    """Decides when a checkpoint of a run is due, and writes it; one at a time.

    Args:
        written: called when one is safe on disk.
    """

    def __init__(self, checkpoints: Checkpoints, written: Callable[[], None] = lambda: None) -> None:
        self._checkpoints, self._written = checkpoints, written
        self._last_s = time.monotonic()
        self._epoch = 0
        self._writing = False

    def due(self, epoch: int, ended: bool) -> bool:
        """Return whether to `write` now: after 30 s, after an epoch of at least 5 s, and after a run."""
        since = time.monotonic() - self._last_s
        new_epoch = epoch != self._epoch and since > LEAST_BETWEEN_S
        if not ended and (self._writing or not (new_epoch or since > EVERY_S)):
            return False
        self._last_s, self._epoch = time.monotonic(), epoch
        return True

    def handed_over(self) -> None:
        """Take note that a project is on its way to `write`: until it is written no other one is due."""
        self._writing = True

    def write(self, project: Project) -> None:
        """Write `project`. A full disk costs the safety net, not the run: it is noted in the log."""
        try:
            self._checkpoints.write(project)
            self._written()
        except CnnguiError as error:
            print(error, file=sys.stderr)
        finally:
            self._writing = False
