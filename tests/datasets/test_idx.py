from __future__ import annotations

import gzip
import struct
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnngui.datasets import assembling
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.idx import idx_header, read_idx
from cnngui.errors import CnnguiError
from tests.datasets.crafted import refused

LIMIT = 10_000_000
CODES = {"u1": 0x08, "i1": 0x09, ">i2": 0x0B, ">i4": 0x0C, ">f4": 0x0D, ">f8": 0x0E}
X = np.random.default_rng(0).integers(0, 256, (20, 5, 4), dtype=np.uint8)
Y = np.tile(np.array([3, 7], np.uint8), 10)


def idx(array: np.ndarray[Any, Any], code: int = 0x08) -> bytes:
    return struct.pack(f">4B{array.ndim}L", 0, 0, code, array.ndim, *array.shape) + array.tobytes()


def claimed(*shape: int, data: bytes = b"") -> bytes:
    return struct.pack(f">4B{len(shape)}L", 0, 0, 8, len(shape), *shape) + data


def write(folder: Path, prefix: str = "", packed: bool = False, test: str = "t10k") -> Path:
    for part, x, y in (("train", X, Y), (test, X[:4], Y[:4])):
        for name, array in ((f"{part}-images-idx3-ubyte", x), (f"{part}-labels-idx1-ubyte", y)):
            if packed:
                (folder / f"{prefix}{name}.gz").write_bytes(gzip.compress(idx(array)))
            else:
                (folder / f"{prefix}{name}").write_bytes(idx(array))
    return folder


@given(st.sampled_from(sorted(CODES)), st.booleans(), st.data())
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, dtype: str, packed: bool, data: st.DataObject
) -> None:
    array = data.draw(
        hnp.arrays(np.dtype(dtype), hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=4))
    )
    path = tmp_path_factory.mktemp("idx") / "some"
    content = idx(array, CODES[dtype])
    path.write_bytes(gzip.compress(content) if packed else content)
    assert idx_header(path, LIMIT).shape == array.shape
    np.testing.assert_array_equal(read_idx(path, LIMIT), array)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("asked", [".", "train-images-idx3-ubyte", "t10k-labels-idx1-ubyte"])
def test_a_folder_or_any_of_its_files_is_the_dataset(tmp_path: Path, packed: bool, asked: str) -> None:
    write(tmp_path, packed=packed)
    data = load_dataset(tmp_path / asked if asked == "." else tmp_path / (asked + ".gz" * packed))
    np.testing.assert_array_equal(data.x_train[..., 0], X)
    np.testing.assert_array_equal(data.x_test[..., 0], X[:4])
    assert (data.y_test.tolist(), data.class_names) == ([0, 1, 0, 1], ("3", "7"))


def test_names_as_emnist_and_some_unpackers_write_them(tmp_path: Path) -> None:
    write(tmp_path, prefix="emnist-letters-", packed=True, test="test")
    assert load_dataset(tmp_path).classes == 2
    for path in list(tmp_path.iterdir()):
        path.rename(path.with_name(path.name.replace("-idx", ".idx")))
    assert load_dataset(tmp_path).classes == 2


def test_without_test_files_a_fifth_is_set_aside(tmp_path: Path) -> None:
    write(tmp_path)
    for path in tmp_path.glob("t10k*"):
        path.unlink()
    data = load_dataset(tmp_path)
    assert (len(data.x_train), len(data.x_test)) == (16, 4)
    assert [note.code for note in data.notes] == ["datasets.note_split"]


def test_several_datasets_in_a_folder_need_a_choice(tmp_path: Path) -> None:
    write(write(tmp_path, prefix="a-"), prefix="b-")
    assert refused(lambda: load_dataset(tmp_path)) == "datasets.idx_several"
    assert load_dataset(tmp_path / "b-train-images-idx3-ubyte").classes == 2


@pytest.mark.parametrize(
    "missing", ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"]
)
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    write(tmp_path)
    (tmp_path / missing).unlink()
    assert refused(lambda: load_dataset(tmp_path)) == "datasets.idx_missing"


def test_a_folder_or_file_that_is_no_dataset(tmp_path: Path) -> None:
    assert refused(lambda: load_dataset(tmp_path)) == "datasets.idx_none"
    (tmp_path / "digits").write_bytes(idx(X))
    assert refused(lambda: load_dataset(tmp_path / "digits")) == "datasets.idx_name"
    assert refused(lambda: load_dataset(tmp_path / "none")) == "files.missing"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    write(tmp_path / "data")
    labels = tmp_path / "data" / "train-labels-idx1-ubyte"
    labels.rename(tmp_path / "labels")
    labels.symlink_to(tmp_path / "labels")
    assert refused(lambda: load_dataset(tmp_path / "data")) == "datasets.link_leads_out"


def test_a_linked_folder_is_the_choice_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    write(tmp_path / "data")
    try:
        (tmp_path / "link").symlink_to(tmp_path / "data")
    except OSError:
        pytest.skip("links need a privilege on Windows")
    assert load_dataset(tmp_path / "link").classes == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "datasets.not_idx"),
        (b"\0\0\x08", "datasets.not_idx"),
        (b"\0\x01\x08\x01" + bytes(4), "datasets.not_idx"),
        (b"\0\0\x07\x01" + bytes(4), "datasets.not_idx"),
        (b"\0\0\x08\x00", "datasets.not_idx"),
        (b"\0\0\x08\x05" + bytes(20), "datasets.not_idx"),
        (b"\0\0\x08\x03" + bytes(11), "datasets.not_idx"),
        (claimed(4, 2, 2, data=bytes(15)), "files.array_truncated"),
        (claimed(4, 2, 2, data=bytes(17)), "files.array_longer"),
        (claimed(2**32 - 1, 2**32 - 1, 2**32 - 1), "files.array_too_large"),
        (claimed(65536, 65536, 65536, 65536), "files.array_too_large"),  # the product is 0 in 64 bits
        (claimed(2**32 - 1, 0), "files.array_too_large"),
        (gzip.compress(claimed(9_000_000)), "files.array_truncated"),
        (gzip.compress(claimed(900_000) + bytes(1000)), "files.array_truncated"),
        (gzip.compress(claimed(4) + bytes(5)), "files.array_longer"),
        (gzip.compress(claimed(4) + bytes(4))[:-6], "datasets.gzip_damaged"),
        (gzip.compress(claimed(4) + b"abcd")[:-8] + bytes(8), "datasets.gzip_damaged"),
        (b"\x1f\x8b nothing of the kind", "datasets.gzip_damaged"),
    ],
)
def test_bad_bytes_are_refused_by_name(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "some").write_bytes(content)
    assert refused(lambda: read_idx(tmp_path / "some", LIMIT)) == code


def test_a_packed_header_that_cannot_be_true_is_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "some").write_bytes(gzip.compress(claimed(9_000_000)))
    assert refused(lambda: idx_header(tmp_path / "some", LIMIT)) == "files.array_truncated"


@pytest.mark.parametrize(("limit", "code"), [(504, None), (503, "files.too_large")])
def test_all_files_count_together_against_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int, code: str | None
) -> None:
    monkeypatch.setattr(assembling, "MAX_BYTES", limit)  # 20 and 4 pictures of 5×4 bytes with a label each
    assert refused(lambda: load_dataset(write(tmp_path))) == code


def test_what_is_too_large_together_is_called_by_its_training_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assembling, "MAX_BYTES", 503)
    with pytest.raises(CnnguiError) as caught:
        load_dataset(write(tmp_path))
    assert caught.value.values["path"] == "train-images-idx3-ubyte"


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_changed_bytes_give_an_array_or_a_clear_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(idx(X[:3]) if data.draw(st.booleans()) else gzip.compress(idx(X[:3])))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, min(40, len(content)) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("changed") / "some"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    refused(lambda: read_idx(path, LIMIT))


def test_a_packed_bomb_is_stopped_by_its_labels(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "train-images-idx3-ubyte").write_bytes(
        gzip.compress(claimed(100_000, 1000, 1) + bytes(100_000_000), 1)
    )
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(gzip.compress(claimed(100_000) + bytes(100_000)))
    for path in tmp_path.glob("t10k*"):
        path.unlink()
    tracemalloc.start()
    begin = time.process_time()
    try:
        assert refused(lambda: load_dataset(tmp_path)) == "datasets.one_class"
        assert time.process_time() - begin < 2
        assert tracemalloc.get_traced_memory()[1] < 25_000_000
    finally:
        tracemalloc.stop()


def test_folders_of_the_same_name_do_not_hide_the_files(tmp_path: Path) -> None:
    write(tmp_path)
    expected = load_dataset(tmp_path).fingerprint()
    for path in list(tmp_path.iterdir()):
        dotted = path.with_name(path.name.replace("-idx", ".idx"))
        path.rename(dotted)
        path.mkdir()
        (path / path.name).write_bytes(dotted.read_bytes())
    assert load_dataset(tmp_path).fingerprint() == expected
    for path in tmp_path.glob("*.idx*"):
        path.unlink()
    assert load_dataset(tmp_path).fingerprint() == expected


def test_labels_with_columns_are_those_of_qmnist(tmp_path: Path) -> None:
    write(tmp_path)
    expected = load_dataset(tmp_path)
    for part in ("train", "t10k"):
        path = next(tmp_path.glob(f"{part}-labels*"))
        labels = np.frombuffer(path.read_bytes()[8:], np.uint8)
        columns = np.stack([labels, *[np.arange(len(labels))] * 7], axis=1).astype(">i4")
        path.unlink()
        (tmp_path / f"{part}-labels-idx2-int").write_bytes(idx(columns, 0x0C))
    found = load_dataset(tmp_path)
    assert found.fingerprint() == expected.fingerprint()
    assert [note.code for note in found.notes] == ["datasets.note_first_column"]


@pytest.mark.parametrize(
    ("dtype", "code"), [("u1", 0x08), (">i2", 0x0B), (">i4", 0x0C), (">f4", 0x0D), (">f8", 0x0E)]
)
def test_of_labels_as_one_1_a_row_no_column_is_left_out(tmp_path: Path, dtype: str, code: int) -> None:
    write(tmp_path)
    expected = load_dataset(tmp_path)
    for part in ("train", "t10k"):
        path = next(tmp_path.glob(f"{part}-labels*"))
        labels = np.frombuffer(path.read_bytes()[8:], np.uint8)
        path.write_bytes(idx(np.eye(labels.max() + 1, dtype=dtype)[labels], code))
    found = load_dataset(tmp_path)
    assert np.array_equal(found.y_train, expected.y_train)
    assert found.notes == expected.notes


def test_a_picture_beside_them_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "sample.PNG").write_bytes(b"")
    assert len(load_dataset(tmp_path).x_train) == len(X)


@pytest.mark.parametrize("name", ["table.csv.gz", "batch.bin", "train-images-idx3-ubyte"])
def test_what_is_no_idx_file_is_not_blamed_for_its_name(tmp_path: Path, name: str) -> None:
    content = gzip.compress(b"1,2,3") if name.endswith("gz") else bytes(3073)
    (tmp_path / name).write_bytes(content)
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(Y))
    assert refused(lambda: load_dataset(tmp_path / name)) == "datasets.not_idx"


def test_what_is_missing_is_missing_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(Y))
    for asked in (tmp_path, tmp_path / "train-labels-idx1-ubyte"):
        with pytest.raises(CnnguiError, match="no train-images-idx file") as caught:
            load_dataset(asked)
        assert caught.value.message().what == f"A file is missing in {tmp_path}."


def test_the_letters_of_emnist_have_the_names_of_its_table(tmp_path: Path) -> None:
    """As its archive has them: labels from 1, and a table of the letters beside them."""
    write(tmp_path, prefix="emnist-letters-", packed=True, test="test")
    lines = [f"{label} {64 + label} {96 + label}" for label in range(1, 27)]
    (tmp_path / "emnist-letters-mapping.txt").write_text("\n".join(lines) + "\n")
    data = load_dataset(tmp_path)
    assert data.class_names == ("C/c", "G/g")
    assert "emnist-letters-mapping.txt" in " ".join(map(str, data.notes))
    assert load_dataset(tmp_path / "emnist-letters-test-labels-idx1-ubyte.gz").class_names == ("C/c", "G/g")


@pytest.mark.parametrize("table", ["3 67\n7 x\n", "3\n", "3 67 99 1\n", "3 9999999\n", "\xff\n", "2000 65\n"])
def test_a_table_that_is_none_is_not_used(tmp_path: Path, table: str) -> None:
    write(tmp_path, prefix="emnist-letters-", test="test")
    (tmp_path / "emnist-letters-mapping.txt").write_text(table, "latin-1")
    data = load_dataset(tmp_path)
    assert data.class_names == ("3", "7")
    assert "note_mapping" not in " ".join(note.code for note in data.notes)
