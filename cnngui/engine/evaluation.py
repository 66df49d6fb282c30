"""What a network answers to labelled samples: the one way of the window, the command line and notebooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Dataset, Labels, Note, StoredPart
from cnngui.datasets.groups import Groups
from cnngui.datasets.matching import matched, must_share_classes
from cnngui.datasets.parts import Part
from cnngui.datasets.preparing import fitted, prepare_samples
from cnngui.datasets.reading import Reading
from cnngui.engine.probabilities import as_probabilities
from cnngui.network.network import Network
from cnngui.network.recipe import Loss
from cnngui.results.classified import Classified, Indices
from cnngui.results.per_class import ClassScore

CHUNK = 500
"""Samples that are made ready at once: progress is told, and a question dropped, between two of these."""

Values = NDArray[np.float32]
Outputs = Callable[[Values], Values]
"""Gives a network's output, float32 (samples, …), for samples as it reads them."""
Progress = Callable[[int, int], None]
"""Is told samples done and samples in all; what it raises ends the evaluation."""


@dataclass(frozen=True)
class Asked:
    """A network that is asked.

    Attributes:
        loss: what it learned with: a single number is compared as it is after "mean_squared_error", and else
            as the probability that it stands for.
    """

    network: Network
    class_names: tuple[str, ...]
    reading: Reading
    outputs: Outputs
    loss: Loss = "auto"


@dataclass(frozen=True, eq=False)
class Measured:
    """What a network said of samples, and how its classes and those of the data belong together.

    Attributes:
        classified: the answers and all figures; its classes are the network's, its indices count the part of
            the data as it came, before edits (`cnngui.datasets.dataset.Dataset.taken`).
        stored: the part of the data that the samples are in. own: how many samples came in it.
        labels: int64 (samples,) class indices of the data. came: int64 (samples,), the labels that came, of
            the classes that came. groups: which of these are one class of the data.
        data_names, came_names: the classes of the data, now and as they came.
        places: int64, the network's class for each of those of now, -1 for none.
        unknown: classes of the data that the network does not know; none of their samples can be right.
        notes: how data and network were brought together.
    """

    classified: Classified
    stored: StoredPart
    labels: Labels
    came: Labels
    own: int
    groups: Groups
    data_names: tuple[str, ...]
    came_names: tuple[str, ...]
    places: Indices
    unknown: tuple[ClassScore, ...] = ()
    notes: tuple[Note, ...] = ()


def measure(
    asked: Asked, dataset: Dataset, part: Part, progress: Progress = lambda done, total: None
) -> Measured:
    """Ask a network about a part of a data set.

    Raises:
        CnnguiError: they do not fit each other: ``datasets.other_classes``, ``engine.other_samples``.
    """
    must_share_classes(asked.class_names, dataset.class_names)
    stored = asked.reading.stored(dataset)
    shape, taken = asked.network.input_shape, asked.reading.input_format

    def ready(start: int) -> Values:
        samples = part.samples[part.indices[start : start + CHUNK]]
        return prepare_samples(samples, shape, taken, stored)

    answers = _answers(asked, ready, len(part.indices), progress)
    edited = dataset.edited
    original = edited.kept(part.stored) if edited else np.arange(len(part.labels), dtype=np.int64)
    came = edited.labels(part.stored) if edited else part.labels
    return _judged(
        asked,
        answers,
        stored=part.stored,
        indices=original[part.indices],
        labels=part.labels[part.indices],
        came=came[part.indices],
        own=len((edited.original if edited else dataset).part(part.stored)[1]),
        groups=edited.groups if edited else Groups.apart(dataset.classes),
        names=dataset.class_names,
        came_names=(edited.original if edited else dataset).class_names,
        notes=asked.reading.notes(stored),
    )


def measure_samples(
    asked: Asked,
    samples: Values,
    labels: Labels,
    names: Sequence[str],
    progress: Progress = lambda done, total: None,
) -> Measured:
    """Ask a network about samples that are as it reads them already, float32 (samples, …)."""

    def ready(start: int) -> Values:
        return fitted(samples[start : start + CHUNK], asked.network.input_shape)

    return _judged(
        asked,
        _answers(asked, ready, len(samples), progress),
        stored="test",
        indices=np.arange(len(samples), dtype=np.int64),
        labels=labels,
        came=labels,
        own=len(samples),
        groups=Groups.apart(len(names)),
        names=tuple(names),
        came_names=tuple(names),
        notes=asked.reading.notes(),
    )


def _answers(asked: Asked, ready: Callable[[int], Values], samples: int, progress: Progress) -> Values:
    parts = []
    for start in range(0, samples, CHUNK):
        progress(start, samples)
        parts.append(asked.outputs(ready(start)))
    progress(samples, samples)
    return np.concatenate(parts)


def _judged(
    asked: Asked,
    answers: Values,
    *,
    stored: StoredPart,
    indices: Indices,
    labels: Labels,
    came: Labels,
    own: int,
    groups: Groups,
    names: tuple[str, ...],
    came_names: tuple[str, ...],
    notes: tuple[Note, ...],
) -> Measured:
    probabilities = as_probabilities(asked.network, answers)
    match = matched(asked.class_names, names, labels, probabilities.argmax(axis=1))
    counts = np.bincount(labels, minlength=len(names))
    lacking = [index for index in np.flatnonzero(match.places < 0) if counts[index]]
    return Measured(
        Classified(
            class_names=asked.class_names,
            truth=match.places[labels],
            probabilities=probabilities,
            indices=indices,
            numbers=_numbers(asked, answers, probabilities),
        ),
        stored=stored,
        labels=labels,
        came=came,
        own=own,
        groups=groups,
        data_names=names,
        came_names=came_names,
        places=match.places,
        unknown=tuple(ClassScore(names[index], int(counts[index]), 0) for index in lacking),
        notes=(*notes, *match.notes),
    )


def _numbers(asked: Asked, answers: Values, probabilities: Values) -> Values | None:
    if answers.ndim != 2 or answers.shape[1] != 1:
        return None
    return answers[:, 0] if asked.loss == "mean_squared_error" else probabilities[:, 1]
