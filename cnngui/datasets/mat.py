"""Datasets in files of MATLAB, as SVHN: X (32, 32, 3, pictures) and y, 10 being the digit 0."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import MAX_BYTES, Origin
from cnngui.datasets.beside import file_to_test
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.images import is_flat_picture
from cnngui.datasets.named_arrays import CLASS_NAMES, HeldArrays, dataset_of, meant
from cnngui.errors import CnnguiError
from cnngui.files.mats import read_mat

Arrays = dict[str, NDArray[Any]]

_NAMES = ("X", "y")
_Y = re.compile(r"(?:.*_)?[yY](?:[_A-Z].*)?")
_TEN = 10


def load_mat(path: str | Path, origin: Origin) -> Dataset:
    """Load the arrays of a file, found by their names; of train_….mat also the test_….mat beside it.

    A file beside it that is damaged, or does not go with it, is left alone.

    Raises:
        CnnguiError: a damaged file, or no dataset.
    """
    path = Path(path)
    arrays, test = _arrays(path), file_to_test(path)
    if test is not None and set(_NAMES) <= set(arrays):
        try:
            return _with_test(arrays, test, path, origin)
        except CnnguiError:  # what is wrong with the file itself is found again below
            pass
    return _dataset(arrays, path, origin)


def _with_test(arrays: Mapping[str, NDArray[Any]], test: Path, path: Path, origin: Origin) -> Dataset:
    """Return the data set with the arrays of `test` as its test part. Raises CnnguiError: they do not fit."""
    parts = (("train", arrays), ("test", _arrays(test)))
    if not set(_NAMES) <= set(parts[1][1]):
        return _dataset(dict(arrays), path, origin)
    both = {f"{what}_{part}": held[what] for part, held in parts for what in _NAMES}
    dataset = _dataset(both, path, origin)
    return replace(dataset, notes=(Note("datasets.note_test_beside", {"name": test.name}), *dataset.notes))


def _dataset(arrays: Arrays, path: Path, origin: Origin) -> Dataset:
    if not (digits := _digits(arrays)):
        return dataset_of(HeldArrays(arrays), path, origin)
    zeros = {name: np.where(arrays[name] == _TEN, 0, arrays[name]) for name in digits}
    dataset = dataset_of(HeldArrays(arrays | zeros), path, origin)
    return replace(dataset, notes=(Note("datasets.note_ten"), *dataset.notes))


def _arrays(path: Path) -> Arrays:
    """Return the arrays of a file; MATLAB has no vectors, only rows or columns."""
    read = read_mat(path, MAX_BYTES)
    return {name: each.ravel() if each.ndim == 2 and 1 in each.shape else each for name, each in read.items()}


def _digits(arrays: Arrays) -> tuple[str, ...]:
    """Return the names of the labels if these are, of all parts together, 1 to 10, and pictures' y.

    MATLAB counts from 1, and so do SVHN's digits, of which 10 is the 0. Where class names are told, and for
    rows of measurements, a 10 is a 10.
    """
    roles = meant(HeldArrays(arrays))
    names = tuple(roles[role] for role in ("y_train", "y_test") if role in roles)
    samples = arrays.get(roles.get("x_train", ""))
    if CLASS_NAMES in arrays or samples is None or not all(_is_y(name) for name in names):
        return ()
    if samples.ndim == 2 and not is_flat_picture(samples.shape[1]):
        return ()
    labels = [arrays[name] for name in names]
    if any(each.ndim != 1 or each.dtype.kind not in "iuf" for each in labels):
        return ()
    found = {label for each in labels for label in np.unique(each).tolist()}
    return names if found == set(range(1, _TEN + 1)) else ()


def _is_y(name: str) -> bool:
    """Whether labels are called y, y_train, yTrain or train_y."""
    return _Y.fullmatch(name) is not None
