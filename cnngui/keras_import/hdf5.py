"""As much of HDF5 as Keras writes: groups by symbol table, and plain arrays of floating-point numbers.

The C library reads far more: links into other files, data in other files, filters, which are libraries that
it looks for and loads. It also believes sizes: of 6,000 files with some bytes changed, one took it 1.8 GB and
5 s (h5py 3.14, HDF5 1.14.6). Here, nothing is read but what stands in the file, and nothing is allocated that
is larger than what is stored.

h5py writes the first version of the format unless told otherwise, on purpose and for good (its pull request
936), so this suffices for what Keras saves. Layout by "HDF5 File Format Specification Version 3.0", parts
II.A (superblock 0), III.A.1, III.B to III.D (groups), IV.A.1.a (object headers of version 1) and IV.A.2
(messages); tests/keras_import/test_hdf5.py compares with h5py.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.files.file_window import FileWindow
from cnngui.network.network import Shape

_MOST_AT_ONCE = 4_000_000
"""Bytes of a header, or of the names in a group: Keras' have some hundred for each layer."""
_MOST_IN_ALL = 20_000_000
"""Bytes of all headers, trees and names that are looked at, however often the same ones: 1,990 layers of LSTM
take 14 million. Each read, and each message of a header, counts as so many bytes as take that long:"""
_READ_COSTS = 150
_MESSAGE_COSTS = 12
_MOST_ENTRIES = 10_000
"""Of one group."""
_MOST_NAME = 256
"""Bytes of a name."""
_CHUNK = 1_000_000
"""Numbers of an array that are read at once: doubles need no room beside the floats they become."""

_SUPERBLOCK = struct.Struct("<8s8B2HIQQQQ")
_ENTRY = struct.Struct("<QQI4x16x")
_TREE = struct.Struct("<4sBBHQQ")
_LEAF = struct.Struct("<4sBxH")
_HEAP = struct.Struct("<4sB3xQQQ")
_HEADER = struct.Struct("<BxHII4x")
_MESSAGE = struct.Struct("<HHB3x")
_PLACE = struct.Struct("<QQ")
_FLOAT = struct.Struct("<B3BIHHBBBBI")
_LAYOUT = struct.Struct("<BBQQ")

_DATASPACE_MESSAGE, _TYPE_MESSAGE, _EXTERNAL_MESSAGE = 1, 3, 7
_LAYOUT_MESSAGE, _FILTER_MESSAGE, _MORE_MESSAGE, _SYMBOLS_MESSAGE = 8, 11, 16, 17
_USED = frozenset(
    {_DATASPACE_MESSAGE, _TYPE_MESSAGE, _EXTERNAL_MESSAGE, _LAYOUT_MESSAGE, _FILTER_MESSAGE, _SYMBOLS_MESSAGE}
)
_SHARED = 0x02
_SOFT_LINK = 2
_CONTIGUOUS = (3, 1)
"""Version of the message, and class of the layout."""

# IEEE 754's half, single and double by their bytes, as the datatype message tells them: the sign's place, the
# number's place and bits, the exponent's, the mantissa's, and the exponent's bias.
_FORMATS = {
    2: (15, 0, 16, 10, 5, 0, 10, 15),
    4: (31, 0, 32, 23, 8, 0, 23, 127),
    8: (63, 0, 64, 52, 11, 0, 52, 1023),
}


class Hdf5Error(Exception):
    """What is in the file is not what Keras writes; `code` says in which way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class StoredArray:
    """An array that was found and checked, but not read yet."""

    shape: Shape
    dtype: np.dtype[Any]
    start: int


class Hdf5File:
    """An HDF5 file of which only hard links to plain groups and arrays are followed.

    Raises:
        Hdf5Error: from the constructor and all methods.
    """

    def __init__(self, file: FileWindow) -> None:
        self._file = file
        self._looked_at = 0
        self._length = file.seek(0, 2)
        signature, *versions = self._unpacked(_SUPERBLOCK, 0)
        version, sizes, base = versions[0], versions[5:7], versions[11]
        if signature != b"\x89HDF\r\n\x1a\n":
            raise Hdf5Error("no_hdf5")
        if (version, sizes, base) != (0, [8, 8], 0):
            raise Hdf5Error("hdf5_version")
        _, self.root, _ = self._unpacked(_ENTRY, _SUPERBLOCK.size)

    def children(self, group: int) -> Mapping[str, int | None]:
        """Return the addresses of what the group at an address holds by name, None for soft links."""
        symbols = self._messages(group).get(_SYMBOLS_MESSAGE)
        if symbols is None:
            raise Hdf5Error("no_group")
        tree, heap = _unpack(_PLACE, symbols)
        signature, _, size, _, start = self._unpacked(_HEAP, heap)
        if signature != b"HEAP":
            raise Hdf5Error("hdf5_damaged")
        names = self._bytes(start, size)
        found: dict[str, int | None] = {}
        for place, address, cached in self._entries(tree):
            end = names.find(b"\0", place, place + _MOST_NAME)
            if end < 0:
                raise Hdf5Error("hdf5_damaged")
            name = names[place:end].decode("utf-8", "replace")
            found[name] = None if cached == _SOFT_LINK else address
        return found

    def array(self, address: int) -> StoredArray:
        """Return the array at an address: stored in one piece in this file, and of floats."""
        messages = self._messages(address)
        if _EXTERNAL_MESSAGE in messages or _FILTER_MESSAGE in messages:
            raise Hdf5Error("not_plain")
        try:
            space, number, layout = (
                messages[kind] for kind in (_DATASPACE_MESSAGE, _TYPE_MESSAGE, _LAYOUT_MESSAGE)
            )
        except KeyError:
            raise Hdf5Error("no_array") from None
        shape, dtype = _shape(space), _dtype(number)
        if tuple(layout[:2]) != _CONTIGUOUS:
            raise Hdf5Error("not_plain")
        *_, start, size = _unpack(_LAYOUT, layout)
        if size != math.prod(shape) * dtype.itemsize or start + size > self._length:
            raise Hdf5Error("not_plain")
        return StoredArray(shape, dtype, start)

    def read(self, array: StoredArray) -> NDArray[np.float32]:
        """Return the values of an array as float32; what is too large for that is infinite."""
        values = np.empty(array.shape, np.float32)
        flat = values.reshape(-1)
        self._file.seek(array.start)
        for begin in range(0, flat.size, _CHUNK):
            stored = np.empty(min(_CHUNK, flat.size - begin), array.dtype)
            if self._file.readinto(stored.view(np.uint8)) != stored.nbytes:
                raise Hdf5Error("hdf5_damaged")
            with np.errstate(over="ignore"):
                flat[begin : begin + _CHUNK] = stored
        return values

    def _entries(self, tree: int) -> Iterator[tuple[int, int, int]]:
        """Yield (place of the name, address, what is cached of it) for each entry below a node of a tree."""
        waiting, entries = [tree], 0
        seen: set[int] = set()
        while waiting:
            node = waiting.pop()
            if node in seen:
                raise Hdf5Error("hdf5_damaged")
            seen.add(node)
            if self._bytes(node, 4) == b"TREE":
                _, kind, _, used, *_ = self._unpacked(_TREE, node)
                if kind != 0:
                    raise Hdf5Error("hdf5_damaged")
                # A key of 8 bytes stands before each child.
                links = self._bytes(node + _TREE.size, 16 * used)
                waiting.extend(child for _, child in _PLACE.iter_unpack(links))
            else:
                signature, _, used = self._unpacked(_LEAF, node)
                entries += used
                if signature != b"SNOD" or entries > _MOST_ENTRIES:
                    raise Hdf5Error("hdf5_damaged")
                yield from _ENTRY.iter_unpack(self._bytes(node + _LEAF.size, _ENTRY.size * used))

    def _messages(self, address: int) -> dict[int, bytes]:
        """Return the messages of an object's header by their kind, the first of each that is read here."""
        version, count, _, size = self._unpacked(_HEADER, address)
        if version != 1:
            raise Hdf5Error("hdf5_version")
        found: dict[int, bytes] = {}
        waiting, total = [(address + _HEADER.size, size)], 0
        while waiting:
            start, size = waiting.pop()
            total += size
            if total > _MOST_AT_ONCE:
                raise Hdf5Error("hdf5_damaged")
            block, place = self._bytes(start, size), 0
            before = count
            while count and place + _MESSAGE.size <= len(block):
                kind, length, flags = _MESSAGE.unpack_from(block, place)
                place += _MESSAGE.size
                content = block[place : place + length]
                place += length
                count -= 1
                if kind == _MORE_MESSAGE:
                    waiting.append(_unpack(_PLACE, content))
                elif flags & _SHARED and kind in (_DATASPACE_MESSAGE, _TYPE_MESSAGE):
                    raise Hdf5Error("not_plain")
                elif kind in _USED:
                    found.setdefault(kind, content)
            self._looked_at += _MESSAGE_COSTS * (before - count)
        return found

    def _unpacked(self, form: struct.Struct, address: int) -> tuple[Any, ...]:
        return _unpack(form, self._bytes(address, form.size))

    def _bytes(self, address: int, count: int) -> bytes:
        self._looked_at += count + _READ_COSTS
        too_much = count > _MOST_AT_ONCE or self._looked_at > _MOST_IN_ALL
        if too_much or address + count > self._length:
            raise Hdf5Error("hdf5_damaged")
        self._file.seek(address)
        return self._file.read(count)


def _unpack(form: struct.Struct, content: bytes) -> tuple[Any, ...]:
    if len(content) < form.size:
        raise Hdf5Error("hdf5_damaged")
    return form.unpack_from(content)


def _shape(message: bytes) -> Shape:
    """Return the sizes that a dataspace message tells; () for a single number."""
    version, rank, flags, kind = _unpack(struct.Struct("<4B"), message)
    start = {1: 8, 2: 4}.get(version)
    if start is None or (version == 2 and kind not in (0, 1)) or rank > 32 or flags & ~1:
        raise Hdf5Error("not_plain")
    return tuple(_unpack(struct.Struct(f"<{rank}Q"), message[start:]))


def _dtype(message: bytes) -> np.dtype[Any]:
    """Return numpy's word for a datatype message, if it is one of IEEE 754's formats."""
    if not message or message[0] != 0x11:  # version 1, class 1: floating point
        raise Hdf5Error("not_numbers")
    _, order, sign, _, size, *properties = _unpack(_FLOAT, message)
    # The order's other bits: padding of 0, and a mantissa whose first bit is implied.
    if order & ~1 != 0x20 or (sign, *properties) != _FORMATS.get(size):
        raise Hdf5Error("not_numbers")
    return np.dtype(f"{'>' if order & 1 else '<'}f{size}")
