"""One entry a format: dialogs, words and reading follow from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets import loaders
from cnngui.datasets.assembling import Origin
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.loaders import (
    LOADERS,
    Loader,
    called_like_data,
    files_read,
    formats,
    load_own,
    patterns,
    prepares_as_it_reads,
)
from cnngui.datasets.picture_reading import Progress
from cnngui.messages import text
from tests.datasets.crafted import refused


def test_each_format_is_named_and_offered_by_dialogs() -> None:
    assert formats().split("; ") == [text(f"datasets.format_{loader.name}") for loader in LOADERS]
    assert patterns().split() == [pattern for loader in LOADERS for pattern in loader.patterns]
    assert {"*.npz", "*.gz", "*.csv", "*.tsv"} <= set(patterns().split())


def test_a_new_entry_is_a_new_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = np.zeros((2, 3, 3, 1), np.uint8), np.array([0, 1])

    def load(path: Path, origin: Origin, progress: Progress) -> Dataset:
        return Dataset(origin.key, origin.label, x, y, x, y, ("a", "b"), "", "")

    new = Loader("new", ("*.new",), lambda path, start: start == b"new" or path.name == "folder", load)
    monkeypatch.setattr(loaders, "LOADERS", (new, *LOADERS))
    (tmp_path / "own.data.new").write_bytes(b"new")
    (tmp_path / "folder").mkdir()
    data = load_own(tmp_path / "own.data.new")
    assert (data.key, data.label) == (str(tmp_path / "own.data.new"), "own")
    assert load_own(tmp_path / "folder").classes == 2


def test_an_empty_file_is_of_no_format_and_a_folder_without_data_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    assert refused(lambda: load_own(tmp_path / "empty.csv")) == "datasets.unknown_format"
    (tmp_path / "folder").mkdir()
    assert refused(lambda: load_own(tmp_path / "folder")) == "datasets.idx_none"


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("x.npy", ["other.npy", "y.npy"]),
        ("a_train.csv", ["a_test.csv"]),
        ("train-images-idx3-ubyte", ["train-labels-idx1-ubyte", "mapping.txt"]),
        ("t10k-labels-idx1-ubyte", []),
        ("data_batch_1.bin", ["data_batch_5.bin", "test_batch.bin", "batches.meta.txt"]),
        ("a.npz", []),
    ],
)
def test_what_is_read_with_a_file_is_told_by_the_names_alone(
    tmp_path: Path, name: str, beside: list[str]
) -> None:
    names = "x.npy y.npy other.npy a_train.csv a_test.csv train-images-idx3-ubyte train-labels-idx1-ubyte"
    for each in names.split():
        (tmp_path / each).touch()
    found = files_read(tmp_path / name)
    assert found[0] == tmp_path / name
    assert {tmp_path / each for each in beside} <= set(found)
    assert bool(beside) == (len(found) > 1) or name.startswith("t10k")
    assert files_read(tmp_path) == (tmp_path,)


def test_only_pictures_in_files_are_prepared_as_they_are_read(tmp_path: Path) -> None:
    assert not prepares_as_it_reads(tmp_path / "nothing")
    np.save(tmp_path / "x.npy", np.zeros((2, 3, 3), np.uint8))
    assert not prepares_as_it_reads(tmp_path / "x.npy")
    (tmp_path / "photos" / "a").mkdir(parents=True)
    (tmp_path / "photos" / "a" / "1.png").touch()
    assert prepares_as_it_reads(tmp_path / "photos")


def test_names_are_told_in_any_case() -> None:
    assert called_like_data("MNIST.NPZ")
    assert not called_like_data("letter.docx")
