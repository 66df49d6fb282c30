"""Pickles of arrays, and CIFAR's files, as they are handed round."""

from __future__ import annotations

import gzip
import io
import pickle
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.datasets import pickled
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from tests.datasets.crafted import refused
from tests.datasets.test_cifar import FILES
from tests.files.test_pickles import python2_batch

NAMES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
RANDOM = np.random.default_rng(8)
X = RANDOM.integers(0, 256, (20, 28, 28), np.uint8)
Y = np.arange(20) % 2 * 4 + 3


def rows(number: int, count: int = 10) -> tuple[np.ndarray, list[int]]:
    random = np.random.default_rng(number)
    return random.integers(0, 256, (count, 3072), np.uint8), [(number + each) % 10 for each in range(count)]


def python_files() -> dict[str, bytes]:
    names = [*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"]
    files = {name: python2_batch(*rows(number)) for number, name in enumerate(names)}
    return files | {"batches.meta": pickle.dumps({"label_names": NAMES, "num_vis": 3072}, 2)}


def hundred_files(protocol: int = 4) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for name in ("train", "test"):
        data = RANDOM.integers(0, 256, (200, 3072), np.uint8)
        fine = [each % 100 for each in range(200)]
        held = {b"data": data, b"fine_labels": fine, b"coarse_labels": [each // 5 for each in fine]}
        files[name] = pickle.dumps(held, protocol)
    names = [b"thing %d" % number for number in range(100)]
    return files | {
        "meta": pickle.dumps({b"fine_label_names": names, b"coarse_label_names": names[:20]}, protocol)
    }


def fill(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def tarred(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo("cifar/" + name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def codes(data: Dataset) -> list[str]:
    return [note.code.removeprefix("datasets.note_") for note in data.notes]


@pytest.mark.parametrize("how", ["folder", "one of its files", "tar.gz"])
def test_the_python_version_of_cifar_10(tmp_path: Path, how: str) -> None:
    files = python_files()
    folder = fill(tmp_path / "cifar-10-batches-py", files)
    paths = {"folder": folder, "one of its files": folder / "data_batch_3"}
    data = load_dataset(paths.get(how) or tarred(tmp_path / "cifar-10-python.tar.gz", files))
    assert (data.x_train.shape, data.x_test.shape) == ((50, 32, 32, 3), (10, 32, 32, 3))
    assert data.class_names == tuple(NAMES)
    planes = rows(1)[0][2].reshape(3, 32, 32)
    np.testing.assert_array_equal(data.x_train[12], planes.transpose(1, 2, 0))
    assert data.y_train[10:20].tolist() == rows(1)[1]
    assert codes(data) == []


@pytest.mark.parametrize("how", ["folder", "tar.gz"])
def test_the_binary_version_of_cifar_10(tmp_path: Path, how: str) -> None:
    files = FILES | {"batches.meta.txt": "\n".join(NAMES).encode()}
    path = fill(tmp_path / "bin", files) if how == "folder" else tarred(tmp_path / "a.tar.gz", files)
    data = load_dataset(path)
    assert (data.x_train.shape, data.x_test.shape) == ((20, 32, 32, 3), (4, 32, 32, 3))
    assert data.class_names == tuple(NAMES)[:9]
    assert data.class_names[data.y_test[0]] == NAMES[5]


@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_cifar_100_has_its_fine_classes(tmp_path: Path, protocol: int) -> None:
    data = load_dataset(fill(tmp_path / "cifar-100-python", hundred_files(protocol)))
    assert (data.x_train.shape, data.classes) == ((200, 32, 32, 3), 100)
    assert data.class_names[42] == "thing 42"
    assert codes(data) == ["cifar_fine"]
    binary = {name: _binary_hundred(content) for name, content in hundred_files().items() if name != "meta"}
    names = {"fine_label_names.txt": b"\n".join(b"thing_%d" % number for number in range(100))}
    files = {f"{name}.bin": content for name, content in binary.items()} | names
    data = load_dataset(fill(tmp_path / "binary", files))
    assert (data.classes, data.class_names[42]) == (100, "thing_42")


def _binary_hundred(content: bytes) -> bytes:
    held = pickled.read_pickle(content, shown="")
    labels = zip(held[b"coarse_labels"], held[b"fine_labels"], held[b"data"], strict=True)
    return b"".join(bytes([coarse, fine]) + row.tobytes() for coarse, fine, row in labels)


def test_a_single_batch_is_trained_on_and_what_is_missing_is_told(tmp_path: Path) -> None:
    data = load_dataset(fill(tmp_path / "some", {"data_batch_1": python2_batch(*rows(0, 50))}))
    assert (len(data.y_train), len(data.y_test)) == (40, 10)
    assert codes(data) == ["cifar_missing", "split"]
    assert "data_batch_2, data_batch_3" in str(data.notes[0])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"data_batch_2": b"\x80\x02}."}, "datasets.cifar_file"),
        ({"data_batch_2": b"\x80\x02cos\nsystem\n."}, "files.pickle_refused"),
        ({"data_batch_2": python2_batch(np.zeros((2, 3071), np.uint8), [1, 2])}, "datasets.cifar_file"),
        ({"data_batch_2": python2_batch(np.zeros((2, 3072), np.uint8), [1])}, "datasets.cifar_file"),
        ({"data_batch_2": b""}, "files.pickle_damaged"),
        ({"batches.meta": b"cos\nsystem\n."}, "files.pickle_refused"),
    ],
)
def test_a_damaged_or_hostile_file_of_cifar_is_named(
    tmp_path: Path, change: dict[str, bytes], code: str
) -> None:
    folder = fill(tmp_path / "a", python_files() | change)
    assert refused(lambda: load_dataset(folder)) == code


PICKLES: dict[str, Any] = {
    "names of Keras": {"x_train": X, "y_train": Y, "x_test": X[:4], "y_test": Y[:4]},
    "features and labels": {"features": X, "labels": Y},
    "lists": {"data": X, "target": Y.tolist()},
    "words": {"images": X, "labels": [["a", "b"][label // 7] for label in Y]},
    "a pair": (X, Y),
    "two pairs": [(X, Y), (X[:4], Y[:4])],
    "three pairs": ((X, Y), (X, Y), (X[:4], Y[:4])),
    "four": (X, Y, X[:4], Y[:4]),
    "both pictures, then both labels": (X, X[:4], Y, Y[:4]),
    "rows": (X.reshape(20, -1) / np.float32(255), Y),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("protocol", [0, 2, 5])
@pytest.mark.parametrize("held", PICKLES.values(), ids=PICKLES.keys())
def test_arrays_in_a_pickle_are_found(tmp_path: Path, held: Any, protocol: int, packed: bool) -> None:
    content = pickle.dumps(held, protocol)
    path = tmp_path / ("mnist.pkl.gz" if packed else "mnist.pkl")
    path.write_bytes(gzip.compress(content) if packed else content)
    data = load_dataset(path)
    whole = np.concatenate([data.x_train, data.x_test]) if len(data.x_train) < 20 else data.x_train
    assert sorted(each.tobytes() for each in whole) == sorted(each.tobytes() for each in X)
    assert data.classes == 2
    assert data.input_shape == (28, 28, 1)


@pytest.mark.parametrize(
    ("held", "code"),
    [
        ({"weights": [1, 2]}, "datasets.npz_layout"),
        (7, "datasets.npz_layout"),
        ([X], "datasets.npz_layout"),
        ({"x": X, "y": Y[:3]}, "datasets.counts_differ"),
        ({"x": X, "y": {1}}, "files.pickle_refused"),
    ],
)
def test_other_pickles_are_told(tmp_path: Path, held: Any, code: str) -> None:
    (tmp_path / "a.pkl").write_bytes(pickle.dumps(held))
    assert refused(lambda: load_dataset(tmp_path / "a.pkl")) == code


def test_a_packed_pickle_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pkl.gz").write_bytes(gzip.compress(pickle.dumps({"x": X, "y": Y})))
    monkeypatch.setattr(pickled, "MAX_PICKLE_BYTES", 1000)
    assert refused(lambda: load_dataset(tmp_path / "a.pkl.gz")) == "files.too_large"
