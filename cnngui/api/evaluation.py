"""How many samples a network reads right that it never saw, and what it takes the others for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.api.model import Model, as_model
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.data_reference import as_learned
from cnngui.datasets.dataset import Dataset, Labels, Note
from cnngui.datasets.drawn_sets import resolved
from cnngui.datasets.ink import InkSamples
from cnngui.datasets.matching import must_share_classes
from cnngui.datasets.parts import PartName, part_of
from cnngui.datasets.preparing import fitted, frame_side, ink_share, prepare_ink
from cnngui.engine.evaluation import Asked, Measured, Progress, measure, measure_samples
from cnngui.results.classified import Classified
from cnngui.results.per_class import ClassScore


@dataclass(frozen=True, eq=False)
class Scores(Classified):
    """How well predictions agree with the truth.

    Attributes:
        labels: int64 (samples,), indices of `data_names`, the classes of the data.
        unknown: classes of the data that the network does not know; none of their samples can be right.
        notes: how data and network were brought together.
    """

    labels: Labels = field(default_factory=lambda: np.empty(0, np.int64))
    data_names: tuple[str, ...] = ()
    unknown: tuple[ClassScore, ...] = ()
    notes: tuple[Note, ...] = ()


def evaluate(
    model: Model | str | Path,
    data: Dataset | InkSamples | str | Path,
    *,
    part: PartName = "test",
    progress: Progress | None = None,
) -> Scores:
    """Measure a trained network on a part of a data set, or on pen-drawn samples.

    Args:
        model: a trained network, or its file.
        data: a data set, its name or its path; or what `cnngui.datasets.ink.read_ink` read. Where the name
            does not say how the data are prepared, it is done as the network learned them.
        part: of a data set: "test", or what the network learned from ("train"), or what its training held
            back ("validation"); where nothing was, that is the test part.
        progress: called with samples done and samples in all, first with none done once all is loaded.

    Raises:
        CnnguiError: data or model cannot be read, or do not fit each other: ``datasets.other_classes``,
            ``api.reads_no_pictures``, ``engine.other_samples``.
    """
    found, tell = as_model(model), progress or (lambda done, total: None)
    if isinstance(data, InkSamples):
        ink, labels = _drawings(found, data)
        names = tuple(str(label) for label in range(int(labels.max(initial=0)) + 1))
        return _scores(measure_samples(_asked(found), ink, labels, names, tell))
    dataset = data if isinstance(data, Dataset) else load_dataset(as_learned(str(resolved(data)), found.data))
    # Before TensorFlow is loaded for what cannot be.
    must_share_classes(found.class_names, dataset.class_names)
    fitted(dataset.x_test[:1], found.input_shape)
    asked, recipe = _asked(found), found.predictor.recipe
    chosen = part_of(dataset, part, recipe.validation_split, recipe.seed)
    return _scores(measure(asked, dataset, chosen, tell))


def _asked(model: Model) -> Asked:
    predictor = model.predictor
    return Asked(
        network=predictor.network,
        class_names=model.class_names,
        reading=model.reading,
        outputs=predictor.outputs,
        loss=predictor.recipe.loss,
    )


def _scores(measured: Measured) -> Scores:
    classified = measured.classified
    return Scores(
        class_names=classified.class_names,
        truth=classified.truth,
        probabilities=classified.probabilities,
        indices=classified.indices,
        numbers=classified.numbers,
        labels=measured.labels,
        data_names=measured.data_names,
        unknown=measured.unknown,
        notes=measured.notes,
    )


def _drawings(model: Model, samples: InkSamples) -> tuple[Any, NDArray[np.int64]]:
    """Return (samples, *input_shape) as the network reads them, and the labels of drawings."""
    model.must_read_pictures()
    side = frame_side(model.input_shape, model.input_format) or model.input_shape[0]
    ink = samples.rasterise_all(side, ink_share(model.input_format))
    return prepare_ink(ink, model.input_shape, model.input_format), samples.labels
