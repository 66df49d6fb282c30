"""Files of MATLAB, version 5, as its documentation lays them out, written by a few lines here."""

from __future__ import annotations

import random
import struct
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.files.mats import looks_like_mat, read_mat
from tests.datasets.crafted import refused

LIMIT = 10_000_000
KINDS = {"i1": (1, 8), "u1": (2, 9), "i2": (3, 10), "u2": (4, 11), "i4": (5, 12), "u4": (6, 13)}
KINDS |= {"f4": (7, 7), "f8": (9, 6), "i8": (12, 14), "u8": (13, 15)}


def element(kind: int, content: bytes, order: str = "<", *, small: bool = True) -> bytes:
    if small and 0 < len(content) <= 4:
        return struct.pack(f"{order}I", len(content) << 16 | kind) + content.ljust(4, b"\0")
    return struct.pack(f"{order}II", kind, len(content)) + content + bytes(-len(content) % 8)


def matrix(
    name: str, array: np.ndarray, order: str = "<", flags: int = 0, stored: str = "", packed: bool = False
) -> bytes:
    """Return an array; `stored` is the type in which its values are stored, which may be a smaller one."""
    kind = array.dtype.str[1:]
    values = np.asarray(array, stored or kind)
    content = (
        element(6, struct.pack(f"{order}II", KINDS[kind][1] | flags, 0), order)
        + element(5, np.array(array.shape, f"{order}i4").tobytes(), order, small=False)
        + element(1, name.encode(), order)
        + element(KINDS[stored or kind][0], values.astype(f"{order}{stored or kind}").tobytes("F"), order)
    )
    whole = element(14, content, order)
    if not packed:
        return whole
    squeezed = zlib.compress(whole)
    return struct.pack(f"{order}II", 15, len(squeezed)) + squeezed


def mat(*arrays: bytes, order: str = "<", version: int = 0x0100) -> bytes:
    text = b"MATLAB 5.0 MAT-file, made by a test".ljust(124)
    mark = struct.pack(f"{order}H", 0x4D49)
    return text + struct.pack(f"{order}H", version) + mark + b"".join(arrays)


def read(folder: Path, content: bytes, limit: int = LIMIT) -> dict[str, Any]:
    (folder / "a.mat").write_bytes(content)
    return read_mat(folder / "a.mat", limit)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("packed", [False, True])
def test_arrays_come_back(tmp_path: Path, kind: str, order: str, packed: bool) -> None:
    array = np.arange(60).reshape(3, 4, 5).astype(kind)
    column = np.array([[1], [2]], kind)
    parts = [matrix(name, each, order, packed=packed) for name, each in (("X", array), ("y", column))]
    content = mat(*parts, order=order)
    assert looks_like_mat(content)
    found = read(tmp_path, content)
    assert list(found) == ["X", "y"]
    np.testing.assert_array_equal(found["X"], array)
    np.testing.assert_array_equal(found["y"], column)
    assert found["X"].dtype == np.dtype(kind)


def test_whole_numbers_are_often_stored_as_smaller_ones(tmp_path: Path) -> None:
    array = np.array([[1.0, 2.0, 255.0]])
    found = read(tmp_path, mat(matrix("y", array, stored="u1")))
    assert (found["y"].dtype, found["y"].tolist()) == (np.float64, array.tolist())


def test_text_and_complex_numbers_are_passed_over(tmp_path: Path) -> None:
    y = np.array([[1, 2]], np.uint8)
    kind, text_kind = (bytes([number]) + bytes(7) for number in (9, 4))
    text = matrix("about", np.array([[65, 66]], np.uint8)).replace(kind, text_kind)
    assert list(read(tmp_path, mat(text, matrix("z", y, flags=0x0800), matrix("y", y)))) == ["y"]


@pytest.mark.parametrize("packed", [False, True])
def test_parts_and_lies_are_refused(tmp_path: Path, packed: bool) -> None:
    array = np.arange(200, dtype=np.uint8).reshape(10, 20)
    content = mat(matrix("X", array, packed=packed))
    for keep in (60, 130, 150, len(content) - 9):
        assert refused(lambda keep=keep: read(tmp_path, content[:keep])) == "files.mat_damaged"
    assert refused(lambda: read(tmp_path, content, 199)) == "files.too_large"
    assert refused(lambda: read(tmp_path, mat(version=0x0200))) == "files.mat_version"
    if not packed:
        larger = content.replace(struct.pack("<II", 10, 20), struct.pack("<II", 10, 21))
        assert refused(lambda: read(tmp_path, larger)) == "files.mat_damaged"
        far = content.replace(struct.pack("<II", 10, 20), struct.pack("<ii", -10, 20))
        assert refused(lambda: read(tmp_path, far)) == "files.mat_damaged"


def test_what_unpacks_to_far_more_takes_no_memory(tmp_path: Path) -> None:
    content = mat(matrix("X", np.zeros((3000, 10_000), np.uint8), packed=True))
    assert len(content) < 100_000
    tracemalloc.start()
    try:
        assert refused(lambda: read(tmp_path, content)) == "files.too_large"
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_changed_bytes_are_read_or_refused(tmp_path: Path) -> None:
    chance = random.Random(6)
    arrays = (np.arange(60).reshape(3, 4, 5) * 1.5, np.array([[1], [2]], np.uint8))
    wholes = [
        mat(*(matrix(name, each, packed=packed) for name, each in zip("Xy", arrays, strict=True)))
        for packed in (False, True)
    ]
    for _ in range(1500):
        content = bytearray(chance.choice(wholes))
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(124, len(content))] = chance.randrange(256)
        refused(lambda content=content: read(tmp_path, bytes(content)))
