"""Answers to `Evaluate` that a test plays, made by the engine's own arithmetic from what a network says."""

from __future__ import annotations

import numpy as np

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.parts import part_of
from cnngui.datasets.reading import Reading
from cnngui.engine import protocol
from cnngui.engine.evaluation import Asked, Measured, measure
from cnngui.runs.model_id import ModelId
from cnngui.state.results import Measurable
from tests.ui.draw.stage import DIGITS, NETWORK, Stage

LABELS = load_dataset("digits", edits=False).y_test
RUN = Measurable(ModelId("run", "a", "best"), "a run", "somewhere/best.cnn")


def measured(dataset: Dataset, wrong: dict[int, int]) -> Measured:
    """Return what a network says that is right everywhere but at some places."""
    part = part_of(dataset, "test", 0.0, 1)
    said = part.labels.copy()
    for place, taken_for in wrong.items():
        said[place] = taken_for
    given = iter(np.split(np.eye(10, dtype=np.float32)[said], range(500, len(said), 500)))
    asked = Asked(NETWORK, DIGITS, Reading("a", (28, 28, 1), "digits"), lambda samples: next(given))
    return measure(asked, dataset, part)


def answer(played: Stage, wrong: dict[int, int], dataset: Dataset | None = None) -> None:
    asked = played.transport.last(protocol.Evaluate)
    assert isinstance(asked, protocol.Evaluate)
    dataset = dataset or load_dataset("digits")
    original = dataset.edited.original if dataset.edited else dataset
    played.hear(
        protocol.Evaluated(
            asked.request_id,
            asked.model,
            asked.data,
            asked.part,
            measured(dataset, wrong),
            "Digits",
            original.fingerprint(),
        )
    )


def give_samples(played: Stage) -> None:
    """Send the samples that were asked for last, as they came."""
    asked = played.transport.last(protocol.FetchSamples)
    assert isinstance(asked, protocol.FetchSamples)
    digits = load_dataset("digits", edits=False)
    samples = digits.part(asked.stored)[0][asked.indices]
    texts = ("",) * len(samples)
    form = Reading("a", (28, 28, 1)).input_format
    played.hear(
        protocol.SamplesFetched(asked.request_id, "digits", asked.stored, asked.indices, samples, texts, form)
    )
