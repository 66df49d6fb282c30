"""What a network is fine-tuned on: own samples, each drawn many times, among samples that it knew already.

Rehearsal, as it is called: shown the new alone, a network forgets the old within seconds (McCloskey and
Cohen, 1989; Robins, 1995). No TensorFlow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Dataset, Labels, Pictures, StoredPart
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_pictures import pictures_of, varied
from cnngui.datasets.own_samples import OwnSample
from cnngui.datasets.preparing import prepare_samples
from cnngui.datasets.splits import split_validation, spread_over_classes
from cnngui.errors import CnnguiError
from cnngui.network.recipe import Adam, Recipe
from cnngui.network.schedules import CosineDecay

FEWEST_TO_HOLD_OUT = 20
HELD_OUT = 0.2
REHEARSED, OLD_TESTED = 600, 1_000
"""Most samples of those it knew already: to be shown again, and to be measured with."""
OWN_SHARE = 0.4
"""So many own ones are there for each rehearsed sample, if none is drawn oftener than `MOST_TIMES`."""
MOST_TIMES = 40
PASSES, BATCH_SIZE, LEARNING_RATE = 3, 32, 2e-4
MOST_PASSES, HIGHEST_RATE = 64, 3.2e-3
SUFFIX = "-and-own"
_SEED = 1


@dataclass(frozen=True, eq=False)
class Material:
    """What is learned and what is measured.

    Attributes:
        data: its training part holds the rehearsed samples and the own ones, its test part old samples alone.
        taught, taught_labels: uint8 (samples, height, width, channels) and class indices: the own samples
            that are learned, as they were drawn.
        own, own_labels: what the figures of own samples are of: `held_out` of them, or `taught` if that is 0.
        learned, rehearsed: samples of either kind, without their repetitions.
        old_key, old_label: what the old samples are of.
        unknown: own samples of other classes. unread: those in which no ink was found.
    """

    data: Dataset
    taught: Pictures
    taught_labels: Labels
    own: Pictures
    own_labels: Labels
    learned: int
    held_out: int
    rehearsed: int
    unknown: int
    unread: int
    old_key: str
    old_label: str


def material(
    samples: Sequence[OwnSample], class_names: Sequence[str], trained_on: InputFormat, old: Dataset
) -> Material:
    """Return what a network of these classes, which reads `trained_on`, is fine-tuned on.

    Args:
        old: what it knew already, of the same classes in any order.

    Raises:
        CnnguiError: ``samples.none_known``: there is no own sample of its classes, or none can be read.
            ``samples.no_old_data``: it reads other samples than `old`, or knows other classes.
    """
    names = tuple(class_names)
    if set(old.class_names) != set(names) or old.x_train.dtype != np.uint8:
        raise no_old_data("samples.other_old_classes")
    known = [sample for sample in samples if sample.label in names]
    own, places = pictures_of(known, trained_on)
    read = [known[place] for place in places.tolist()]
    if not read:
        raise CnnguiError("samples.none_known", classes=", ".join(names[:20]))
    labels = np.array([names.index(sample.label) for sample in read], np.int64)
    share = HELD_OUT if len(read) >= FEWEST_TO_HOLD_OUT else 0.0
    learned, held_out = split_validation(len(read), share, _SEED, labels)
    measured = held_out if len(held_out) else learned
    stored = InputFormat.of(old)
    rehearsed, rehearsed_labels = _old_part(old, "train", REHEARSED, names, stored, trained_on)
    tested, tested_labels = _old_part(old, "test", OLD_TESTED, names, stored, trained_on)
    drawn, drawn_labels = _drawn(
        [read[place] for place in learned.tolist()], labels[learned], len(rehearsed), trained_on
    )
    stem = PurePath(old.key).name.split(".")[0].removesuffix(SUFFIX)
    data = replace(
        old,
        key=f"{stem}{SUFFIX}",
        x_train=np.concatenate([rehearsed, drawn]),
        y_train=np.concatenate([rehearsed_labels, drawn_labels]),
        x_test=tested,
        y_test=tested_labels,
        class_names=names,
        notes=(),
        complete=False,
        edited=None,
        sample_groups=None,
    )
    return Material(
        data,
        own[learned],
        labels[learned],
        own[measured],
        labels[measured],
        len(learned),
        len(held_out),
        len(rehearsed),
        unknown=len(samples) - len(known),
        unread=len(known) - len(read),
        old_key=old.key,
        old_label=old.label,
    )


def no_old_data(reason: str) -> CnnguiError:
    """Return what to say where there is nothing to rehearse; `reason` is a sentence, or the code of one."""
    known = reason == "samples.other_old_classes"
    return CnnguiError("samples.no_old_data", reason=CnnguiError(reason).message().what if known else reason)


def times_drawn(learned: int, rehearsed: int) -> int:
    """Return how often each own sample is drawn: so that they weigh something, however few they are."""
    return max(1, min(MOST_TIMES, math.ceil(OWN_SHARE * rehearsed / learned)))


def tuning_recipe(recipe: Recipe) -> Recipe:
    """Return by what is fine-tuned: small steps, until `ending`; the cost is the one it learned with."""
    return Recipe(
        optimizer=Adam(learning_rate=LEARNING_RATE),
        batch_size=BATCH_SIZE,
        epochs=MOST_PASSES,
        seed=recipe.seed,
        loss=recipe.loss,
    )


def hurried(recipe: Recipe, passes: int) -> Recipe:
    """Return the recipe with twice the rate after each `PASSES` that did not do: small networks take more."""
    rate = min(HIGHEST_RATE, LEARNING_RATE * 2 ** (passes // PASSES))
    return recipe.model_copy(update={"optimizer": Adam(learning_rate=rate)})


def ending(recipe: Recipe, passes: int, more: int) -> Recipe:
    """Return the recipe with its end `more` passes behind those that are over, and a rate that dies away."""
    changed: dict[str, object] = {"epochs": max(1, passes + more)}
    if more:
        changed["schedule"] = CosineDecay(decay_epochs=more)
    return recipe.model_copy(update=changed)


def _old_part(
    old: Dataset,
    name: StoredPart,
    most: int,
    names: tuple[str, ...],
    stored: InputFormat,
    trained_on: InputFormat,
) -> tuple[Pictures, Labels]:
    """Return some samples of a part, spread over the classes, as the network reads them."""
    samples, labels = old.part(name)
    chosen = np.sort(spread_over_classes(labels, most, _SEED))
    unit = trained_on.for_network(reads_bytes=False)
    values = prepare_samples(samples[chosen], trained_on.shape, unit, stored)
    order = np.array([names.index(each) for each in old.class_names], np.int64)
    return np.rint(values * 255).astype(np.uint8), order[labels[chosen]]


def _drawn(
    samples: Sequence[OwnSample], labels: Labels, rehearsed: int, trained_on: InputFormat
) -> tuple[Pictures, Labels]:
    """Return each own sample as it is, and varied as often as it is to be drawn beside that."""
    chance = np.random.default_rng(_SEED)
    again = times_drawn(len(samples), rehearsed)
    drawn = [sample if not time else varied(sample, chance) for time in range(again) for sample in samples]
    pictures, places = pictures_of(drawn, trained_on)
    repeated: NDArray[np.int64] = np.tile(labels, again)
    return pictures, repeated[places]
