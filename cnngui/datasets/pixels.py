"""From a picture of a digit to the frame the network reads; `cnngui.datasets.preparing` is the way there.

MNIST's own recipe: ink cropped, longer side 20 px, centre of mass in the middle of 28×28, light ink on black.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from cnngui.datasets.ink_like import stroke_widths
from cnngui.datasets.pen import Picture, centred_corner
from cnngui.datasets.stray_marks import without_frame, without_ruling
from cnngui.errors import CnnguiError

FRAME_PX = 28
"""Side of the frame the network reads."""
INK_PX = 20
"""Longer side of the ink in that frame (LeCun, Cortes, Burges: the MNIST database)."""
THINNEST_PX, THICKEST_PX = 2.2, 3.2
"""Pen widths in that frame, as most of MNIST: small drawings do not blot and large ones do not fade."""

_SHOWN_PX = 70
_WORK_PX = 160
_FAINTEST, _FULL = 0.2, 0.75
_CLEAR, _DARK = 0.3, 0.6
_DIM, _FEW_LEVELS = 0.3, 32
_NEAR_PAPER = 0.12
_BLOCKS = 14


@dataclass(frozen=True)
class InkFrames:
    """The four pictures between a drawing and the network, each (height, width) in 0..1, ink 1.

    Attributes:
        ink: the whole canvas or picture, reduced for display.
        crop: the ink's box alone, reduced for display.
        scaled: the ink with its longer side at 20 px.
        centred: (28, 28), the centre of mass in the middle: what the network reads.
        cleaned: whether ruled lines or a frame were left out.
    """

    ink: Picture
    crop: Picture
    scaled: Picture
    centred: Picture
    cleaned: bool = False


def normalise_pixels(
    image: npt.NDArray[Any], size: int = FRAME_PX, ink_share: float = INK_PX / FRAME_PX
) -> InkFrames | None:
    """Return the frames of a photo or drawing of one digit, or None when it shows no ink.

    Args:
        image: (height, width) or (height, width, 3), uint8 or float in 0..1; what was transparent is on paper
            already (`pictures.on_paper`). Its border, or what most of it is, tells the paper: dark ink on
            light paper and light ink on a dark ground both become light on black. Ruled lines and frames are
            left out (`stray_marks`).
        size: side of the `centred` frame. ink_share: the ink's longer side as a part of it.

    A picture of that size is framed already: it is only turned light on black and scaled to 0..1.

    Raises:
        CnnguiError: `ink.not_a_picture`, when the array is no picture or holds values that are not finite.
    """
    grey = _grey(image)
    if min(grey.shape) < 3:
        raise CnnguiError("ink.not_a_picture", shape="×".join(map(str, grey.shape)))
    if grey.shape == (size, size):
        framed = _framed(grey)
        box = _box(framed > 0)
        return None if box is None else InkFrames(framed, framed[box], framed[box], framed)
    ink, cleaned = _ink_of(_reduced(grey, 4 * _WORK_PX))
    # What is left of a dropped line is faint.
    box = _box(ink > (_DARK if cleaned else _CLEAR))
    if box is None:
        return None
    crop = ink[box]
    scaled = _scaled(crop, max(1, round(ink_share * size)))
    centred = _centred(scaled, size)
    return InkFrames(_reduced(ink, _SHOWN_PX), _reduced(crop, _SHOWN_PX), scaled, centred, cleaned)


def _framed(grey: Picture) -> Picture:
    """Return a picture that is framed already as light ink on black; one of few dim levels is brightened."""
    ink = 1.0 - grey if np.median(_paper(grey)) > 0.5 else grey
    strongest = float(ink.max())
    dim = 0 < strongest < _DIM and len(np.unique(grey)) <= _FEW_LEVELS
    return ink / np.float32(strongest) if dim else ink


def _centred(scaled: Picture, size: int) -> Picture:
    """Return the (size, size) frame with the centre of mass of `scaled` in its middle."""
    left, top = centred_corner(scaled, size)
    # Pillow's affine data maps output pixel positions to input ones.
    moved = _image(np.pad(scaled, 1)).transform(
        (size, size),
        Image.Transform.AFFINE,
        (1, 0, 1 - left, 0, 1, 1 - top),
        resample=Image.Resampling.BILINEAR,
    )
    return np.asarray(moved, dtype=np.float32)


def _grey(image: npt.NDArray[Any]) -> Picture:
    levels = image.astype(np.float32)
    if np.issubdtype(image.dtype, np.integer):
        levels /= float(np.iinfo(image.dtype).max)
    if levels.ndim == 3 and levels.shape[2] == 1:
        levels = levels[:, :, 0]
    if levels.ndim == 3 and levels.shape[2] == 3:
        levels = levels @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    if levels.ndim != 2 or not np.isfinite(levels).all():
        raise CnnguiError("ink.not_a_picture", shape="×".join(map(str, image.shape)))
    return np.clip(levels, 0.0, 1.0)


def _paper(grey: Picture) -> Picture:
    """Return the brightness of the empty paper (height, width): a plane, as light falls from one side.

    Mostly through the four borders. Where they are far from what most of the picture is, as those of a
    framed or badly cut picture are, through most of it.
    """
    borders, most = _plane_of_borders(grey), _plane_of_most(grey)
    explained, better = (float((np.abs(grey - each) < _NEAR_PAPER).mean()) for each in (borders, most))
    return most if better > 0.6 and explained < 0.5 * better else borders


def _plane_of_borders(grey: Picture) -> Picture:
    """Return a plane through the medians of the borders: ink may touch them."""
    top, bottom, left, right = (
        float(np.median(side)) for side in (grey[0], grey[-1], grey[:, 0], grey[:, -1])
    )
    return _plane(grey.shape, (top + bottom + left + right) / 4, bottom - top, right - left)


def _plane_of_most(grey: Picture) -> Picture:
    """Return the plane that is nearest to most blocks of the picture: least absolute differences."""
    rows, columns = (np.linspace(0, side, min(side, _BLOCKS) + 1).astype(int) for side in grey.shape)
    blocks = [[np.median(grey[a:b, c:d]) for c, d in pairwise(columns)] for a, b in pairwise(rows)]
    level = np.array(blocks, np.float64)
    y, x = np.meshgrid(*((np.arange(n) + 0.5) / n - 0.5 for n in level.shape), indexing="ij")
    terms = np.stack([np.ones_like(x), y, x], axis=-1).reshape(-1, 3)
    flat = level.ravel()
    weights = 1 / (np.abs(flat - np.median(flat)) + 0.05)
    for _ in range(10):
        plane = np.linalg.lstsq(terms * weights[:, None], flat * weights, rcond=None)[0]
        weights = 1 / np.sqrt(np.abs(flat - terms @ plane) + 0.01)
    return _plane(grey.shape, *map(float, plane))


def _plane(shape: tuple[int, ...], middle: float, down: float, across: float) -> Picture:
    y, x = (np.linspace(-0.5, 0.5, length, dtype=np.float32) for length in shape)
    return np.float32(middle) + np.float32(down) * y[:, None] + np.float32(across) * x


def _ink_of(grey: Picture) -> tuple[Picture, bool]:
    """Return how much ink each pixel holds, 0..1, from how far it is from the paper around it.

    Ruled lines and frames are no ink; whether there were any is the second value.
    """
    paper = _paper(grey)
    away = paper - grey if np.median(paper) > 0.5 else grey - paper
    darkest = float(np.quantile(away, 0.995))
    darkest = max(darkest, 0.5 * float(away.max()))
    levels = len(np.unique(grey[:: max(1, len(grey) // 64)]))
    # A photo's paper is never even: below this it is grain. A picture of few levels has none.
    if darkest < (0.003 if levels <= _FEW_LEVELS else 0.08):
        return np.zeros_like(grey), False
    ink, is_ruled = without_ruling(np.clip(away / darkest, 0.0, 1.0).astype(np.float32))
    # Photos have grain and shadow: only what is clearly darker than the paper counts.
    if levels > 2:
        ink = np.clip((ink - _FAINTEST) / (_FULL - _FAINTEST), 0.0, 1.0)
    ink, is_framed = without_frame(ink)
    return ink, is_ruled or is_framed


def _box(mask: npt.NDArray[np.bool_]) -> tuple[slice, slice] | None:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if rows.size == 0:
        return None
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _image(picture: Picture) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(picture, dtype=np.float32))


def _resized(picture: Picture, longer_px: int) -> Picture:
    height, width = picture.shape
    scale = longer_px / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    filter_ = Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR
    return np.asarray(_image(picture).resize(size, filter_), dtype=np.float32)


def _reduced(picture: Picture, longer_px: int) -> Picture:
    return picture if max(picture.shape) <= longer_px else _resized(picture, longer_px)


def _scaled(crop: Picture, longer_px: int) -> Picture:
    """Return `crop` with its longer side at `longer_px`, hairlines as thick as the thinnest pen."""
    work = _resized(crop, _WORK_PX)
    missing = THINNEST_PX * _WORK_PX / INK_PX - float(stroke_widths((work > 0.5)[np.newaxis])[0])
    if missing >= 2:
        reach = int(missing / 2)
        grown = _image(np.pad(work, reach)).convert("F")
        eight_bit = Image.fromarray((np.asarray(grown) * 255).astype(np.uint8))
        thick = eight_bit.filter(ImageFilter.MaxFilter(2 * reach + 1))
        work = np.asarray(thick, dtype=np.float32) / np.float32(255)
    return _resized(work, longer_px)
