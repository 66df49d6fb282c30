"""Pictures as they are scanned and photographed: what is no ink of the digit does not count."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from cnngui.datasets.pixels import normalise_pixels
from cnngui.datasets.stray_marks import without_specks

Draw = Callable[[ImageDraw.ImageDraw], None]
Pixels = NDArray[np.uint8]
PAPER, INK = 235, 30


def seven(draw: ImageDraw.ImageDraw, ink: int = INK) -> None:
    draw.line([(150, 120), (240, 120), (185, 260)], fill=ink, width=10, joint="curve")


def picture(before: Draw = lambda _: None, paper: int = PAPER, ink: int = INK) -> Pixels:
    image = Image.new("L", (400, 400), paper)
    draw = ImageDraw.Draw(image)
    before(draw)
    seven(draw, ink)
    return np.asarray(image)


def ruled(step: int, rise: int, level: int, width: int = 2, squared: bool = False) -> Draw:
    def lines(draw: ImageDraw.ImageDraw) -> None:
        for at in range(15, 400, step):
            draw.line([(0, at), (400, at + rise)], fill=level, width=width)
            if squared:
                draw.line([(at, 0), (at - rise, 400)], fill=level, width=width)

    return lines


MARKS: dict[str, Draw] = {
    "ruled": ruled(35, 0, 160),
    "tilted": ruled(35, 8, 160),
    "tilted the other way": ruled(35, -12, 160),
    "squared": ruled(20, 0, 190, 1, squared=True),
    "as dark as the pen": ruled(40, 0, INK),
    "with a margin": lambda draw: draw.line([(50, 0), (48, 400)], fill=150, width=2),
    "frame at the border": lambda draw: draw.rectangle([0, 0, 399, 399], outline=INK, width=5),
    "frame near the border": lambda draw: draw.rectangle([4, 4, 395, 395], outline=INK, width=5),
    "box": lambda draw: draw.rectangle([60, 50, 340, 350], outline=INK, width=4),
    "edge of the table": lambda draw: draw.rectangle([0, 0, 400, 45], fill=INK),
    "two edges": lambda draw: draw.polygon(
        [(0, 0), (30, 0), (30, 370), (400, 370), (400, 400), (0, 400)], 60
    ),
}


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
@pytest.mark.parametrize("negative", [False, True])
def test_what_is_on_the_paper_beside_the_digit_is_dropped(marks: Draw, negative: bool) -> None:
    image = picture(marks)
    found, wanted = normalise_pixels(255 - image if negative else image), normalise_pixels(picture())
    assert found is not None
    assert wanted is not None
    assert (found.cleaned, wanted.cleaned) == (True, False)
    assert np.abs(found.centred - wanted.centred).mean() < 0.02


def test_lines_are_dropped_from_a_photo_in_a_shadow() -> None:
    photo = picture(ruled(35, 3, 200)) * np.linspace(0.4, 1, 400)
    photo += np.random.default_rng(0).normal(0, 5, photo.shape)
    found, wanted = normalise_pixels(np.clip(photo, 0, 255).astype(np.uint8)), normalise_pixels(picture())
    assert found is not None
    assert wanted is not None
    assert np.abs(found.centred - wanted.centred).mean() < 0.03


@pytest.mark.parametrize("width", [3, 12])
def test_a_digit_that_fills_its_picture_keeps_its_bar(width: int) -> None:
    tight = Image.new("L", (200, 300), 255)
    line = [(0, width // 2), (199 - width // 2, width // 2), (70, 300)]
    ImageDraw.Draw(tight).line(line, fill=0, width=width, joint="curve")
    found = normalise_pixels(np.asarray(tight))
    assert found is not None
    assert not found.cleaned


def test_a_zero_is_no_frame() -> None:
    image = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(image).ellipse([20, 5, 280, 295], outline=0, width=12)
    ImageDraw.Draw(image).line([(80, 240), (220, 60)], fill=0, width=12)  # slashed
    found = normalise_pixels(np.asarray(image))
    assert found is not None
    assert not found.cleaned


@pytest.mark.parametrize("levels", [2, 5, 16])
def test_a_picture_of_a_few_dim_levels_is_as_one_of_many(levels: int) -> None:
    ink = 255 - picture(paper=255, ink=0)
    dim = (ink.astype(int) * (levels - 1) // 255).astype(np.uint8)
    found, wanted = normalise_pixels(dim), normalise_pixels(ink)
    assert found is not None
    assert wanted is not None
    assert np.abs(found.centred - wanted.centred).mean() < 0.02


def test_dust_is_dropped_and_the_thinnest_stroke_stays() -> None:
    """What is cut out of 5×5 pixels has 5 dark ones at least if it is a line, however thin and steep."""
    paper = np.zeros((100, 100), np.float32)
    hair, dust = paper.copy(), paper.copy()
    hair[20:80, 30] = 1
    hair[np.arange(20, 80), np.arange(35, 95)] = 1
    dust[50:52, 50:52] = 1
    np.testing.assert_array_equal(without_specks(hair)[22:78], hair[22:78])
    assert not without_specks(dust).any()
    dust[50, 52] = 1
    assert without_specks(dust).any()
