"""What a run learns from and is judged by: pictures made to fit, split, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Dataset
from cnngui.datasets.splits import split_validation
from cnngui.errors import CnnguiError
from cnngui.network.network import Shape
from cnngui.network.recipe import Recipe
from cnngui.network.shapes import shape_text

Pictures = NDArray[np.uint8]
Places = NDArray[np.int64]
Number = TypeVar("Number", np.uint8, np.float32)


@dataclass(frozen=True, eq=False)
class Lessons:
    """The samples of a run.

    Attributes:
        key: the same for the same data, split and shape: then all else is the same too.
        pictures, labels: uint8 (samples, height, width, channels), int64 (samples,): all training pictures.
        train: places of those to train on.
        judge_pictures, judge_labels: where validation samples are taken from; may be `pictures` itself.
        judge: places of the validation samples.
        batch_size: samples a step; the last step of an epoch takes what is left.
    """

    key: tuple[object, ...]
    pictures: Pictures
    labels: Places
    train: Places
    judge_pictures: Pictures
    judge_labels: Places
    judge: Places
    class_names: tuple[str, ...]
    batch_size: int
    seed: int

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch."""
        return -(-len(self.train) // self.batch_size)

    def order(self, epoch: int) -> Places:
        """Return the places of all training samples in the order of `epoch`, from 1; each has its own."""
        return self.train[np.random.default_rng([self.seed, epoch]).permutation(len(self.train))]

    def batch_sizes(self, steps: int) -> Places:
        """Return how many samples each of the first `steps` batches of an epoch has."""
        starts = np.arange(steps) * self.batch_size
        return np.minimum(self.batch_size, len(self.train) - starts)


def make_lessons(dataset: Dataset, recipe: Recipe, input_shape: Shape) -> Lessons:
    """Return what `recipe` makes of `dataset` for a network that reads `input_shape`.

    Without a validation split the data's own test part judges.

    Raises:
        CnnguiError: ``engine.other_pictures``.
    """
    pictures, labels = fitted(dataset.x_train, input_shape), dataset.y_train
    if recipe.validation_split:
        train, judge = split_validation(len(labels), recipe.validation_split, recipe.seed, labels)
        judge_pictures, judge_labels = pictures, labels
    else:
        train = np.arange(len(labels))
        judge_pictures, judge_labels = fitted(dataset.x_test, input_shape), dataset.y_test
        judge = np.arange(len(judge_labels))
    split = (recipe.validation_split, recipe.seed if recipe.validation_split else 0)
    return Lessons(
        key=(dataset.fingerprint(), input_shape, *split),
        pictures=pictures,
        labels=labels,
        train=train,
        judge_pictures=judge_pictures,
        judge_labels=judge_labels,
        judge=judge,
        class_names=dataset.class_names,
        batch_size=recipe.batch_size,
        seed=recipe.seed,
    )


def fitted(pictures: NDArray[Number], input_shape: Shape) -> NDArray[Number]:
    """Return pictures (samples, height, width, channels) with a border of zeros, up to `input_shape`.

    LeNet-5 reads digits of 28×28 so, on 32×32. The border is even, or one pixel wider below and right.

    Raises:
        CnnguiError: ``engine.other_pictures``: they are larger, or have other channels.
    """
    shape = pictures.shape[1:]
    if shape == input_shape:
        return pictures
    if (
        len(input_shape) != 3
        or shape[2] != input_shape[2]
        or any(has > wants for has, wants in zip(shape, input_shape, strict=True))
    ):
        raise CnnguiError("engine.other_pictures", found=shape_text(shape), wanted=shape_text(input_shape))
    missing: list[int] = [wants - has for has, wants in zip(shape, input_shape, strict=True)]
    return np.pad(pictures, [(0, 0), *((rest // 2, rest - rest // 2) for rest in missing)])


def spread_over_classes(labels: Places, count: int, seed: int) -> Places:
    """Return `count` places (fewer if there are not as many), drawn with `seed`, each class in turn."""
    random = np.random.default_rng(seed)
    shuffled = random.permutation(len(labels))
    turn = np.zeros(len(labels), np.int64)
    for label in np.unique(labels):
        of_class = labels[shuffled] == label
        turn[of_class] = np.arange(np.count_nonzero(of_class))
    return shuffled[np.lexsort((labels[shuffled], turn))][:count]
