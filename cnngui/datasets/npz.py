"""Datasets in one .npz file, in the layout that Keras uses."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cnngui.datasets.assembling import MAX_BYTES, Origin
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.named_arrays import CLASS_NAMES, NOTES, TEST, TRAIN, VOCABULARY, dataset_of
from cnngui.errors import CnnguiError
from cnngui.files.arrays import NpzFile
from cnngui.files.opening import MB


def load_npz(path: str | Path, origin: Origin, class_names: Sequence[str] | None = None) -> Dataset:
    """Load the arrays of a file, found by their names (`cnngui.datasets.named_arrays`).

    Raises:
        CnnguiError: a damaged or hostile file, or one that is no dataset.
    """
    with NpzFile(path, MAX_BYTES) as file:
        return dataset_of(file, path, origin, class_names)


def npz_of(dataset: Dataset) -> bytes:
    """Return a dataset as the content of an .npz file, for programs without cnngui.

    Its arrays are x_train, y_train, x_test, y_test and class_names, as in `Dataset`; of sentences also
    vocabulary, the words by their number; and notes, how they were read.

    Raises:
        CnnguiError: ``datasets.npz_too_large``: it would be more than `load_npz` reads.
    """
    size = sum(getattr(dataset, name).nbytes for name in (*TRAIN, *TEST))
    if size > MAX_BYTES:
        raise CnnguiError(
            "datasets.npz_too_large", label=dataset.label, size_mb=size / MB, limit_mb=MAX_BYTES / MB
        )
    arrays = {name: getattr(dataset, name) for name in (*TRAIN, *TEST)}
    arrays[CLASS_NAMES] = np.array(dataset.class_names, str)
    if dataset.notes:
        arrays[NOTES] = np.array([str(note) for note in dataset.notes], str)
    if dataset.vocabulary:
        arrays[VOCABULARY] = np.array(dataset.vocabulary, str)
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()
