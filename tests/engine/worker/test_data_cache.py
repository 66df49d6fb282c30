"""What the worker keeps of data is as old as the newest of the files that they are read from."""

from __future__ import annotations

import os
import pickle
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.engine.protocol import DescribeData
from cnngui.engine.worker import data
from cnngui.engine.worker.data import DatasetCache, described
from tests.datasets.test_idx import idx

PICTURES = np.random.default_rng(1).integers(0, 256, (40, 8, 8), np.uint8)
LABELS = np.arange(40) % 4


def of_npy(folder: Path, classes: int) -> tuple[Path, str]:
    np.save(folder / "x.npy", PICTURES)
    np.save(folder / "y.npy", LABELS % classes)
    return folder / "x.npy", "y.npy"


def of_table(folder: Path, classes: int) -> tuple[Path, str]:
    for part, count in (("train", 40), ("test", 20 - classes)):
        rows = "".join(f"{n / 7},{n * n / 3},{'abcd'[n % 2]}\n" for n in range(count))
        (folder / f"{part}.csv").write_text("wide,high,class\n" + rows)
    return folder / "train.csv", "test.csv"


def of_idx(folder: Path, classes: int) -> tuple[Path, str]:
    (folder / "train-images-idx3-ubyte").write_bytes(idx(PICTURES))
    (folder / "train-labels-idx1-ubyte").write_bytes(idx((LABELS % classes).astype(np.uint8)))
    return folder / "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


def of_cifar(folder: Path, classes: int) -> tuple[Path, str]:
    for name, shift in (("data_batch_1", 0), ("data_batch_2", classes)):
        rows = np.random.default_rng(shift).integers(0, 256, (20, 3072), np.uint8)
        (folder / name).write_bytes(pickle.dumps({"data": rows, "labels": [n % 4 for n in range(20)]}, 2))
    return folder / "data_batch_1", "data_batch_2"


@pytest.mark.parametrize("write", [of_npy, of_table, of_idx, of_cifar])
def test_a_file_beside_it_that_has_changed_is_read(
    tmp_path: Path, write: Callable[[Path, int], tuple[Path, str]]
) -> None:
    cache = DatasetCache(edits=False)
    path, beside = write(tmp_path, 4)
    (tmp_path / "notes.txt").write_text("nothing of it")
    first = cache.get(str(path))
    os.utime(tmp_path / "notes.txt", ns=(1, 1))
    assert cache.get(str(path)) is first
    write(tmp_path, 2)
    os.utime(path, ns=(1, 1))
    second = cache.get(str(path), as_it_is_now=True)
    os.utime(tmp_path / beside, ns=(5, 5))
    assert cache.get(str(path), as_it_is_now=True) is not second
    assert second.fingerprint() == load_dataset(path).fingerprint() != first.fingerprint()
    (tmp_path / beside).unlink()
    if write is not of_npy and write is not of_idx:
        third = cache.get(str(path), as_it_is_now=True)
        assert third.fingerprint() != second.fingerprint()


def test_those_that_are_there_are_told_while_edits_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = DatasetCache()
    held: list[Dataset] = []

    def editing(dataset: Dataset) -> Dataset:
        held.extend(cache.kept())
        return dataset

    monkeypatch.setattr(data, "any_edits", lambda: True)
    monkeypatch.setattr(data, "edited", editing)
    assert cache.get("xor") in held


def test_the_averages_of_many_rows_are_taken_without_a_copy_of_them() -> None:
    rows = np.random.default_rng(3).normal(1e3, 2, (300_000, 40)).astype(np.float32)
    labels = np.arange(len(rows)) % 3
    names = ("a", "b", "c")
    dataset = Dataset("rows", "rows", rows, labels, rows[:9], labels[:9], names, "", "")
    tracemalloc.start()
    try:
        told = described(DescribeData("rows"), dataset)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    np.testing.assert_allclose(told.means, rows.mean(axis=0, dtype=np.float64), rtol=1e-6)
    np.testing.assert_allclose(told.variances, rows.var(axis=0, dtype=np.float64), rtol=1e-6)
    assert peak < 120_000_000, "a copy as float64 took 96 MB, and the variances as much again"
