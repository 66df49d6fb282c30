"""Models are measured by a thread of their own, on weights of one moment, while training goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cnngui.datasets.dataset import Dataset
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.parts import part_of
from cnngui.datasets.reading import Reading
from cnngui.datasets.words import sample_text
from cnngui.engine.ensembles import as_one, measure_members, read_members
from cnngui.engine.evaluation import Asked, Measured, measure
from cnngui.engine.protocol import (
    Evaluate,
    Evaluated,
    Evaluating,
    FetchSamples,
    SamplesFetched,
    StopEvaluating,
)
from cnngui.engine.worker.data import DatasetCache
from cnngui.engine.worker.draft import Draft
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane, answered
from cnngui.engine.worker.inbox import Inbox, Job
from cnngui.engine.worker.job_thread import JobThread
from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.network.inference.data_fit import reads_bytes
from cnngui.network.network import Network
from cnngui.runs.model_id import DRAFT, SHIPPED
from cnngui.runs.opening import open_file
from cnngui.runs.project import Project
from cnngui.runs.run import Run

if TYPE_CHECKING:
    from cnngui.engine.keras_backend.evaluator import Evaluator

_TOLD_S = 0.1


class _DroppedError(Exception):
    """Nobody waits for the evaluation any more."""


class Evaluations:
    """Measures models, the newest request alone.

    Attributes:
        thread: which does that, so that neither training nor an answer to the pen waits for it.
    """

    def __init__(self, emit: Emit, inbox: Inbox, draft: Draft, datasets: DatasetCache) -> None:
        self._emit, self._inbox, self._draft, self._datasets = emit, inbox, draft, datasets
        self.thread = JobThread("engine_evaluation")
        self._wanted: Evaluate | None = None
        self._evaluator: Evaluator | None = None
        self.handlers: Handlers = {
            Evaluate: Handler(Lane.AT_ONCE, self._ask),
            StopEvaluating: Handler(Lane.AT_ONCE, self._stop),
            FetchSamples: Handler(Lane.DATA, self._fetch),
        }

    def _ask(self, request: Evaluate) -> None:
        self._wanted = request
        if request.model == DRAFT and not request.weights_file:
            # Copied between two steps: a later copy would mix the weights of several.
            copy = answered(self._emit, request, partial(self._copy, request))
            self._inbox.post(Job(copy, between_steps=True))
        else:
            self._send(request, partial(self._read, request))

    def _stop(self, _: StopEvaluating) -> None:
        self._wanted = None

    def close(self) -> None:
        """End the thread, without the evaluation under way."""
        self._wanted = None
        self.thread.close()

    def start(self) -> None:
        self.thread.start()

    def _copy(self, request: Evaluate) -> None:
        if self._wanted is request:
            self._send(request, partial(self._measure, request, self._draft.answering(request.recipe)))

    def _send(self, request: Evaluate, work: partial[None]) -> None:
        def unless_dropped() -> None:
            try:
                if self._wanted is request:
                    work()
            except _DroppedError:
                pass
            finally:
                if self._wanted is request:
                    self._wanted = None

        self.thread.send(answered(self._emit, request, unless_dropped))

    def _read(self, request: Evaluate) -> None:
        if request.members:
            self._measure_together(request)
            return
        shipped = request.model == SHIPPED and not request.weights_file
        path = folders.shipped_network() if shipped else Path(request.weights_file)
        if path.is_dir():
            path = Run(path).weights_file(request.model.weights)
        project = open_file(path).project
        if not project.weights:
            raise CnnguiError("engine.untrained", path=str(path))
        self._measure(request, project)

    def _measure_together(self, request: Evaluate) -> None:
        projects, dataset = read_members(request.members), self._datasets.get(request.data)
        began = time.monotonic()
        progress, alone = self._progress(request), not self._inbox.run_under_way
        measured = as_one(measure_members(projects, dataset, request.part, progress, alone=alone))
        self._answer(request, dataset, measured, began)

    def _progress(self, request: Evaluate) -> Callable[[int, int], None]:
        """Return what tells of samples done, now and then, and ends an evaluation that nobody waits for."""
        told = 0.0

        def progress(done: int, total: int) -> None:
            nonlocal told
            if self._wanted is not request:
                raise _DroppedError
            if time.monotonic() - told >= _TOLD_S:
                told = time.monotonic()
                self._tell(request, done, total)

        return progress

    def _answer(
        self,
        request: Evaluate,
        dataset: Dataset,
        measured: Measured,
        began: float,
        reached: tuple[int, int] = (0, 0),
    ) -> None:
        """Say what came of it; `reached` are epoch and step behind the weights."""
        original = dataset.edited.original if dataset.edited else dataset
        self._emit(
            Evaluated(
                request_id=request.request_id,
                model=request.model,
                data=request.data,
                part=request.part,
                measured=measured,
                label=dataset.label,
                fingerprint=original.edits_key,
                came=(len(original.y_train), len(original.y_test)),
                epoch=reached[0],
                step=reached[1],
                seconds=time.monotonic() - began,
                editable=not dataset.complete,
            )
        )

    def _measure(self, request: Evaluate, project: Project) -> None:
        dataset = self._datasets.get(request.data)
        training, network = project.training, project.network
        recipe = training.recipe if training else project.recipe
        part = part_of(dataset, request.part, recipe.validation_split, recipe.seed)
        reading = Reading(
            name=str(request.model),
            input_shape=network.input_shape,
            data=project.data,
            trained_on=project.input_format,
            reads_bytes=reads_bytes(network),
        )
        self._tell(request, 0, len(part.indices))
        began = time.monotonic()

        def unless_dropped() -> None:
            if self._wanted is not request:
                raise _DroppedError

        outputs = self._evaluator_for(network).with_weights(
            project.weights, alone=not self._inbox.run_under_way, dropped=unless_dropped
        )
        asked = Asked(network, project.class_names, reading, outputs, recipe.loss)
        measured = measure(asked, dataset, part, self._progress(request))
        reached = (training.epoch, training.step) if training else (0, 0)
        self._answer(request, dataset, measured, began, reached)

    def _tell(self, request: Evaluate, done: int, total: int) -> None:
        self._emit(Evaluating(request.model, request.data, request.part, done, total))

    def _evaluator_for(self, network: Network) -> Evaluator:
        """Return what answers for a network; the last one again if it can, because it is traced."""
        from cnngui.engine.keras_backend.evaluator import Evaluator

        if self._evaluator is None or self._evaluator.network != network:
            self._evaluator = None  # frees its memory before another needs it
            self._evaluator = Evaluator(network)
        return self._evaluator

    def _fetch(self, request: FetchSamples) -> None:
        edited = self._datasets.get(request.data)
        dataset = edited.edited.original if edited.edited else edited
        if request.indices.size and request.indices.max() >= len(dataset.y_train) + len(dataset.y_test):
            raise CnnguiError("datasets.edits_beyond", label=dataset.label)
        chosen = dataset.taken(request.stored, request.indices)
        self._emit(
            SamplesFetched(
                request_id=request.request_id,
                data=request.data,
                stored=request.stored,
                indices=request.indices,
                samples=chosen,
                texts=tuple(sample_text(each, dataset.vocabulary) for each in chosen),
                input_format=InputFormat.of(edited),
            )
        )
