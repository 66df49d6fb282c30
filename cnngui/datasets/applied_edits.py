"""Data with a person's edits: whoever is handed data has them, and a `Note` that says so.

`cnngui.datasets.catalog.load_dataset` applies them; the data themselves never change.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnngui.datasets.dataset import STORED_PARTS, Dataset, Edited, Labels, Note, StoredPart, other_part
from cnngui.datasets.edits import Edits
from cnngui.datasets.kept_edits import any_edits, read_edits
from cnngui.errors import CnnguiError

FEWEST_CLASSES = 2
"""With one there is nothing to tell apart."""


def edited(dataset: Dataset) -> Dataset:
    """Return a data set with the edits that there are to it, and a note that says so.

    Edits that cannot be read, or that do not fit, are left where they are, and told in a note.
    """
    if not any_edits():
        return dataset  # the fingerprint of large data takes half a second
    try:
        return with_edits(dataset, read_edits(dataset.edits_key))
    except CnnguiError as error:
        note = Note("datasets.note_edits_unused", {"problem": error.message().one_line()})
        return replace(dataset, notes=(*dataset.notes, note))


def with_edits(dataset: Dataset, edits: Edits) -> Dataset:
    """Return a data set with `edits`; its fingerprint is another, `Dataset.edited` holds what came.

    Raises:
        CnnguiError: ``datasets.edits_complete``: the data are all samples there can be.
            ``datasets.edits_empty``: a part would have no samples left. ``datasets.edits_one_class``: there
            would be nothing to tell apart. ``datasets.edits_same_names``. ``datasets.edits_beyond``: they are
            to more samples, or of more classes, than there are.
    """
    if edits == Edits():
        return dataset
    if dataset.complete:
        raise CnnguiError("datasets.edits_complete", label=dataset.label)
    check(edits, dataset.label, dataset.class_names, (len(dataset.y_train), len(dataset.y_test)))
    groups, names = edits.groups(dataset.classes), edits.class_names(dataset.class_names)
    kept: dict[StoredPart, Labels] = {name: _kept(dataset, name, edits) for name in STORED_PARTS}
    told = Edited(
        dataset,
        kept["train"],
        kept["test"],
        edits.mended,
        edits.excluded,
        edits.moved,
        edits.regrouped,
        groups,
    )
    labels = {name: groups.of[_labels(dataset, name, edits)][kept[name]] for name in STORED_PARTS}
    return replace(
        dataset,
        x_train=dataset.left("train", kept["train"]),
        y_train=labels["train"],
        x_test=dataset.left("test", kept["test"]),
        y_test=labels["test"],
        class_names=names,
        notes=(*dataset.notes, _note(edits)),
        edited=told,
        sample_groups=_sample_groups(dataset, kept),
    )


def _sample_groups(dataset: Dataset, kept: dict[StoredPart, Labels]) -> Labels | None:
    """Return the groups of the samples that parts have then."""
    if dataset.sample_groups is None:
        return None
    train, test = np.split(dataset.sample_groups, [len(dataset.y_train)])
    return np.concatenate([np.append(train, test)[kept["train"]], np.append(test, train)[kept["test"]]])


def check(edits: Edits, label: str, class_names: tuple[str, ...], samples: tuple[int, int]) -> None:
    """Tell whether data can have `edits`.

    Args:
        label: what the data are called. class_names: as they came.
        samples: how many came to train on, and to test.

    Raises:
        CnnguiError: as `with_edits`, but for data that are all there can be.
    """
    classes = len(class_names)
    named = {*edits.names, *edits.merged, *edits.merged.values()}
    beyond = max(named, default=-1) >= classes
    for name, count in zip(STORED_PARTS, samples, strict=True):
        part = edits.part(name)
        places = {*part.labels, *part.excluded, *part.moved}
        beyond |= max(places, default=-1) >= count or max(part.labels.values(), default=-1) >= classes
    if beyond:
        raise CnnguiError("datasets.edits_beyond", label=label)
    names = edits.class_names(class_names)
    if len(names) < FEWEST_CLASSES:
        raise CnnguiError("datasets.edits_one_class", label=label)
    if edits.names and len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise CnnguiError("datasets.edits_same_names", label=label, name=twice)
    for name, count in zip(STORED_PARTS, samples, strict=True):
        here, there = edits.part(name), edits.part(other_part(name))
        if len(here.excluded | here.moved) == count and there.moved <= there.excluded:
            raise CnnguiError("datasets.edits_empty", label=label)


def _labels(dataset: Dataset, name: StoredPart, edits: Edits) -> Labels:
    """Return the labels of both parts, as whoever looks at this one counts the samples: this one's first."""
    own = len(dataset.part(name)[1])
    other: StoredPart = other_part(name)
    labels = np.concatenate([dataset.part(name)[1], dataset.part(other)[1]])
    seen = edits.seen_in(name, own).labels
    labels[list(seen)] = list(seen.values())
    return labels


def _kept(dataset: Dataset, name: StoredPart, edits: Edits) -> Labels:
    """Return the places of the samples that belong to a part with `edits`, int64, ascending."""
    count = len(dataset.part(name)[1])
    seen = edits.seen_in(name, count)
    own = np.ones(count, bool)
    own[[place for place in seen.excluded if place < count]] = False
    guests = np.array(sorted(seen.moved - seen.excluded), np.int64)
    return np.concatenate([np.flatnonzero(own), guests]).astype(np.int64)


def _note(edits: Edits) -> Note:
    values = {"mended": edits.mended, "excluded": edits.excluded}
    if not edits.moved and not edits.regrouped:
        return Note("datasets.note_edited", values)
    return Note("datasets.note_edited_more", values | {"moved": edits.moved, "classes": edits.regrouped})
