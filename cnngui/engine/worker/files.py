"""Projects are saved and opened and models exported, while training goes on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from cnngui.course.presets import preset
from cnngui.engine.exporting import export_project
from cnngui.engine.protocol import (
    BeginWith,
    Begun,
    Export,
    Exported,
    Open,
    Opened,
    Request,
    Resume,
    Save,
    Saved,
    StartFrom,
)
from cnngui.engine.starting import beginning, begun_again
from cnngui.engine.worker.data import DatasetCache
from cnngui.engine.worker.draft import Draft
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane, answered
from cnngui.engine.worker.inbox import Inbox, Job
from cnngui.engine.worker.job_thread import JobThread
from cnngui.engine.worker.training import Training
from cnngui.errors import CnnguiError
from cnngui.runs.capacity import weights_bytes
from cnngui.runs.kept_weights import PRESET, find_weights, stamp_of
from cnngui.runs.known_data import may_open, remember
from cnngui.runs.opening import OpenedFile, open_file
from cnngui.runs.preset_project import preset_project
from cnngui.runs.project import Project, has_weights, too_large, write_project

_Read = tuple[str, Callable[[], None]]
"""From where something was read, and what the thread that trains does with it."""


class Files:
    """Copies what is to be written between two steps, and lets others write it.

    Attributes:
        exporter: a thread for exports alone: one may take a minute that no save is to wait for.
    """

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
        self.exporter = JobThread("engine_exports")
        self._reading: deque[Request] = deque()
        self.handlers: Handlers = {
            Save: Handler(Lane.AT_ONCE, partial(self._between_steps, self._save)),
            Export: Handler(Lane.AT_ONCE, partial(self._between_steps, self._export)),
            Open: Handler(Lane.AT_ONCE, partial(self._take_up, self._open)),
            Resume: Handler(Lane.AT_ONCE, partial(self._take_up, self._resume)),
            BeginWith: Handler(Lane.AT_ONCE, partial(self._take_up, self._begin_with)),
            StartFrom: Handler(Lane.AT_ONCE, partial(self._take_up, self._read_start)),
        }

    def _between_steps(self, work: Callable[[Any], None], request: Request) -> None:
        """Have it done between two steps, behind what was to be opened before: its weights are meant.

        Else it waits for no file: a reset asked for later would overtake it.
        """
        job = Job(answered(self._emit, request, partial(work, request)), between_steps=True)
        if self._reading:
            self._files.send(partial(self._inbox.post, job))
        else:
            self._inbox.post(job)

    def _save(self, request: Save) -> None:
        """Copy what is to be saved now, and have it written.

        Raises:
            CnnguiError: a project file cannot hold it, which is known before anything is copied.
        """
        learner = self._draft.of(request.network)
        if learner and learner.capacity == "nothing":
            raise too_large(request.path, weights_bytes(request.network))
        project = self._draft.project(request.network, request.recipe, request.data)
        self._files.send(answered(self._emit, request, partial(self._write, request, project)))

    def _write(self, request: Save, project: Project) -> None:
        if not project.weights and not request.drop_weights and has_weights(request.path):
            raise CnnguiError("runs.would_drop_weights", name=Path(request.path).name)
        write_project(request.path, project)
        remember(project.data)
        whole = project.training is None or project.training.optimizer is not None
        stamp = stamp_of(request.path)
        self._emit(Saved(request.request_id, request.path, bool(project.weights), whole, stamp))

    def _export(self, request: Export) -> None:
        project = self._draft.project(request.network, request.recipe, request.data)
        self.exporter.send(answered(self._emit, request, partial(self._write_model, request, project)))

    def _write_model(self, request: Export, project: Project) -> None:
        export_project(project, request.path, request.form)
        self._emit(Exported(request.request_id, request.path, bool(project.weights)))

    def _open(self, request: Open) -> _Read:
        stamp = stamp_of(request.path)
        return self._read(request, open_file(request.path), request.path, stamp)

    def _resume(self, request: Resume) -> _Read:
        file, path = find_weights(request.places, request.network, self._class_names, begun_again)
        stamp = next(place.stamp for place in request.places if place.path == path)
        return self._read(request, file, path, stamp)

    def _begin_with(self, request: BeginWith) -> _Read:
        chosen = preset(request.preset)
        project = preset_project(chosen, self._class_names(chosen.data))
        return self._read(request, OpenedFile(project), f"{PRESET}{request.preset}", 0)

    def _read(self, request: Request, file: OpenedFile, path: str, stamp: int) -> _Read:
        return path, partial(self._adopt, request, file, path, stamp)

    def _class_names(self, data: str) -> tuple[str, ...]:
        return self._datasets.get(data).class_names

    def _read_start(self, request: StartFrom) -> _Read:
        stamp = stamp_of(request.path)
        file, dataset = open_file(request.path), self._datasets.get(request.data)
        begun = beginning(file, request.path, dataset, request.freeze, request.seed)
        answer = Begun(
            request_id=request.request_id,
            path=request.path,
            start=begun.start,
            recipe=begun.recipe,
            data=request.data,
            epoch=begun.epoch,
            notes=file.notes,
            stamp=stamp,
        )

        def begin() -> None:
            self._draft.begin(begun)
            self._emit(answer)

        return request.path, begin

    def _take_up(self, read: Callable[[Any], _Read], request: Request) -> None:
        """Have it read, and let the thread that trains take what was read, once it has ended its run."""
        resets = self._training.resets
        self._reading.append(request)

        def do() -> None:
            path, take = read(request)
            self._must_be_wanted(path, resets)  # or it would end a run that has begun since

            def take_if_wanted() -> None:
                self._must_be_wanted(path, resets)
                take()

            self._inbox.post(Job(answered(self._emit, request, take_if_wanted)), ends_runs=True)

        self._files.send(answered(self._emit, request, do))
        self._files.send(self._has_read)

    def _has_read(self) -> None:
        self._reading.popleft()

    def _must_be_wanted(self, path: str, resets: int) -> None:
        """Raise CnnguiError if the weights were reset since: what was asked for before is forgotten too."""
        if self._training.resets != resets:
            raise CnnguiError("runs.reset_meanwhile", name=Path(path).name)

    def _adopt(self, request: Request, file: OpenedFile, path: str, stamp: int) -> None:
        project = file.project
        self._draft.adopt(project)
        self._emit(
            Opened(
                request_id=request.request_id,
                path=path,
                network=project.network,
                recipe=project.recipe,
                data=project.data,
                has_weights=bool(project.weights),
                history=dict(project.history),
                foreign=file.is_foreign,
                notes=file.notes,
                stamp=stamp,
                may_open_data=may_open(project.data, path),
            )
        )
