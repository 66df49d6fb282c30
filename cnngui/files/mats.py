"""Read the numeric arrays of MATLAB's .mat files of version 5, that may be damaged or hostile.

A file is a header of 128 bytes and elements, each a type, a length and as many bytes; an array is an element
of elements, often packed by zlib (MathWorks, "MAT-File Format"). Cells, structures, text, sparse and complex
arrays are passed over. Version 7.3 is another format, HDF5.
"""

from __future__ import annotations

import io
import math
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from cnngui.files.opening import DamagedError, open_regular, shown_text, too_large

_HEADER_BYTES = 128
_PACKED, _MATRIX = 15, 14
_TYPES = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
_CLASSES = {6: "f8", 7: "f4", 8: "i1", 9: "u1", 10: "i2", 11: "u2", 12: "i4", 13: "u4", 14: "i8", 15: "u8"}
_COMPLEX = 0x0800
_MOST_ELEMENTS = 10_000
_MAX_DIMENSIONS = 8
_LONGEST_NAME = 200
_COPIED = 1 << 20


def looks_like_mat(start: bytes) -> bool:
    """Whether a file that begins with these bytes is one of MATLAB's, of version 5 or 7.3."""
    return start.startswith(b"MATLAB ") and start[126:128] in (b"IM", b"MI")


def read_mat(path: str | Path, max_bytes: int) -> dict[str, NDArray[Any]]:
    """Return the numeric arrays of a file by their names; as in MATLAB, the first axis runs fastest.

    Args:
        max_bytes: the largest sum of all arrays, unpacked, and of the file itself.

    Raises:
        CnnguiError: ``files.mat_version``, ``files.mat_damaged``, or too large.
    """
    shown = shown_text(path)
    with open_regular(path, max_bytes) as file:
        try:
            return _Reader(file, shown, max_bytes).arrays()
        except (struct.error, zlib.error, ValueError, EOFError, OSError, MemoryError):
            raise DamagedError("files.mat_damaged", path=shown) from None


@dataclass
class _Reader:
    file: BinaryIO
    shown: str
    left: int

    def arrays(self) -> dict[str, NDArray[Any]]:
        header = self.file.read(_HEADER_BYTES)
        if not looks_like_mat(header):
            raise ValueError
        order = "<" if header[126:128] == b"IM" else ">"
        (version,) = struct.unpack(f"{order}H", header[124:126])
        if version != 0x0100:
            raise DamagedError("files.mat_version", path=self.shown)
        length = self.file.seek(0, 2)
        self.file.seek(_HEADER_BYTES)
        found: dict[str, NDArray[Any]] = {}
        for _ in range(_MOST_ELEMENTS):
            tag = self.file.read(8)
            if not tag.strip(b"\0"):
                break
            kind, size = struct.unpack(f"{order}II", tag)
            if self.file.tell() + size > length:
                raise ValueError
            end = self.file.tell() + size
            if kind in (_PACKED, _MATRIX):
                stream = _Unpacking(self.file, size) if kind == _PACKED else _Part(self.file, size)
                named = self._array(_Elements(cast(BinaryIO, stream), order), packed=kind == _PACKED)
                if named is not None:
                    found[named[0]] = named[1]
            self.file.seek(end)
        return found

    def _array(self, elements: _Elements, *, packed: bool) -> tuple[str, NDArray[Any]] | None:
        """Return name and values of an array, None of those that are passed over."""
        if packed and elements.tag()[0] != _MATRIX:
            return None
        flags = elements.values("u4", 8)
        shape = [int(each) for each in elements.values("i4", 4 * _MAX_DIMENSIONS)]
        name = elements.values("i1", _LONGEST_NAME).tobytes().decode("latin-1")
        wanted = _CLASSES.get(int(flags[0]) & 0xFF)
        if wanted is None or int(flags[0]) & _COMPLEX:
            return None
        if min(shape, default=-1) < 0:
            raise ValueError
        size = math.prod(shape) * np.dtype(wanted).itemsize
        if size > self.left:
            raise too_large(self.shown, size, self.left)
        self.left -= size
        kind, stored = elements.tag()
        if kind not in _TYPES or math.prod(shape) * np.dtype(_TYPES[kind]).itemsize != stored:
            raise ValueError
        values = np.frombuffer(elements.read(stored), np.dtype(elements.order + _TYPES[kind]))
        return name, values.astype(wanted, copy=False).reshape(shape, order="F")


class _Elements:
    """The elements of one array, read one after another."""

    def __init__(self, stream: BinaryIO, order: str) -> None:
        self._stream, self.order = stream, order
        self._small: bytes | None = None

    def tag(self) -> tuple[int, int]:
        """Return type and length in bytes of the next element."""
        raw = self._exactly(8)
        kind, size = struct.unpack(f"{self.order}II", raw)
        if kind >> 16:  # up to four bytes stand in the tag itself
            kind, size = kind & 0xFFFF, kind >> 16
            if size > 4:
                raise ValueError
            self._small = raw[4 : 4 + size]
        return kind, size

    def read(self, size: int) -> bytes:
        """Return what the element holds whose tag was read."""
        if self._small is not None:
            content, self._small = self._small, None
            return content
        content = self._exactly(size)
        self._stream.read(-size % 8)
        return content

    def values(self, kind: str, most: int) -> NDArray[Any]:
        """Return the next element as numbers of a kind, at most so many bytes."""
        _, size = self.tag()
        if size > most:
            raise ValueError
        return np.frombuffer(self.read(size), np.dtype(f"{self.order}{kind}"))

    def _exactly(self, size: int) -> bytes:
        content = self._stream.read(size)
        if len(content) != size:
            raise EOFError
        return content


class _Part:
    """So many bytes of a file from where it stands."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left = file, size

    def read(self, size: int) -> bytes:
        content = self._file.read(min(size, self._left))
        self._left -= len(content)
        return content


class _Unpacking:
    """What is packed in so many bytes of a file, unpacked as far as it is asked for."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._packed = _Part(file, size)
        self._unpacker = zlib.decompressobj()

    def read(self, size: int) -> bytes:
        made = io.BytesIO()
        while made.tell() < size and not self._unpacker.eof:
            given = self._unpacker.unconsumed_tail or self._packed.read(_COPIED)
            block = self._unpacker.decompress(given, min(_COPIED, size - made.tell()))
            if not given and not block:
                break
            made.write(block)
        return made.getvalue()
