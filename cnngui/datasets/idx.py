"""Datasets in the IDX files of MNIST and its successors, gzipped or not.

An IDX file is two zero bytes, a type, the number of axes, four big-endian bytes for the length of each axis,
and the values (the format note on the MNIST page of LeCun, Cortes and Burges).
"""

from __future__ import annotations

import gzip
import os
import re
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import MAX_BYTES, Origin, UnreadArray, UnreadPart, assemble
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.labels import MAX_CLASSES, is_one_hot
from cnngui.errors import CnnguiError, reason_of
from cnngui.files.arrays import ArrayHeader, check_size, read_values
from cnngui.files.opening import open_regular, shown_name, shown_text

GZIP_MAGIC = b"\x1f\x8b"

_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MAX_DIMENSIONS = 4
_MAX_DEFLATE_RATIO = 1032
_MAX_FOLDER_ENTRIES = 10_000
_MAPPING = "mapping.txt"
_MAX_MAPPING_BYTES = 100_000
_SMALL = re.compile(r"[0-9]{1,6}")
_NAME = re.compile(
    r"(?P<prefix>.*?)(?P<part>train|t10k|test)[-_.](?P<what>images|labels)[-_.]idx\d[-_.](ubyte|byte|short|int|float|double)(\.gz)?",
    re.IGNORECASE,
)


_Key = tuple[str, str]


def load_idx(
    path: str | Path, origin: Origin, class_names: Sequence[str] | None = None, *, exchange: bool = False
) -> Dataset:
    """Load the IDX files of a folder, or those that belong to one of them.

    They are found by their names: train-images-idx3-ubyte, train-labels-idx1-ubyte and, if there, t10k-… or
    test-…, each with or without .gz, all with the same beginning, such as emnist-letters-.

    Args:
        exchange: as `assemble` takes it.

    Raises:
        CnnguiError: files that are missing, damaged, hostile or no dataset.
    """
    prefix, files = _siblings(Path(path))
    mapping = None if class_names is not None else _mapping(Path(path), prefix)
    train = _part(files, "train", path)
    test = _part(files, "test", path) if any(part == "test" for part, _what in files) else None
    train.check()  # before labels are read, which may be very many
    if first_column := _has_origins(train.y):
        train, test = _by_first_column(train), test and _by_first_column(test)
    dataset = assemble(train, test, origin, class_names if mapping is None else mapping, exchange=exchange)
    notes = (Note("datasets.note_first_column"),) if first_column else ()
    if mapping is not None:
        notes = (*notes, Note("datasets.note_mapping", {"name": shown_name(f"{prefix}{_MAPPING}")}))
    return replace(dataset, notes=(*notes, *dataset.notes))


def idx_beside(path: Path) -> tuple[Path, ...]:
    """Return the files that `load_idx` reads with one of this name."""
    if not _NAME.fullmatch(path.name):
        return ()
    try:
        prefix, files = _siblings(path)
    except CnnguiError:
        return ()
    return (*files.values(), path.with_name(f"{prefix}{_MAPPING}"))


def read_idx(path: str | Path, max_bytes: int) -> NDArray[Any]:
    """Return the values of one IDX file of at most `max_bytes` unpacked bytes.

    Raises:
        CnnguiError: damaged, truncated, too large, or no IDX file.
    """
    with _opened(path, max_bytes) as (stream, header, shown):
        return read_values(stream, header, shown=shown)


def idx_header(path: str | Path, max_bytes: int) -> ArrayHeader:
    """Return type and shape of one IDX file, checked against its size. Raises as `read_idx` does."""
    with _opened(path, max_bytes) as (_stream, header, _shown):
        return header


@contextmanager
def _opened(path: str | Path, max_bytes: int) -> Iterator[tuple[BinaryIO, ArrayHeader, str]]:
    shown = shown_name(Path(path).name)
    with open_regular(path, max_bytes) as file:
        stored_bytes = file.seek(0, 2)
        file.seek(0)
        packed = file.read(2) == GZIP_MAGIC
        file.seek(0)
        # mypy takes a GzipFile for no BinaryIO, though it reads like one.
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file
        try:
            header, header_bytes = _read_header(stream, shown)
            check_size(
                header,
                header_bytes,
                max_bytes=max_bytes,
                stored_bytes=stored_bytes * _MAX_DEFLATE_RATIO if packed else stored_bytes,
                shown=shown,
                exact=not packed,
            )
            yield stream, header, shown
        except (EOFError, OSError, zlib.error) as error:
            raise CnnguiError("datasets.gzip_damaged", name=shown, reason=shown_text(error)) from None


def _read_header(stream: BinaryIO, shown: str) -> tuple[ArrayHeader, int]:
    start = stream.read(4)
    if (
        len(start) < 4
        or start[:2] != b"\0\0"
        or start[2] not in _TYPES
        or not 1 <= start[3] <= _MAX_DIMENSIONS
    ):
        raise CnnguiError("datasets.not_idx", name=shown)
    lengths = stream.read(4 * start[3])
    if len(lengths) < 4 * start[3]:
        raise CnnguiError("datasets.not_idx", name=shown)
    shape = tuple(int.from_bytes(lengths[i : i + 4], "big") for i in range(0, len(lengths), 4))
    return ArrayHeader(np.dtype(_TYPES[start[2]]), shape, fortran_order=False), 4 + len(lengths)


def _mapping(path: Path, prefix: str) -> list[str] | None:
    """Return the letter that each label stands for, from EMNIST's table beside the files; None without one.

    A line has a label and the numbers of one or two characters: 1 65 97 is a label for A and a.
    """
    table = (path if path.is_dir() else path.parent) / f"{prefix}{_MAPPING}"
    if not table.is_file() or table.is_symlink():
        return None
    with open_regular(table, _MAX_MAPPING_BYTES) as file:
        lines = file.read().decode("ascii", "replace").splitlines()
    rows = [line.split() for line in lines if line.strip()]
    if not all(len(row) in (2, 3) and all(map(_SMALL.fullmatch, row)) for row in rows):
        return None
    numbers = [[int(cell) for cell in row] for row in rows]
    if any(row[0] >= MAX_CLASSES or max(row[1:]) > sys.maxunicode for row in numbers):
        return None
    names = [str(label) for label in range(1 + max((row[0] for row in numbers), default=0))]
    for label, *letters in numbers:
        names[label] = "/".join(map(chr, letters))
    return names


def _siblings(path: Path) -> tuple[str, dict[_Key, Path]]:
    """Return the IDX files in a folder, or beside a file with the same beginning of the name, and that."""
    folder = path if path.is_dir() else path.parent
    named = None if path.is_dir() else _NAME.fullmatch(path.name)
    if named is None and not path.is_dir():
        idx_header(path, MAX_BYTES)  # what is no IDX file at all is told before its name is
        raise CnnguiError("datasets.idx_name", path=shown_text(path))
    found: dict[str, dict[_Key, Path]] = {}
    for name in _names_in(folder):
        match = _NAME.fullmatch(name)
        if match and (named is None or match["prefix"] == named["prefix"]):
            part = "train" if match["part"].lower() == "train" else "test"
            file = _file(folder / name)
            if file is not None:
                found.setdefault(match["prefix"], {}).setdefault((part, match["what"].lower()), file)
    if len(found) != 1:
        several = ", ".join(shown_name(prefix) or "-" for prefix in sorted(found)[:8])
        code = "datasets.idx_several" if found else "datasets.idx_none"
        raise CnnguiError(code, path=shown_text(folder), found=several)
    return found.popitem()


def _file(path: Path) -> Path | None:
    """Return the file itself; or that of the same name in a folder, as archives are unpacked; or None."""
    if path.is_dir():
        path /= path.name
    return None if path.is_dir() or not path.exists() else path


def _names_in(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry, _ in zip(entries, range(_MAX_FOLDER_ENTRIES), strict=False)]
    except OSError as error:
        raise CnnguiError("files.unreadable", path=shown_text(folder), reason=reason_of(error)) from None
    return sorted(names)  # a file comes before the same one with .gz, which then is not needed


def _part(files: dict[_Key, Path], part: str, asked: str | Path) -> UnreadPart:
    return UnreadPart(*(_stored(files, part, what, asked) for what in ("images", "labels")))


def _stored(files: dict[_Key, Path], part: str, what: str, asked: str | Path) -> UnreadArray:
    path = files.get((part, what))
    if path is None:
        folder = asked if Path(asked).is_dir() else Path(asked).parent
        raise CnnguiError("datasets.idx_missing", path=shown_text(folder), part=part, what=what)
    if path.resolve().parent != path.parent.resolve():
        raise CnnguiError("datasets.link_leads_out", path=shown_text(path))
    return UnreadArray(path.name, idx_header(path, MAX_BYTES), partial(read_idx, path, MAX_BYTES))


def _has_origins(labels: UnreadArray) -> bool:
    """Whether labels are those of QMNIST: the class, then where the digit comes from."""
    header = labels.header
    several = len(header.shape) == 2 and header.shape[1] > 1 and header.dtype.itemsize > 1
    return several and not is_one_hot(labels.read())


def _by_first_column(part: UnreadPart) -> UnreadPart:
    y = part.y
    if len(y.header.shape) != 2:
        return part
    header = replace(y.header, shape=y.header.shape[:1])
    return replace(part, y=replace(y, header=header, read=lambda: y.read()[:, 0]))
