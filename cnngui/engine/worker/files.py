"""Projects are saved and opened and models exported, while training goes on."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from cnngui.course.presets import preset
from cnngui.engine.exporting import export_project
from cnngui.engine.protocol import BeginWith, Export, Exported, Open, Opened, Request, Resume, Save, Saved
from cnngui.engine.worker.data import DatasetCache
from cnngui.engine.worker.draft import Draft
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane, answered
from cnngui.engine.worker.inbox import Inbox, Job
from cnngui.engine.worker.job_thread import JobThread
from cnngui.engine.worker.training import Training
from cnngui.errors import CnnguiError
from cnngui.runs.capacity import weights_bytes
from cnngui.runs.opening import OpenedFile, open_file
from cnngui.runs.preset_project import preset_project
from cnngui.runs.project import Project, too_large, write_project
from cnngui.runs.run import Run


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
        self.handlers: Handlers = {
            Save: Handler(Lane.BETWEEN_STEPS, self._save),
            Export: Handler(Lane.BETWEEN_STEPS, self._export),
            Open: Handler(Lane.FILES, self._open),
            Resume: Handler(Lane.FILES, self._resume),
            BeginWith: Handler(Lane.FILES, self._begin_with),
        }

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
        write_project(request.path, project)
        whole = project.training is None or project.training.optimizer is not None
        self._emit(Saved(request.request_id, request.path, bool(project.weights), whole))

    def _export(self, request: Export) -> None:
        project = self._draft.project(request.network, request.recipe, request.data)
        self.exporter.send(answered(self._emit, request, partial(self._write_model, request, project)))

    def _write_model(self, request: Export, project: Project) -> None:
        export_project(project, request.path, request.form)
        self._emit(Exported(request.request_id, request.path, bool(project.weights)))

    def _open(self, request: Open) -> None:
        self._adopt_soon(request, open_file(request.path), request.path)

    def _resume(self, request: Resume) -> None:
        run = Run(Path(request.folder))
        project = run.checkpoints.latest()
        if project is None:
            raise CnnguiError("runs.no_checkpoint", path=request.folder)
        self._training.take_over(run)
        self._adopt_soon(request, OpenedFile(project), request.folder)

    def _begin_with(self, request: BeginWith) -> None:
        chosen = preset(request.preset)
        project = preset_project(chosen, self._datasets.get(chosen.data).class_names)
        self._adopt_soon(request, OpenedFile(project), "")

    def _adopt_soon(self, request: Request, file: OpenedFile, path: str) -> None:
        """Let the thread that trains take what was read, once it has ended its run."""
        adopt = answered(self._emit, request, partial(self._adopt, request, file, path))
        self._inbox.post(Job(adopt), ends_runs=True)

    def _adopt(self, request: Request, file: OpenedFile, path: str) -> None:
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
            )
        )
