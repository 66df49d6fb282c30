"""Read .npy and .npz files that may be damaged or hostile, without ever unpickling.

A header is compared with the stored size in Python integers, which cannot overflow, before anything of the
size it claims is allocated. It is parsed here, not by numpy.lib.format (numpy 2.4). That has no public reader
for version 3, evaluates the text (4 kB of brackets end in RecursionError, MemoryError or TokenError), warns
on the way, and lets lengths of -1 or True, types within types and objects pass: as many checks would stand
around it as stand here.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NoReturn

import numpy as np
from numpy.typing import NDArray

from cnngui.files.archives import CheckedZip
from cnngui.files.opening import MB, DamagedError, shown_name

Array = NDArray[Any]
Arrays = tuple[Array, ...]

_MAX_HEADER_BYTES = 4096
_MAX_DIMENSIONS = 8
_BLOCK_BYTES = 1 << 20
# Whole and real numbers, truth values and text. Objects are pickles; the rest has no use here.
_DESCRIPTION = re.compile(r"[<>|=]?(b1|[iu][1248]|f[248]|[US][1-9]\d{0,3})")
_ITEM = re.compile(
    r"""\s*(['"])(?P<key>\w+)\1\s*:\s*"""
    r"""(?:(['"])(?P<text>[^'"]*)\3|(?P<flag>True|False)|\((?P<shape>[\d\s,]*)\))\s*(?:,\s*|$)"""
)


@dataclass(frozen=True)
class ArrayHeader:
    """What an .npy file says of itself: the type, the shape, the order of its values."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    fortran_order: bool

    @property
    def data_bytes(self) -> int:
        """Bytes of the values, as a Python integer that cannot overflow."""
        return math.prod(self.shape) * self.dtype.itemsize


def read_header(stream: BinaryIO, *, shown: str) -> tuple[ArrayHeader, int]:
    """Read an .npy header, versions 1 to 3.

    Args:
        stream: positioned at the magic bytes; left at the first value.
        shown: how messages name the array.

    Returns:
        The header and its length in bytes.

    Raises:
        CnnguiError: not an .npy header, or one of a type or shape that is not read here.
    """
    start = stream.read(8)
    if len(start) < 8 or start[:6] != b"\x93NUMPY" or start[6] not in (1, 2, 3):
        _refused("array_start", shown)
    width = 2 if start[6] == 1 else 4
    length = int.from_bytes(stream.read(width), "little")
    if length > _MAX_HEADER_BYTES:
        _refused("array_header", shown)
    raw = stream.read(length)
    if len(raw) < length:
        _refused("array_header", shown)
    return _parsed(raw.decode("latin-1"), shown), 8 + width + length


def check_size(
    header: ArrayHeader,
    header_bytes: int,
    *,
    max_bytes: int,
    stored_bytes: int,
    shown: str,
    exact: bool = True,
) -> None:
    """Refuse an array that is larger than `max_bytes` or not of the size that is stored.

    Args:
        stored_bytes: bytes the file holds, header included; the most it may hold if not `exact`.

    Raises:
        CnnguiError: too large, truncated, or followed by something else.
    """
    if header.data_bytes > max_bytes or any(length > max_bytes for length in header.shape):
        _too_large(header, max_bytes, shown)
    if header_bytes + header.data_bytes > stored_bytes:
        truncated(header, stored_bytes, shown)
    if exact and header_bytes + header.data_bytes < stored_bytes:
        _refused("array_longer", shown)


def read_values(stream: BinaryIO, header: ArrayHeader, *, shown: str) -> Array:
    """Read the values that follow a header which `check_size` has let pass.

    Raises:
        CnnguiError: the stream ends before the last value or goes on after it.
    """
    try:
        raw = np.empty(header.data_bytes, np.uint8)  # pages are only used as they are filled
    except MemoryError:
        _too_large(header, header.data_bytes, shown)
    view = raw.data
    done = 0
    while done < len(view):
        block = stream.read(min(_BLOCK_BYTES, len(view) - done))
        if not block:
            truncated(header, done, shown)
        view[done : done + len(block)] = block
        done += len(block)
    if stream.read(1):  # also lets a zip member or gzip file reach its end, where its checksum is compared
        _refused("array_longer", shown)
    return _shaped(raw, header)


def read_npy(stream: BinaryIO, max_bytes: int, *, stored_bytes: int, shown: str) -> Array:
    """Read one .npy array in the byte order of this machine.

    Args:
        stream: positioned at the magic bytes.
        max_bytes: the largest array accepted, in bytes.
        stored_bytes: bytes the stream holds, header included. It must fit the header exactly.
        shown: how messages name the array, for example "x_train in mnist.npz".

    Raises:
        CnnguiError: damaged, truncated, too large, pickled, or of a type that is not read here.
    """
    header, header_bytes = read_header(stream, shown=shown)
    check_size(header, header_bytes, max_bytes=max_bytes, stored_bytes=stored_bytes, shown=shown)
    return read_values(stream, header, shown=shown)


class NpzFile:
    """The arrays of an .npz file; their headers can be judged before any values are read.

    Args:
        path: a regular file.
        max_bytes: the largest sum of all arrays, and of the file itself, in bytes.

    Raises:
        CnnguiError: on opening and reading, as `CheckedZip` and `read_npy` do.
    """

    def __init__(self, path: str | Path, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._file_name = shown_name(Path(path).name)
        self._zip = CheckedZip(path, max_bytes)

    @property
    def names(self) -> tuple[str, ...]:
        """The arrays, in the order in which they were stored. Members that are no .npy files are left out."""
        return tuple(name[:-4] for name in self._zip.names if name.endswith(".npy"))

    def header(self, name: str) -> ArrayHeader:
        """Return type and shape of an array, checked against its stored size, reading some hundred bytes."""
        shown = self._shown(name)
        with self._zip.open(f"{name}.npy") as stream:
            header, header_bytes = read_header(stream, shown=shown)
        stored_bytes = self._zip.size(f"{name}.npy")
        check_size(header, header_bytes, max_bytes=self._max_bytes, stored_bytes=stored_bytes, shown=shown)
        return header

    def read(self, name: str) -> Array:
        """Return an array, its checksum verified."""
        member = f"{name}.npy"
        with self._zip.open(member) as stream:
            return read_npy(
                stream, self._max_bytes, stored_bytes=self._zip.size(member), shown=self._shown(name)
            )

    def __enter__(self) -> NpzFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.__exit__(kind, error, trace)

    def _shown(self, name: str) -> str:
        return f"{shown_name(name)} in {self._file_name}"


def _parsed(text: str, shown: str) -> ArrayHeader:
    text = text.strip()
    if not (text.startswith("{") and text.endswith("}")):
        _refused("array_header", shown)
    inside, position, items = text[1:-1], 0, {}
    while match := _ITEM.match(inside, position):
        items[match["key"]] = match
        position = match.end()
    if re.search(r"""['"]\|?O\d*['"]""", text):
        raise DamagedError("files.array_pickled", name=shown)
    if position != len(inside) or set(items) != {"descr", "fortran_order", "shape"}:
        _refused("array_header", shown)
    description, flag, shape = items["descr"]["text"], items["fortran_order"]["flag"], items["shape"]["shape"]
    if description is None or flag is None or shape is None:
        _refused("array_header", shown)
    if not _DESCRIPTION.fullmatch(description):
        raise DamagedError("files.array_type", name=shown, found=shown_name(description))
    lengths = shape.replace(" ", "").removesuffix(",").split(",") if shape.strip() else []
    if len(lengths) > _MAX_DIMENSIONS or not all(re.fullmatch(r"\d{1,30}", length) for length in lengths):
        _refused("array_shape", shown)
    return ArrayHeader(np.dtype(description), tuple(map(int, lengths)), flag == "True")


def _shaped(raw: NDArray[np.uint8], header: ArrayHeader) -> Array:
    if header.dtype.kind == "b":
        values: Array = raw != 0  # other bytes than 0 and 1 would be neither true nor false to numpy
    else:
        values = raw.view(header.dtype)
        if not header.dtype.isnative:
            values = values.astype(header.dtype.newbyteorder("="))
    # not ascontiguousarray: it would turn a single value of shape () into one of shape (1,)
    return np.asarray(values.reshape(header.shape, order="F" if header.fortran_order else "C"), order="C")


def _refused(code: str, shown: str) -> NoReturn:
    raise DamagedError(f"files.{code}", name=shown)


def truncated(header: ArrayHeader, stored_bytes: int, shown: str) -> NoReturn:
    """Refuse an array of which only `stored_bytes` are there. Raises CnnguiError."""
    raise DamagedError(
        "files.array_truncated",
        name=shown,
        shape="×".join(map(str, header.shape)),
        expected_bytes=header.data_bytes,
        stored_bytes=stored_bytes,
    )


def _too_large(header: ArrayHeader, max_bytes: int, shown: str) -> NoReturn:
    raise DamagedError(
        "files.array_too_large",
        name=shown,
        shape="×".join(map(str, header.shape)),
        size_mb=header.data_bytes / MB,
        limit_mb=max_bytes / MB,
    )
