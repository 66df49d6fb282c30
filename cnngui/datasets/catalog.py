"""The datasets that are known by name, and loading any dataset."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from cnngui.datasets.applied_edits import edited
from cnngui.datasets.assembling import Origin
from cnngui.datasets.cifar import load_cifar10
from cnngui.datasets.cifar_files import load_cifar
from cnngui.datasets.data_reference import parted, reference
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.downloads import RemoteFile, fetch
from cnngui.datasets.drawn_sets import resolved
from cnngui.datasets.emnist import load_emnist
from cnngui.datasets.idx import load_idx
from cnngui.datasets.known import KNOWN, DatasetInfo
from cnngui.datasets.loaders import load_own
from cnngui.datasets.mat import load_mat
from cnngui.datasets.npz import load_npz
from cnngui.datasets.preparation import Preparation
from cnngui.datasets.prepared import prepared
from cnngui.datasets.sentences import load_sentences
from cnngui.datasets.toys import TOYS, shifted_digits
from cnngui.datasets.xor import xor
from cnngui.errors import CnnguiError
from cnngui.files.opening import MB, open_regular, shown_name

__all__ = ["DatasetInfo", "catalog", "info", "is_available", "load_dataset"]


def catalog() -> tuple[DatasetInfo, ...]:
    """Return the datasets known by name, the bundled one first."""
    return KNOWN


def info(key: str) -> DatasetInfo:
    """Return a dataset of the catalogue.

    Raises:
        CnnguiError: `datasets.unknown`, naming those there are.
    """
    for entry in catalog():
        if entry.key == key:
            return entry
    keys = ", ".join(entry.key for entry in catalog())
    raise CnnguiError("datasets.unknown", key=shown_name(key), keys=keys)


def is_available(key: str) -> bool:
    """Return whether all files of a known dataset are there with the right size; quick enough for a list."""
    entry = info(key)
    return all(_size(entry.folder / file.name) == file.bytes for file in entry.files)


def load_dataset(
    ref: str | Path,
    *,
    allow_download: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    edits: bool = True,
    preparation: Preparation | None = None,
) -> Dataset:
    """Load a dataset by its key, or from a file or folder of the user.

    Args:
        ref: a key of the catalogue; ``drawn:NAME``, a set of drawings (`cnngui.datasets.drawn_sets`); or the
            path of a file or folder (`cnngui.datasets.loaders`). A key wins over a file of the same name,
            which `./mnist` still reaches. Behind any of these may stand how they are prepared
            (`cnngui.datasets.data_reference`).
        allow_download: whether files may be fetched that are not there; ask the person first.
        progress: called with bytes done and bytes in all while downloading, and while a folder
            of them is read.
        cancelled: asked while downloading; True stops it.
        edits: whether the person's own edits to these data apply (`cnngui.datasets.edits`).
        preparation: how they are prepared, in place of what `ref` says.

    Raises:
        CnnguiError: `datasets.not_downloaded` if it is not there and may not be fetched; else what is wrong,
            why, and the mend.
    """
    is_name = isinstance(ref, str)
    ref, told = parted(str(ref))
    preparation = preparation or told
    if ref in {entry.key for entry in catalog()}:
        dataset = prepared(_load_known(info(ref), allow_download, progress, cancelled), preparation)
    else:
        ref = str(resolved(ref))
        bare = is_name and not Path(ref).suffix and Path(ref).name == ref
        if bare and not os.path.lexists(ref):
            info(ref)  # a word that is neither key nor file: say which keys there are
        dataset = load_own(ref, progress or (lambda done, total: None), preparation)
    dataset = dataset.called(reference(dataset.key, preparation))
    return edited(dataset) if edits else dataset


def _load_known(
    entry: DatasetInfo,
    allow_download: bool,
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Dataset:
    wrong = [file for file in entry.files if not _is_whole(entry.folder / file.name, file)]
    if wrong and allow_download and not entry.bundled:
        fetch(entry.files, entry.folder, label=entry.label, progress=progress, cancelled=cancelled)
    elif wrong:
        raise _not_there(entry, wrong)
    origin = Origin(entry.key, entry.label, entry.source, entry.licence)
    if entry.key == "xor":
        return xor(origin)
    if entry.key in TOYS:
        return TOYS[entry.key](origin)
    if entry.key == "shifted-digits":
        return shifted_digits(origin, _load_known(info("digits"), False, None, None))
    if entry.key == "sentences":
        return load_sentences(entry.folder / entry.files[0].name, origin, entry.class_names)
    if entry.key == "cifar10":
        return load_cifar10(entry.folder / entry.files[0].name, origin, entry.class_names)
    if entry.key in ("cifar100", "svhn"):
        load = load_cifar if entry.key == "cifar100" else load_mat
        # What is noted is true of every copy, and `about` has it.
        return replace(load(entry.folder / entry.files[0].name, origin), notes=())
    if entry.key.startswith("emnist-"):
        return load_emnist(entry.folder / entry.files[0].name, origin, entry.class_names)
    if len(entry.files) == 1:
        return load_npz(entry.folder / entry.files[0].name, origin, entry.class_names)
    return load_idx(entry.folder, origin, entry.class_names)


def _not_there(entry: DatasetInfo, wrong: Sequence[RemoteFile]) -> CnnguiError:
    other = [file for file in wrong if _size(entry.folder / file.name) is not None]
    code = "bundle_damaged" if entry.bundled else "another_file" if other else "not_downloaded"
    return CnnguiError(
        f"datasets.{code}",
        label=entry.label,
        size_mb=entry.bytes / MB,
        folder=str(entry.folder),
        names=", ".join(file.name for file in other or wrong),
        urls=", ".join(file.urls[0] for file in wrong if file.urls),
        sha256=", ".join(file.sha256 for file in other),
    )


def _is_whole(path: Path, file: RemoteFile) -> bool:
    if _size(path) != file.bytes:
        return False
    with open_regular(path, file.bytes) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None
