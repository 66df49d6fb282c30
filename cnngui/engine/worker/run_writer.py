"""What a run leaves in its folder while it trains: weights, results, and that somebody trains it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cnngui.engine.worker.checkpoint_writer import CheckpointWriter
from cnngui.engine.worker.job_thread import JobThread
from cnngui.errors import CnnguiError
from cnngui.network.file_format import recipe_to_dict
from cnngui.network.recipe import Recipe
from cnngui.runs.best import best_index, scores
from cnngui.runs.capacity import weights_bytes
from cnngui.runs.history import History
from cnngui.runs.kept_epochs import most_kept, thinned
from cnngui.runs.project import Project
from cnngui.runs.run import RECORD, Run
from cnngui.runs.run_files import Change, RunRecord, State, Summary

BEST_EVERY_S = 5.0
KEPT_EVERY_S = 1.0
"""Of epochs that take a millisecond the weights are kept now and then only."""
_LOCK_TRIES = 20
_LOCK_WAIT_S = 0.05


@dataclass(frozen=True)
class Reached:
    """Where a training is.

    Attributes:
        epoch, step: whole epochs behind it, and batches of the next one. epochs: its last epoch.
        history: of all sittings.
    """

    epoch: int
    step: int
    epochs: int
    steps_per_epoch: int
    loss_name: str
    metric_name: str
    history: History
    images_per_second: float = 0.0


class RunWriter:
    """Writes a run's folder, by the thread of files; what is to be written is copied by its callers.

    Args:
        failed: called when something could not be written; not again before a checkpoint could be.
        earlier: what was written of it in another folder, if it was: the first checkpoint is due now.

    Attributes:
        summary: as it was written last.
    """

    def __init__(
        self,
        run: Run,
        files: JobThread,
        failed: Callable[[CnnguiError], None],
        earlier: Summary | None = None,
    ) -> None:
        self.run, self._files = run, files
        self._checkpoint = CheckpointWriter(run, failed=failed, at_once=earlier is not None)
        self._earlier, self.summary = earlier, Summary()
        self._lock = run.lock()
        self._began, self._seconds_before = time.monotonic(), 0.0
        self._kept_s = self._best_s = -math.inf
        self._best_epoch = 0
        self._kept: set[int] = set()
        self._most = 2

    @property
    def failing(self) -> bool:
        """Whether the last checkpoint could not be written."""
        return self._checkpoint.failing

    def begin(self, record: RunRecord) -> None:
        """Make the folder, or go on in the one that is there: what was frozen in it stays.

        Raises:
            CnnguiError: ``runs.in_use``: another window trains this run. ``runs.other_data``: it began with
                other data.
        """
        known = (self.run.folder / RECORD).is_file()
        if known and self.run.record().fingerprint != record.fingerprint:
            raise CnnguiError("runs.other_data", run=record.title or self.run.id)
        try:
            if not known:
                self.run.begin(record)
        except CnnguiError as error:
            self._checkpoint.tell_failed(error)
        if not self._locked() and known:
            raise CnnguiError("runs.in_use", run=record.title or self.run.id)
        self.summary = self._earlier or self.run.summary()
        self._seconds_before = self.summary.seconds
        self._kept, self._most = set(self.run.kept_epochs), most_kept(weights_bytes(record.network))
        self._best_epoch = 0 if self._earlier else self.summary.best_epoch

    def _locked(self) -> bool:
        # Who looks whether it is free holds it for a moment.
        for _ in range(_LOCK_TRIES):
            if self._lock.take():
                return True
            if not self.run.folder.is_dir():
                return False
            time.sleep(_LOCK_WAIT_S)
        return False

    def changed(self, recipe: Recipe, epoch: int, step: int) -> None:
        """Note that the run goes by another recipe from here on."""
        change = Change(epoch=epoch, step=step, recipe=recipe_to_dict(recipe))
        self.summary = self.summary.model_copy(update={"changes": (*self.summary.changes, change)})

    def tested(self, loss: float, metric: float, samples: int) -> None:
        """Note what came of the test part, which training never looked at."""
        told = {"test_loss": _finite(loss), "test_metric": _finite(metric), "test_samples": samples}
        self.summary = self.summary.model_copy(update=told)

    def checkpoint_due(self, epoch: int, *, ended: bool) -> bool:
        """Return whether to hand over a `checkpoint` now."""
        return self._checkpoint.due(epoch, ended)

    def checkpoint(self, project: Project, reached: Reached) -> None:
        """Have a checkpoint written, and how far it is."""
        self._checkpoint.handed_over()
        self._files.send(partial(self._checkpoint.write, project))
        self.write_summary("training", reached)

    def not_copied(self, error: CnnguiError) -> None:
        """Say that there was no memory for a copy."""
        self._checkpoint.tell_failed(error)

    def keeps_epoch(self, epoch: int) -> bool:
        """Return whether to hand over the weights after an epoch that has just ended."""
        if time.monotonic() - self._kept_s < KEPT_EVERY_S:
            return False
        return epoch in thinned({*self._kept, epoch}, self._most)

    def keep_epoch(self, epoch: int, project: Project) -> None:
        """Have the weights after an epoch written."""
        self._kept_s = time.monotonic()
        self._kept = thinned({*self._kept, epoch}, self._most)
        self._files.send(partial(self._told, self.run.keep_epoch, epoch, project, self._most))

    def best_due(self, best_epoch: int, *, ended: bool) -> bool:
        """Return whether to hand over the best weights: they are newer than those on disk."""
        if not best_epoch or best_epoch == self._best_epoch:
            return False
        return ended or time.monotonic() - self._best_s > BEST_EVERY_S

    def keep_best(self, best_epoch: int, project: Project) -> None:
        """Have the best weights written."""
        self._best_s, self._best_epoch = time.monotonic(), best_epoch
        self._files.send(partial(self._told, self.run.keep_best, project))

    def write_summary(self, state: State, reached: Reached, problem: str = "") -> None:
        """Have it written how far the run is."""
        self.summary = self._summed(state, reached, problem)
        self._files.send(partial(self._told, self.run.write_summary, self.summary))

    def end(self) -> None:
        """Let go of the run, once all is written."""
        self._files.send(self._lock.release)

    def _summed(self, state: State, reached: Reached, problem: str) -> Summary:
        history = reached.history
        best = best_index(history, reached.metric_name)
        best_metric = None if best is None else abs(float(scores(history, reached.metric_name)[best]))
        last = {
            name: _finite(getattr(history, name)[-1]) if len(history.epoch) else None
            for name in ("loss", "metric", "val_loss", "val_metric")
        }
        told = {name: getattr(reached, name) for name in _TOLD}
        return self.summary.model_copy(
            update={
                **told,
                **last,
                "state": state,
                "problem": problem[:4096],
                "best_epoch": 0 if best is None else int(history.epoch[best]),
                "best_metric": best_metric,
                "seconds": self._seconds_before + time.monotonic() - self._began,
                "updated_s": time.time(),
            }
        )

    def _told(self, write: Callable[..., None], *values: object) -> None:
        """Write, and say so if it cannot be. A full disk costs the safety net, not the run."""
        try:
            write(*values)
        except (CnnguiError, OSError) as error:
            told = error if isinstance(error, CnnguiError) else None
            reason = str(error) if told is None else str(told.values.get("reason", ""))
            self._checkpoint.tell_failed(
                told or CnnguiError("files.cannot_write", path=str(self.run.folder), reason=reason)
            )


_TOLD = ("epoch", "step", "epochs", "steps_per_epoch", "loss_name", "metric_name", "images_per_second")


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
