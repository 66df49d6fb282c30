"""Apply a `Preparation` to a data set that was read: its pixels, and which samples test."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import OF_PARTS, one_sided
from cnngui.datasets.dataset import Dataset, Labels, Note, Pictures
from cnngui.datasets.pictures import resized
from cnngui.datasets.preparation import AS_IT_CAME, Preparation, Split
from cnngui.datasets.splits import split_drawn, split_groups, split_validation
from cnngui.datasets.stored_samples import joined, some_of, stored
from cnngui.errors import CnnguiError

Indices = NDArray[np.int64]

_AT_ONCE = 512


def prepared(dataset: Dataset, preparation: Preparation) -> Dataset:
    """Return a data set whose pixels and parts are as `preparation` wants them; the same object if they are.

    Raises:
        CnnguiError: ``preparation.only_pictures``, ``preparation.complete``, ``preparation.no_groups``, or
            ``datasets.too_few_pictures``.
    """
    if preparation == AS_IT_CAME:
        return dataset
    is_pictures = len(dataset.input_shape) == 3
    if preparation.changes_pictures and not is_pictures:
        words = preparation.of_pixels.words()
        raise CnnguiError("preparation.only_pictures", label=dataset.label, words=words)
    made = replace(dataset, content=_content(dataset, preparation.split), divided_from=dataset.undivided)
    if (split := preparation.split) is not None:
        if split.group:
            raise CnnguiError("preparation.no_groups", label=dataset.label)
        made = _divided(made, split)
    if is_pictures:
        made = replace(
            made,
            x_train=prepared_pictures(made.x_train, preparation),
            x_test=prepared_pictures(made.x_test, preparation),
        )
    return told(replace(made, preparation=preparation))


def told(dataset: Dataset) -> Dataset:
    """Return a prepared data set with a note that says how its pictures are prepared."""
    words = dataset.preparation.of_pixels.words()
    note = (Note("preparation.note_prepared", {"words": words}),) if words else ()
    return replace(dataset, notes=(*note, *dataset.notes))


def prepared_picture(
    picture: NDArray[np.uint8], side: tuple[int, int], channels: int, preparation: Preparation
) -> NDArray[np.uint8]:
    """Return one picture, uint8 (height, width) or (height, width, 3), as data have it that are prepared so.

    Args:
        side: height and width it is brought to. channels: 1 or 3.
    """
    made = resized(picture, (*side, channels), preparation.fit, preparation.pad)
    return 255 - made if preparation.invert else made


def channels_of(preparation: Preparation, held: int) -> int:
    """Return how many channels pictures have then that hold so many."""
    return {"grey": 1, "colour": 3}.get(preparation.colour, held)


def prepared_pictures(pictures: Pictures, preparation: Preparation) -> Pictures:
    """Return pictures, uint8 (samples, height, width, channels); the same array if nothing is to be done."""
    height, width, held = pictures.shape[1:]
    channels, side = channels_of(preparation, held), preparation.size or (height, width)
    if (unread := stored(pictures)) is not None:
        # As they are read: a copy of all of them would have room nowhere.
        return unread.fitted((*side, channels), partial(prepared_pictures, preparation=preparation))
    if (*side, channels) == (height, width, held):
        return 255 - pictures if preparation.invert else pictures
    made = np.empty((len(pictures), *side, channels), np.uint8)

    def block(start: int) -> None:
        for place in range(start, min(start + _AT_ONCE, len(pictures))):
            one = pictures[place, ..., 0] if held == 1 else pictures[place]
            made[place] = prepared_picture(one, side, channels, preparation)

    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        list(pool.map(block, range(0, len(pictures), _AT_ONCE)))
    return made


def divided(
    labels: Labels, split: Split, groups: Indices | None = None, label: str = ""
) -> tuple[Indices, Indices]:
    """Return the indices of all samples that train, and of those that test; both ascending.

    Args:
        groups: int64 (samples,), where samples of a group stay together. label: of the data, for errors.

    Raises:
        CnnguiError: ``datasets.too_few_pictures``, ``preparation.few_groups``: nothing would be left to test.
    """
    if groups is not None:
        found = split_groups(groups, split.fraction, split.seed, labels, stratified=split.stratified)
        if not len(found[1]):
            count = len(np.unique(groups))
            raise CnnguiError("preparation.few_groups", label=label, groups=count)
        return found
    way = partial(split_validation, labels=labels) if split.stratified else split_drawn
    found = way(len(labels), split.fraction, split.seed)
    if not len(found[1]):
        raise CnnguiError("datasets.too_few_pictures", pictures=len(labels))
    return found


def division_notes(
    split: Split, train: Indices, test: Indices, groups: Indices | None = None
) -> Iterator[Note]:
    """Yield how samples were divided."""
    yield Note("preparation.note_divided", {"train": len(train), "test": len(test), "how": split.words()})
    if groups is not None:
        values = {"groups": len(np.unique(groups)), "test_groups": len(np.unique(groups[test]))}
        yield Note("preparation.note_groups", values)


def _content(dataset: Dataset, split: Split | None) -> str:
    """Return the `Dataset.content` of data that are divided so, None being as they came.

    Other parts have other samples in each place: edits to one are none to the other. But they stay when the
    pixels of the same parts are prepared otherwise.
    """
    if split is None:
        return dataset.edits_key
    return hashlib.sha256(f"{dataset.edits_key} {split.model_dump_json()}".encode()).hexdigest()


def _divided(dataset: Dataset, split: Split) -> Dataset:
    if dataset.complete:
        raise CnnguiError("preparation.complete", label=dataset.label)
    samples, all_of_them = joined(dataset.x_train, dataset.x_test), dataset.undivided
    labels = np.concatenate([dataset.y_train, dataset.y_test])
    train, test = divided(labels, split, label=dataset.label)
    parts = [labels[train], labels[test]]
    kept = [note for note in dataset.notes if note.code not in OF_PARTS]
    notes = (*kept, *division_notes(split, train, test), *one_sided(parts, dataset.class_names))
    return replace(
        dataset,
        x_train=some_of(samples, train),
        y_train=parts[0],
        x_test=some_of(samples, test),
        y_test=parts[1],
        notes=notes,
        divided_from=replace(all_of_them, homes=all_of_them.homes[np.concatenate([train, test])]),
    )
