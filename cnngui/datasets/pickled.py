"""Datasets in pickles of Python: CIFAR's batches, and dicts or pairs of arrays, as courses hand them round.

Nothing in them is run (`cnngui.files.pickles`).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import MAX_BYTES, Origin
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.named_arrays import HeldArrays, dataset_of
from cnngui.errors import CnnguiError
from cnngui.files.opening import open_regular, shown_name, shown_text, too_large
from cnngui.files.pickles import looks_pickled, read_pickle
from cnngui.files.tars import GZIP_MAGIC

MAX_PICKLE_BYTES = 400_000_000
"""CIFAR-100's training part has 155 MB, MNIST as float32 220 MB."""
_START_BYTES = 512
_PARTS = ("train", "validation", "test")
_SHOWN = 8
_LONGEST_WORD = 200


def is_pickled(start: bytes) -> bool:
    """Whether a file that begins with these bytes may be a pickle, packed by gzip or not."""
    if start.startswith(GZIP_MAGIC):
        try:
            start = zlib.decompressobj(31).decompress(start, _START_BYTES)
        except zlib.error:
            return False
    return looks_pickled(start)


def load_pickled(path: Path, origin: Origin) -> Dataset:
    """Load the arrays of a pickle, found by their names (`cnngui.datasets.named_arrays`), or by their place.

    By place are found a pair of pictures and labels, and two or three such pairs: training, perhaps
    validation, and test, as in the mnist.pkl.gz of deeplearning.net.

    Raises:
        CnnguiError: a damaged pickle, one that names what is no plain data, or no dataset.
    """
    value = read_pickle(_content(path), shown=shown_name(path.name))
    arrays, names = _arrays(value)
    if not arrays:
        found = (
            type(value).__name__
            if not isinstance(value, dict)
            else ", ".join(map(plain, list(value)[:_SHOWN]))
        )
        raise CnnguiError("datasets.npz_layout", path=shown_text(path), found=shown_text(found))
    return dataset_of(HeldArrays(arrays), path, origin, names)


def _content(path: Path) -> bytes:
    with open_regular(path, MAX_BYTES) as file:
        packed = file.read(2) == GZIP_MAGIC
        file.seek(0)
        stream = cast(gzip.GzipFile, gzip.GzipFile(fileobj=file) if packed else file)
        try:
            content = stream.read(MAX_PICKLE_BYTES + 1)
        except (EOFError, OSError, zlib.error) as error:
            raise CnnguiError(
                "datasets.gzip_damaged", name=shown_name(path.name), reason=shown_text(error)
            ) from None
    if len(content) > MAX_PICKLE_BYTES:
        raise too_large(shown_text(path), len(content), MAX_PICKLE_BYTES)
    return content


def _arrays(value: Any) -> tuple[dict[str, NDArray[Any]], Sequence[str] | None]:
    """Return arrays by their names, and the names of classes if these are told."""
    if isinstance(value, dict):
        held = {plain(key): array for key, each in value.items() if (array := array_of(each)) is not None}
        names = next(
            (words_of(value[key]) for key in value if plain(key) in ("class_names", "label_names")), None
        )
        return held, names
    if isinstance(value, list | tuple) and len(value) in (2, 3, 4):
        pairs = [each for each in value if isinstance(each, list | tuple) and len(each) == 2]
        if len(pairs) == len(value):
            parts = _PARTS if len(pairs) == 3 else ("train", "test")
            found: dict[Any, Any] = {}
            for part, (x, y) in zip(parts, pairs, strict=False):
                found |= {f"x_{part}": x, f"y_{part}": y}
            return _arrays(found)
        return _arrays({f"arr_{place}": each for place, each in enumerate(value)})
    return {}, None


def array_of(value: Any) -> NDArray[Any] | None:
    """Return an array, or a flat list of numbers or words as one; None of everything else."""
    if isinstance(value, np.ndarray):
        return value
    if not isinstance(value, list | tuple) or not value:
        return None
    if all(type(each) in (int, bool) and abs(each) < 2**63 for each in value):
        return np.array(value, np.int64)
    if all(type(each) in (int, float, bool) for each in value):
        return np.array(value, np.float64)
    words = words_of(value)
    return None if words is None else np.array(words, str)


def words_of(value: Any) -> list[str] | None:
    """Return a list of text as such, None of everything else; Python 2's text comes as bytes."""
    if not isinstance(value, list | tuple) or not value:
        return None
    if not all(isinstance(each, str | bytes) and len(each) <= _LONGEST_WORD for each in value):
        return None
    return [plain(each) for each in value]


def plain(key: Any) -> str:
    """Return a key or word as text."""
    return key.decode("utf-8", "replace") if isinstance(key, bytes) else str(key)
