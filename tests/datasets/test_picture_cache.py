"""Folders that were read once are not decoded again; what is kept is trusted only if it is whole."""

from __future__ import annotations

import errno
import mmap
import os
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.datasets import picture_cache, picture_folder, picture_reading
from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.stored_samples import StoredSamples
from cnngui.errors import CnnguiError
from cnngui.files import folders
from tests.datasets.test_picture_folder import by_folders, fill, picture


@pytest.fixture(autouse=True)
def _everything_is_worth_keeping(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(picture_reading, "_WORTH", 1)


@pytest.fixture(name="source")
def _source(tmp_path: Path) -> Path:
    return fill(tmp_path / "pictures", by_folders(6))


def kept() -> list[Path]:
    return sorted(folders.pictures_folder().glob("*"))


def assert_same(one: Dataset, other: Dataset) -> None:
    for name in ("x_train", "y_train", "x_test", "y_test"):
        np.testing.assert_array_equal(np.asarray(getattr(one, name)), np.asarray(getattr(other, name)))
    assert (one.class_names, one.notes, one.key, one.label) == (
        other.class_names,
        other.notes,
        other.key,
        other.label,
    )
    assert one.fingerprint() == other.fingerprint()


def never(*_: object) -> None:
    raise AssertionError("decoded again")


def test_a_folder_that_has_not_changed_is_not_decoded_again(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source / "red" / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    first = load_dataset(source)
    assert len(kept()) == 1
    assert kept()[0].stat().st_mode & 0o077 == 0, "a person's pictures are for nobody else"
    monkeypatch.setattr(picture_folder, "read_pictures", never)
    assert_same(load_dataset(source), first)
    assert any("cannot be read (1)" in str(note) for note in first.notes)


def test_a_picture_that_has_changed_is_read(source: Path) -> None:
    before = load_dataset(source)
    picture((0, 0, 0), 9).save(source / "red" / "0.png")
    assert load_dataset(source).fingerprint() != before.fingerprint()


def test_grey_ones_before_a_coloured_one_keep_their_values(tmp_path: Path) -> None:
    for number in range(9):
        for label in "ab":
            made = picture((120, 130, 140), number).convert("L" if number != 6 or label == "a" else "RGB")
            path = tmp_path / "mixed" / label / f"{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            made.save(path)
    in_file = load_dataset(tmp_path / "mixed")
    picture_reading._WORTH = 100  # type: ignore[misc]  # the fixture puts it back
    shutil.rmtree(folders.pictures_folder())
    in_memory = load_dataset(tmp_path / "mixed")
    assert not folders.pictures_folder().exists()
    assert in_memory.input_shape[2] == 3
    assert_same(in_file, in_memory)


@pytest.mark.parametrize("damage", ["cut", "longer", "turned", "labels", "empty", "folder"])
def test_what_is_not_whole_is_read_anew(source: Path, damage: str) -> None:
    first = load_dataset(source)
    path = kept()[0]
    whole = path.read_bytes()
    n = len(first.x_train) + len(first.x_test)
    at = n * first.x_train[0].size
    path.unlink()
    if damage == "folder":
        path.mkdir()
    else:
        path.write_bytes(
            {
                "cut": whole[:-40],
                "longer": whole + b"x",
                "turned": whole[::-1],
                "labels": whole[:at] + b"\xff" + whole[at + 1 :],
                "empty": b"",
            }[damage]
        )
    assert_same(load_dataset(source), first)


def test_pictures_that_do_not_fit_stay_on_the_disk(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = load_dataset(source)
    shutil.rmtree(folders.pictures_folder())
    monkeypatch.setattr(picture_reading, "_WORTH", 1_000)
    monkeypatch.setattr(picture_cache, "in_memory", lambda: 10_000)
    monkeypatch.setattr(picture_folder, "in_memory", lambda: 10_000)
    for _ in range(2):
        stored = load_dataset(source)
        assert isinstance(stored.x_train, StoredSamples)
        assert_same(stored, held)


def test_a_reading_that_ends_early_leaves_nothing(source: Path) -> None:
    def progress(done: int, total: int) -> None:
        if done > total // 2:
            raise KeyboardInterrupt

    picture_reading._AT_ONCE, before = 2, picture_reading._AT_ONCE  # type: ignore[misc]
    try:
        with pytest.raises(KeyboardInterrupt):
            load_dataset(source, progress=progress)
    finally:
        picture_reading._AT_ONCE = before  # type: ignore[misc]
    assert not kept()


Usage = namedtuple("Usage", "total used free")


def test_the_oldest_goes_first_and_never_more_than_a_quarter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [fill(tmp_path / name, by_folders(6)) for name in "abcd"]
    size = 18 * 40 * 30 * 3
    paths = []
    for each in sources[:2]:
        load_dataset(each)
        paths += [path for path in kept() if path not in paths]
    for path in paths:
        os.utime(path, (1, 1))
    load_dataset(sources[0])  # is newer now
    room = 9 * size
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(room, 0, room))
    load_dataset(sources[2])
    assert paths[0] in kept()
    assert paths[1] not in kept()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(size, 0, size))
    load_dataset(sources[3])
    assert len(kept()) == 2, "without room it is read into memory"


def test_no_room_anywhere_is_said(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_cache, "in_memory", lambda: 10_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(30_000, 0, 30_000))
    with pytest.raises(CnnguiError) as refused:
        load_dataset(source)
    assert refused.value.code == "datasets.no_room"


def test_a_disk_that_is_full_at_the_end_costs_only_what_would_be_kept(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    dataset = load_dataset(source)
    assert not kept()
    assert len(dataset.x_train) + len(dataset.x_test) == 18


def test_no_file_is_renamed_while_it_is_mapped(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses that: nothing would ever be kept there."""
    open_now: list[mmap.mmap] = []
    renamed: list[str] = []
    map_file, rename = mmap.mmap, Path.replace

    def mapping(*given: Any, **named: Any) -> mmap.mmap:
        open_now.append(map_file(*given, **named))
        return open_now[-1]

    def replace(path: Path, target: Path) -> Path:
        if path.suffix != ".json":
            renamed.append(path.name)
            assert all(each.closed for each in open_now)
        return rename(path, target)

    monkeypatch.setattr(picture_cache, "in_memory", lambda: 10_000)
    monkeypatch.setattr(picture_folder, "in_memory", lambda: 10_000)
    monkeypatch.setattr(mmap, "mmap", mapping)
    monkeypatch.setattr(Path, "replace", replace)
    dataset = load_dataset(source)
    assert isinstance(dataset.x_train, StoredSamples)
    assert renamed, "they are kept"
    assert len(dataset.x_train[:]) == len(dataset.y_train), "and read where they lie now"


def test_groups_are_kept_too(source: Path) -> None:
    ref = f"{source}?test=0.3&group=name"
    first, again = load_dataset(ref), load_dataset(ref)
    assert kept()
    assert first.sample_groups is not None
    assert again.sample_groups is not None
    np.testing.assert_array_equal(again.sample_groups, first.sample_groups)
    assert load_dataset(source).sample_groups is None
