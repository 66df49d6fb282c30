"""Numbers for pixels, as people have them: all become 0..255 without losing their differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnngui.datasets.images import as_pictures

Array = np.ndarray[Any, Any]
RNG = np.random.default_rng(0)
GROUND = np.where(RNG.random((40, 8, 8)) < 0.6, 0, RNG.integers(0, 256, (40, 8, 8))).astype(np.uint8)
GROUND[0, 0, :2] = 0, 255


def codes(*parts: Array) -> tuple[list[Array], list[str]]:
    pictures, notes = as_pictures(list(parts), shown="x_train")
    return [part[..., 0] for part in pictures], [note.code.removeprefix("datasets.note_") for note in notes]


UNIT = GROUND / 255
AFFINE: dict[str, Array] = {
    "a little above 1": UNIT * 1.0004,
    "resized": UNIT * 1.03 - 0.01,
    "0 to 2": UNIT * 2,
    "-1 to 1": UNIT * 2 - 1,
    "-0.5 to 0.5": UNIT - 0.5,
    "-128 to 127": GROUND.astype(int) - 128,
    "standardised": (UNIT - 0.1307) / 0.3081,
    "mean taken off": UNIT - UNIT.mean(),
    "16 bits": GROUND.astype(np.uint16) * 257,
    "12 bits": (UNIT * 4095).astype(np.uint16),
    "percent": UNIT * 100,
    "divided twice": UNIT / 255,
    "a thousandth": UNIT / 1000,
    "millions": UNIT * 3e6,
    "half floats": UNIT.astype(np.float16),
}


@pytest.mark.parametrize("values", AFFINE.values(), ids=AFFINE)
def test_any_scale_becomes_0_to_255(values: Array) -> None:
    pictures, notes = codes(values, values[:10])
    for part in pictures:
        np.testing.assert_allclose(part, GROUND[: len(part)], atol=8)
    assert notes in (["scaled"], ["rescaled"])


def test_one_picture_in_tens_of_levels_keeps_them() -> None:
    few = GROUND // 16
    pictures, notes = codes(few, few[:5])
    np.testing.assert_array_equal(np.unique(pictures[0]), np.arange(16) * 17)
    assert notes == ["scaled"]


def test_signed_bytes_that_end_before_127_keep_their_values() -> None:
    dim = (GROUND * 0.9).astype(np.uint8)
    (pictures,), notes = codes(dim.astype(int) - 128)
    np.testing.assert_array_equal(pictures, dim)
    assert notes


def test_logarithms_keep_their_order() -> None:
    pictures, notes = codes(np.log1p(GROUND.astype(float)), np.log1p(GROUND[:9].astype(float)))
    assert len(np.unique(pictures[0])) > 100
    assert (pictures[0].max(), pictures[0].min(), notes) == (255, 0, ["scaled"])


def test_a_few_values_far_away_do_not_squeeze_the_others() -> None:
    hot = np.tile(UNIT, (10, 1, 1)) * 100
    hot[0, 0, 0] = 60_000
    pictures, notes = codes(hot)
    assert len(np.unique(pictures[0])) > 100
    assert notes == ["scaled", "cut"]


@pytest.mark.parametrize("scaled", [lambda x: x / 255, lambda x: x / 127.5 - 1, lambda x: x * 257])
@pytest.mark.parametrize("which", [0, 1])
def test_parts_on_different_scales_are_each_brought_there_and_it_is_said(
    scaled: Callable[[Array], Array], which: int
) -> None:
    parts = [GROUND, GROUND[:20]]
    parts[which] = scaled(parts[which].astype(float))
    pictures, notes = codes(*parts)
    for part in pictures:
        np.testing.assert_allclose(part, GROUND[: len(part)], atol=1)
    assert notes == ["parts_scaled"]


def test_a_test_part_that_is_only_darker_keeps_the_scale() -> None:
    for whole, scale in ((True, 1), (False, 1 / 255)):
        darker = (GROUND[:20] // 2).astype(np.uint8)
        values = [part if whole else part * scale for part in (GROUND, darker)]
        pictures, _ = codes(*values)
        np.testing.assert_array_equal(pictures[1], darker)


def test_a_standardised_test_part_has_the_scale_of_the_training_part() -> None:
    train, test = ((part / 255 - 0.13) / 0.31 for part in (GROUND, GROUND[:20] * 0.9))
    pictures, notes = codes(train, test)
    np.testing.assert_allclose(pictures[1], GROUND[:20] * 0.9, atol=1)
    assert notes == ["scaled"]


@pytest.mark.parametrize("value", [0.0, 7.5, -3.0, -3e15])
def test_pictures_of_a_single_value_that_is_no_usual_level_are_black(value: float) -> None:
    same = np.full((4, 8, 8), value)
    assert all(not part.any() for parts in ((same,), (same, same)) for part in codes(*parts)[0])


def test_one_value_far_away_does_not_decide_the_scale() -> None:
    spoilt = UNIT.copy()
    spoilt[0, 0, 0] = 255
    pictures, notes = codes(spoilt, UNIT[:9])
    np.testing.assert_allclose(pictures[0].ravel()[1:], GROUND.ravel()[1:], atol=1)
    assert "cut" in notes or "parts_scaled" in notes


@pytest.mark.parametrize(("train", "test"), [(UNIT * 2 - 1, UNIT), (UNIT, UNIT * 2 - 1)])
def test_signed_and_unsigned_parts_are_told_apart(train: Array, test: Array) -> None:
    pictures, notes = codes(train, test)
    np.testing.assert_allclose(pictures[1], GROUND, atol=1)
    assert notes == ["parts_scaled"]


@pytest.mark.parametrize("test", [255 - GROUND, GROUND // 2], ids=["a negative", "half as bright"])
def test_parts_that_differ_much_are_told(test: Array) -> None:
    pictures, notes = codes(GROUND, test)
    np.testing.assert_array_equal(pictures[1], test)
    assert notes == ["unlike"]


def test_parts_that_differ_by_chance_are_not_told() -> None:
    for seed in range(20):
        order = np.random.default_rng(seed).permutation(40)
        assert codes(GROUND[order[:30]], GROUND[order[30:]])[1] == []


def test_what_was_done_to_the_test_part_alone_is_told() -> None:
    assert codes(GROUND[..., np.newaxis], GROUND[:, np.newaxis])[1] == ["channels_first"]
    assert codes(GROUND, GROUND.reshape(40, -1))[1] == ["flat"]


def test_darkest_values_near_zero_are_not_stretched_to_black() -> None:
    pictures, _ = codes(UNIT * 1000 + 20, UNIT[:9] * 1000 + 20)
    assert (pictures[0].min(), pictures[0].max()) == (5, 255)


@pytest.mark.parametrize(
    ("highest", "white"),
    [
        (64, 64),  # the most levels of a drawing that has few: its brightest is white
        (65, 255),  # above, they are bytes that end early
        (255, 255),
        (256, 1023),
        (1023, 1023),
        (1024, 4095),
        (4095, 4095),
        (4096, 16383),
        (16383, 16383),
        (16384, 65535),
        (65535, 65535),
        (65536, 65536),
    ],
)
def test_whole_numbers_are_bytes_or_what_cameras_and_scanners_write(highest: int, white: int) -> None:
    """8, 10, 12, 14 and 16 bits: a dim picture among them stays as dim as it is."""
    values = np.arange(8 * 8 * 4).reshape(4, 8, 8) * highest // 255
    pictures, _ = codes(values)
    np.testing.assert_allclose(pictures[0], values * 255 / white, atol=1)


def test_bytes_stay_as_they_are_however_dark() -> None:
    night = np.zeros((20, 28, 28), np.uint8)
    night[:, :8] = np.arange(28) % 9
    night[0, 0, 0] = 255
    pictures, notes = codes(night)
    np.testing.assert_array_equal(pictures[0], night)
    assert notes == []


@pytest.mark.parametrize("kind", [np.uint8, np.float32, bool])
def test_zeros_and_ones_are_black_and_white(kind: type) -> None:
    pictures, notes = codes((GROUND > 100).astype(kind))
    np.testing.assert_array_equal(pictures[0], np.where(GROUND > 100, 255, 0))
    assert notes == ["rescaled"]
