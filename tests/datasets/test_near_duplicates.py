"""Near-duplicates are found wherever they lie, and nothing else is."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.near_duplicates import duplicate_groups


def photos(count: int, seed: int, side: int = 32) -> np.ndarray:
    """Return smooth random pictures in colour, uint8 (count, side, side, 3)."""
    rough = np.random.default_rng(seed).integers(0, 256, (count, 6, 6, 3), dtype=np.uint8)
    made = [Image.fromarray(each).resize((side, side), Image.Resampling.BICUBIC) for each in rough]
    return np.stack([np.asarray(each) for each in made])


def as_jpeg(picture: np.ndarray, quality: int) -> np.ndarray:
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "JPEG", quality=quality)
    return np.asarray(Image.open(stream))


def test_no_two_of_the_bundled_digits_are_alike() -> None:
    digits = load_dataset("digits", edits=False)
    assert (duplicate_groups((digits.x_train, digits.x_test)) == -1).all()


def test_copies_are_found_within_and_across_the_parts() -> None:
    train, test = photos(300, 1), photos(40, 2)
    test[3] = as_jpeg(train[7], 90)
    test[5] = np.clip(train[9] * 0.8 + 20, 0, 255).astype(np.uint8)
    train[200] = train[7]
    train[250] = train[251]
    groups = duplicate_groups((train, test))
    assert np.flatnonzero(groups >= 0).tolist() == [7, 9, 200, 250, 251, 303, 305]
    assert groups[[7, 200, 303]].tolist() == [0, 0, 0]
    assert groups[[9, 305]].tolist() == [1, 1]
    assert groups[[250, 251]].tolist() == [2, 2]


def test_every_planted_copy_among_digits_is_found() -> None:
    digits = load_dataset("digits", edits=False)
    test = digits.x_test.copy()
    chosen = np.random.default_rng(3).choice(4000, 100, replace=False)
    test[:100] = np.clip(digits.x_train[chosen] * 0.9, 0, 255).astype(np.uint8)
    groups = duplicate_groups((digits.x_train, test))
    assert (groups[4000:4100] >= 0).all()
    assert np.array_equal(groups[4000:4100], groups[chosen])
    assert (groups >= 0).sum() == 200


def test_other_colours_are_other_pictures() -> None:
    red, green = (np.full((1, 16, 16, 3), 255, np.uint8) for _ in range(2))
    red[:, 4:12, 4:12] = (255, 0, 0)
    green[:, 4:12, 4:12] = (0, 255, 0)
    assert (duplicate_groups((red, green)) == -1).all()
    assert duplicate_groups((red, red)).tolist() == [0, 0]


def test_empty_pictures_are_alike_only_if_they_are_equal() -> None:
    flat = np.zeros((6, 8, 8, 1), np.uint8)
    flat[[1, 4]] = 200
    flat[5] = 90
    assert duplicate_groups((flat[:3], flat[3:])).tolist() == [0, 1, 0, 0, 1, -1]


def test_a_thousand_equal_pictures_are_one_group() -> None:
    picture = photos(1, 4)
    groups = duplicate_groups((np.repeat(picture, 1000, axis=0), photos(3, 5)))
    assert (groups[:1000] == 0).all()
    assert (groups[1000:] == -1).all()


@pytest.mark.parametrize("kind", [np.float32, np.int32])
def test_rows_and_sentences_are_duplicates_if_they_are_equal(kind: type) -> None:
    rows = np.array([[1, 2], [1, 3], [1, 2], [4, 4]]).astype(kind)
    assert duplicate_groups((rows, rows[1:2])).tolist() == [0, 1, 0, -1, 1]


def test_no_samples_are_no_groups() -> None:
    assert len(duplicate_groups((np.empty((0, 8, 8, 1), np.uint8),) * 2)) == 0
    assert duplicate_groups((photos(1, 6), np.empty((0, 32, 32, 3), np.uint8))).tolist() == [-1]


def test_it_tells_how_far_it_is_and_can_be_ended() -> None:
    told: list[tuple[int, int]] = []
    duplicate_groups((photos(50, 1), photos(10, 2)), lambda done, total: told.append((done, total)))
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)

    def end(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        duplicate_groups((photos(50, 1), photos(10, 2)), end)
