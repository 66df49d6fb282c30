"""The same digit on other paper, in other light, beside other things: read as on white paper."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from cnngui.datasets.pixels import normalise_pixels
from tests.datasets.test_stray_marks import seven

Pixels = NDArray[np.uint8]
Change = Callable[[NDArray[np.float32]], NDArray[np.floating]]


def plain(side: int = 400) -> NDArray[np.float32]:
    """Return a 7, ink 0 and paper 1."""
    from PIL import ImageDraw

    image = Image.new("L", (400, 400), 255)
    seven(ImageDraw.Draw(image), 0)
    return np.asarray(image.resize((side, side), Image.Resampling.BOX), np.float32) / 255


def levels(values: NDArray[np.floating], grain: float = 0.0) -> Pixels:
    """Return uint8 of brightness 0 to 1, with noise of that standard deviation."""
    noise = np.random.default_rng(0).normal(0, grain, values.shape) if grain else 0
    return np.clip(np.rint((values + noise) * 255), 0, 255).astype(np.uint8)


def colours(ink: tuple[int, int, int], paper: tuple[int, int, int]) -> Pixels:
    paper_share = plain()[..., np.newaxis]
    return np.rint(paper_share * paper + (1 - paper_share) * ink).astype(np.uint8)


def between(ink: float, paper: float) -> NDArray[np.float32]:
    return ink + (paper - ink) * plain()


def lamp(picture: NDArray[np.float32]) -> NDArray[np.floating]:
    y, x = np.mgrid[-1:1:400j, -1:1:400j]
    return picture * (0.5 + 0.5 * np.exp(-((x - 0.4) ** 2 + (y + 0.3) ** 2) * 2))


def specked(picture: NDArray[np.float32]) -> NDArray[np.floating]:
    chance = np.random.default_rng(0).random(picture.shape)
    return np.where(chance < 0.01, 0, np.where(chance > 0.99, 1, picture))


def margins(*border: int, fill: int = 0, negative: bool = False) -> Pixels:
    image = Image.fromarray(levels(1 - plain() if negative else plain()))
    return np.asarray(ImageOps.expand(image, border, fill))


def two_tables() -> NDArray[np.floating]:
    photo = between(0.25, 0.8) * np.linspace(1, 0.7, 400)
    photo[:, -40:] = photo[-50:] = 0.24
    return photo


def squared(step: int, line: float = 0.75) -> NDArray[np.floating]:
    """Return a 7 on squared paper, whose lines are as dark as `line`."""
    paper = np.ones((400, 400))
    for first in range(3):
        paper[first + 7 :: step], paper[:, first + 5 :: step] = line, line
    return np.minimum(paper, between(0.15, 1))


def half_in_shadow(picture: NDArray[np.floating]) -> NDArray[np.floating]:
    across = np.linspace(-6, 6, 400)
    return picture * (1 - 0.45 / (1 + np.exp(-across)))


def creased(picture: NDArray[np.floating]) -> NDArray[np.floating]:
    y, x = np.mgrid[:400, :400]
    away = x - 330 - 0.15 * y
    return picture * (1 - 0.12 * np.exp(-((away / 3) ** 2)) - 0.05 * (away > 0))


def on_a_desk(picture: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return a sheet that lies aslant on a dark desk, all of its corners to be seen."""
    image = Image.fromarray(levels(picture))
    corners = (-20, -14, -8, 412, 414, 410, 408, -16)
    seen = image.transform((400, 400), Image.Transform.QUAD, corners, Image.Resampling.BILINEAR, fillcolor=70)
    return np.asarray(seen, np.float32) / 255


OTHERWISE: dict[str, Pixels] = {
    "coarse grain": levels(between(0.25, 0.8), 0.1),
    "dust and dead pixels": levels(specked(plain())),
    "a dim photo": levels(between(0.08, 0.28), 0.02),
    "faint on grey": levels(between(0.4, 0.49)),
    "light on grey": levels(between(0.55, 0.46)),
    "under a lamp": levels(lamp(between(0.25, 0.8)), 0.03),
    "half in a shadow": levels(
        between(0.2, 0.9) * np.where(np.add(*np.mgrid[:400, :400]) > 360, 0.6, 1), 0.02
    ),
    "red on an equally bright green": colours((220, 60, 60), (60, 135, 60)),
    "squared paper": levels(squared(40), 0.02),
    "squared paper half in a soft shadow": levels(half_in_shadow(squared(40)), 0.02),
    "a crease": levels(creased(between(0.15, 0.9)), 0.02),
    "aslant on a desk": levels(on_a_desk(between(0.15, 0.9)), 0.02),
    "black bars": margins(90, 0, 90, 0),
    "a scanner's black border": margins(45, 45, 45, 45),
    "a white border around white on black": margins(45, 45, 45, 45, fill=255, negative=True),
    "a table on two sides": levels(two_tables(), 0.02),
}


@pytest.mark.parametrize("picture", OTHERWISE.values(), ids=OTHERWISE)
def test_a_digit_is_read_as_on_white_paper(picture: Pixels) -> None:
    found, wanted = normalise_pixels(picture), normalise_pixels(levels(plain()))
    assert found is not None
    assert wanted is not None
    assert np.abs(found.centred - wanted.centred).mean() < 0.03


def test_a_zero_of_straight_strokes_is_not_cut_off() -> None:
    zero = np.zeros((300, 200), np.float32)
    zero[20:-20, 20:-20] = 1
    found = normalise_pixels(levels(zero))
    assert found is not None
    assert found.centred[14, 13:15].max() < 0.1
    assert found.centred[14].max() > 0.9


@pytest.mark.parametrize("grain", [0.03, 0.06, 0.12, 0.4])
@pytest.mark.parametrize("paper", [0.2, 0.5, 0.75])
def test_grain_is_no_ink(paper: float, grain: float) -> None:
    assert normalise_pixels(levels(np.full((400, 300), paper), grain)) is None


@pytest.mark.parametrize(("ink", "paper"), [(0.25, 0.7), (0.7, 0.25), (0.3, 0.6), (0.45, 0.9)])
def test_a_framed_digit_on_grey_is_read_as_on_black(ink: float, paper: float) -> None:
    framed = normalise_pixels(levels(plain()))
    assert framed is not None
    found = normalise_pixels(levels(paper + (ink - paper) * framed.centred))
    assert found is not None
    np.testing.assert_allclose(found.centred, framed.centred, atol=0.02)


@pytest.mark.parametrize("side", [10, 14, 20, 40])
def test_a_small_picture_is_not_taken_for_grain(side: int) -> None:
    assert normalise_pixels(levels(plain(side))) is not None
