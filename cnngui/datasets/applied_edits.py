"""Data with a person's edits: whoever is handed data has them, and a `Note` that says so.

`cnngui.datasets.catalog.load_dataset` applies them; the data themselves never change.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnngui.datasets.dataset import STORED_PARTS, Dataset, Edited, Labels, Note, StoredPart, other_part
from cnngui.datasets.edits import Edits
from cnngui.datasets.groups import Groups
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
    groups, names = _classes(dataset, edits)
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
    )


def _classes(dataset: Dataset, edits: Edits) -> tuple[Groups, tuple[str, ...]]:
    named = {*edits.names, *edits.merged, *edits.merged.values()}
    if max(named, default=-1) >= dataset.classes:
        raise CnnguiError("datasets.edits_beyond", label=dataset.label)
    groups, names = edits.groups(dataset.classes), edits.class_names(dataset.class_names)
    if len(names) < FEWEST_CLASSES:
        raise CnnguiError("datasets.edits_one_class", label=dataset.label)
    if edits.names and len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise CnnguiError("datasets.edits_same_names", label=dataset.label, name=twice)
    return groups, names


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
    labels, part = dataset.part(name)[1], edits.part(name)
    places = [*part.labels, *part.excluded, *part.moved]
    if max(places, default=-1) >= len(labels) or max(part.labels.values(), default=-1) >= dataset.classes:
        raise CnnguiError("datasets.edits_beyond", label=dataset.label)
    seen = edits.seen_in(name, len(labels))
    own = np.ones(len(labels), bool)
    own[[place for place in seen.excluded if place < len(labels)]] = False
    guests = np.array(sorted(seen.moved - seen.excluded), np.int64)
    kept = np.concatenate([np.flatnonzero(own), guests]).astype(np.int64)
    if not len(kept):
        raise CnnguiError("datasets.edits_empty", label=dataset.label)
    return kept


def _note(edits: Edits) -> Note:
    values = {"mended": edits.mended, "excluded": edits.excluded}
    if not edits.moved and not edits.regrouped:
        return Note("datasets.note_edited", values)
    return Note("datasets.note_edited_more", values | {"moved": edits.moved, "classes": edits.regrouped})
