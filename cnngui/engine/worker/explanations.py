"""Explanations of answers, by a thread of their own: they take many times as long as an answer."""

from __future__ import annotations

import gc
import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cnngui.engine.protocol import Explain, Explained, StopExplaining
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane, answered
from cnngui.engine.worker.job_thread import JobThread
from cnngui.engine.worker.predictions import Predictions, as_read
from cnngui.errors import CnnguiError
from cnngui.network.inference.explaining import methods
from cnngui.network.network import Network

if TYPE_CHECKING:
    from cnngui.engine.keras_backend.explainer import Explainer


KEPT_S = 60.0
"""How long a model for explanations stays when nobody looks any more. To trace it anew takes a second and
more. What it held, for VGG16 more than 550 MB, TensorFlow keeps for its next models; the system does not get
it back."""


class Explanations:
    """Explains the newest `Explain`, with the weights that its model answers with at that moment.

    Args:
        kept_s: how long what explains is kept after `StopExplaining`.

    Attributes:
        thread: which does that, so that neither training nor an answer to the pen waits for it.
    """

    def __init__(self, emit: Emit, predictions: Predictions, kept_s: float = KEPT_S) -> None:
        self._emit, self._predictions = emit, predictions
        self.thread = JobThread("engine_explanations", self._let_go, kept_s)
        self.handlers: Handlers = {
            Explain: Handler(Lane.AT_ONCE, self._ask),
            StopExplaining: Handler(Lane.AT_ONCE, self._stop),
        }
        self._looked_at = False
        self._newest: Explain | None = None
        self._explainer: Explainer | None = None

    def _ask(self, request: Explain) -> None:
        self._newest = request
        self.thread.send(answered(self._emit, request, partial(self._explain, request)))

    def _stop(self, _: StopExplaining) -> None:
        self._newest = None
        self.thread.send(partial(self._look, False))

    def _look(self, looked_at: bool) -> None:
        self._looked_at = looked_at

    def _let_go(self) -> None:
        """Free what nobody has looked at for a while; a Keras model is a heap of cycles."""
        if not self._looked_at:
            self._explainer = None
            gc.collect()

    def _explain(self, request: Explain) -> None:
        if self._newest is not request:
            return
        self._look(True)
        model = self._predictions.model(request.model)
        if request.method not in methods(model.network):
            raise CnnguiError("engine.cannot_explain", method=request.method)
        from cnngui.engine.keras_backend.explainer import UnwantedError

        sample = as_read(request.sample[np.newaxis], model.network.input_shape)[0]
        explainer = self._explainer_of(model.network)
        explainer.set_weights(model.weights())
        asked, began = (sample, request.target, request.against), time.perf_counter()
        explainer.wanted = lambda: self._newest is request
        try:
            match request.method:
                case "hires_cam":
                    found = explainer.hires_cam(*asked, request.layer)
                case "grad_cam":
                    found = explainer.grad_cam(*asked, request.layer)
                case "integrated_gradients":
                    found = explainer.integrated_gradients(*asked)
                case "occlusion":
                    found = explainer.occlusion(*asked)
        except UnwantedError:
            return
        seconds = time.perf_counter() - began
        told = Explained(
            request.request_id, request, **vars(found), class_names=model.class_names, seconds=seconds
        )
        self._emit(told)

    def _explainer_of(self, network: Network) -> Explainer:
        """Return what explains `network`: the one before if it is of the same, for its tracing takes long."""
        from cnngui.engine.keras_backend.explainer import Explainer

        if self._explainer is None or self._explainer.network != network:
            self._explainer = None  # frees its memory before another needs it
            self._explainer = Explainer(network)
        return self._explainer
