"""Datasets in files of MATLAB, as SVHN: X (32, 32, 3, pictures) and y, 10 being the digit 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import MAX_BYTES, Origin
from cnngui.datasets.beside import file_to_test
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.named_arrays import HeldArrays, dataset_of
from cnngui.files.mats import read_mat

_TEN = 10


def load_mat(path: str | Path, origin: Origin) -> Dataset:
    """Load the arrays of a file, found by their names; of train_….mat also the test_….mat beside it.

    Raises:
        CnnguiError: a damaged file, or no dataset.
    """
    path = Path(path)
    arrays = _arrays(path)
    test = file_to_test(path)
    if test is not None and {"X", "y"} <= set(arrays):
        of_test = _arrays(test)
        if {"X", "y"} <= set(of_test):
            parts = (("train", arrays), ("test", of_test))
            arrays = {f"{what}_{part}": held[what] for part, held in parts for what in ("X", "y")}
    digits = [name for name, array in arrays.items() if _are_digits(name, array)]
    arrays |= {name: np.where(arrays[name] == _TEN, 0, arrays[name]) for name in digits}
    dataset = dataset_of(HeldArrays(arrays), path, origin)
    return replace(dataset, notes=(*_notes(test, ten=bool(digits)), *dataset.notes))


def _arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file; MATLAB has no vectors, only rows or columns."""
    read = read_mat(path, MAX_BYTES)
    return {name: each.ravel() if each.ndim == 2 and 1 in each.shape else each for name, each in read.items()}


def _are_digits(name: str, array: NDArray[Any]) -> bool:
    """Whether labels are 1 to 10: MATLAB counts from 1, and so do SVHN's digits, of which 10 is the 0."""
    if "y" not in name.lower() or array.ndim != 1:
        return False
    return bool(np.array_equal(np.unique(array), range(1, _TEN + 1)))


def _notes(test: Path | None, *, ten: bool) -> Iterator[Note]:
    if test is not None:
        yield Note("datasets.note_test_beside", {"name": test.name})
    if ten:
        yield Note("datasets.note_ten")
