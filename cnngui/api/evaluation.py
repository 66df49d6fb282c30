"""How many samples a network reads right that it never saw, and what it takes the others for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.api.model import Model, as_model
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.ink import InkSamples
from cnngui.datasets.preparing import frame_side, prepare_ink, prepare_samples
from cnngui.errors import CnnguiError

_CHUNK = 500
_SHOWN_CLASSES = 20


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
    """

    samples: int
    correct: int
    per_class: tuple[ClassScore, ...]
    confusion: NDArray[np.int64]
    predicted: NDArray[np.int64]

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
    if isinstance(data, InkSamples):
        samples, truth = _drawings(found, data)
    else:
        dataset = data if isinstance(data, Dataset) else load_dataset(data)
        samples, truth = dataset.x_test, _known_classes(found, dataset)[dataset.y_test]
    return score(truth, _predicted(found, samples, progress or (lambda done, total: None)), found.class_names)


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
    """Return (samples, height, width, channels) in 0..1 and the true classes of drawings."""
    model.must_read_pictures()
    side = frame_side(model.input_shape, model.input_format) or model.input_shape[0]
    ink = prepare_ink(samples.rasterise_all(side), model.input_shape, model.input_format)
    truth = [_place(str(label), model.class_names) for label in samples.labels]
    return ink, np.array(truth, dtype=np.int64)


def _known_classes(model: Model, dataset: Dataset) -> NDArray[np.int64]:
    """Return the network's class for each class of the data, -1 where it knows none.

    A file often leaves its class names out; then as many classes in the same order are taken for the same.

    Raises:
        CnnguiError: ``api.other_classes``.
    """
    places = [_place(name, model.class_names) for name in dataset.class_names]
    if max(places) >= 0:
        return np.array(places, dtype=np.int64)
    if len(places) == len(model.class_names):
        return np.arange(len(places), dtype=np.int64)
    raise CnnguiError(
        "api.other_classes",
        known=", ".join(model.class_names[:_SHOWN_CLASSES]),
        found=", ".join(dataset.class_names[:_SHOWN_CLASSES]),
    )


def _place(name: str, names: tuple[str, ...]) -> int:
    return names.index(name) if name in names else -1


def _predicted(model: Model, samples: Any, progress: Callable[[int, int], None]) -> NDArray[np.int64]:
    """Return the class of every sample."""
    predictor, parts = model.predictor, []
    for start in range(0, len(samples), _CHUNK):
        progress(start, len(samples))
        chunk = prepare_samples(samples[start : start + _CHUNK], model.input_shape, model.input_format)
        parts.append(predictor.predict(chunk).argmax(axis=1))
    progress(len(samples), len(samples))
    return np.concatenate(parts).astype(np.int64)
