"""Runs: trained one after another, steered, and kept on disk as they go."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cnngui.engine import threads
from cnngui.engine.failures import as_cnngui_error
from cnngui.engine.protocol import (
    ChangeRecipe,
    Control,
    Event,
    Failed,
    Film,
    Finished,
    KeepRuns,
    NotKept,
    Repeated,
    Reset,
    SetInputFormat,
    Stopped,
    Tested,
    Train,
    UseCores,
    Watch,
)
from cnngui.engine.training_data import TrainingData, make_training_data
from cnngui.engine.training_loop import TrainingLoop
from cnngui.engine.worker.checks import check_recipe
from cnngui.engine.worker.data import DatasetCache
from cnngui.engine.worker.draft import Draft
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane
from cnngui.engine.worker.inbox import Inbox, Job, RunControl
from cnngui.engine.worker.job_thread import JobThread
from cnngui.engine.worker.recording import Recording
from cnngui.errors import CnnguiError
from cnngui.network.recipe import Recipe
from cnngui.runs.run import Run
from cnngui.runs.run_files import State

if TYPE_CHECKING:
    from cnngui.engine.keras_backend.prepared import PreparedTraining


class Training:
    """Trains the draft.

    Args:
        runs_folder: where each run has a folder with what it can go on from; None for nowhere.

    Attributes:
        resets: how often it was asked to forget the weights.
        threads: that it computes with.
    """

    def __init__(
        self,
        emit: Emit,
        inbox: Inbox,
        draft: Draft,
        datasets: DatasetCache,
        files: JobThread,
        runs_folder: Path | None,
    ) -> None:
        self._emit, self._inbox, self._draft = emit, inbox, draft
        self._datasets, self._files, self._runs_folder = datasets, files, runs_folder
        self._recording: Recording | None = None
        self._watched, self._film = Watch(), Film()
        self.resets = self.threads = 0
        self.handlers: Handlers = {
            Train: Handler(Lane.AT_ONCE, inbox.post_run),
            Control: Handler(Lane.AT_ONCE, lambda command: inbox.control(command.action)),
            ChangeRecipe: Handler(Lane.AT_ONCE, lambda command: inbox.change_recipe(command.recipe)),
            Watch: Handler(Lane.AT_ONCE, self._watch),
            Film: Handler(Lane.AT_ONCE, self._have_film),
            SetInputFormat: Handler(
                Lane.BETWEEN_STEPS, lambda command: draft.set_input_format(command.input_format)
            ),
            KeepRuns: Handler(Lane.BETWEEN_STEPS, self._keep_runs),
            UseCores: Handler(Lane.AT_ONCE, self._use_cores),
            Reset: Handler(Lane.AT_ONCE, self._reset),
        }

    @property
    def runs_folder(self) -> Path | None:
        """Where runs are kept now; None for nowhere."""
        return self._runs_folder

    def train(self, control: RunControl) -> None:
        """Do a run and tell its one ending, whatever happens."""
        began, run_id = time.monotonic(), control.command.run_id
        ending: Event
        try:
            kind = self._train(control)
        except CnnguiError as error:
            ending = Failed(run_id, error)
        except Exception as error:
            ending = Failed(run_id, as_cnngui_error(error), traceback.format_exc())
        else:
            ending = kind(run_id, self._draft.epoch, time.monotonic() - began)
        # First, as whoever hears of the end may steer the next run at once.
        self._inbox.end_run()
        self._emit(ending)

    def _reset(self, _: Reset) -> None:
        self.resets += 1
        self._inbox.post(Job(self._draft.forget), ends_runs=True)

    def _use_cores(self, command: UseCores) -> None:
        threads.share(command.cores)
        self.threads = threads.usable_cores()

    def _watch(self, command: Watch) -> None:
        self._watched = command

    def _have_film(self, command: Film) -> None:
        self._film = command

    def _keep_runs(self, command: KeepRuns) -> None:
        self._runs_folder = Path(command.folder)
        # One under way moves between two steps, as it would if this came before it.
        if self._recording is not None and not self._inbox.run_under_way:
            self._recording.keep_in(self._runs_folder)

    def _train(self, control: RunControl) -> Callable[[str, int, float], Event]:
        """Do a run and return what makes its ending. Raises what made it fail."""
        command = control.command
        dataset = self._datasets.get(command.data, as_it_is_now=True)
        shape, levels = command.network.input_shape, self._draft.levels(command.network, fresh=command.fresh)
        training_data = make_training_data(dataset, command.recipe, shape, levels)
        check_recipe(command.network, dataset, command.recipe)
        if control.stopped:
            return Stopped
        learner = self._draft.to_train(command.network, command.recipe.seed, fresh=command.fresh)
        before = command.as_before or Repeated()
        if before.parts and before.precision:
            learner.compute_as(before.parts, before.precision)
        recording = Recording(
            command, dataset, self._draft, self._files, self.threads, failed=self._tell_not_kept
        )

        def between_steps() -> None:
            for job in self._inbox.take_between_steps():
                job.work()
            recording.keep_in(self._runs_folder)
            recording.keep()

        def prepare(recipe: Recipe) -> tuple[PreparedTraining, TrainingData]:
            samples = training_data
            if recipe != command.recipe:
                check_recipe(command.network, dataset, recipe)
                samples = make_training_data(dataset, recipe, shape, levels)
            recording.going_by(recipe)
            return learner.prepare(recipe, command.data, samples), samples

        def tell(event: Event) -> None:
            if isinstance(event, Tested):
                recording.tested(event)
            self._emit(event)

        loop = TrainingLoop(
            control,
            prepare,
            tell,
            between_steps,
            lambda: self._watched,
            recording.epoch_ended,
            until=command.until,
            changes=before.changes,
            film=lambda: self._film,
        )
        recording.begin(loop, self._runs_folder)
        self._recording = recording
        loop.tell_started()
        self._draft.tell_ready()
        state: State = "failed"
        problem = ""
        try:
            finished = loop.execute()
            state = "finished" if finished else "stopped"
        except Exception as error:
            problem = as_cnngui_error(error).message().one_line()
            raise
        finally:
            recording.end(state, problem)
        return (
            partial(Finished, waited=loop.waited, weights_epoch=loop.weights_epoch) if finished else Stopped
        )

    def _tell_not_kept(self, run: Run, error: CnnguiError) -> None:
        if error.code != "runs.not_copied":
            reason = error.values.get("reason") or error.message().why
            error = CnnguiError("runs.not_kept", folder=str(run.folder.parent), reason=reason)
        self._emit(NotKept(run.id, error))
