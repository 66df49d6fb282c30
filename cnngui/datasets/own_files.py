"""Datasets in files that the user has."""

from __future__ import annotations

from pathlib import Path

from cnngui.datasets.assembling import MAX_BYTES, Origin
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.idx import GZIP_MAGIC, load_idx
from cnngui.datasets.npz import load_npz
from cnngui.errors import CnnguiError
from cnngui.files.opening import open_regular, shown_text


def load_own(path: str | Path) -> Dataset:
    """Load an .npz file, or IDX files by their folder or by one of them; the content decides, not the name.

    Raises:
        CnnguiError: a file that is missing, damaged, hostile or no dataset.
    """
    path = Path(path)
    origin = Origin(key=str(path.absolute()), label=shown_text(path.name.split(".")[0] or path.name, 60))
    if path.is_dir():
        return load_idx(path, origin)
    with open_regular(path, MAX_BYTES) as file:
        start = file.read(6)
    if start.startswith(b"PK"):
        return load_npz(path, origin)
    if start.startswith((GZIP_MAGIC, b"\0\0")):
        return load_idx(path, origin)
    if start == b"\x93NUMPY":
        raise CnnguiError("datasets.single_array", path=shown_text(path))
    raise CnnguiError("datasets.unknown_format", path=shown_text(path))
