"""The file with the test part that lies beside one to train on, as competitions hand them round."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from cnngui.datasets.assembling import OF_PARTS, one_sided
from cnngui.datasets.dataset import Dataset, Note

_TRAIN = re.compile(r"(?<![A-Za-z])(train|training)(?![A-Za-z])", re.IGNORECASE)


def file_to_test(path: Path) -> Path | None:
    """Return the file that is called like `path` with "test" for "train"; None without one, and for links."""
    name = _TRAIN.sub(lambda match: "Test" if match[0][0].isupper() else "test", path.name)
    beside = path.with_name(name)
    return beside if name != path.name and beside.is_file() and not beside.is_symlink() else None


def tests_beside(path: Path) -> tuple[Path, ...]:
    """Return the same as `cnngui.datasets.loaders.Loader.beside` has it."""
    test = file_to_test(path)
    return () if test is None else (test,)


def joined(train: Dataset, test: Dataset, name: str) -> Dataset | None:
    """Return all samples of one data set to train on and all of another one to test; None if they do not fit.

    Args:
        train, test: read alone, each with a part set aside, which is no more. name: of the file to test.
    """
    names = {label: index for index, label in enumerate(train.class_names)}
    fits = (test.input_shape, test.x_train.dtype) == (train.input_shape, train.x_train.dtype)
    if not fits or not set(test.class_names) <= set(names):
        return None
    places = np.array([names[label] for label in test.class_names])
    labels = [np.concatenate([each.y_train, each.y_test]) for each in (train, test)]
    labels[1] = places[labels[1]]
    notes = [note for note in train.notes if note.code not in OF_PARTS]
    beside = Note("datasets.note_test_beside", {"name": name})
    return replace(
        train,
        x_train=np.concatenate([train.x_train, train.x_test]),
        y_train=labels[0],
        x_test=np.concatenate([test.x_train, test.x_test]),
        y_test=labels[1],
        notes=(*notes, beside, *one_sided(labels, train.class_names)),
    )
