"""EMNIST as NIST hands it out: one archive with the gzipped IDX files of all its parts.

Rows and columns of the pictures are exchanged, and letters are numbered from 1 (Cohen et al. 2017).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cnngui.datasets.assembling import MAX_BYTES, Origin
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.idx import load_idx
from cnngui.files.archives import CheckedZip

_FILES = tuple(
    f"{part}-{what}-ubyte.gz" for part in ("train", "test") for what in ("images-idx3", "labels-idx1")
)


def load_emnist(archive: Path, origin: Origin, class_names: Sequence[str]) -> Dataset:
    """Load a part of EMNIST from its archive, upright.

    Args:
        origin: its key is the beginning of its files' names, such as ``emnist-letters``.

    Raises:
        CnnguiError: the archive is damaged, or another one.
    """
    # As files of their own: who reads IDX files then needs to know nothing of archives.
    with tempfile.TemporaryDirectory(prefix="cnngui-") as folder:
        with CheckedZip(archive, MAX_BYTES) as packed:
            for name in (f"{origin.key}-{file}" for file in _FILES):
                with packed.open(f"gzip/{name}") as source, (Path(folder) / name).open("xb") as target:
                    shutil.copyfileobj(source, target)
        return load_idx(folder, origin, class_names, exchange=True)
