"""Which samples of a data set a network learns from, is validated on, and never sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Dataset, Labels, Samples, StoredPart
from cnngui.datasets.splits import split_validation

PartName = Literal["train", "validation", "test"]
PART_NAMES: tuple[PartName, ...] = ("train", "validation", "test")


@dataclass(frozen=True, eq=False)
class Part:
    """Some samples of a data set.

    Attributes:
        stored: the part of the data that they are taken from. samples, labels: all of that part.
        indices: int64, ascending: which of them are meant.
    """

    stored: StoredPart
    samples: Samples
    labels: Labels
    indices: NDArray[np.int64]


def held_back(dataset: Dataset, validation_split: float) -> float:
    """Return the share of the training samples that validates; 0 where nothing can be held back."""
    return 0.0 if dataset.complete else validation_split


def part_of(dataset: Dataset, name: PartName, validation_split: float, seed: int) -> Part:
    """Return a part as a training with this split and seed has it.

    Without a split the data's own test part validates.
    """
    share = held_back(dataset, validation_split)
    stored: StoredPart = "test" if name == "test" or (name == "validation" and not share) else "train"
    samples, labels = dataset.part(stored)
    indices = np.arange(len(labels), dtype=np.int64)
    if stored == "train" and share:
        learned, validation = split_validation(len(labels), share, seed, labels)
        indices = validation if name == "validation" else learned
    return Part(stored, samples, labels, indices)
