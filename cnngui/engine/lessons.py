"""What a run learns from and is judged by: samples made to fit, split, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Dataset, Samples
from cnngui.datasets.splits import split_validation
from cnngui.errors import CnnguiError
from cnngui.network.inference.data_fit import fits
from cnngui.network.inference.shapes import shape_text
from cnngui.network.network import Shape
from cnngui.network.recipe import Recipe

Places = NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Lessons:
    """The samples of a run.

    Attributes:
        key: the same for the same data, split and shape: then all else is the same too.
        samples, labels: all of the training part, as `Dataset` has it, but fitted to the network's input.
        train: places of those to train on.
        judge_samples, judge_labels: where validation samples are taken from; may be `samples` itself.
        judge: places of the validation samples.
        batch_size: samples a step; the last step of an epoch takes what is left.
    """

    key: tuple[object, ...]
    samples: Samples
    labels: Places
    train: Places
    judge_samples: Samples
    judge_labels: Places
    judge: Places
    class_names: tuple[str, ...]
    batch_size: int
    seed: int
    vocabulary: tuple[str, ...] = ()

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

    Without a validation split the data's own test part judges; so it does where nothing can be held back.

    Raises:
        CnnguiError: ``engine.other_samples``.
    """
    samples, labels = fitted(dataset.x_train, input_shape), dataset.y_train
    held_back = 0.0 if dataset.complete else recipe.validation_split
    if held_back:
        train, judge = split_validation(len(labels), held_back, recipe.seed, labels)
        judge_samples, judge_labels = samples, labels
    else:
        train = np.arange(len(labels))
        judge_samples, judge_labels = fitted(dataset.x_test, input_shape), dataset.y_test
        judge = np.arange(len(judge_labels))
    split = (held_back, recipe.seed if held_back else 0)
    return Lessons(
        key=(dataset.fingerprint(), input_shape, *split),
        samples=samples,
        labels=labels,
        train=train,
        judge_samples=judge_samples,
        judge_labels=judge_labels,
        judge=judge,
        class_names=dataset.class_names,
        batch_size=recipe.batch_size,
        seed=recipe.seed,
        vocabulary=dataset.vocabulary,
    )


def fitted(samples: NDArray[Number], input_shape: Shape) -> NDArray[Number]:
    """Return samples (samples, …) of `input_shape`; smaller pictures get a border of zeros.

    LeNet-5 reads digits of 28×28 so, on 32×32. The border is even, or one pixel wider below and right.

    Raises:
        CnnguiError: ``engine.other_samples``: they are of another shape, as `fits` tells.
    """
    shape = samples.shape[1:]
    if shape == input_shape:
        return samples
    if not fits(shape, input_shape):
        raise CnnguiError("engine.other_samples", found=shape_text(shape), wanted=shape_text(input_shape))
    missing: list[int] = [wants - has for has, wants in zip(shape, input_shape, strict=True)]
    return np.pad(samples, [(0, 0), *((rest // 2, rest - rest // 2) for rest in missing)])


def spread_over_classes(labels: Places, count: int, seed: int) -> Places:
    """Return `count` places (fewer if there are not as many), drawn with `seed`, each class in turn."""
    random = np.random.default_rng(seed)
    shuffled = random.permutation(len(labels))
    turn = np.zeros(len(labels), np.int64)
    for label in np.unique(labels):
        of_class = labels[shuffled] == label
        turn[of_class] = np.arange(np.count_nonzero(of_class))
    return shuffled[np.lexsort((labels[shuffled], turn))][:count]
