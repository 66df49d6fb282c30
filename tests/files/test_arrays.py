from __future__ import annotations

import io
import tempfile
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnngui.errors import CnnguiError
from cnngui.files.arrays import NpzFile, read_npy
from tests.datasets.crafted import described, npy, npz, refused, saved

LIMIT = 10_000_000

PLAIN_TYPES = st.one_of(
    hnp.integer_dtypes(endianness="?"),
    hnp.unsigned_integer_dtypes(endianness="?"),
    hnp.floating_dtypes(endianness="?", sizes=(16, 32, 64)),
    hnp.unicode_string_dtypes(endianness="?"),
    hnp.byte_string_dtypes(),
    hnp.boolean_dtypes(),
)


def read(content: bytes, max_bytes: int = LIMIT) -> np.ndarray[Any, Any]:
    return read_npy(io.BytesIO(content), max_bytes, stored_bytes=len(content), shown="it")


def read_npz(path: Path, max_bytes: int) -> dict[str, np.ndarray[Any, Any]]:
    with NpzFile(path, max_bytes) as file:
        return {name: file.read(name) for name in file.names}


@given(hnp.arrays(PLAIN_TYPES, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)))
def test_an_array_that_numpy_saved_comes_back_as_it_was(array: np.ndarray[Any, Any]) -> None:
    back = read(saved(array))
    assert back.shape == array.shape
    assert back.dtype == array.dtype.newbyteorder("=")
    assert back.dtype.isnative
    np.testing.assert_array_equal(back, array)


def test_values_stored_by_column_come_back_in_place() -> None:
    array = np.asfortranarray(np.arange(24).reshape(2, 3, 4))
    back = read(saved(array))
    assert back.flags.c_contiguous
    np.testing.assert_array_equal(back, array)


def test_a_header_in_another_order_and_with_other_quotes_is_read() -> None:
    back = read(npy('{"shape":(2,),"descr":"|u1","fortran_order":False}', b"\x05\x06"))
    assert back.tolist() == [5, 6]


@pytest.mark.parametrize("version", [1, 2, 3])
def test_each_header_version_is_read(version: int) -> None:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.arange(3), version=(version, 0))
    assert read(stream.getvalue()).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "array_start"),
        (b"not numpy at all", "array_start"),
        (npy("{}", version=9), "array_start"),
        (npy("{'descr': '|u1'"), "array_header"),
        (npy("{'descr': '|u1', 'fortran_order': False}"), "array_header"),
        (npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), 'more': True}", b"1"), "array_header"),
        (described("'|u1'", "(__import__('os'),)", b"1"), "array_header"),
        (npy("(" * 4000), "array_header"),
        (npy("", header_length=60_000), "array_header"),
        (npy("", version=2, header_length=2**32 - 1), "array_header"),
        (described("'|u1'", "(-1,)"), "array_header"),
        (described("'|u1'", "(1,,2)", b"ab"), "array_shape"),
        (described("'|u1'", "(1, 1, 1, 1, 1, 1, 1, 1, 1)", b"a"), "array_shape"),
        (described("'|u1'", "(2,)", b"abc"), "array_longer"),
        (described("'|u1'", "(4,)", b"abc"), "array_truncated"),
        (described("'<f4'", "(2, 3)", b"abc"), "array_truncated"),
        (described("'|u1'", f"({2**62},)"), "array_too_large"),
        (described("'|u1'", f"({2**32}, {2**32})"), "array_too_large"),  # the product is 0 in 64 bits
        (described("'|u1'", f"({2**40}, 0)"), "array_too_large"),
        (described("'<u8'", f"({LIMIT},)"), "array_too_large"),
        (described("'|O'", "(1,)", b"\x80\x04."), "array_pickled"),
        (described("'O'", "(1,)", b"\x80\x04."), "array_pickled"),
        (described("[('a', '|O')]", "(1,)", b"\x80\x04."), "array_pickled"),
        (described("[('a', '<f4')]", "(1,)", b"abcd"), "array_header"),
        (described("'<c8'", "(1,)", b"abcdabcd"), "array_type"),
        (described("'<M8[s]'", "(1,)", b"abcdabcd"), "array_type"),
        (described("'|V4'", "(1,)", b"abcd"), "array_type"),
        (described("'<U0'", f"({10**15},)"), "array_type"),
    ],
)
def test_bad_bytes_are_refused_by_name(content: bytes, code: str) -> None:
    assert refused(lambda: read(content)) == f"files.{code}"


def test_the_values_must_follow_even_when_the_size_was_said_to_fit() -> None:
    content = described("'|u1'", "(1000,)", b"abc")
    with pytest.raises(CnnguiError) as caught:
        read_npy(io.BytesIO(content), LIMIT, stored_bytes=len(content) + 997, shown="it")
    assert caught.value.code == "files.array_truncated"


def test_a_bomb_header_takes_no_memory(tmp_path: Path) -> None:
    # 900 MB claimed over 400 kB of zeros: within the limit of the caller, beyond what deflate can pack.
    bomb = npz(tmp_path / "bomb.npz", {"x": described("'|u1'", "(900000000,)", bytes(400_000))})
    tracemalloc.start()
    try:
        with pytest.raises(CnnguiError) as caught:
            read_npz(bomb, 1_000_000_000)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert caught.value.code == "files.array_truncated"


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_changed_bytes_give_an_array_or_a_clear_refusal(data: st.DataObject) -> None:
    content = bytearray(saved(np.arange(6, dtype="<u2").reshape(2, 3)))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    refused(lambda: read(bytes(content[: data.draw(st.integers(0, len(content)))])))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_changed_archive_gives_arrays_or_a_clear_refusal(data: st.DataObject) -> None:
    stream = io.BytesIO()
    np.savez_compressed(stream, x=np.arange(50), y=np.zeros((3, 3), np.float32))
    content = bytearray(stream.getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "changed.npz")
        path.write_bytes(content[: data.draw(st.integers(len(content) - 200, len(content)))])
        refused(lambda: read_npz(path, LIMIT))


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_an_npz_file_gives_its_headers_before_its_values(tmp_path: Path, save: Any) -> None:
    path = tmp_path / "some.npz"
    save(path, x=np.arange(12, dtype=np.float32).reshape(3, 4), y=np.array(["a", "bc"]))
    with NpzFile(path, LIMIT) as file:
        assert file.names == ("x", "y")
        assert (file.header("x").shape, file.header("x").dtype) == ((3, 4), np.dtype("float32"))
        assert file.header("x").data_bytes == 48
        assert file.read("y").tolist() == ["a", "bc"]


@pytest.mark.parametrize(("more", "code"), [(b"", None), (b"x", "array_longer")])
def test_a_header_is_compared_with_what_is_stored(tmp_path: Path, more: bytes, code: str | None) -> None:
    path = npz(tmp_path / "some.npz", {"x": saved(np.arange(3)) + more})
    with NpzFile(path, LIMIT) as file:
        assert refused(lambda: file.header("x")) == (code and f"files.{code}")


def test_a_missing_array_is_named_with_what_is_there(tmp_path: Path) -> None:
    np.savez(tmp_path / "some.npz", x=np.arange(3))
    missing = pytest.raises(CnnguiError, match=r"no z\.npy.*x\.npy")
    with NpzFile(tmp_path / "some.npz", LIMIT) as file, missing:
        file.read("z")


def test_arrays_count_together_against_the_limit(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "zeros.npz", **{f"x{i}": np.zeros(1000) for i in range(3)})
    with pytest.raises(CnnguiError) as caught:
        read_npz(tmp_path / "zeros.npz", 20_000)
    assert caught.value.code == "files.member_too_large"


def test_a_wrong_checksum_is_damage(tmp_path: Path) -> None:
    path = npz(tmp_path / "some.npz", {"x": saved(np.arange(100, dtype=np.uint8))}, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    content[content.index(bytes(range(10, 20)))] ^= 1
    path.write_bytes(content)
    with pytest.raises(CnnguiError, match="CRC"):
        read_npz(path, LIMIT)
