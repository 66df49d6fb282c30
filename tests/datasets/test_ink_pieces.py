"""Ink on a picture in pieces: what hangs together, where it lies, and which pieces may be one digit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image, ImageFilter

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.ink import CANVAS, Stroke
from cnngui.datasets.ink_pieces import InkPieces, connected, ink_pieces
from cnngui.datasets.pen import paint
from cnngui.datasets.pixels import frames_of, normalise_pixels, sheet_ink
from tests.datasets.test_segmenting import FOUR, SEVEN, SLASH, ZERO, placed

SIDE = 560


def page(strokes: list[Stroke], *, paper: int = 230) -> np.ndarray:
    """Return uint8 (560, 560): strokes of the canvas in dark ink on light paper, twice as large."""
    lines = [2 * np.array(stroke.points) for stroke in strokes]
    ink = paint(lines, strokes[0].width_px, (SIDE, SIDE))
    return np.rint(paper - ink * (paper - 30)).astype(np.uint8)


def pieces_of(picture: np.ndarray) -> InkPieces | None:
    return ink_pieces(sheet_ink(picture), (picture.shape[1], picture.shape[0]), CANVAS)


def flooded(mask: np.ndarray) -> list[set[tuple[int, int]]]:
    """Return the pieces of a mask by following every neighbour, as slowly and plainly as that goes."""
    left = {(int(row), int(column)) for row, column in np.argwhere(mask)}
    found = []
    while left:
        open_, piece = [min(left)], set()
        while open_:
            row, column = open_.pop()
            if (row, column) in left:
                left.discard((row, column))
                piece.add((row, column))
                open_ += [(row + y, column + x) for y in (-1, 0, 1) for x in (-1, 0, 1)]
        found.append(piece)
    return found


@given(
    arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12), elements=st.booleans())
)
def test_what_touches_is_one_piece(mask: np.ndarray) -> None:
    labels = connected(mask)
    assert ((labels >= 0) == mask).all()
    numbers = [number for number in np.unique(labels) if number >= 0]
    found = [{(int(row), int(column)) for row, column in np.argwhere(labels == number)} for number in numbers]
    assert sorted(map(sorted, found)) == sorted(map(sorted, flooded(mask)))


def test_digits_side_by_side_are_parts_where_they_are_shown() -> None:
    strokes = [
        Stroke(tuple((x + 30, y + 90) for x, y in each.points), 8)
        for each in placed((0, FOUR), (85, (ZERO,)), (160, SEVEN))
    ]
    pieces = pieces_of(page(strokes))
    assert pieces is not None
    line = pieces.line
    assert len(line.parts) == 3
    assert line.pen == pytest.approx(8, abs=1.5)
    for part, left, right in zip(line.parts, (30, 120, 190), (90, 170, 245), strict=True):
        assert part.box == pytest.approx((left, 90, right, 190), abs=3)


def test_each_piece_by_itself_is_what_it_is_alone_on_a_page() -> None:
    whole = [Stroke(tuple((x + 40, y + 90) for x, y in each.points), 8) for each in placed((0, FOUR))]
    other = [Stroke(tuple((x + 170, y + 90) for x, y in each.points), 8) for each in placed((0, (ZERO,)))]
    pieces = pieces_of(page(whole + other))
    assert pieces is not None
    for part, strokes in zip(pieces.line.parts, (whole, other), strict=True):
        alone = normalise_pixels(page(strokes))
        found, kept = frames_of(pieces.only(part.members)), normalise_pixels(pieces.picture(part.members))
        assert alone is not None
        assert found is not None
        assert kept is not None
        assert np.abs(found.centred - alone.centred).mean() < 0.01
        assert np.abs(kept.centred - found.centred).max() < 0.05


def test_what_is_kept_of_a_blurred_photo_is_what_was_read() -> None:
    strokes = [
        Stroke(tuple((x + left, y + 90) for x, y in each.points), 8)
        for left, lines in ((40, FOUR), (170, (ZERO,)))
        for each in placed((0, lines))
    ]
    blurred = Image.fromarray(page(strokes)).filter(ImageFilter.GaussianBlur(5))
    pieces = pieces_of(np.asarray(blurred))
    assert pieces is not None
    for part in pieces.line.parts:
        found, kept = frames_of(pieces.only(part.members)), normalise_pixels(pieces.picture(part.members))
        assert found is not None
        assert kept is not None
        assert np.abs(kept.centred - found.centred).max() < 0.05


@pytest.mark.parametrize("lines", [(ZERO,), FOUR, SEVEN, (ZERO, SLASH)])
def test_one_digit_is_never_several(lines: tuple[list[tuple[float, float]], ...]) -> None:
    strokes = [Stroke(tuple((x + 100, y + 90) for x, y in each.points), 8) for each in placed((0, lines))]
    pieces = pieces_of(page(strokes))
    assert pieces is None or len(pieces.line.parts) == 1


def test_dirt_far_from_the_digits_is_none_of_them() -> None:
    digits = [
        Stroke(tuple((x + 60, y + 120) for x, y in each.points), 8)
        for each in placed((0, (ZERO,)), (100, SEVEN))
    ]
    dirt = [Stroke(((250, 20), (262, 22)), 8), Stroke(((15, 15),), 8)]
    pieces = pieces_of(page(digits + dirt))
    assert pieces is not None
    assert len(pieces.line.parts) == 2
    assert max(part.box[2] for part in pieces.line.parts) < 245


def test_what_is_framed_blank_or_grain_is_one_picture() -> None:
    digits = load_dataset("digits")
    assert all(pieces_of(picture[:, :, 0]) is None for picture in digits.x_test[:50])
    assert pieces_of(np.full((200, 200), 240, np.uint8)) is None
    grain = np.random.default_rng(1).normal(150, 40, (300, 300)).clip(0, 255).astype(np.uint8)
    pieces = pieces_of(grain)
    assert pieces is None or len(pieces.line.parts) == 1
