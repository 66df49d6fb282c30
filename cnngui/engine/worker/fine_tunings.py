"""Models are fine-tuned on own samples, beside the draft; what comes of it is a run like any other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cnngui.datasets.dataset import Dataset, Labels, Pictures
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.known import KNOWN
from cnngui.datasets.npz import npz_of
from cnngui.datasets.preparing import prepare_samples
from cnngui.engine.protocol import (
    Batches,
    Epochs,
    Event,
    FineTune,
    FineTuned,
    FineTuning,
    Started,
    StopFineTuning,
    Train,
)
from cnngui.engine.training_data import TrainingData, make_training_data
from cnngui.engine.training_loop import TrainingLoop
from cnngui.engine.tuning import (
    MOST_PASSES,
    PASSES,
    Material,
    ending,
    hurried,
    material,
    no_old_data,
    tuning_recipe,
)
from cnngui.engine.worker.checks import check_recipe
from cnngui.engine.worker.data import DatasetCache
from cnngui.engine.worker.draft import Draft
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane, answered
from cnngui.engine.worker.inbox import Inbox, Job, RunControl
from cnngui.engine.worker.job_thread import JobThread
from cnngui.engine.worker.predictions import Predictions
from cnngui.engine.worker.recording import Recording
from cnngui.engine.worker.training import Training
from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.files.writing import atomic_bytes
from cnngui.network.recipe import Recipe
from cnngui.runs.model_id import DRAFT, SHIPPED
from cnngui.runs.opening import open_file
from cnngui.runs.project import Project
from cnngui.runs.run import Run
from cnngui.runs.run_files import Tuned

if TYPE_CHECKING:
    from cnngui.engine.keras_backend.learner import Learner
    from cnngui.engine.keras_backend.prepared import PreparedTraining

LEAST_S = 2.0
"""So long it learns whatever the measuring took."""
LAST_S = 4.0
"""A last pass no longer than this is taken also when time is up."""
SLOW_S = 20.0
"""So much longer it may learn on a machine that has not done the first passes by then."""
_TOLD_S = 0.1
_AT_ONCE = 256
_NEARLY = 0.95
_MOST_ASKED = 100  # own samples, after each pass


class FineTunings:
    """Fine-tunes one model after another, by the thread that trains, between two runs."""

    def __init__(
        self,
        emit: Emit,
        inbox: Inbox,
        draft: Draft,
        datasets: DatasetCache,
        files: JobThread,
        training: Training,
    ) -> None:
        self._emit, self._inbox, self._draft = emit, inbox, draft
        self._datasets, self._files, self._training = datasets, files, training
        # A learner of its own: the draft's goes on with what it has learned.
        self._own = Draft(lambda _: None, Predictions(lambda _: None))
        self._control: RunControl | None = None
        self._stopped = threading.Event()
        self.handlers: Handlers = {
            FineTune: Handler(Lane.AT_ONCE, self._ask),
            StopFineTuning: Handler(Lane.AT_ONCE, lambda _: self.stop()),
        }

    def stop(self) -> None:
        """End what is under way or in line; from any thread."""
        self._stopped.set()
        if (control := self._control) is not None:
            control.obey("stop")

    def _ask(self, request: FineTune) -> None:
        """Put it in line; a `StopFineTuning` that came before is not for it."""
        self._stopped.clear()

        def tune() -> None:
            try:
                self._tune(request)
            finally:
                self._control = None

        if self._inbox.run_under_way:
            self._emit(FineTuning("waiting"))
        self._inbox.post(Job(answered(self._emit, request, tune)))

    def _tune(self, request: FineTune) -> None:
        began = time.monotonic()
        folder = self._training.runs_folder
        if folder is None:
            raise CnnguiError("samples.not_kept", reason="")
        self._emit(FineTuning("preparing"))
        project = self._project(request)
        trained_on = project.input_format or request.trained_on
        _check(project, trained_on)
        old = self._old_data(project, request, trained_on)
        shown = material(request.samples, project.class_names, trained_on, old)
        run = Run(folder / request.run_id)
        try:
            tuner = _Tuner(self, request, project, _kept_data(run, shown), shown, run)
            tuned = tuner.tune(began, self._stopped)
        except BaseException:
            self._files.send(run.remove)
            raise
        # Behind what is still to be written of the run.
        self._files.send(answered(self._emit, request, lambda: self._end(request, run, tuned)))

    def _end(self, request: FineTune, run: Run, tuned: Tuned | None) -> None:
        """Say what came of it, once all of it is on disk."""
        if tuned is None:
            run.remove()
        else:
            run.write_tuned(tuned)
            if not run.has_weights("last"):
                raise CnnguiError("samples.not_kept", reason="")
        self._emit(FineTuned(request.request_id, request.run_id, tuned))

    def _project(self, request: FineTune) -> Project:
        """Return what is fine-tuned, in copies."""
        if request.model == DRAFT:
            return self._draft.answering(Recipe())
        path = folders.shipped_network() if request.model == SHIPPED else Path(request.weights_file)
        project = open_file(path).project
        if not project.weights:
            raise CnnguiError("engine.untrained", path=str(path))
        return project

    def _old_data(self, project: Project, request: FineTune, trained_on: InputFormat) -> Dataset:
        """Return what a network knew already: its training data; for one of the ten digits, the bundled ones.

        Of one that was fine-tuned before, those of the network before that: own samples may be others now.
        """
        training, digits = project.training, next(each for each in KNOWN if each.key == "digits")
        data = training.data if training is not None else project.data
        folder = self._training.runs_folder
        if request.model.owner == "run" and folder and (before := Run(folder / request.model.run).tuned()):
            data = before.old_data
        try:
            old = self._datasets.get(data)
            if set(old.class_names) == set(project.class_names) and old.x_train.dtype == np.uint8:
                return old
            reason = "samples.other_old_classes"
        except CnnguiError as error:
            reason = error.message().what
        if set(project.class_names) == set(digits.class_names) and trained_on.kind == "ink":
            return self._datasets.get(digits.key)
        raise no_old_data(reason)

    # What a `_Tuner` needs ------------------------------------------------------------------------

    def learner_of(self, project: Project) -> Draft:
        """Return a draft of our own that has what the project has learned."""
        self._own.versions = self._draft.versions
        self._own.adopt(replace(project, history={}, training=None))
        return self._own

    def recording(
        self, command: Train, data: Dataset, draft: Draft, failed: Callable[[Run, CnnguiError], None]
    ) -> Recording:
        """Return what keeps the run."""
        return Recording(command, data, draft, self._files, self._training.threads, failed)

    def begin(self, control: RunControl) -> None:
        """Let a person's stop reach the learning that begins."""
        self._control = control
        if self._stopped.is_set():
            control.obey("stop")

    def tell(self, event: FineTuning) -> None:
        """Say how far it is."""
        self._emit(event)


class _Tuner:
    """One fine-tuning: measured, learned, and measured again."""

    def __init__(
        self,
        home: FineTunings,
        request: FineTune,
        project: Project,
        data: Dataset,
        shown: Material,
        run: Run,
    ) -> None:
        self._home, self._request, self._project = home, request, project
        self._data, self._shown, self._run = data, shown, run
        recipe = tuning_recipe(project.training.recipe if project.training else project.recipe)
        self._taken = project.input_format or request.trained_on
        train = Train(request.run_id, project.network, recipe, data.key, origin=request.origin)
        self._control = RunControl(train, threading.Condition(threading.RLock()))
        self._prepared: PreparedTraining | None = None
        self._steps_per_pass = self._done = self._passes = 0
        self._old_before: float | None = None
        self._old_now: float | None = None
        self._until_s = self._began_s = self._told_s = self._share = self._passed_s = 0.0
        self._out_of_time = self._ending = False
        self._problem: CnnguiError | None = None

    def tune(self, began: float, stopped: threading.Event) -> Tuned | None:
        """Learn, and return what it came to; None if a person ended it.

        Args:
            began: when its time began to run, by the monotonic clock.
        """
        home, control = self._home, self._control
        home.begin(control)
        command, project = control.command, self._project
        check_recipe(command.network, self._data, command.recipe)
        draft = home.learner_of(project)
        learner = draft.to_train(command.network, command.recipe.seed, fresh=False)
        recording = home.recording(command, self._data, draft, self._failed)
        loop = TrainingLoop(
            control,
            partial(self._prepare, learner),
            self._heard,
            partial(self._between_steps, recording, learner),
            epoch_ended=partial(self._epoch_ended, recording, learner),
        )
        home.tell(FineTuning("measuring"))
        since = time.monotonic()
        old_before, own_before = self._old_right(), self._own_right(learner)
        self._old_before = old_before / len(self._data.y_test)
        self._began_s = self._passed_s = time.monotonic()
        # What is measured afterwards takes as long as before, but for what is made ready once.
        learning_s = self._request.seconds - (self._began_s - began) - 0.3 * (self._began_s - since)
        self._until_s = self._began_s + max(LEAST_S, learning_s)
        home.tell(FineTuning("preparing", old_before=self._old_before))
        recording.begin(loop, self._run.folder.parent)
        finished = False
        try:
            loop.tell_started()
            finished = loop.execute()
        finally:
            recording.end("finished" if finished or self._out_of_time else "failed")
        if stopped.is_set():
            return None
        if self._problem is not None:
            raise CnnguiError("samples.not_kept", reason=self._problem.message().why)
        shown, model = self._shown, self._request.model
        return Tuned(
            owner="run" if model.owner == "run" else "draft" if model.owner == "draft" else "shipped",
            called=self._request.called,
            run=model.run,
            weights=str(model.weights),
            learned=shown.learned,
            held_out=shown.held_out,
            own_before=own_before,
            own_after=self._own_right(learner),
            old_data=shown.old_key,
            old_label=shown.old_label,
            rehearsed=shown.rehearsed,
            old_samples=len(self._data.y_test),
            old_before=old_before,
            old_after=self._old_right() if self._old_now is None or not finished else self._as_told(),
            unknown=shown.unknown,
            unread=shown.unread,
            passes=self._passes,
            seconds=time.monotonic() - began,
            complete=not self._out_of_time,
        )

    def _prepare(self, learner: Learner, recipe: Recipe) -> tuple[PreparedTraining, TrainingData]:
        levels = self._taken.black, self._taken.white
        made = make_training_data(self._data, recipe, self._project.network.input_shape, levels)
        # As it was shown drawings before, so it is to be shown them; that is not measured anew.
        samples = replace(made, input_format=self._taken)
        self._prepared = learner.prepare(recipe, self._data.key, samples)
        return self._prepared, samples

    def _failed(self, run: Run, error: CnnguiError) -> None:
        self._problem = error

    def _between_steps(self, recording: Recording, learner: Learner) -> None:
        begun = learner.step or learner.epoch  # a single step is more than none
        if begun and time.monotonic() > self._limit_s and not self._control.stopped:
            self._out_of_time = True
            self._control.obey("stop")
        recording.keep()

    def _epoch_ended(self, recording: Recording, learner: Learner) -> None:
        """Plan the last pass as soon as the own samples are learned, or there is time for no other."""
        recording.epoch_ended()
        now, recipe, before = time.monotonic(), self._control.recipe, self._passes
        self._passes = passes = learner.epoch
        # Not the mean: the first one has to get ready.
        pass_s = (now - self._passed_s) / max(1, passes - before)
        self._passed_s = now
        if self._ending:
            return
        left = (self._limit_s - now) / pass_s
        if learned := passes >= PASSES - 1:
            learner.replica.update(force=True)
            shown, most = self._shown, _MOST_ASKED
            some = shown.taught[:most], shown.taught_labels[:most]
            learned = self._right(learner, *some) == len(some[1])
        if learned or left < 2 or passes >= MOST_PASSES - 1:
            # The one in which the rate dies away gives back much of what it knew: it is worth a delay.
            more = int(left >= 1 or pass_s <= LAST_S)
            self._ending, self._out_of_time = True, not more or (not learned and left < 2)
            self._control.recipe = ending(recipe, passes, more)
        else:
            self._control.recipe = hurried(recipe, passes)

    @property
    def _limit_s(self) -> float:
        """When it is to end; on a slow machine that is later, until the own samples had their chance."""
        had_chance = self._passes >= PASSES - 1 and not self._ending
        return self._until_s + (0.0 if had_chance else SLOW_S)

    # Measuring ------------------------------------------------------------------------------------

    def _old_right(self) -> int:
        """Return how many of the samples that it knew it has right now."""
        assert self._prepared is not None
        labels, right = self._data.y_test, 0
        for start in range(0, len(labels), _AT_ONCE):
            indices = np.arange(start, min(start + _AT_ONCE, len(labels)))
            right += int((self._prepared.predicted_classes(indices) == labels[indices]).sum())
        return right

    def _as_told(self) -> int:
        """Return how many of these it had right after the last pass, which has just been measured."""
        return round((self._old_now or 0.0) * len(self._data.y_test))

    def _own_right(self, learner: Learner) -> int:
        """Return how many of the own samples it has right now."""
        return self._right(learner, self._shown.own, self._shown.own_labels)

    def _right(self, learner: Learner, samples: Pictures, labels: Labels) -> int:
        values = prepare_samples(samples, self._project.network.input_shape, self._taken)
        return int((learner.replica.predict_many(values).argmax(axis=1) == labels).sum())

    # What the loop says ---------------------------------------------------------------------------

    def _heard(self, event: Event) -> None:
        match event:
            case Started():
                self._steps_per_pass = event.steps_per_epoch
            case Batches():
                epoch, step = event.reached(self._steps_per_pass)
                self._done = (epoch - 1) * self._steps_per_pass + step
                self._tell()
            case Epochs():
                self._old_now = event.rows[-1].val_metric
                self._tell(force=True)

    def _tell(self, *, force: bool = False) -> None:
        now = time.monotonic()
        if not force and now - self._told_s < _TOLD_S:
            return
        self._told_s = now
        passes = self._control.recipe.epochs if self._ending else max(PASSES, self._passes + 1)
        took, left = now - self._began_s, None
        if self._done:
            left = took * max(0, passes * self._steps_per_pass - self._done) / self._done
            left = max(0.0, min(left, self._limit_s - now))
            self._share = max(self._share, took / max(1e-9, took + left))
        done = min(self._share, 1.0 if self._ending else _NEARLY)
        self._home.tell(FineTuning("learning", done, left, self._old_before, self._old_now))


def _check(project: Project, trained_on: InputFormat) -> None:
    """Raise CnnguiError unless the network tells classes of pictures apart."""
    classed = project.recipe.loss != "mean_squared_error" and len(project.class_names) > 1
    if not classed or trained_on.kind not in ("ink", "picture"):
        raise CnnguiError("samples.not_classes")


def _kept_data(run: Run, shown: Material) -> Dataset:
    """Write what is learned into the run's folder, and return it as whoever reads that has it."""
    from cnngui.datasets.catalog import load_dataset

    path = run.folder / f"{shown.data.key}.npz"
    try:
        folders.make_own(run.folder)
        atomic_bytes(path, npz_of(shown.data))
    except OSError as error:
        raise CnnguiError("samples.not_kept", reason=str(error)) from error
    data = load_dataset(path, edits=False)
    if data.class_names != shown.data.class_names:
        raise no_old_data("samples.other_old_classes")
    return data
