"""From a picture of a digit to the frame the network reads; `cnngui.datasets.preparing` is the way there.

MNIST's own recipe: ink cropped, longer side 20 px, centre of mass in the middle of 28×28, light ink on black.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from cnngui.datasets.pen import Picture, centre_of_mass
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
_CLEAR = 0.3


@dataclass(frozen=True)
class InkFrames:
    """The four pictures between a drawing and the network, each (height, width) in 0..1, ink 1.

    Attributes:
        ink: the whole canvas or picture, reduced for display.
        crop: the ink's box alone, reduced for display.
        scaled: the ink with its longer side at 20 px.
        centred: (28, 28), the centre of mass in the middle: what the network reads.
    """

    ink: Picture
    crop: Picture
    scaled: Picture
    centred: Picture


def normalise_pixels(image: npt.NDArray[Any] | Image.Image, size: int = FRAME_PX) -> InkFrames | None:
    """Return the frames of a photo or drawing of one digit, or None when it shows no ink.

    Args:
        image: a Pillow image, or an array (height, width) or (height, width, 3 or 4), uint8 or float in 0..1.
            Its border tells the paper: dark ink on light paper and light ink on a dark ground both become
            light on black.
        size: side of the `centred` frame; the ink's longer side is 20/28 of it.

    A picture of that size is framed already: it is only turned light on black and scaled to 0..1.

    Raises:
        CnnguiError: `ink.not_a_picture`, when the array is no picture or holds values that are not finite.
    """
    grey = _grey(image)
    if min(grey.shape) < 3:
        raise CnnguiError("ink.not_a_picture", shape="×".join(map(str, grey.shape)))
    if grey.shape == (size, size):
        framed = 1.0 - grey if np.median(_paper(grey)) > 0.5 else grey
        box = _box(framed > 0)
        return None if box is None else InkFrames(framed, framed[box], framed[box], framed)
    ink = _ink_of(_reduced(grey, 4 * _WORK_PX))
    box = _box(ink > _CLEAR)
    if box is None:
        return None
    crop = ink[box]
    scaled = _scaled(crop, round(INK_PX * size / FRAME_PX))
    return InkFrames(_reduced(ink, _SHOWN_PX), _reduced(crop, _SHOWN_PX), scaled, _centred(scaled, size))


def _centred(scaled: Picture, size: int) -> Picture:
    """Return the (size, size) frame with the centre of mass of `scaled` exactly in its middle."""
    x, y = centre_of_mass(scaled)
    half = size / 2
    # Pillow's affine data maps output pixel positions to input ones.
    moved = _image(np.pad(scaled, 1)).transform(
        (size, size),
        Image.Transform.AFFINE,
        (1, 0, x + 1 - half, 0, 1, y + 1 - half),
        resample=Image.Resampling.BILINEAR,
    )
    return np.asarray(moved, dtype=np.float32)


def _grey(image: npt.NDArray[Any] | Image.Image) -> Picture:
    if isinstance(image, Image.Image):
        if image.mode.startswith(("I", "F")):
            levels = np.asarray(image, dtype=np.float32)
            return levels / np.float32(max(float(levels.max(initial=0.0)), 1.0))
        image = np.asarray(image.convert("RGBA" if image.has_transparency_data else "L"))
    whole = np.issubdtype(image.dtype, np.integer) or image.dtype == np.bool_
    levels = image.astype(np.float32)
    if whole and image.dtype != np.bool_:
        levels /= float(np.iinfo(image.dtype).max)
    if levels.ndim == 3 and levels.shape[2] == 1:
        levels = levels[:, :, 0]
    if levels.ndim == 3 and levels.shape[2] in (3, 4):
        levels = _flattened(levels)
    if levels.ndim != 2 or not np.isfinite(levels).all():
        raise CnnguiError("ink.not_a_picture", shape="×".join(map(str, image.shape)))
    return np.clip(levels, 0.0, 1.0)


def _flattened(colours: Picture) -> Picture:
    grey = colours[:, :, :3] @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    if colours.shape[2] == 3:
        return grey
    # Ink on a transparent ground lies on the paper it can be seen on: light ink on black, dark ink on white.
    alpha = colours[:, :, 3]
    light_ink = float((grey * alpha).sum()) > 0.5 * float(alpha.sum())
    return grey * alpha + (0.0 if light_ink else 1.0) * (1.0 - alpha)


def _paper(grey: Picture) -> Picture:
    """Return the brightness of the empty paper (height, width): a plane through its four borders.

    Medians, so that ink may touch the border; a plane, because light falls on a page from one side.
    """
    top, bottom, left, right = (
        float(np.median(side)) for side in (grey[0], grey[-1], grey[:, 0], grey[:, -1])
    )
    down, across = (np.linspace(-0.5, 0.5, length, dtype=np.float32) for length in grey.shape)
    return (top + bottom + left + right) / 4 + (bottom - top) * down[:, None] + (right - left) * across


def _ink_of(grey: Picture) -> Picture:
    """Return how much ink each pixel holds, 0..1, from how far it is from the paper around it."""
    paper = _paper(grey)
    away = paper - grey if np.median(paper) > 0.5 else grey - paper
    darkest = float(np.quantile(away, 0.995))
    darkest = max(darkest, 0.5 * float(away.max()))
    if darkest < 0.08:
        return np.zeros_like(grey)
    ink = np.clip(away / darkest, 0.0, 1.0)
    # Photos have grain and shadow: only what is clearly darker than the paper counts.
    if len(np.unique(grey[:: max(1, len(grey) // 64)])) > 2:
        ink = np.clip((ink - _FAINTEST) / (_FULL - _FAINTEST), 0.0, 1.0)
    return ink.astype(np.float32)


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
    missing = THINNEST_PX * _WORK_PX / INK_PX - _stroke_width(work)
    if missing >= 2:
        reach = int(missing / 2)
        grown = _image(np.pad(work, reach)).convert("F")
        eight_bit = Image.fromarray((np.asarray(grown) * 255).astype(np.uint8))
        thick = eight_bit.filter(ImageFilter.MaxFilter(2 * reach + 1))
        work = np.asarray(thick, dtype=np.float32) / np.float32(255)
    return _resized(work, longer_px)


def _stroke_width(work: Picture) -> float:
    """Return the mean width of the strokes in pixels: a long stroke has twice its length as outline."""
    mask = work > 0.5
    padded = np.pad(mask, 1)
    crossings = np.count_nonzero(np.diff(padded, axis=0)) + np.count_nonzero(np.diff(padded, axis=1))
    # Steps along the axes overrate a slanting outline by 4/π on average.
    return 2.0 * np.count_nonzero(mask) / max(1.0, crossings * np.pi / 4)
