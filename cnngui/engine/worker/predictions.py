"""Predictions, answered by a thread of their own so that they wait for no training step."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Mapping

import numpy as np

from cnngui.datasets.preparing import fitted
from cnngui.engine.answering import Answering, Off
from cnngui.engine.failures import as_cnngui_error
from cnngui.engine.protocol import (
    Event,
    FetchNumbers,
    FetchPlane,
    FetchUnits,
    NumbersFetched,
    PlaneFetched,
    Predict,
    Predicted,
    Preview,
    Previewed,
    RequestFailed,
    UnitsFetched,
)
from cnngui.engine.strips import strip_of
from cnngui.engine.unit_planes import unit_planes
from cnngui.engine.unit_values import values_of
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane
from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.network.network import Shape
from cnngui.runs.model_id import SHIPPED, UNTRAINED, ModelId
from cnngui.runs.project import read_project

Question = Predict | FetchNumbers | FetchUnits | FetchPlane


class Predictions:
    """Answers the newest `Predict` of each model, and `FetchNumbers`; older ones that still wait are dropped.

    `replicas` is set from outside and read for each answer: a model that is not there is told so.
    """

    def __init__(self, emit: Emit) -> None:
        self.handlers: Handlers = {
            Predict: Handler(Lane.AT_ONCE, self.ask),
            FetchNumbers: Handler(Lane.AT_ONCE, self.ask),
            FetchUnits: Handler(Lane.AT_ONCE, self.ask),
            FetchPlane: Handler(Lane.AT_ONCE, self.ask),
            Preview: Handler(Lane.MODEL, self._preview),
        }
        self.replicas: dict[ModelId, Answering] = {}
        self._emit = emit
        self._shipped: Answering | None = None
        self._changed = threading.Condition()
        self._newest: dict[str, Question] = {}
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="engine_answers", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask(self, request: Question) -> None:
        """Take a request from any thread; may be called before `start`."""
        with self._changed:
            self._newest[request.topic] = request
            self._changed.notify()

    def model(self, model: ModelId) -> Answering:
        """Return what answers for a model; the shipped one, whose answers the window gives itself, as well.

        Raises:
            CnnguiError: ``engine.no_model``; or the shipped one's file cannot be read.
        """
        if model == SHIPPED:
            self._shipped = self._shipped or _read_shipped()
            return self._shipped
        return _asked(self.replicas, model)

    def _preview(self, request: Preview) -> None:
        from cnngui.engine.keras_backend.replica import untrained

        self.replicas.pop(UNTRAINED, None)  # frees its memory before another needs it
        self.replicas[UNTRAINED] = untrained(request.network, request.seed)
        self._emit(Previewed(request.request_id))

    def close(self) -> None:
        """End the thread after the answer under way."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ended or bool(self._newest))
                if self._ended:
                    return
                requests, self._newest = list(self._newest.values()), {}
            for request in requests:
                self._emit(answer(self.replicas, request))


def answer(models: Mapping[ModelId, Answering], request: Question) -> Event:
    """Return what one of `models` answers, or why none does."""
    try:
        if isinstance(request, FetchNumbers):
            return _fetched(models, request)
        if isinstance(request, FetchUnits):
            return _units_fetched(models, request)
        if isinstance(request, FetchPlane):
            return _plane_fetched(models, request)
        return _predicted(models, request)
    except Exception as error:
        return RequestFailed(request.request_id, as_cnngui_error(error), traceback.format_exc())


def _asked(models: Mapping[ModelId, Answering], model: ModelId) -> Answering:
    found = models.get(model)
    if found is None:
        raise CnnguiError("engine.no_model")
    return found


def _read_shipped() -> Answering:
    from cnngui.engine.numpy_backend.network import NumpyNetwork

    project = read_project(folders.shipped_network())
    return NumpyNetwork(project.network, project.weights, project.class_names)


def _fetched(models: Mapping[ModelId, Answering], request: FetchNumbers) -> NumbersFetched:
    model = _asked(models, request.model)
    sample = as_read(request.sample[np.newaxis], model.network.input_shape)[0]
    numbers = model.numbers(sample, request.layer)
    return NumbersFetched(request.request_id, request.model, request.layer, numbers)


def _units_fetched(models: Mapping[ModelId, Answering], request: FetchUnits) -> UnitsFetched:
    model = _asked(models, request.model)
    sample = as_read(request.sample[np.newaxis], model.network.input_shape)[0]
    values = values_of(model, request.units, sample, request.off)
    return UnitsFetched(request.request_id, request.model, request.units, values)


def _plane_fetched(models: Mapping[ModelId, Answering], request: FetchPlane) -> PlaneFetched:
    model = _asked(models, request.model)
    points = as_read(request.points, model.network.input_shape)
    told = unit_planes(model.network, model.weights(), request.layer, points)
    return PlaneFetched(request.request_id, request.model, request.layer, *told)


def _predicted(models: Mapping[ModelId, Answering], request: Predict) -> Predicted:
    model = _asked(models, request.model)
    shape = model.network.input_shape
    sample = as_read(request.sample[np.newaxis], shape)[0]
    others = None if request.others is None else as_read(request.others, shape)
    layers = model.network.names if request.all_layers else (request.layer,)
    began = time.perf_counter()
    probabilities, outputs = model.look(sample[np.newaxis], layers, request.off)
    seconds = time.perf_counter() - began
    all_on = model.look(sample[np.newaxis])[0][0] if request.off else None
    output = outputs.get(request.layer)
    strips = {name: strip_of(each[0]) for name, each in outputs.items()} if request.all_layers else {}
    return Predicted(
        request_id=request.request_id,
        model=request.model,
        probabilities=probabilities[0],
        class_names=model.class_names,
        layer=request.layer if output is not None else "",
        output=None if output is None else output[0],
        seconds=seconds,
        others=None if others is None else _of_others(model, others, request.off),
        off=request.off,
        all_on=all_on,
        strips=strips,
    )


def _of_others(model: Answering, others: np.ndarray, off: Off) -> np.ndarray:
    return model.look(others, (), off)[0] if off else model.predict_many(others)


def as_read(samples: np.ndarray, shape: Shape) -> np.ndarray:
    """Return samples (n, …) as float32 of a network's input; raise CnnguiError if they do not fit it."""
    values = fitted(np.asarray(samples, np.float32), shape)
    if not np.isfinite(values).all():
        raise CnnguiError("engine.not_finite")
    return values
