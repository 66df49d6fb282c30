"""Pickles of plain data are read as Python reads them; all else is refused, and nothing is ever run."""

from __future__ import annotations

import collections
import os
import pickle
import random
import struct
import time
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.errors import CnnguiError
from cnngui.files import pickles
from cnngui.files.pickles import looks_pickled, read_pickle
from tests.datasets.crafted import refused

ARRAY = np.arange(24, dtype=np.uint8).reshape(4, 6)


def read(content: bytes) -> Any:
    return read_pickle(content, shown="a.pkl")


def told(content: bytes) -> str | None:
    return refused(lambda: read(content))


SHARED = [1, 2]
VALUES: dict[str, Any] = {
    "plain": {"a": [1, -2, 2**40, None, True, False, 1.5], b"b": ("x", "é한", b"\x00\xff"), 3: ()},
    "nested": {"a": {"b": [[], {}, ((1,), (1, 2), (1, 2, 3), (1, 2, 3, 4))]}},
    "shared": [SHARED, SHARED, "word", "word"],
    "large whole": [2**62, -(2**62), 10**15],
}


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_plain_data_come_as_python_reads_them(value: Any, protocol: int) -> None:
    content = pickle.dumps(value, protocol)
    assert read(content) == value


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("kind", ["u1", "i2", ">i4", "f4", "f8", "?", "u8"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_come_as_numpy_has_them(protocol: int, kind: str, order: Any) -> None:
    array = np.array(ARRAY.astype(kind), order=order)
    content = pickle.dumps({"x": array, "again": array, "y": array[:2, 0], "n": np.int64(7)}, protocol)
    found = read(content)
    np.testing.assert_array_equal(found["x"], array)
    np.testing.assert_array_equal(found["again"], array)
    np.testing.assert_array_equal(found["y"], array[:2, 0])
    assert found["x"].dtype == array.dtype.newbyteorder("=")
    assert found["n"] == 7


def text2(word: bytes) -> bytes:
    return b"U" + bytes([len(word)]) + word


def python2_batch(rows: np.ndarray, labels: list[int]) -> bytes:
    """Return what Python 2 wrote for CIFAR: protocol 2, text as bytes."""
    values = rows.tobytes()
    return b"".join(
        [
            b"\x80\x02}q\x01(",
            text2(b"batch_label") + b"q\x02" + text2(b"training batch 1 of 5"),
            text2(b"labels") + b"]q\x04(" + b"".join(b"K" + bytes([label]) for label in labels) + b"e",
            text2(b"data") + b"cnumpy.core.multiarray\n_reconstruct\nq\x06cnumpy\nndarray\nq\x07",
            b"K\x00\x85q\x08" + text2(b"b") + b"\x87Rq\x0a(K\x01",
            *(b"M" + struct.pack("<H", length) for length in rows.shape),
            b"\x86cnumpy\ndtype\n(" + text2(b"u1") + b"K\x00K\x01tR(K\x03" + text2(b"|"),
            b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89",
            b"T" + struct.pack("<i", len(values)) + values + b"tb",
            text2(b"filenames") + b"](" + b"".join(text2(b"a.png") for _ in labels) + b"eu.",
        ]
    )


def test_what_python_2_wrote_is_read() -> None:
    content = python2_batch(ARRAY, [3, 1, 2, 0])
    found = read(content)
    np.testing.assert_array_equal(found[b"data"], ARRAY)
    assert (found[b"labels"], found[b"filenames"]) == ([3, 1, 2, 0], [b"a.png"] * 4)


class _Evil:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.path}",)


@pytest.mark.parametrize("protocol", range(6))
def test_nothing_is_ever_run(tmp_path: Path, protocol: int) -> None:
    path = tmp_path / "run"
    content = pickle.dumps({"x": ARRAY, "y": _Evil(path)}, protocol)
    with pytest.raises(CnnguiError) as caught:
        read(content)
    assert caught.value.code == "files.pickle_refused"
    assert "system" in caught.value.values["found"]
    assert "numpy.savez" in str(caught.value)
    assert not path.exists()


@pytest.mark.parametrize(
    "value",
    [
        collections.OrderedDict(a=1),
        {1, 2},
        frozenset("a"),
        1j,
        np.array(["a", None], object),
        np.dtype("i4"),
        np.array(["a"]),
        np.array(["2020-01-01"], "M8[D]"),
        np.random.default_rng(0),
        slice(1),
        print,
        2**80,
    ],
)
@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
def test_other_objects_are_refused(value: Any, protocol: int) -> None:
    content = pickle.dumps({"x": value}, protocol)
    if told(content) is None:
        assert not isinstance(read(content)["x"], np.ndarray), "a type alone is no value that anybody takes"


def test_shapes_and_types_that_lie_are_refused() -> None:
    whole = python2_batch(ARRAY, [1])
    wide = (b"M\x06\x00", b"J\xff\xff\xff\xff")
    for old, new in ((b"M\x04\x00", b"M\xff\xff"), (b"u1", b"O8"), (b"u1", b"f8"), wide):
        assert old in whole
        assert told(whole.replace(old, new, 1)) in ("files.pickle_damaged", "files.array_type")


def test_what_would_take_for_ever_or_fill_the_memory_is_refused_soon() -> None:
    tuples = b"\x80\x02)" + b"q\x00h\x00h\x00\x86" * 5000 + b"}q\x01h\x01h\x00N" + b"s."
    claims = b"\x80\x04\x8e" + b"\xff" * 7 + b"\x7f" + b"abc"
    marks = b"\x80\x02" + b"(" * 1_000_000
    whole = b"\x80\x02\x8b\xff\xff\xff\x7f" + b"1" * 10
    line = b"\x80\x00I" + b"1" * 30_000_000 + b"\n."
    began = time.monotonic()
    tracemalloc.start()
    try:
        for content in (tuples, claims, marks, whole, line):
            assert told(content) in ("files.pickle_damaged", "files.pickle_refused")
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()
    assert time.monotonic() - began < 20


def short(text: bytes) -> bytes:
    return b"\x8c" + bytes([len(text)]) + text


def named(room: bytes, name: bytes) -> bytes:
    return short(room) + short(name) + b"\x93"


ENCODE = named(b"_codecs", b"encode")
RECONSTRUCT = named(b"numpy._core.multiarray", b"_reconstruct") + b")R"
DTYPE = named(b"numpy", b"dtype")
LONG = 2_000_000
WORD = b"X" + struct.pack("<I", LONG) + b"a" * LONG + b"q\x00"
BYTES = b"B" + struct.pack("<I", LONG) + b"a" * LONG + b"q\x00"
TYPE = DTYPE + short(b"u1") + b"\x85Rq\x01"
SWELLING = {
    "text to bytes": WORD + ENCODE + b"q\x01" + b"h\x01h\x00\x85R" * 300,
    "arrays of other bytes": BYTES
    + DTYPE
    + short(b">i4")
    + b"\x85Rq\x01(K\x00"
    + (RECONSTRUCT + b"(K\x01J" + struct.pack("<i", LONG // 4) + b"\x85h\x01\x89h\x00tb") * 300,
    "orders of types": BYTES + (TYPE + b"K\x03h\x00\x86b") * 300,
}


@pytest.mark.parametrize("steps", SWELLING.values(), ids=SWELLING.keys())
def test_bytes_that_are_stored_once_are_not_made_into_many(steps: bytes) -> None:
    tracemalloc.start()
    try:
        assert told(b"\x80\x04" + steps + b".") in ("files.pickle_swells", "files.pickle_damaged")
        assert tracemalloc.get_traced_memory()[1] < 12 * LONG
    finally:
        tracemalloc.stop()


def test_an_array_that_is_built_again_and_again_takes_no_longer() -> None:
    remembered = RECONSTRUCT + b"q\x05" * 30_000
    again = b"2(K\x01K\x00\x85h\x01\x89C\x00tb0"
    began = time.monotonic()
    read(b"\x80\x04" + TYPE + remembered + again * 3_000 + b".")
    assert time.monotonic() - began < 5, "some 50 ms; a minute if each time all places are gone through"


def test_steps_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    content = pickle.dumps(list(range(100)), 2)
    monkeypatch.setattr(pickles, "MOST_STEPS", 50)
    assert told(content) == "files.pickle_damaged"


def test_changed_bytes_are_read_or_refused() -> None:
    chance = random.Random(4)
    values = {"data": ARRAY, "labels": [1, 2, 3, 4], "names": ["a", b"b"], "deep": {"x": (1.5, None)}}
    wholes = [pickle.dumps(values, protocol) for protocol in range(6)] + [python2_batch(ARRAY, [1, 2])]
    for _ in range(4000):
        content = bytearray(chance.choice(wholes))
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(content))
            act = chance.randrange(3)
            if act == 0:
                content[place] = chance.randrange(256)
            elif act == 1:
                del content[place : place + chance.randint(1, 4)]
            else:
                content[place:place] = chance.choice(wholes)[place : place + chance.randint(1, 9)]
            if not content:
                break
        told(bytes(content))


def test_what_begins_otherwise_is_no_pickle() -> None:
    assert all(looks_pickled(pickle.dumps({"a": 1}, protocol)) for protocol in range(6))
    assert not any(looks_pickled(start) for start in (b"", b"\x80", b"\x89PNG", b"PK", b"a,b\n1,2\n"))
