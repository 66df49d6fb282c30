"""Samples of a file are indexed as the array of the same values is."""

from __future__ import annotations

import mmap
from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets import stored_samples
from cnngui.datasets.applied_edits import with_edits
from cnngui.datasets.dataset import Dataset
from cnngui.datasets.edits import Edits
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.preparation import Preparation, Split
from cnngui.datasets.prepared import prepared
from cnngui.datasets.preparing import fitted, prepare_samples
from cnngui.datasets.stored_samples import RowFile, StoredSamples, blocks, joined

SHAPE = (9, 7, 3)


@pytest.fixture(name="held")
def _held() -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (50, *SHAPE), dtype=np.uint8)


@pytest.fixture(name="file")
def _file(held: np.ndarray, tmp_path: Path) -> RowFile:
    path = tmp_path / "rows"
    path.write_bytes(held.tobytes() + b"what is behind")
    with path.open("rb") as opened:
        return RowFile(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ), len(held), SHAPE)


ROWS = np.array([40, 3, 3, 17, 0, 49, 18])


@pytest.mark.parametrize("most", [16_000_000, 400])
@pytest.mark.parametrize(
    "index",
    [
        *(0, -1, slice(None), slice(2, 5), slice(None, None, 3), np.array([5, 1, 1]), np.arange(0)),
        *(np.arange(7) % 2 == 0, (2, 4), (slice(1, 3), slice(None), 2)),
    ],
)
def test_an_index_gives_what_it_gives_of_an_array(
    held: np.ndarray, file: RowFile, index: object, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_samples, "_AT_ONCE_BYTES", most)
    np.testing.assert_array_equal(StoredSamples(file, ROWS)[index], held[ROWS][index])


def test_what_wants_all_values_gets_them(held: np.ndarray, file: RowFile) -> None:
    samples = StoredSamples(file, ROWS)
    np.testing.assert_array_equal(np.asarray(samples), held[ROWS])
    np.testing.assert_array_equal(np.concatenate(list(blocks(samples, 400))), held[ROWS])
    np.testing.assert_array_equal(list(samples), held[ROWS])
    assert (samples.shape, samples.size, samples.ndim) == ((7, *SHAPE), 7 * 189, 4)


def test_smaller_pictures_get_their_border_as_they_are_read(held: np.ndarray, file: RowFile) -> None:
    samples = fitted(StoredSamples(file, ROWS), (12, 8, 3))
    assert samples.shape == (7, 12, 8, 3)
    np.testing.assert_array_equal(samples[2:4], fitted(held[ROWS], (12, 8, 3))[2:4])
    flat = fitted(StoredSamples(file, ROWS), (189,))
    np.testing.assert_array_equal(flat[1], held[3].reshape(-1))


def both(held: np.ndarray, file: RowFile) -> tuple[Dataset, Dataset]:
    """Return one data set in memory and in a file."""
    labels, rows = np.arange(50) % 5, np.random.default_rng(1).permutation(50)
    train, test = rows[:40], rows[40:]
    names = ("a", "b", "c", "d", "e")

    def of(x_train: object, x_test: object) -> Dataset:
        return Dataset("k", "K", x_train, labels[train], x_test, labels[test], names, "", "")  # type: ignore[arg-type]

    return of(held[train], held[test]), of(StoredSamples(file, train), StoredSamples(file, test))


def same(one: Dataset, other: Dataset) -> None:
    for name in ("x_train", "y_train", "x_test", "y_test"):
        np.testing.assert_array_equal(np.asarray(getattr(one, name)), np.asarray(getattr(other, name)))
    assert one.fingerprint() == other.fingerprint()
    assert InputFormat.of(one) == InputFormat.of(other)


def test_a_data_set_of_a_file_is_the_same_data_set(held: np.ndarray, file: RowFile) -> None:
    one, other = both(held, file)
    same(one, other)
    assert one.channel_figures == other.channel_figures
    told = InputFormat.of(one)
    ready = [prepare_samples(each.x_test[2:5], SHAPE, told, told) for each in (one, other)]
    np.testing.assert_array_equal(*ready)


def test_edits_leave_the_file_unread(held: np.ndarray, file: RowFile) -> None:
    one, other = both(held, file)
    edits = Edits().left_out("train", 3).left_out("test", 0).relabelled("train", 4, 1)
    changed = with_edits(other, edits)
    assert isinstance(changed.x_train, StoredSamples)
    same(with_edits(one, edits), changed)


@pytest.mark.parametrize(
    "preparation",
    [
        *(Preparation(colour="grey"), Preparation(size=(5, 8), fit="pad"), Preparation(invert=True)),
        *(Preparation(split=Split(fraction=0.3)), Preparation(normalise="channels")),
    ],
)
def test_preparation_leaves_the_file_unread(
    held: np.ndarray, file: RowFile, preparation: Preparation
) -> None:
    one, other = both(held, file)
    made = prepared(other, preparation)
    assert isinstance(made.x_train, StoredSamples)
    same(prepared(one, preparation), made)


def test_samples_of_two_files_do_not_join(file: RowFile) -> None:
    other = StoredSamples(RowFile(file._mapped, 20, SHAPE), ROWS[-1:])
    with pytest.raises(ValueError, match="two files"):
        joined(StoredSamples(file, ROWS), other)
