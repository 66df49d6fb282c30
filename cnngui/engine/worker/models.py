"""Models of runs are taken from their files, to answer beside the draft's: one, or several together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from cnngui.engine.answering import Answering
from cnngui.engine.ensembles import Averaged, read_members
from cnngui.engine.protocol import EnsembleLoaded, LoadEnsemble, LoadModel, ModelLoaded, ModelReady, Request
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane, answered
from cnngui.engine.worker.job_thread import JobThread
from cnngui.engine.worker.predictions import Predictions
from cnngui.errors import CnnguiError
from cnngui.runs.model_id import ModelId
from cnngui.runs.opening import open_file


class Models:
    """Has at most one model of a run, or one ensemble, that answers: what was asked for last.

    Attributes:
        thread: reads them, so that a training under way need not end.
    """

    def __init__(self, emit: Emit, predictions: Predictions) -> None:
        self._emit, self._predictions = emit, predictions
        self.thread = JobThread("engine_models")
        self.handlers: Handlers = {
            LoadModel: Handler(Lane.AT_ONCE, partial(self._soon, self._load)),
            LoadEnsemble: Handler(Lane.AT_ONCE, partial(self._soon, self._load_ensemble)),
        }

    def _soon(self, load: Callable[[Any], None], request: Request) -> None:
        self.thread.send(answered(self._emit, request, partial(load, request)))

    def _load_ensemble(self, request: LoadEnsemble) -> None:
        from cnngui.engine.keras_backend.replica import answering

        projects = read_members(request.paths)
        members = [answering(each.network, each.class_names, each.weights) for each in projects]
        ids = [ModelId("ensemble", request.name, place + 1) for place in range(len(members))]
        self._replace({each: Averaged(members, place) for place, each in enumerate(ids)})
        ready = (
            ModelReady(each, project.network, project.class_names, project.input_format)
            for each, project in zip(ids, projects, strict=True)
        )
        self._emit(EnsembleLoaded(request.request_id, request.name, tuple(ready)))

    def _replace(self, models: Mapping[ModelId, Answering]) -> None:
        """Let these answer in the place of the run's or the ensemble before."""
        replicas = self._predictions.replicas
        for gone in [model for model in list(replicas) if model.owner in ("run", "ensemble")]:
            replicas.pop(gone, None)
        replicas.update(models)

    def _load(self, request: LoadModel) -> None:
        from cnngui.engine.keras_backend.replica import answering

        project = open_file(request.path).project
        if not project.weights:
            raise CnnguiError("engine.untrained", path=request.path)
        replicas = self._predictions.replicas
        before = [model for model in list(replicas) if model.owner == "run"]
        old = replicas[before[0]] if before else None
        model = answering(project.network, project.class_names, project.weights, old)
        self._replace({request.model: model})
        ready = ModelReady(request.model, project.network, project.class_names, project.input_format)
        self._emit(ModelLoaded(request.request_id, ready))
