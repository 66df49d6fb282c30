"""Datasets in one .npz file, in the layout that Keras uses."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from cnngui.datasets.assembling import MAX_BYTES, Origin, UnreadArray, UnreadPart, assemble
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.labels import plain_text
from cnngui.errors import CnnguiError
from cnngui.files.arrays import NpzFile
from cnngui.files.opening import shown_text

_TRAIN = (("x_train", "y_train"), ("x", "y"))
_TEST = ("x_test", "y_test")
_CLASS_NAMES = "class_names"
_MAX_NAMES_BYTES = 1_000_000


def load_npz(path: str | Path, origin: Origin, class_names: Sequence[str] | None = None) -> Dataset:
    """Load x_train, y_train and, if there, x_test, y_test and class_names; or x and y alone.

    Raises:
        CnnguiError: a damaged or hostile file, or one that is no dataset.
    """
    with NpzFile(path, MAX_BYTES) as file:
        train, test = _parts(file, path)
        if class_names is None and _CLASS_NAMES in file.names:
            if file.header(_CLASS_NAMES).data_bytes > _MAX_NAMES_BYTES:
                raise CnnguiError("datasets.text_damaged", name=_CLASS_NAMES)
            class_names = plain_text(file.read(_CLASS_NAMES), shown=_CLASS_NAMES).ravel().tolist()
        return assemble(train, test, origin, class_names)


def npz_of(dataset: Dataset) -> bytes:
    """Return a dataset as the content of an .npz file, for programs without cnngui.

    Its arrays are x_train, y_train, x_test, y_test and class_names, as in `Dataset`; of sentences also
    vocabulary, the words by their number.
    """
    arrays = {name: getattr(dataset, name) for name in (*_TRAIN[0], *_TEST)}
    arrays[_CLASS_NAMES] = np.array(dataset.class_names, str)
    if dataset.vocabulary:
        arrays["vocabulary"] = np.array(dataset.vocabulary, str)
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


def _parts(file: NpzFile, path: str | Path) -> tuple[UnreadPart, UnreadPart | None]:
    train = next((names for names in _TRAIN if set(file.names).issuperset(names)), None)
    tests = len(set(file.names).intersection(_TEST))
    if train is None or tests == 1:
        found = ", ".join(shown_text(name, 40) for name in file.names[:8]) or "-"
        raise CnnguiError("datasets.npz_layout", path=shown_text(path), found=found)
    return _part(file, *train), _part(file, *_TEST) if tests else None


def _part(file: NpzFile, x: str, y: str) -> UnreadPart:
    return UnreadPart(*(UnreadArray(name, file.header(name), partial(file.read, name)) for name in (x, y)))
