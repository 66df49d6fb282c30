"""Which samples of a data set a network learns from, is validated on, and never sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Dataset, Labels, Samples, StoredPart
from cnngui.datasets.splits import split_groups, split_validation
from cnngui.errors import CnnguiError

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

    Without a split the data's own test part validates. Groups stay together where the data were divided by
    group.

    Raises:
        CnnguiError: ``preparation.no_groups_to_validate``.
    """
    share = held_back(dataset, validation_split)
    stored: StoredPart = "test" if name == "test" or (name == "validation" and not share) else "train"
    samples, labels = dataset.part(stored)
    indices = np.arange(len(labels), dtype=np.int64)
    if stored == "train" and share:
        learned, validation = _divided(dataset, share, seed)
        indices = validation if name == "validation" else learned
    return Part(stored, samples, labels, indices)


def _divided(dataset: Dataset, share: float, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which training samples are learned from, and which are held back."""
    labels, split = dataset.y_train, dataset.preparation.split
    if dataset.sample_groups is None:
        return split_validation(len(labels), share, seed, labels)
    groups, stratified = dataset.sample_groups[: len(labels)], split is None or split.stratified
    divided = split_groups(groups, share, seed, labels, stratified=stratified, at_least_one=True)
    if not len(divided[1]):
        raise CnnguiError("preparation.no_groups_to_validate", label=dataset.label)
    return divided
