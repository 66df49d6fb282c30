"""The kinds of files and folders that datasets are loaded from: one entry each, tried in turn.

A new kind is a reader, an entry here, and its words: ``datasets.format_<name>`` and what can be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from cnngui.datasets.assembling import MAX_BYTES, Origin
from cnngui.datasets.beside import tests_beside
from cnngui.datasets.cifar_files import cifar_beside, holds_cifar, load_cifar
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.drawn import load_drawn
from cnngui.datasets.drawn_sets import is_drawn_set
from cnngui.datasets.idx import GZIP_MAGIC, idx_beside, load_idx
from cnngui.datasets.mat import load_mat
from cnngui.datasets.npy_pair import holds_npy, load_npy, npy_beside
from cnngui.datasets.npz import load_npz
from cnngui.datasets.pickled import is_pickled, load_pickled
from cnngui.datasets.picture_folder import load_pictures
from cnngui.datasets.picture_reading import Progress
from cnngui.datasets.picture_store import holds_pictures
from cnngui.datasets.preparation import AS_IT_CAME, Preparation
from cnngui.datasets.prepared import prepared
from cnngui.datasets.tables import load_table, looks_like_table
from cnngui.errors import CnnguiError
from cnngui.files.mats import looks_like_mat
from cnngui.files.opening import open_regular, shown_name, shown_text
from cnngui.files.tars import is_tar
from cnngui.messages import text

_START_BYTES = 4096


@dataclass(frozen=True)
class Loader:
    """One kind.

    Attributes:
        name: its words are ``datasets.format_<name>``.
        patterns: what its files are usually called. Only dialogs go by that.
        accepts: whether a path may be of this kind, by its first bytes; they are empty for a folder.
        load: returns the dataset, or raises CnnguiError; it may tell how far it is.
        load_prepared: the same where data can only be prepared while they are read: pictures of many sizes.
        beside: what it may read besides a file of that name. It goes by names alone, and reads nothing.
    """

    name: str
    patterns: tuple[str, ...]
    accepts: Callable[[Path, bytes], bool]
    load: Callable[[Path, Origin, Progress], Dataset]
    load_prepared: Callable[[Path, Origin, Progress, Preparation], Dataset] | None = None
    beside: Callable[[Path], Iterable[Path]] = lambda path: ()


def _at_once(load: Callable[[Path, Origin], Dataset]) -> Callable[[Path, Origin, Progress], Dataset]:
    return lambda path, origin, _: load(path, origin)


LOADERS = (
    Loader("cifar", ("*data_batch_*",), holds_cifar, _at_once(load_cifar), beside=cifar_beside),
    # Folders, before those that look into folders.
    Loader("drawn", (), lambda path, start: is_drawn_set(path), load_drawn),
    Loader(
        "npz",
        ("*.npz",),
        lambda path, start: start.startswith(b"PK") and not holds_pictures(path, start),
        _at_once(load_npz),
    ),
    Loader(
        "npy",
        ("*.npy",),
        lambda path, start: holds_npy(path, start) and not holds_pictures(path, start),
        _at_once(load_npy),
        beside=npy_beside,
    ),
    Loader(
        "idx",
        ("*.gz", "*idx3-ubyte", "*idx1-ubyte"),
        lambda path, start: (
            (start.startswith((GZIP_MAGIC, b"\0\0")) and not is_tar(start) and not is_pickled(start))
            or (path.is_dir() and not holds_pictures(path, start))
        ),
        _at_once(load_idx),
        beside=idx_beside,
    ),
    Loader(
        "pickle", ("*.pkl", "*.pickle", "*.p"), lambda path, start: is_pickled(start), _at_once(load_pickled)
    ),
    Loader(
        "mat",
        ("*.mat",),
        lambda path, start: looks_like_mat(start),
        _at_once(load_mat),
        beside=tests_beside,
    ),
    Loader(
        "table", ("*.csv", "*.tsv", "*.parquet"), looks_like_table, _at_once(load_table), beside=tests_beside
    ),
    Loader("pictures", ("*.zip", "*.tar", "*.tgz"), holds_pictures, load_pictures, load_pictures),
)


def load_own(
    path: str | Path,
    progress: Progress = lambda done, total: None,
    preparation: Preparation = AS_IT_CAME,
) -> Dataset:
    """Load a file or folder of the user; the content decides what it is, not the name.

    Args:
        progress: is told how far it is, done and in all, where these are many files.
        preparation: how they are prepared.

    Raises:
        CnnguiError: a file that is missing, damaged, hostile or no dataset.
    """
    path = Path(path)
    start = b"" if path.is_dir() else _start(path)
    for loader in LOADERS:
        if loader.accepts(path, start):
            label = shown_name(path.name.split(".")[0] or path.name)
            origin = Origin(str(path.absolute()), label)
            if loader.load_prepared is not None:
                return loader.load_prepared(path, origin, progress, preparation)
            return prepared(loader.load(path, origin, progress), preparation)
    raise CnnguiError("datasets.unknown_format", path=shown_text(path), formats=formats())


def prepares_as_it_reads(path: str | Path) -> bool:
    """Return whether data are prepared while they are read, as pictures in files are; False for what is none.

    Raises:
        CnnguiError: it cannot be opened.
    """
    path = Path(path)
    if not path.exists():
        return False
    start = b"" if path.is_dir() else _start(path)
    taken = next((loader for loader in LOADERS if loader.accepts(path, start)), None)
    return taken is not None and taken.load_prepared is not None


def files_read(path: Path) -> tuple[Path, ...]:
    """Return the file or folder itself and, of a file, all those beside it that may be read with it.

    Some may be in vain: names alone do not tell which kind a file is of.
    """
    beside = () if path.is_dir() else (each for loader in LOADERS for each in loader.beside(path))
    return tuple(dict.fromkeys((path, *beside)))


def formats() -> str:
    """Return what can be loaded, in words."""
    return "; ".join(text(f"datasets.format_{loader.name}") for loader in LOADERS)


def patterns() -> str:
    """Return what such files are usually called, as file dialogs take it."""
    return " ".join(pattern for loader in LOADERS for pattern in loader.patterns)


def called_like_data(path: str) -> bool:
    """Return whether a file's name is one that such files usually have."""
    return any(fnmatch(path.lower(), pattern.lower()) for loader in LOADERS for pattern in loader.patterns)


def _start(path: Path) -> bytes:
    with open_regular(path, MAX_BYTES) as file:
        return file.read(_START_BYTES)
