"""One run under way, and what of it is kept on disk: copied between two steps, written by another thread."""

from __future__ import annotations

import platform
import time
import traceback
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from cnngui.datasets.dataset import Dataset
from cnngui.engine.protocol import Tested, Train
from cnngui.engine.worker.draft import Draft
from cnngui.engine.worker.job_thread import JobThread
from cnngui.engine.worker.run_writer import Reached, RunWriter
from cnngui.errors import CnnguiError
from cnngui.network.inference.infer import infer
from cnngui.network.recipe import Recipe
from cnngui.runs.project import Project
from cnngui.runs.run import Run
from cnngui.runs.run_files import RunRecord, State

if TYPE_CHECKING:
    from cnngui.engine.keras_backend.learner import Learner
    from cnngui.engine.training_loop import TrainingLoop


class Recording:
    """Keeps a run where runs are kept now. A full disk costs the safety net, not the run; but it is said.

    Args:
        threads: that it computes with.
        failed: told the run and why what it learns is on no disk.
    """

    def __init__(
        self,
        command: Train,
        dataset: Dataset,
        draft: Draft,
        files: JobThread,
        threads: int,
        failed: Callable[[Run, CnnguiError], None],
    ) -> None:
        self._command, self._dataset, self._draft, self._files = command, dataset, draft, files
        self._threads, self._failed = threads, failed
        self._recipe = command.recipe
        self._changes: list[tuple[Recipe, int, int]] = []
        self._started_s = time.time()
        self._loop: TrainingLoop | None = None
        self._writer: RunWriter | None = None
        self._state: State = "training"
        self._problem = ""

    def begin(self, loop: TrainingLoop, folder: Path | None) -> None:
        """Begin, or go on, in a folder of its own in `folder`; None for nowhere.

        Raises:
            CnnguiError: ``runs.in_use``: another window trains this run.
        """
        self._loop = loop
        self._keep_in(folder)

    def keep_in(self, folder: Path | None) -> None:
        """Keep it in another folder from now on; one that has ended is moved only if it is on no disk."""
        now = self._writer and self._writer.run.folder.parent
        ended = self._state != "training"
        if folder == now or self._loop is None or (ended and not (self._writer and self._writer.failing)):
            return
        self._keep_in(folder)
        if ended:
            self.end(self._state, self._problem)

    def going_by(self, recipe: Recipe) -> None:
        """Note by which recipe it goes from here on."""
        learner = self._learner
        if recipe != self._recipe and learner is not None:
            self._recipe = recipe
            self._changes.append((recipe, learner.epoch, learner.step))
            if self._writer is not None:
                self._writer.changed(recipe, learner.epoch, learner.step)

    def epoch_ended(self) -> None:
        """Keep the weights after an epoch, if they are to be kept."""
        writer, learner = self._writer, self._learner
        if writer is None or learner is None or learner.capacity == "nothing":
            return
        if writer.keeps_epoch(learner.epoch) and (project := self._copied(self._weights_alone)) is not None:
            writer.keep_epoch(learner.epoch, project)
        self._keep_best(writer, learner)

    def tested(self, event: Tested) -> None:
        """Note what came of the test part that was kept aside."""
        if self._writer is not None:
            self._writer.tested(event.loss, event.metric, event.samples)

    def keep(self, *, ended: bool = False) -> None:
        """Have a checkpoint written if one is due: the state of now."""
        writer, learner = self._writer, self._learner
        if writer is None or learner is None:
            return
        if learner.capacity == "nothing" or not writer.checkpoint_due(learner.epoch, ended=ended):
            return
        if (project := self._copied(self._project)) is not None:
            writer.checkpoint(project, self._reached(learner))

    def end(self, state: State, problem: str = "") -> None:
        """Write down what is left to be, and how it ended. Of one that learned nothing nothing stays."""
        self._state, self._problem = state, problem
        writer, learner = self._writer, self._learner
        if writer is None:
            return
        learned = learner is not None and learner.history.batch_x.size
        if learner is not None and learned:
            # Also of numbers that blew up: what lies on disk may be half-way there.
            self.keep(ended=True)
            self._keep_best(writer, learner, ended=True)
            writer.write_summary(state, self._reached(learner), problem)
        writer.end()
        if not learned:
            self._files.send(writer.run.remove)

    def _keep_in(self, folder: Path | None) -> None:
        before, self._writer = self._writer, None
        if before is not None:
            before.end()
        if folder is None:
            return
        run = Run(folder / self._command.run_id)
        earlier = before.summary if before is not None else None
        writer = RunWriter(run, self._files, lambda error: self._failed(run, error), earlier)
        writer.begin(self._record())
        if earlier is None:
            for change in self._changes:
                writer.changed(*change)
        self._writer = writer

    def _record(self) -> RunRecord:
        command, learner = self._command, self._learner
        return RunRecord(
            network=command.network,
            recipe=command.recipe,
            data=command.data,
            fingerprint=self._dataset.fingerprint(),
            started_s=self._started_s,
            created_with=self._draft.versions,
            **{each.name: getattr(command.origin, each.name) for each in fields(command.origin)},
            machine=f"{platform.system()} {platform.machine()}",
            threads=self._threads,
            precision=learner.precision if learner else "",
            parts=learner.parts if learner else 0,
            parameters=infer(command.network).total_parameters or 0,
        )

    def _reached(self, learner: Learner) -> Reached:
        assert self._loop is not None
        loop = self._loop
        return Reached(
            epoch=learner.epoch,
            step=learner.step,
            epochs=loop.last_epoch,
            steps_per_epoch=loop.steps_per_epoch,
            loss_name=loop.objective.loss_name,
            metric_name=loop.objective.metric_name,
            history=learner.history,
            images_per_second=loop.images_per_second,
        )

    def _keep_best(self, writer: RunWriter, learner: Learner, *, ended: bool = False) -> None:
        due = learner.capacity != "nothing" and writer.best_due(learner.best_epoch, ended=ended)
        if due and (project := self._copied(self._best_project)) is not None:
            writer.keep_best(learner.best_epoch, project)

    @property
    def _learner(self) -> Learner | None:
        return self._draft.of(self._command.network)

    def _project(self) -> Project:
        return self._draft.project(self._command.network, self._command.recipe, self._command.data)

    def _weights_alone(self) -> Project:
        command = self._command
        return self._draft.project(command.network, command.recipe, command.data, means=False)

    def _best_project(self) -> Project | None:
        return self._draft.best_project(self._command.network, self._command.recipe, self._command.data)

    def _copied(self, copy: Callable[[], Project | None]) -> Project | None:
        """Return a copy, None if there is no memory for it: as a full disk that costs only the safety net."""
        try:
            return copy()
        except MemoryError:
            traceback.print_exc()
            if self._writer is not None:
                self._writer.not_copied(CnnguiError("runs.not_copied"))
            return None
