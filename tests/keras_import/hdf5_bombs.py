"""HDF5 files of some megabytes that ask for hours or gigabytes of a reader which believes them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping

_SUPERBLOCK = struct.pack(
    "<8s8B2HIQQQQ", b"\x89HDF\r\n\x1a\n", *[0] * 5, 8, 8, 0, 4, 16, 0, 0, 2**64 - 1, 0, 0
)
_HEADER = len(_SUPERBLOCK) + 40
_MOST = 65_535


def _hdf5(header: bytes) -> bytes:
    """Return a file whose root group has this header; its first byte is at `_HEADER`."""
    return _SUPERBLOCK + struct.pack("<QQI4x16x", 0, _HEADER, 0) + header


def _message(kind: int, content: bytes) -> bytes:
    return struct.pack("<HHB3x", kind, len(content), 0) + content


def _header(messages: bytes, count: int) -> bytes:
    return struct.pack("<BxHII4x", 1, count, 1, len(messages)) + messages


def _group(names: bytes, places: list[int], leaves: int = 1) -> bytes:
    """Return a file with one group, whose members are called what stands at `places` of `names`.

    Args:
        leaves: how often its tree names the one leaf that there is.
    """
    tree = _HEADER + 16 + 8 + 16
    heap = tree + 24 + 16 * leaves + 8
    leaf = heap + 32 + len(names)
    members = b"".join(struct.pack("<QQI4x16x", place, _HEADER, 0) for place in places)
    return b"".join(
        (
            _hdf5(_header(_message(17, struct.pack("<QQ", tree, heap)), 1)),
            struct.pack("<4sBBHQQ", b"TREE", 0, 0, leaves, 2**64 - 1, 2**64 - 1),
            struct.pack("<QQ", 0, leaf) * leaves + bytes(8),
            struct.pack("<4sB3xQQQ", b"HEAP", 0, len(names), 0, heap + 32) + names,
            struct.pack("<4sBxH", b"SNOD", 1, len(places)) + members,
        )
    )


def long_names() -> bytes:
    """Return a file in which each of 65,535 names is 4 MB long: all are the same bytes."""
    return _group(b"a" * 3_999_998 + b"\0", list(range(_MOST)))


def same_leaf() -> bytes:
    """Return a file whose group has a leaf of 65,535 members 65,535 times."""
    return _group(b"a\0" * 50_000, [2 * (place % 40_000) for place in range(_MOST)], leaves=_MOST)


def same_piece() -> bytes:
    """Return a file whose header is continued 1,500 times in the same 4 MB."""
    count, size = 1_500, 4_000_000
    area = _HEADER + 16 + 24 * count
    header = _header(_message(16, struct.pack("<QQ", area, size)) * count, _MOST)
    return _hdf5(header) + (_message(99, bytes(_MOST)) * 62)[:size]


HDF5_BOMBS: Mapping[str, Callable[[], bytes]] = {
    "names of 4 MB": long_names,
    "a leaf named 65,535 times": same_leaf,
    "a header in 1,500 pieces that are one": same_piece,
}
"""All of them are refused."""
