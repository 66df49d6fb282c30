"""Layers are shown many samples by a thread of its own: it takes a second or two."""

from __future__ import annotations

from functools import partial

import numpy as np

from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.parts import part_of
from cnngui.datasets.preparing import prepare_samples
from cnngui.datasets.splits import spread_over_classes
from cnngui.engine.protocol import LayerSurveyed, Surveying, SurveyLayer
from cnngui.engine.survey import Surveyor
from cnngui.engine.worker.data import DatasetCache
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane, answered
from cnngui.engine.worker.job_thread import JobThread
from cnngui.engine.worker.predictions import Predictions
from cnngui.errors import CnnguiError
from cnngui.network.inference.infer import infer

_MULTIPLY_ADDS, _FEWEST = 1e11, 60
"""What a survey may cost: 1,000 samples of a network of 100 million multiply-adds."""
_VALUES = 10e6
"""Values of all layers of a batch: some 40 MB, for every output is kept until a batch is done."""


class Surveys:
    """Answers the newest `SurveyLayer`, with the weights that its model answers with at that moment."""

    def __init__(self, emit: Emit, predictions: Predictions, datasets: DatasetCache) -> None:
        self._emit, self._predictions, self._datasets = emit, predictions, datasets
        self.thread = JobThread("engine_surveys")
        self.handlers: Handlers = {SurveyLayer: Handler(Lane.AT_ONCE, self._ask)}
        self._newest: SurveyLayer | None = None

    def _ask(self, request: SurveyLayer) -> None:
        self._newest = request
        self.thread.send(answered(self._emit, request, partial(self._survey, request)))

    def _survey(self, request: SurveyLayer) -> None:
        if self._newest is not request:
            return
        model = self._predictions.model(request.model)
        network = model.network
        if request.layer not in network.names:
            raise CnnguiError("engine.no_such_layer", layer=request.layer)
        dataset = self._datasets.get(request.data)
        part = part_of(dataset, "train", request.validation_split, request.seed)
        inference = infer(network)
        cost = max(1, inference.total_multiply_adds or 1)
        count = min(request.most, max(_FEWEST, int(_MULTIPLY_ADDS / cost)))
        chosen = part.indices[spread_over_classes(part.labels[part.indices], count, seed=0)]
        values = max(1, sum(result.values for result in inference.every))
        batch = int(max(1, min(100, _VALUES // values)))
        surveyor, answers = Surveyor(), []
        for start in range(0, len(chosen), batch):
            if self._newest is not request:
                return
            self._emit(Surveying(request.layer, start, len(chosen)))
            samples = part.samples[chosen[start : start + batch]]
            ready = prepare_samples(samples, network.input_shape, request.trained_on, InputFormat.of(dataset))
            probabilities, outputs = model.look(ready, (request.layer,))
            surveyor.add(outputs[request.layer])
            answers.append(probabilities.reshape(len(ready), -1).argmax(axis=1))
        original = dataset.edited.kept(part.stored) if dataset.edited else np.arange(len(part.labels))
        self._emit(
            LayerSurveyed(
                request_id=request.request_id,
                request=request,
                survey=surveyor.result(),
                stored=part.stored,
                indices=original[chosen],
                labels=part.labels[chosen],
                answers=np.concatenate(answers).astype(np.int64),
                data_names=dataset.class_names,
                class_names=model.class_names,
                total=len(part.indices),
            )
        )
