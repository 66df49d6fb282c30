"""All samples of a data set are looked at by a thread of its own: a large one takes a second."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from cnngui.datasets.averages import averages
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.edits import Edits
from cnngui.datasets.kept_edits import read_edits
from cnngui.datasets.standing import Wanted, places_of, standing
from cnngui.datasets.words import sample_text
from cnngui.engine.protocol import (
    AverageSamples,
    FindText,
    ListSamples,
    SamplesAveraged,
    SamplesListed,
    TextFound,
)
from cnngui.engine.worker.data import DatasetCache
from cnngui.engine.worker.handlers import Emit, Handler, Handlers, Lane
from cnngui.engine.worker.newest import Newest

_TEXTS_AT_ONCE = 1_000


class Overviews:
    """Answers the newest question of each kind."""

    def __init__(self, emit: Emit, datasets: DatasetCache) -> None:
        self._emit, self._datasets = emit, datasets
        self.thread = Newest(emit, "engine_overviews")
        self.handlers: Handlers = {
            ListSamples: Handler(Lane.AT_ONCE, partial(self.thread.ask, self._list)),
            FindText: Handler(Lane.AT_ONCE, partial(self.thread.ask, self._find)),
            AverageSamples: Handler(Lane.AT_ONCE, partial(self.thread.ask, self._average)),
        }

    def _list(self, request: ListSamples) -> None:
        self._emit(listed(request, self._datasets.get(request.data)))

    def _find(self, request: FindText) -> None:
        dataset = self._datasets.get(request.data)
        self._emit(text_found(request, dataset, partial(self.thread.go_on, request)))

    def _average(self, request: AverageSamples) -> None:
        dataset = self._datasets.get(request.data)
        self._emit(averaged(request, dataset, partial(self.thread.go_on, request)))


def listed(request: ListSamples, dataset: Dataset) -> SamplesListed:
    """Return the labels of all samples as they came."""
    came = dataset.edited.original if dataset.edited else dataset
    return SamplesListed(
        request_id=request.request_id,
        data=request.data,
        label=came.label,
        fingerprint=came.edits_key,
        input_shape=came.input_shape,
        class_names=came.class_names,
        train_labels=came.y_train,
        test_labels=came.y_test[:0] if came.complete else came.y_test,
        undivided=came.undivided.key,
        homes=came.undivided.homes,
        editable=not came.complete,
    )


def text_found(request: FindText, dataset: Dataset, go_on: Callable[[], None] = lambda: None) -> TextFound:
    """Return which sentences or rows have a text in them; `go_on` may end the work."""
    came = dataset.edited.original if dataset.edited else dataset
    found: list[int] = []
    if len(came.input_shape) == 1:
        wanted, parts = request.text.strip().casefold(), [came.x_train]
        parts += [] if came.complete else [came.x_test]
        place = 0
        for samples in parts:
            for sample in samples:
                if place % _TEXTS_AT_ONCE == 0:
                    go_on()
                if wanted in sample_text(sample, came.vocabulary).casefold():
                    found.append(place)
                place += 1
    places = np.array(found, np.int64)
    return TextFound(request_id=request.request_id, data=request.data, text=request.text, places=places)


def averaged(
    request: AverageSamples, dataset: Dataset, go_on: Callable[[], None] = lambda: None
) -> SamplesAveraged:
    """Return the averages of the samples that are meant and not left out; `go_on` may end the work."""
    came = dataset.edited.original if dataset.edited else dataset
    edits = read_edits(came.edits_key) if dataset.edited else Edits()
    tests = came.y_test[:0] if came.complete else came.y_test
    now = standing(came.y_train, tests, edits, came.classes)
    places = places_of(now, Wanted(request.classes, request.part))
    places = places[~now.excluded[places]]
    parts = [
        (came.x_train, places[places < now.own]),
        (came.x_test, places[places >= now.own] - now.own),
    ]
    return SamplesAveraged(request_id=request.request_id, request=request, averages=averages(parts, go_on))
