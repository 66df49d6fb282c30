"""CIFAR-10 and CIFAR-100 as people have them: in a folder or tar file, their Python or their binary version.

A picture is a row of 3,072 bytes: its red, green and blue planes, each of 32 rows. The Python version has
pickled dicts of such rows, the binary one a byte or two for the class in front of each (A. Krizhevsky's page
of the data sets).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import MAX_BYTES, Origin, one_sided, with_test_part
from cnngui.datasets.cifar import TEST_FILE, TRAIN_FILES, as_pictures_of
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.labels import class_indices
from cnngui.datasets.pickled import MAX_PICKLE_BYTES, array_of, plain, words_of
from cnngui.errors import CnnguiError
from cnngui.files.opening import open_regular, read_regular, shown_name
from cnngui.files.pickles import read_pickle
from cnngui.files.tars import CheckedTar, is_tar, tar_names

_VALUES = 3072
_MAX_TEXT_BYTES = 100_000
_MOST_ENTRIES = 10_000
_MOST_MEMBERS = 40
_START_BYTES = 4096
_Rows = tuple[NDArray[np.uint8], NDArray[np.int64]]


@dataclass(frozen=True)
class _Kind:
    """One way in which they are handed round.

    Attributes:
        train, test, names: the files' names. label: the key, or place among the bytes in front, of the class.
        in_front: bytes in front of each picture; 0 of pickles.
    """

    train: tuple[str, ...]
    test: str
    names: str
    label: str | int
    in_front: int = 0


_BATCHES = tuple(name.removesuffix(".bin") for name in TRAIN_FILES)
_KINDS = (
    _Kind(_BATCHES, "test_batch", "batches.meta", "labels"),
    _Kind(TRAIN_FILES, TEST_FILE, "batches.meta.txt", 0, 1),
    _Kind(("train",), "test", "meta", "fine_labels"),
    _Kind(("train.bin",), "test.bin", "fine_label_names.txt", 1, 2),
)


_ALL_NAMES = frozenset(name for kind in _KINDS for name in (*kind.train, kind.test))


def holds_cifar(path: Path, start: bytes) -> bool:
    """Whether a path is a folder or tar file with the files of CIFAR in it, or one of those files."""
    try:
        if path.is_dir():
            return _kind_of(_names_in(path)) is not None
        if is_tar(start):
            # A tar file of pictures would be unpacked to its end in vain: CIFAR's have nine members at most.
            some = islice(tar_names(path, MAX_BYTES), _MOST_MEMBERS)
            return _kind_of({PurePosixPath(name).name for name in some}) is not None
        kind = _kind_of({path.name})
        kind = kind or (_kind_of(_names_in(path.parent)) if path.name in _ALL_NAMES else None)
    except CnnguiError:
        return False
    return kind is not None and path.name in (*kind.train, kind.test)


def cifar_beside(path: Path) -> tuple[Path, ...]:
    """Return the files that `load_cifar` may read with one of this name."""
    kinds = (each for each in _KINDS if path.name in (*each.train, each.test))
    return tuple(path.with_name(name) for each in kinds for name in (*each.train, each.test, each.names))


def load_cifar(path: Path, origin: Origin) -> Dataset:
    """Load the files of a folder or tar file, or those beside one of them; what is missing is told.

    Raises:
        CnnguiError: ``datasets.cifar_file``: one of them is damaged; or what `read_pickle` refuses.
    """
    with _opened(path) as (names, read):
        kind = _kind_of(names)
        assert kind is not None, "the loader's `accepts` has seen them"
        train = [_rows(read(name), kind, name) for name in kind.train if name in names]
        test = _rows(read(kind.test), kind, kind.test) if kind.test in names else None
        class_names = _class_names(read(kind.names), kind) if kind.names in names else None
    parts = [train] if test is None else [train, [test]]
    pictures = [as_pictures_of([rows for rows, _ in part]) for part in parts]
    labels = [np.concatenate([each for _, each in part]) for part in parts]
    indices, shown = class_indices(labels, class_names, shown=shown_name(path.name))
    missing = [name for name in (*kind.train, kind.test) if name not in names]
    notes = [Note("datasets.note_cifar_missing", {"names": ", ".join(missing)})] if missing else []
    if isinstance(kind.label, str) and kind.label == "fine_labels":
        notes.append(Note("datasets.note_cifar_fine"))
    if test is None:
        pictures, indices = with_test_part(pictures[0], indices[0])
        notes.append(Note("datasets.note_split", {"train": len(indices[0]), "test": len(indices[1])}))
    return Dataset(
        **vars(origin),
        x_train=pictures[0],
        y_train=indices[0],
        x_test=pictures[1],
        y_test=indices[1],
        class_names=shown,
        notes=(*notes, *one_sided(indices, shown)),
    )


def _kind_of(names: Collection[str]) -> _Kind | None:
    """Return what files of these names are; many files are called "train": "meta" must be beside it."""
    for kind in _KINDS:
        needed = len(kind.train) > 1 or kind.names in names
        if needed and any(name in names for name in kind.train):
            return kind
    return None


def _names_in(folder: Path) -> set[str]:
    try:
        with os.scandir(folder) as entries:
            return {
                entry.name for entry in islice(entries, _MOST_ENTRIES) if entry.is_file(follow_symlinks=False)
            }
    except OSError:
        return set()


_Read = Callable[[str], bytes]


@contextmanager
def _opened(path: Path) -> Iterator[tuple[set[str], _Read]]:
    """Give the names of the files, without folders, and how they are read."""
    if path.is_file():
        with open_regular(path, MAX_BYTES) as file:
            packed = is_tar(file.read(_START_BYTES))
        if packed:
            with CheckedTar(path, MAX_BYTES) as tar:
                members = {PurePosixPath(name).name: name for name in tar.names}
                yield set(members), lambda name: tar.read(members[name], MAX_PICKLE_BYTES)
            return
    folder = path if path.is_dir() else path.parent
    yield _names_in(folder), lambda name: read_regular(str(folder / name), MAX_PICKLE_BYTES)


def _rows(content: bytes, kind: _Kind, name: str) -> _Rows:
    """Return uint8 (pictures, 3072) and int64 (pictures,)."""
    if isinstance(kind.label, int):
        size = kind.in_front + _VALUES
        if not content or len(content) % size:
            raise CnnguiError("datasets.cifar_file", name=name)
        records = np.frombuffer(content, np.uint8).reshape(-1, size)
        return records[:, kind.in_front :], records[:, kind.label].astype(np.int64)
    held = read_pickle(content, shown=name)
    values = {plain(key): value for key, value in held.items()} if isinstance(held, dict) else {}
    rows, labels = values.get("data"), array_of(values.get(kind.label))
    if isinstance(rows, np.ndarray) and labels is not None and labels.dtype.kind in "iu":
        fits = rows.dtype == np.uint8 and rows.shape[1:] == (_VALUES,)
        if fits and labels.shape == rows.shape[:1] != (0,):
            return rows, labels.astype(np.int64)
    raise CnnguiError("datasets.cifar_file", name=name)


def _class_names(content: bytes, kind: _Kind) -> list[str] | None:
    if kind.names.endswith(".txt"):
        return content[:_MAX_TEXT_BYTES].decode("utf-8", "replace").split() or None
    held = read_pickle(content, shown=kind.names)
    wanted = "fine_label_names" if kind.label == "fine_labels" else "label_names"
    if not isinstance(held, dict):
        return None
    return words_of(next((value for key, value in held.items() if plain(key) == wanted), None))
