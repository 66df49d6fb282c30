"""One answer everywhere: what a network is given of ink, pictures, samples and sentences."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from cnngui.datasets.ink import CANVAS, Stroke, rasterise
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.preparing import (
    frame_side,
    photo_middle,
    prepare_framed,
    prepare_ink,
    prepare_picture,
    prepare_samples,
    prepare_sentences,
)
from cnngui.errors import CnnguiError

SEVEN = (Stroke(((60.0, 50.0), (200.0, 50.0), (110.0, 230.0))),)
DIGITS = InputFormat(kind="ink", shape=(28, 28, 1))
DARK = InputFormat(kind="ink", shape=(28, 28, 1), polarity="dark_on_light")
TEXTURES = InputFormat(kind="picture", shape=(28, 28, 1))


def page(ink: int = 0, paper: int = 255, size: tuple[int, int] = (300, 200)) -> np.ndarray[Any, Any]:
    """Return a picture of a seven, uint8 (height, width)."""
    image = Image.new("L", size, paper)
    ImageDraw.Draw(image).line([(x * 0.6, y * 0.6) for x, y in SEVEN[0].points], ink, 12)
    return np.asarray(image)


def prepare_strokes(
    strokes: tuple[Stroke, ...], shape: tuple[int, ...], trained_on: InputFormat | None = None
) -> np.ndarray[Any, Any] | None:
    return prepare_framed(partial(rasterise, strokes, CANVAS), shape, trained_on)


def test_strokes_are_framed_and_given_as_light_ink() -> None:
    given = prepare_strokes(SEVEN, (28, 28, 1))
    assert given is not None
    assert given.dtype == np.float32
    np.testing.assert_allclose(given[..., 0], rasterise(SEVEN).centred, atol=1e-6)


@pytest.mark.parametrize("shape", [(785,), (16,), (28, 20), (28, 20, 1), (28, 28, 2)])
def test_strokes_are_only_for_square_pictures(shape: tuple[int, ...]) -> None:
    assert prepare_strokes(SEVEN, shape) is None
    assert frame_side(shape) is None


def test_no_ink_gives_nothing() -> None:
    assert prepare_strokes((), (28, 28, 1)) is None
    assert prepare_picture(np.full((50, 50), 255, np.uint8), (28, 28, 1)) is None


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (40, 200)])
def test_ink_on_any_paper_becomes_that_of_the_data(ink: int, paper: int) -> None:
    light = prepare_picture(page(ink, paper), (28, 28, 1), DIGITS)
    dark = prepare_picture(page(ink, paper), (28, 28, 1), DARK)
    assert light is not None
    assert dark is not None
    assert light[0, 0, 0] == 0
    assert light.max() > 0.9
    np.testing.assert_allclose(dark, 1 - light, atol=1e-6)


def test_a_drawing_and_a_picture_of_it_are_given_alike() -> None:
    for trained_on in (DIGITS, DARK):
        drawn = prepare_strokes(SEVEN, (28, 28, 1), trained_on)
        photographed = prepare_picture(page(), (28, 28, 1), trained_on)
        assert drawn is not None
        assert photographed is not None
        assert np.abs(drawn - photographed).mean() < 0.03


@pytest.mark.parametrize(("black", "white"), [(0.0, 255.0), (-1.0, 1.0), (0.0, 16.0)])
def test_pictures_have_the_scale_of_the_data(black: float, white: float) -> None:
    trained_on = InputFormat(kind="ink", shape=(28, 28, 1), black=black, white=white)
    samples = np.arange(28 * 28, dtype=np.uint16).reshape(1, 28, 28, 1).clip(0, 255).astype(np.uint8)
    for given in (
        prepare_strokes(SEVEN, (32, 32, 1), trained_on),
        prepare_picture(page(), (32, 32, 1), trained_on),
        prepare_samples(samples, (32, 32, 1), trained_on),
    ):
        assert given is not None
        assert given.dtype == np.float32
        assert given.min() == pytest.approx(black)
        assert given.max() == pytest.approx(white, rel=0.02)
        assert given.ravel()[0] == black, "the border is black, as in training"


def test_what_is_no_ink_is_only_resized() -> None:
    grey = np.full((28, 28), 200, np.uint8)
    grey[10:14] = 90
    given = prepare_picture(grey, (28, 28, 1), TEXTURES)
    assert given is not None
    np.testing.assert_allclose(given[..., 0] * 255, grey, atol=1e-3)


@pytest.mark.parametrize("shape", [(32, 32, 3), (24, 32, 1)])
def test_the_middle_of_a_wide_picture_is_not_squeezed(shape: tuple[int, int, int]) -> None:
    image = Image.new("RGB", (320, 160))
    ImageDraw.Draw(image).ellipse((110, 30, 210, 130), "white")
    given = prepare_picture(np.asarray(image), shape)
    assert given is not None
    assert given.shape == shape
    rows, columns = np.nonzero(given[..., 0] > 0.5)
    assert np.ptp(rows) == pytest.approx(np.ptp(columns), abs=1)


def test_a_picture_lies_within_the_border_of_training() -> None:
    white = np.full((40, 60, 3), 255, np.uint8)
    given = prepare_picture(white, (32, 32, 3), InputFormat(kind="picture", shape=(28, 28, 3)))
    assert given is not None
    assert given.sum() == 28 * 28 * 3
    assert given[2:30, 2:30].min() == 1


def test_ink_lies_within_the_border_of_training() -> None:
    assert frame_side((32, 32, 1), DIGITS) == 28
    assert frame_side((32, 32, 1)) == 32
    inner, outer = (prepare_strokes(SEVEN, (side, side, 1), DIGITS) for side in (28, 32))
    assert inner is not None
    assert outer is not None
    np.testing.assert_array_equal(outer[2:30, 2:30], inner)


def test_a_network_of_photos_sees_a_drawing_in_grey() -> None:
    given = prepare_strokes(SEVEN, (32, 32, 3))
    assert given is not None
    np.testing.assert_array_equal(given[..., 0], given[..., 2])


def test_ink_of_another_size_is_refused() -> None:
    with pytest.raises(CnnguiError) as caught:
        prepare_ink(np.zeros((1, 32, 32), np.float32), (28, 28, 1))
    assert caught.value.code == "engine.other_samples"


def test_numbers_and_words_are_given_as_they_are() -> None:
    rows = np.float32([[0.5, -3]])
    np.testing.assert_array_equal(prepare_samples(rows, (2,)), rows)
    ids = prepare_sentences(["b a"], ("", "□", "a", "b"), (3,))
    assert ids.dtype == np.float32
    assert ids.tolist() == [[3, 2, 0]]


@pytest.mark.parametrize("side", [28, 29, 32, 35])
def test_samples_get_an_even_border_or_one_pixel_more_below_and_right(side: int) -> None:
    samples = np.ones((2, 28, 28, 1), np.float32)
    before = (side - 28) // 2
    wanted = np.zeros((2, side, side, 1), np.float32)
    wanted[:, before : before + 28, before : before + 28] = 1
    np.testing.assert_array_equal(prepare_samples(samples, (side, side, 1)), wanted)


@pytest.mark.parametrize("shape", [(28, 28), (784,)])
def test_an_input_without_channels_gets_the_same_numbers(shape: tuple[int, ...]) -> None:
    usual = prepare_strokes(SEVEN, (28, 28, 1), DARK)
    flat = prepare_strokes(SEVEN, shape, DARK)
    assert usual is not None
    assert flat is not None
    np.testing.assert_array_equal(flat, usual.reshape(shape))
    page = (255 * (1 - rasterise(SEVEN).centred)).astype(np.uint8)
    for taken in (DARK, None):
        found, wanted = (prepare_picture(page, each, taken) for each in (shape, (28, 28, 1)))
        assert found is not None
        assert wanted is not None
        np.testing.assert_array_equal(found, wanted.reshape(shape))
    samples = page[np.newaxis, ..., np.newaxis]
    np.testing.assert_array_equal(
        prepare_samples(samples, shape), prepare_samples(samples, (28, 28, 1)).reshape(1, *shape)
    )


def test_samples_of_the_other_polarity_are_inverted_and_no_others() -> None:
    light = InputFormat(kind="ink", shape=(28, 28, 1))
    photo = InputFormat(kind="picture", shape=(28, 28, 1))
    samples = np.full((1, 28, 28, 1), 51, np.uint8)
    given = {
        (taken, stored): float(prepare_samples(samples, (28, 28, 1), taken, stored)[0, 0, 0, 0])
        for taken in (light, DARK, photo, None)
        for stored in (light, DARK, photo, None)
    }
    inverted = {pair for pair, value in given.items() if value == pytest.approx(0.8)}
    assert inverted == {(light, DARK), (DARK, light)}


@pytest.mark.parametrize("share", [0.5, 0.9, 1.0])
def test_ink_is_as_large_as_in_the_data(share: float) -> None:
    taken = InputFormat(kind="ink", shape=(40, 40, 1), ink_share=share)
    drawn = prepare_strokes(SEVEN, (40, 40, 1), taken)
    page = (255 * (1 - rasterise(SEVEN, size=200).centred)).astype(np.uint8)
    photo = prepare_picture(page, (40, 40, 1), taken)
    for each in (drawn, photo):
        assert each is not None
        rows, columns = np.nonzero(each[..., 0] > 0.3)
        longer = max(np.ptp(rows), np.ptp(columns)) + 1
        assert longer == pytest.approx(40 * share, abs=4)  # the centre of mass may push some ink out


@pytest.mark.parametrize(("side", "share"), [(1, 20 / 28), (2, 0.1), (28, 1e-3), (28, 1e-9)])
def test_ink_that_is_smaller_than_a_pixel_is_no_fault(side: int, share: float) -> None:
    taken = InputFormat(kind="ink", shape=(side, side, 1), ink_share=share)
    for strokes in (SEVEN, (Stroke(((1.0, 1.0),)),)):
        drawn = prepare_strokes(strokes, (side, side, 1), taken)
        assert drawn is not None
        assert np.isfinite(drawn).all()


@pytest.mark.parametrize("size", [(60, 90), (90, 60), (64, 64), (61, 33)])
def test_the_middle_of_a_photo_is_what_is_resized(size: tuple[int, int]) -> None:
    rows, columns = np.ogrid[: size[0], : size[1]]
    photo = np.stack(np.broadcast_arrays(2 * rows, 2 * columns, rows + columns), axis=2).astype(np.uint8)
    middle = photo_middle(photo, (16, 16, 3))
    assert middle is not None
    assert middle.shape == (min(size), min(size), 3)
    whole, part = prepare_picture(photo, (16, 16, 3)), prepare_picture(middle, (16, 16, 3))
    np.testing.assert_allclose(whole, part, atol=0.02)  # a crop between two pixels is read between them


def test_what_is_taken_as_ink_or_gets_a_border_has_no_middle() -> None:
    photo = np.zeros((60, 90, 3), np.uint8)
    assert photo_middle(photo, (28, 28, 1)) is None
    assert photo_middle(photo, (5,)) is None
    smaller = InputFormat(kind="picture", shape=(28, 28, 3))
    assert photo_middle(photo, (32, 32, 3), smaller) is None
    wide = photo_middle(photo, (10, 20, 3))
    assert wide is not None
    assert wide.shape == (45, 90, 3)
