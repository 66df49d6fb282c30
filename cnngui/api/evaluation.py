"""How many samples a network reads right that it never saw, and what it takes the others for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.api.matching import matched, must_share_classes
from cnngui.api.model import Model, as_model
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.ink import InkSamples
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.preparing import frame_side, ink_share, inverted, prepare_ink, prepare_samples

_CHUNK = 500


@dataclass(frozen=True)
class ClassScore:
    """One class: how many samples have it, how many of them were recognised."""

    label: str
    samples: int
    correct: int

    @property
    def accuracy(self) -> float | None:
        """Share of its samples that were recognised; None without samples."""
        return self.correct / self.samples if self.samples else None


@dataclass(frozen=True, eq=False)
class Scores:
    """How well predictions agree with the truth.

    Attributes:
        per_class: in the order of the class names.
        confusion: int64 (classes, classes), counts by true class and predicted class.
        predicted: int64 (samples,), the class index each sample was taken for.
        unknown: classes of the data that the network does not know; none of their samples can be right.
        notes: how data and network were brought together.
    """

    samples: int
    correct: int
    per_class: tuple[ClassScore, ...]
    confusion: NDArray[np.int64]
    predicted: NDArray[np.int64]
    unknown: tuple[ClassScore, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def accuracy(self) -> float:
        """Share of all samples that were recognised."""
        return self.correct / self.samples


def evaluate(
    model: Model | str | Path,
    data: Dataset | InkSamples | str | Path,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Scores:
    """Measure a trained network on the test part of a data set, or on pen-drawn samples.

    Args:
        model: a trained network, or its file.
        data: a data set, its name or its path; or what `cnngui.datasets.ink.read_ink` read.
        progress: called with samples done and samples in all, first with none done once all is loaded.

    Raises:
        CnnguiError: data or model cannot be read, or do not fit each other: ``api.other_classes``,
            ``api.reads_no_pictures``, ``engine.other_samples``.
    """
    found = as_model(model)
    notes = [] if found.assumption is None else [found.assumption]
    tell = progress or (lambda done, total: None)
    if isinstance(data, InkSamples):
        ink, labels = _drawings(found, data)
        names = tuple(str(label) for label in range(int(labels.max(initial=0)) + 1))
        return _measured(found, labels, names, _predicted(found, ink, tell), notes)
    dataset = data if isinstance(data, Dataset) else load_dataset(data)
    must_share_classes(found.class_names, dataset.class_names)
    # Where nobody told what the network was trained on, samples are given as they are.
    stored = None if found.assumption else InputFormat.of(dataset)
    if inverted(found.input_format, stored):
        notes.append(Note(f"api.note_inverted_{found.input_format.polarity}"))
    predicted = _predicted(found, dataset.x_test, tell, stored)
    return _measured(found, dataset.y_test, dataset.class_names, predicted, notes)


def _measured(
    model: Model,
    labels: NDArray[np.int64],
    names: tuple[str, ...],
    predicted: NDArray[np.int64],
    notes: list[Note],
) -> Scores:
    """Return the scores of answers; `labels` are indices of `names`, the classes of the data."""
    match = matched(model.class_names, names, labels, predicted)
    counts = np.bincount(labels, minlength=len(names))
    lacking = [index for index in np.flatnonzero(match.places < 0) if counts[index]]
    unknown = tuple(ClassScore(names[index], int(counts[index]), 0) for index in lacking)
    scores = score(match.places[labels], predicted, model.class_names)
    return replace(scores, unknown=unknown, notes=(*notes, *match.notes))


def score(truth: NDArray[np.int64], predicted: NDArray[np.int64], class_names: tuple[str, ...]) -> Scores:
    """Compare class indices.

    Args:
        truth: (samples,); -1 is a class the network does not know, which no answer can be right for.
        predicted: (samples,), 0..classes-1.
        class_names: one a class.
    """
    known = truth >= 0
    confusion = np.zeros((len(class_names), len(class_names)), dtype=np.int64)
    np.add.at(confusion, (truth[known], predicted[known]), 1)
    per_class = tuple(
        ClassScore(name, int(row.sum()), int(row[index]))
        for index, (name, row) in enumerate(zip(class_names, confusion, strict=True))
    )
    return Scores(len(truth), int(np.trace(confusion)), per_class, confusion, predicted)


def _drawings(model: Model, samples: InkSamples) -> tuple[Any, NDArray[np.int64]]:
    """Return (samples, *input_shape) as the network reads them, and the labels of drawings."""
    model.must_read_pictures()
    side = frame_side(model.input_shape, model.input_format) or model.input_shape[0]
    ink = samples.rasterise_all(side, ink_share(model.input_format))
    return prepare_ink(ink, model.input_shape, model.input_format), samples.labels


def _predicted(
    model: Model, samples: Any, progress: Callable[[int, int], None], stored: InputFormat | None = None
) -> NDArray[np.int64]:
    """Return the class of every sample."""
    predictor, parts = model.predictor, []
    for start in range(0, len(samples), _CHUNK):
        progress(start, len(samples))
        part = samples[start : start + _CHUNK]
        chunk = prepare_samples(part, model.input_shape, model.input_format, stored)
        parts.append(predictor.predict(chunk).argmax(axis=1))
    progress(len(samples), len(samples))
    return np.concatenate(parts).astype(np.int64)
