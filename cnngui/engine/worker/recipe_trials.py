"""What a recipe would do, shown before it is trained by."""

from __future__ import annotations

import threading

import numpy as np

from cnngui.datasets.splits import spread_over_classes
from cnngui.engine.augmenting import draws
from cnngui.engine.finding import ramp, suggested_rate, went_up
from cnngui.engine.protocol import (
    FindRate,
    PicturesVaried,
    RatesFound,
    RatesTried,
    StopFinding,
    VaryPictures,
)
from cnngui.engine.training_data import TrainingData, make_training_data
from cnngui.engine.worker.checks import check_recipe
from cnngui.engine.worker.data import DatasetCache
from cnngui.engine.worker.draft import Draft
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane, answered
from cnngui.engine.worker.inbox import Inbox, Job
from cnngui.errors import CnnguiError

_AT_ONCE = 4  # batches between two looks at whether to stop
_SEED = 1


class RecipeTrials:
    """Varies pictures for a look, and tries learning rates on a copy of the draft's weights."""

    def __init__(self, emit: Emit, inbox: Inbox, draft: Draft, datasets: DatasetCache) -> None:
        self._emit, self._inbox, self._draft, self._datasets = emit, inbox, draft, datasets
        self._stop = threading.Event()
        self.handlers: Handlers = {
            VaryPictures: Handler(Lane.DATA, self._vary),
            FindRate: Handler(Lane.AT_ONCE, self._find),
            StopFinding: Handler(Lane.AT_ONCE, lambda _: self.stop()),
        }

    def stop(self) -> None:
        """End the search under way or in line; from any thread."""
        self._stop.set()

    def _vary(self, request: VaryPictures) -> None:
        dataset = self._datasets.get(request.data)
        if dataset.x_train.dtype != np.uint8:
            raise CnnguiError("engine.varies_pictures", data=dataset.label)
        # TensorFlow is there before this thread begins.
        from cnngui.engine.keras_backend.augment import Augment

        indices = spread_over_classes(dataset.y_train, request.samples, _SEED)
        before = dataset.x_train[indices]
        drawn = draws(
            request.augmentation, request.seed, request.epoch, len(dataset.y_train), before.shape[1:3]
        )
        augment = Augment(request.augmentation, before.shape[1:])
        varied = augment(before.astype(np.float32), drawn.transforms[indices], drawn.keys[indices])
        after = np.clip(np.rint(np.asarray(varied)), 0, 255).astype(np.uint8)
        self._emit(PicturesVaried(request.request_id, before, after, dataset.y_train[indices]))

    def _find(self, request: FindRate) -> None:
        """Put a search in line; a `StopFinding` that came before it is not for it."""
        self._stop.clear()

        def search() -> None:
            suggestion = self._tried(request)
            self._emit(RatesFound(request.request_id, suggestion, self._stop.is_set()))

        self._inbox.post(Job(answered(self._emit, request, search)))

    def _tried(self, request: FindRate) -> float | None:
        """Try one rate after the other; return the one to suggest."""
        if self._stop.is_set():
            return None
        from cnngui.engine.keras_backend.learner import Learner

        dataset = self._datasets.get(request.data)
        check_recipe(request.network, dataset, request.recipe)
        learner = Learner(request.network, request.recipe.seed)
        copy = self._draft.project(request.network, request.recipe, request.data)
        if copy.weights:
            learner.adopt(copy)
        levels = self._draft.levels(request.network, fresh=False)
        samples = make_training_data(dataset, request.recipe, request.network.input_shape, levels)
        prepared = learner.prepare(request.recipe, request.data, samples)
        rates = ramp(request.steps, request.lowest, request.highest)
        losses = np.empty(0)
        for first, count, epoch, step in _pieces(len(rates), samples):
            if step == 0:
                prepared.begin_epoch(samples.order(epoch), samples.draws(epoch))
            result = prepared.try_rates(step, rates[first : first + count])
            losses = np.concatenate([losses, result.loss])
            self._emit(RatesTried(rates[first : first + result.taken], result.loss.astype(np.float64)))
            if self._stop.is_set() or not result.finite or went_up(losses):
                break
        return suggested_rate(rates[: len(losses)], losses)


def _pieces(steps: int, samples: TrainingData) -> list[tuple[int, int, int, int]]:
    """Return what to do one after the other: first batch of all, how many, epoch from 1, place in that."""
    pieces, done = [], 0
    while done < steps:
        epoch, place = divmod(done, samples.steps_per_epoch)
        count = min(_AT_ONCE, steps - done, samples.steps_per_epoch - place)
        pieces.append((done, count, epoch + 1, place))
        done += count
    return pieces
