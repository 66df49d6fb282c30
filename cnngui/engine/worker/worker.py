"""Takes commands, from any thread, and sees that each is done on the right one."""

from __future__ import annotations

import gc
from functools import partial
from pathlib import Path

import cnngui
from cnngui.engine.protocol import Command, Ready, Shutdown
from cnngui.engine.worker.data import Data, DatasetCache
from cnngui.engine.worker.draft import Draft
from cnngui.engine.worker.ensembles import Ensembles
from cnngui.engine.worker.evaluations import Evaluations
from cnngui.engine.worker.examinations import Examinations
from cnngui.engine.worker.explanations import Explanations
from cnngui.engine.worker.files import Files
from cnngui.engine.worker.fine_tunings import FineTunings
from cnngui.engine.worker.handlers import Emit, Handler, Lane, answered
from cnngui.engine.worker.inbox import Inbox, Job, RunControl
from cnngui.engine.worker.job_thread import JobThread
from cnngui.engine.worker.models import Models
from cnngui.engine.worker.overviews import Overviews
from cnngui.engine.worker.predictions import Predictions
from cnngui.engine.worker.previews import Previews
from cnngui.engine.worker.recipe_trials import RecipeTrials
from cnngui.engine.worker.surveys import Surveys
from cnngui.engine.worker.training import Training


class Worker:
    """An engine without a transport.

    Args:
        emit: takes each event; called from several threads.
        runs_folder: where to keep what a run can go on from after a crash; None for nowhere.
        edits: whether the person's own edits to data apply (`cnngui.datasets.edits`).
    """

    def __init__(self, emit: Emit, runs_folder: Path | None = None, *, edits: bool = True) -> None:
        self._emit = emit
        self._inbox = inbox = Inbox()
        self._files = files = JobThread("engine_files")
        self._data = JobThread("engine_data")
        self._predictions = Predictions(emit)
        datasets = DatasetCache(edits=edits)
        self._draft = draft = Draft(emit, self._predictions)
        draft.versions = {"cnngui": cnngui.__version__}
        self._training = Training(emit, inbox, draft, datasets, files, runs_folder)
        self._models = Models(emit, self._predictions)
        self._explanations = Explanations(emit, self._predictions)
        self._surveys = Surveys(emit, self._predictions, datasets)
        self._overviews = Overviews(emit, datasets)
        self._previews = Previews(emit, datasets)
        self._examinations = Examinations(emit, datasets)
        project_files = Files(emit, inbox, draft, datasets, files, self._training)
        self._exporter = project_files.exporter
        self._handlers: dict[type[Command], Handler] = {Shutdown: Handler(Lane.AT_ONCE, self._shut_down)}
        self._evaluations = Evaluations(emit, inbox, draft, datasets)
        self._ensembles = Ensembles(emit, inbox, datasets)
        self._trials = RecipeTrials(emit, inbox, draft, datasets)
        self._tunings = FineTunings(emit, inbox, draft, datasets, files, self._training)
        conversations = (
            *(self._training, project_files, self._predictions, self._evaluations),
            *(self._ensembles, self._models, Data(emit, datasets, self._data), self._trials),
            *(self._explanations, self._surveys, self._tunings),
            *(self._overviews, self._examinations, self._previews),
        )
        for conversation in conversations:
            self._handlers |= conversation.handlers

    def post(self, command: Command) -> None:
        """Take a command, from any thread; returns at once."""
        handler = self._handlers[type(command)]
        work = answered(self._emit, command, partial(handler.work, command))
        match handler.lane:
            case Lane.AT_ONCE:
                work()
            case Lane.DATA:
                self._data.send(work)
            case lane:
                self._inbox.post(Job(work, between_steps=lane is Lane.BETWEEN_STEPS))

    def _shut_down(self, _: Shutdown) -> None:
        self._inbox.end_runs()
        self._trials.stop()
        self._tunings.stop()
        # Behind the saves that were posted before: some come to the inbox by way of the files' thread.
        self._files.send(self._inbox.close)

    def run(self) -> None:
        """Import TensorFlow and work until `Shutdown`."""
        from cnngui.engine.keras_backend.runtime import describe_runtime

        runtime = describe_runtime()
        self._draft.versions, self._training.threads = runtime.versions, runtime.threads
        threads = (
            self._predictions,
            self._files,
            self._data,
            self._exporter,
            self._models.thread,
            self._explanations.thread,
            self._surveys.thread,
            self._overviews.thread,
            self._examinations.thread,
            self._previews.thread,
            self._evaluations,
            self._ensembles,
        )
        for thread in threads:
            thread.start()
        self._emit(Ready(runtime.device, runtime.precision, runtime.threads, runtime.versions))
        try:
            while (item := self._inbox.next()) is not None:
                if isinstance(item, RunControl):
                    self._training.train(item)
                else:
                    item.work()
                # A network that was replaced is a heap of cycles: 30 MB that Python would keep for long.
                gc.collect()
        finally:
            for thread in threads:
                thread.close()
