"""Predictions, answered by a thread of their own so that they wait for no training step."""

from __future__ import annotations

import threading
import time
import traceback
from typing import TYPE_CHECKING

import numpy as np

from cnngui.datasets.preparing import fitted
from cnngui.engine.failures import as_cnngui_error
from cnngui.engine.protocol import Event, ModelReady, Predict, Predicted, Preview, Previewed, RequestFailed
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane
from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.network.network import Shape
from cnngui.runs.model_id import SHIPPED, UNTRAINED, ModelId
from cnngui.runs.project import read_project

if TYPE_CHECKING:
    from cnngui.engine.keras_backend.replica import Replica


class Predictions:
    """Answers the newest `Predict` of each model; older ones that still wait are dropped.

    `replicas` is set from outside and read for each answer: a model that is not there is told so.
    """

    def __init__(self, emit: Emit) -> None:
        self.handlers: Handlers = {
            Predict: Handler(Lane.AT_ONCE, self.ask),
            Preview: Handler(Lane.MODEL, self._preview),
        }
        self.replicas: dict[ModelId, Replica] = {}
        self._emit = emit
        self._changed = threading.Condition()
        self._newest: dict[ModelId, Predict] = {}
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="engine_answers", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask(self, request: Predict) -> None:
        """Take a request from any thread; may be called before `start`."""
        with self._changed:
            self._newest[request.model] = request
            self._changed.notify()

    def _preview(self, request: Preview) -> None:
        from cnngui.engine.keras_backend.replica import Replica

        self.replicas.pop(UNTRAINED, None)  # frees its memory before another needs it
        self.replicas[UNTRAINED] = Replica(request.network, seed=request.seed)
        self._emit(Previewed(request.request_id))

    def load_shipped(self) -> None:
        """Let the shipped network answer, if there is one. A damaged one is logged, and does without."""
        from cnngui.engine.keras_backend.replica import Replica

        path = folders.models() / "digits.cnn"
        if not path.is_file():
            return
        try:
            project = read_project(path)
            replica = Replica(project.network, project.class_names)
            replica.set_weights(project.weights)
            replica.warm_up()
        except Exception:
            traceback.print_exc()
            return
        self.replicas[SHIPPED] = replica
        self._emit(ModelReady(SHIPPED, project.network, project.class_names, project.input_format))

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
                self._emit(self._answer(request))

    def _answer(self, request: Predict) -> Event:
        try:
            return self._predicted(request)
        except Exception as error:
            return RequestFailed(request.request_id, as_cnngui_error(error), traceback.format_exc())

    def _predicted(self, request: Predict) -> Predicted:
        replica = self.replicas.get(request.model)
        if replica is None:
            raise CnnguiError("engine.no_model")
        shape = replica.network.input_shape
        sample = _ready(request.sample[np.newaxis], shape)[0]
        others = None if request.others is None else _ready(request.others, shape)
        began = time.perf_counter()
        probabilities, output = replica.predict(sample, request.layer)
        return Predicted(
            request_id=request.request_id,
            model=request.model,
            probabilities=probabilities,
            class_names=replica.class_names,
            layer=request.layer if output is not None else "",
            output=output,
            seconds=time.perf_counter() - began,
            others=None if others is None else replica.predict_many(others),
        )


def _ready(samples: np.ndarray, shape: Shape) -> np.ndarray:
    """Return samples (n, …) as float32 of a network's input; raise CnnguiError if they do not fit it."""
    values = fitted(np.asarray(samples, np.float32), shape)
    if not np.isfinite(values).all():
        raise CnnguiError("engine.not_finite")
    return values
