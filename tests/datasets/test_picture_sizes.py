"""How many pictures came in which size, and what becomes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnngui.datasets import picture_folder, picture_reading
from cnngui.datasets.applied_edits import with_edits
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.data_reference import reference
from cnngui.datasets.edits import Edits
from cnngui.datasets.picture_sizes import Brought, CountedSize, brought, histogram
from cnngui.datasets.preparation import Fit, Preparation
from tests.datasets.test_picture_folder import by_folders, fill


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))


def test_sizes_are_counted_while_pictures_are_read_and_kept_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_reading, "_WORTH", 1)
    folder = fill(tmp_path / "pictures", by_folders(4), (40, 30))
    fill(folder, by_folders(2, "small/"), (20, 60))
    (folder / "red" / "cut.png").write_bytes(b"no picture")
    counted = (CountedSize(20, 60, 6), CountedSize(40, 30, 12))
    for data in (str(folder), reference(str(folder), Preparation(size=(16, 16), invert=True))):
        assert load_dataset(data).sizes == counted
    monkeypatch.setattr(picture_folder, "read_pictures", None)
    kept = load_dataset(folder)
    assert kept.sizes == counted
    assert with_edits(kept, Edits().left_out("train", 0)).sizes == counted, "as they came"


def test_one_size_is_counted_too_and_arrays_have_none(tmp_path: Path) -> None:
    folder = fill(tmp_path / "pictures", by_folders(3), (40, 30))
    assert load_dataset(folder).sizes == (CountedSize(40, 30, 9),)
    assert load_dataset("digits").sizes == ()


def test_few_sizes_are_told_one_by_one_small_ones_first() -> None:
    sizes = [CountedSize(640, 480, 3), CountedSize(20, 30, 1), CountedSize(30, 20, 2)]
    assert histogram(sizes) == [("20×30", 1), ("30×20", 2), ("640×480", 3)]


def test_many_sizes_are_told_by_their_longer_side() -> None:
    sizes = [CountedSize(side, 10, side) for side in (12, 16, 17, 40, 41, 42, 43, 64, 129)]
    told = [("≤ 16", 28), ("17 – 32", 17), ("33 – 64", 230), ("65 – 128", 0), ("129 – 256", 129)]
    assert histogram(sizes) == told
    wide = [*sizes, CountedSize(1, 1, 5), CountedSize(9_000, 1, 7)]
    bars = histogram(wide)
    assert (len(bars), bars[0].words, bars[-1]) == (8, "≤ 128", ("8193 – 16384", 7))
    assert sum(bar.pictures for bar in bars) == sum(size.pictures for size in wide)


@pytest.mark.parametrize(
    ("fit", "expected"), [("crop", (5, 1, 2)), ("pad", (1, 7, 0)), ("squeeze", (1, 7, 0))]
)
def test_what_is_enlarged_follows_from_how_it_is_fitted(fit: Fit, expected: tuple[int, int, int]) -> None:
    sizes = [CountedSize(16, 8, 1), CountedSize(64, 20, 4), CountedSize(32, 64, 2), CountedSize(99, 99, 1)]
    assert brought(sizes, (32, 32), fit) == Brought(*expected)
