from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnngui.datasets.images import as_pictures, stored_picture_shape
from tests.datasets.crafted import refused

ALL_VALUES = np.arange(256, dtype=np.uint8).reshape(4, 8, 8)


def converted(*parts: Any) -> tuple[list[np.ndarray[Any, Any]], list[str]]:
    pictures, notes = as_pictures([np.asarray(part) for part in parts], shown="x_train")
    assert all(part.dtype == np.uint8 for part in pictures)
    assert all(str(note) for note in notes)
    return pictures, [note.code.removeprefix("datasets.note_") for note in notes]


@pytest.mark.parametrize("dtype", ["u1", "<i2", ">i4", "u8", "f2", "f4", "f8"])
def test_values_up_to_255_stay_as_they_are(dtype: str) -> None:
    pictures, notes = converted(ALL_VALUES.astype(dtype))
    np.testing.assert_array_equal(pictures[0], ALL_VALUES[..., np.newaxis])
    assert notes == []


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_values_up_to_1_are_rescaled_and_it_is_said(dtype: str) -> None:
    pictures, notes = converted((ALL_VALUES / 255).astype(dtype))
    np.testing.assert_array_equal(pictures[0], ALL_VALUES[..., np.newaxis])
    assert notes == ["rescaled"]


@pytest.mark.parametrize("dtype", ["?", "u1", "i8"])
def test_black_and_white_becomes_0_and_255(dtype: str) -> None:
    pictures, notes = converted(np.eye(4, dtype=dtype)[np.newaxis])
    np.testing.assert_array_equal(pictures[0][0, ..., 0], 255 * np.eye(4))
    assert notes == ["rescaled"]


@example(np.linspace(125, 128.5, 18, dtype=np.float32).reshape(2, 3, 3))
@given(
    hnp.arrays(np.float32, (2, 3, 3), elements=st.floats(0, 255, width=32)).filter(lambda x: x.max() > 128)
)
def test_fractions_are_rounded_to_the_nearest_and_it_is_said(pictures: np.ndarray[Any, Any]) -> None:
    rounded, notes = converted(pictures)
    assert np.abs(rounded[0][..., 0].astype(float) - pictures).max() <= 0.5
    assert notes == ([] if (pictures == np.rint(pictures)).all() else ["rounded"])


def test_many_blocks_are_converted_like_one() -> None:
    many = np.tile(ALL_VALUES / 255, (3000, 1, 1)).astype(
        np.float32
    )  # 3 million values a pass are 4 million here
    pictures, _ = converted(np.repeat(many, 8, axis=1))
    np.testing.assert_array_equal(pictures[0][-4:, ::8, :, 0], ALL_VALUES)


@pytest.mark.parametrize(
    ("pictures", "code"),
    [
        ([[[0.0, np.nan]]], "pixels_not_finite"),
        ([[[0.0, np.inf]]], "pixels_not_finite"),
        ([[["a", "b"]]], "pixels_not_numbers"),
    ],
)
def test_what_is_no_number_is_refused(pictures: Any, code: str) -> None:
    assert refused(lambda: converted(pictures)) == f"datasets.{code}"


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((5, 28, 20), (28, 20, 1)),
        ((5, 28, 20, 1), (28, 20, 1)),
        ((5, 32, 32, 3), (32, 32, 3)),
        ((1, 3, 3, 3), (3, 3, 3)),
        ((5, 3, 32, 30), (32, 30, 3)),
        ((5, 1, 28, 28), (28, 28, 1)),
        ((5, 784), (28, 28, 1)),
        ((5, 3072), (32, 32, 3)),
        ((5, 64), (8, 8, 1)),
    ],
)
def test_grey_and_colour_shapes(shape: tuple[int, ...], expected: tuple[int, int, int]) -> None:
    assert stored_picture_shape(shape, shown="x") == expected


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ((5, 783), "picture_shape"),
        ((5, 4), "picture_shape"),
        ((5,), "picture_shape"),
        ((), "picture_shape"),
        ((5, 8, 8, 4), "picture_shape"),
        ((5, 0, 8), "picture_shape"),
        ((5, 2, 8, 8, 3), "picture_shape"),
        ((0, 8, 8), "no_pictures"),
    ],
)
def test_other_shapes_are_refused(shape: tuple[int, ...], code: str) -> None:
    assert refused(lambda: stored_picture_shape(shape, shown="x")) == f"datasets.{code}"


@pytest.mark.parametrize(
    ("stored", "code"),
    [
        (lambda x: x.reshape(len(x), -1), "flat"),
        (lambda x: x.transpose(0, 3, 1, 2), "channels_first"),
        (lambda x: x.transpose(0, 3, 1, 2).reshape(len(x), -1), "flat"),
    ],
)
def test_colours_are_found_wherever_they_are_stored(stored: Any, code: str) -> None:
    rows, columns = np.indices((12, 12))[..., np.newaxis]
    colour = (6 * rows + 9 * columns + np.array([0, 40, 80])).astype(np.uint8)[np.newaxis]
    pictures, notes = converted(stored(colour))
    np.testing.assert_array_equal(pictures[0], colour)
    assert notes[0] == code
