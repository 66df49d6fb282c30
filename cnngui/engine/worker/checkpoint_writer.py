"""When a run leaves a checkpoint: often enough to lose little, seldom enough to cost nothing."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from cnngui.errors import CnnguiError
from cnngui.runs.project import Project
from cnngui.runs.run import Run

EVERY_S = 30.0
LEAST_BETWEEN_S = 5.0


class CheckpointWriter:
    """Decides when a checkpoint of a run is due, and writes it; one at a time.

    Args:
        at_once: the first is due now.
        failed: called when one could not be written; not again before another could be.

    Attributes:
        failing: the last one could not be written.
    """

    def __init__(
        self,
        run: Run,
        failed: Callable[[CnnguiError], None] = lambda _: None,
        at_once: bool = False,
    ) -> None:
        self.run, self._failed = run, failed
        self._last_s = -math.inf if at_once else time.monotonic()
        self._epoch = 0
        self._any = self._writing = self.failing = False

    def due(self, epoch: int, ended: bool) -> bool:
        """Return whether to `write` now: after 30 s, the first epoch, each of 5 s, and a run."""
        since = time.monotonic() - self._last_s
        new_epoch = epoch != self._epoch and (since > LEAST_BETWEEN_S or not self._any)
        if not ended and (self._writing or not (new_epoch or since > EVERY_S)):
            return False
        self._last_s, self._epoch, self._any = time.monotonic(), epoch, True
        return True

    def handed_over(self) -> None:
        """Take note that a project is on its way to `write`: until it is written no other one is due."""
        self._writing = True

    def write(self, project: Project) -> None:
        """Write `project`. A full disk costs the safety net, not the run; but it is said."""
        try:
            self.run.checkpoints.write(project)
        except CnnguiError as error:
            self.tell_failed(error)
        else:
            self.failing = False
        finally:
            self._writing = False

    def tell_failed(self, error: CnnguiError) -> None:
        """Say that what is learned is on no disk, once."""
        if not self.failing:
            self.failing = True
            self._failed(error)
