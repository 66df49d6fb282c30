"""Arrays in .mat files and in .npy files beside each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from tests.datasets.crafted import refused
from tests.files.test_mats import mat, matrix

RANDOM = np.random.default_rng(8)
X = RANDOM.integers(0, 256, (40, 32, 32, 3), np.uint8)
Y = np.arange(40) % 10 + 1


def svhn(count: int = 40, without: int = 0) -> bytes:
    """Return a file as of SVHN: pictures along the last axis, a column of labels, 10 for the digit 0."""
    some = np.flatnonzero(Y[:count] != without)
    x, y = np.moveaxis(X[some], 0, -1), Y[some, np.newaxis].astype(np.uint8)
    return mat(matrix("X", x, packed=True), matrix("y", y, packed=True))


def codes(data: Dataset) -> list[str]:
    return [note.code.removeprefix("datasets.note_") for note in data.notes]


def test_svhn_is_read_with_the_test_part_beside_it(tmp_path: Path) -> None:
    (tmp_path / "train_32x32.mat").write_bytes(svhn())
    (tmp_path / "test_32x32.mat").write_bytes(svhn(20))
    data = load_dataset(tmp_path / "train_32x32.mat")
    np.testing.assert_array_equal(data.x_train, X)
    np.testing.assert_array_equal(data.x_test, X[:20])
    assert data.class_names == tuple("0123456789")
    assert data.y_train.tolist() == (Y % 10).tolist()
    assert {"test_beside", "ten", "samples_last"} <= set(codes(data))
    (tmp_path / "test_32x32.mat").unlink()
    alone = load_dataset(tmp_path / "train_32x32.mat")
    assert (len(alone.y_train) + len(alone.y_test), "split" in codes(alone)) == (40, True)


def test_ten_is_the_digit_0_in_both_parts_though_one_has_not_all_digits(tmp_path: Path) -> None:
    (tmp_path / "train.mat").write_bytes(svhn())
    (tmp_path / "test.mat").write_bytes(svhn(10, without=3))
    data = load_dataset(tmp_path / "train.mat")
    assert data.class_names == tuple("0123456789")
    assert data.y_test.tolist() == [1, 2, 4, 5, 6, 7, 8, 9, 0]
    assert "ten" in codes(data)


@pytest.mark.parametrize(
    ("names", "samples"), [(("X", "y"), X[:, 0, :5, 0].astype(float)), (("images", "labels"), X)]
)
def test_ten_stays_ten_where_labels_are_no_digits(
    tmp_path: Path, names: tuple[str, str], samples: np.ndarray
) -> None:
    x = np.moveaxis(samples, 0, -1) if samples.ndim == 4 else samples
    y, other = (matrix(name, Y[:, np.newaxis].astype(np.uint8)) for name in (names[1], "quality"))
    (tmp_path / "a.mat").write_bytes(mat(matrix(names[0], x), y, other))
    data = load_dataset(tmp_path / "a.mat")
    assert data.class_names == tuple(map(str, range(1, 11)))
    assert "ten" not in codes(data)


OTHER = {
    "damaged": svhn()[:-100],
    "of another size": mat(matrix("X", np.zeros((8, 8, 3, 10), np.uint8)), matrix("y", Y[:10, np.newaxis])),
    "without labels": mat(matrix("X", np.zeros((32, 32, 3, 10), np.uint8))),
}


@pytest.mark.parametrize("content", OTHER.values(), ids=OTHER.keys())
def test_a_file_to_test_that_is_not_used_is_neither_told_nor_in_the_way(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "train.mat").write_bytes(svhn())
    (tmp_path / "test.mat").write_bytes(content)
    data = load_dataset(tmp_path / "train.mat")
    assert len(data.y_train) + len(data.y_test) == 40
    assert {"split", "ten"} <= set(codes(data))
    assert "test_beside" not in codes(data)


def test_a_mat_file_of_measurements(tmp_path: Path) -> None:
    rows = RANDOM.normal(0, 1, (30, 5))
    content = mat(matrix("X", rows), matrix("y", (np.arange(30)[:, np.newaxis] % 3).astype(np.float64)))
    (tmp_path / "a.mat").write_bytes(content)
    data = load_dataset(tmp_path / "a.mat")
    assert (data.input_shape, data.class_names) == ((5,), ("0", "1", "2"))


def test_a_mat_file_of_another_version_says_how_to_save_it(tmp_path: Path) -> None:
    (tmp_path / "a.mat").write_bytes(mat(version=0x0200))
    assert refused(lambda: load_dataset(tmp_path / "a.mat")) == "files.mat_version"


PAIRS = [("x", "y"), ("images", "labels"), ("X_train", "y_train"), ("data", "target")]


@pytest.mark.parametrize("names", PAIRS)
@pytest.mark.parametrize("how", ["folder", "samples", "labels"])
def test_two_files_of_numpy_are_a_dataset(tmp_path: Path, names: tuple[str, str], how: str) -> None:
    np.save(tmp_path / f"{names[0]}.npy", X)
    np.save(tmp_path / f"{names[1]}.npy", Y)
    places = {"folder": "", "samples": f"{names[0]}.npy", "labels": f"{names[1]}.npy"}
    path = tmp_path / places[how]
    data = load_dataset(path)
    assert (len(data.y_train), len(data.y_test)) == (32, 8)
    assert data.input_shape == (32, 32, 3)


def test_four_files_of_numpy_have_a_test_part(tmp_path: Path) -> None:
    for name, array in {"x_train": X, "y_train": Y, "x_test": X[:10], "y_test": Y[:10]}.items():
        np.save(tmp_path / f"{name}.npy", array)
    data = load_dataset(tmp_path)
    np.testing.assert_array_equal(data.x_train, X)
    np.testing.assert_array_equal(data.x_test, X[:10])
    assert codes(data) == []


def test_an_array_alone_is_told_what_is_missing(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", X)
    assert refused(lambda: load_dataset(tmp_path / "x.npy")) == "datasets.single_array"
    np.save(tmp_path / "weights.npy", X)
    assert refused(lambda: load_dataset(tmp_path / "weights.npy")) == "datasets.single_array"
    assert refused(lambda: load_dataset(tmp_path)) == "datasets.npz_layout"
    np.save(tmp_path / "y.npy", np.array([None] * 40))
    assert refused(lambda: load_dataset(tmp_path)) == "files.array_pickled"
