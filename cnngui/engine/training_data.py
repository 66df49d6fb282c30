"""What a run learns from and is validated on: samples made to fit, split, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Dataset, Samples
from cnngui.datasets.input_format import InputFormat, Scaling
from cnngui.datasets.parts import held_back, part_of
from cnngui.datasets.preparing import fitted
from cnngui.engine.augmenting import Draws, draws
from cnngui.errors import CnnguiError
from cnngui.network.augmentation import Augmentation
from cnngui.network.network import Shape
from cnngui.network.recipe import Recipe

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TrainingData:
    """The samples of a run.

    Attributes:
        key: the same for the same data, split and shape: then all else is the same too.
        samples, labels: all of the training part, as `Dataset` has it, but fitted to the network's input.
        train_indices: indices of those to train on.
        validation_samples, validation_labels: where validation samples are taken from; may be `samples`.
        validation_indices: indices of the validation samples.
        batch_size: samples a step; the last step of an epoch takes what is left.
        test_samples, test_labels: the data's test part where it does not validate: kept aside until a run
            ends; else empty.
        augmentation: how the pictures that are trained on are varied.
        picture_shape: height, width and channels of each, however the network reads it: perhaps as a row.
    """

    key: tuple[object, ...]
    samples: Samples
    labels: Indices
    train_indices: Indices
    validation_samples: Samples
    validation_labels: Indices
    validation_indices: Indices
    class_names: tuple[str, ...]
    batch_size: int
    seed: int
    vocabulary: tuple[str, ...] = ()
    input_format: InputFormat | None = None
    augmentation: Augmentation = field(default_factory=Augmentation)
    picture_shape: Shape = ()
    test_samples: Samples = field(default_factory=lambda: np.empty(0, np.uint8))
    test_labels: Indices = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def scaling(self) -> Scaling:
        """What makes the numbers that the network reads of bytes."""
        told = self.input_format or InputFormat.of_shape(self.samples.shape[1:])
        return told.scaling(self.samples.shape[-1])

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch."""
        return -(-len(self.train_indices) // self.batch_size)

    def order(self, epoch: int) -> Indices:
        """Return the indices of all training samples in the order of `epoch`, from 1; each has its own."""
        return self.train_indices[
            np.random.default_rng([self.seed, epoch]).permutation(len(self.train_indices))
        ]

    def draws(self, epoch: int) -> Draws | None:
        """Return what becomes of each sample in `epoch`, from 1; None where nothing is varied."""
        if not self.augmentation.changes:
            return None
        height, width, _ = self.picture_shape
        return draws(self.augmentation, self.seed, epoch, len(self.samples), (height, width))

    def batch_sizes(self, steps: int) -> Indices:
        """Return how many samples each of the first `steps` batches of an epoch has."""
        starts = np.arange(steps) * self.batch_size
        return np.minimum(self.batch_size, len(self.train_indices) - starts)


def make_training_data(
    dataset: Dataset, recipe: Recipe, input_shape: Shape, levels: tuple[float, float] = (0.0, 1.0)
) -> TrainingData:
    """Return what `recipe` makes of `dataset` for a network that reads `input_shape`.

    Args:
        levels: the numbers that the network reads for a black and for a white pixel, where the preparation of
            the data leaves that open.

    Without a validation split the data's own test part validates; so it does where nothing can be held back.

    Raises:
        CnnguiError: ``engine.other_samples``; ``preparation.scaled_twice``: the network scales bytes itself;
            ``preparation.no_groups_to_validate``.
    """
    share = held_back(dataset, recipe.validation_split)
    train, validation, test = (
        part_of(dataset, name, recipe.validation_split, recipe.seed)
        for name in ("train", "validation", "test")
    )
    samples, test_samples = fitted(train.samples, input_shape), fitted(test.samples, input_shape)
    validation_samples = samples if share else test_samples
    kept_aside = len(test.labels) if share else 0
    split: tuple[object, ...] = (share, recipe.seed if share else 0)
    if share and dataset.sample_groups is not None:
        split += (dataset.sample_groups.tobytes(),)
    input_format = InputFormat.of(dataset)
    if input_format.mean and levels[1] > 1:
        raise CnnguiError("preparation.scaled_twice")
    if dataset.preparation.scale is None and not input_format.mean:
        input_format = input_format.read_as(levels)
    return TrainingData(
        key=(dataset.fingerprint(), input_shape, input_format, *split),
        samples=samples,
        labels=train.labels,
        train_indices=train.indices,
        validation_samples=validation_samples,
        validation_labels=validation.labels,
        validation_indices=validation.indices,
        class_names=dataset.class_names,
        batch_size=recipe.batch_size,
        seed=recipe.seed,
        vocabulary=dataset.vocabulary,
        input_format=input_format,
        augmentation=recipe.augmentation,
        picture_shape=dataset.input_shape if len(input_shape) == 1 else (*input_shape, 1)[:3],
        test_samples=test_samples if kept_aside else test_samples[:0],
        test_labels=test.labels[:kept_aside],
    )
