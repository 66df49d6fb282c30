"""Models of runs are taken from their files, to answer beside the draft's."""

from __future__ import annotations

from functools import partial

from cnngui.engine.protocol import LoadModel, ModelLoaded
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane, answered
from cnngui.engine.worker.job_thread import JobThread
from cnngui.engine.worker.predictions import Predictions
from cnngui.errors import CnnguiError
from cnngui.runs.opening import open_file


class Models:
    """Has at most one model of a run that answers: the one that was asked for last.

    Attributes:
        thread: reads them, so that a training under way need not end.
    """

    def __init__(self, emit: Emit, predictions: Predictions) -> None:
        self._emit, self._predictions = emit, predictions
        self.thread = JobThread("engine_models")
        self.handlers: Handlers = {LoadModel: Handler(Lane.AT_ONCE, self._load_soon)}

    def _load_soon(self, request: LoadModel) -> None:
        self.thread.send(answered(self._emit, request, partial(self._load, request)))

    def _load(self, request: LoadModel) -> None:
        from cnngui.engine.keras_backend.replica import answering

        project = open_file(request.path).project
        if not project.weights:
            raise CnnguiError("engine.untrained", path=request.path)
        replicas = self._predictions.replicas
        before = [model for model in list(replicas) if model.owner == "run"]
        old = replicas[before[0]] if before else None
        model = answering(project.network, project.class_names, project.weights, old)
        for gone in before:
            replicas.pop(gone, None)
        replicas[request.model] = model
        self._emit(
            ModelLoaded(
                request.request_id, request.model, project.network, project.class_names, project.input_format
            )
        )
