"""Datasets in two or four .npy files, found by their names: x.npy and y.npy, train_images.npy and so on."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from cnngui.datasets.assembling import MAX_BYTES, Origin
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.named_arrays import TRAIN, dataset_of, meant
from cnngui.errors import CnnguiError
from cnngui.files.arrays import ArrayHeader, check_size, read_header, read_npy
from cnngui.files.opening import open_regular, shown_name, shown_text

NPY_MAGIC = b"\x93NUMPY"
_SUFFIX = ".npy"
_MOST_ENTRIES = 10_000


class _Files:
    """The arrays of a folder, or those beside a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.names = _names_in(folder)

    def header(self, name: str) -> ArrayHeader:
        with open_regular(self._path(name), MAX_BYTES) as file:
            shown = shown_name(name)
            header, header_bytes = read_header(file, shown=shown)
            stored = file.seek(0, 2)
            check_size(header, header_bytes, max_bytes=MAX_BYTES, stored_bytes=stored, shown=shown)
            return header

    def read(self, name: str) -> NDArray[Any]:
        with open_regular(self._path(name), MAX_BYTES) as file:
            stored = file.seek(0, 2)
            file.seek(0)
            return read_npy(file, MAX_BYTES, stored_bytes=stored, shown=shown_name(name))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"


def holds_npy(path: Path, start: bytes) -> bool:
    """Whether a path is an .npy file, or a folder with some and without pictures."""
    return len(_names_in(path)) > 1 if path.is_dir() else start.startswith(NPY_MAGIC)


def load_npy(path: Path, origin: Origin) -> Dataset:
    """Load the arrays of a folder, or those beside one of them (`cnngui.datasets.named_arrays`).

    Raises:
        CnnguiError: ``datasets.single_array``, damaged files, or no dataset.
    """
    files = _Files(path if path.is_dir() else path.parent)
    roles = meant(files)
    if not path.is_dir() and not (set(TRAIN) <= set(roles) and _named(path) in roles.values()):
        raise CnnguiError("datasets.single_array", path=shown_text(path))
    return dataset_of(files, path, origin)


def npy_beside(path: Path) -> tuple[Path, ...]:
    """Return all .npy files beside one: a note tells of those that are not used."""
    if not path.name.endswith(_SUFFIX):
        return ()
    return tuple(path.with_name(f"{name}{_SUFFIX}") for name in _names_in(path.parent))


def _named(path: Path) -> str:
    return path.name.removesuffix(_SUFFIX)


def _names_in(folder: Path) -> tuple[str, ...]:
    try:
        with os.scandir(folder) as entries:
            some = [entry for entry in islice(entries, _MOST_ENTRIES) if entry.is_file(follow_symlinks=False)]
    except OSError:
        return ()
    return tuple(sorted(entry.name.removesuffix(_SUFFIX) for entry in some if entry.name.endswith(_SUFFIX)))
