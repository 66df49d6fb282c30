"""One entry a format: dialogs, words and reading follow from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets import loaders
from cnngui.datasets.assembling import Origin
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.loaders import LOADERS, Loader, formats, load_own, patterns
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
