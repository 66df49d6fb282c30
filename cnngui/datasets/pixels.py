"""From a picture of a digit to the frame the network reads; `cnngui.datasets.preparing` is the way there.

MNIST's own recipe: ink cropped, longer side 20 px, centre of mass in the middle of 28×28, light ink on black.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from cnngui.datasets.ink_like import stroke_widths
from cnngui.datasets.paper import brightness, grain, without_grain
from cnngui.datasets.pen import Picture, centred_corner
from cnngui.datasets.stray_marks import within_edges, without_frame, without_ruling, without_specks
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
_NEARLY_BLACK, _CONTRAST = 0.05, 0.02
_OUT_OF_GRAIN = 5
_NEITHER = 0.2


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


@dataclass(frozen=True, eq=False)
class SheetInk:
    """What is written on a picture.

    Attributes:
        ink: (height, width) in 0..1, of the sheet within its edges, at most 640 px a side.
        left, top: where that sheet begins in the picture, and
        scale: how many pixels of the picture are one of `ink`.
        cleaned: whether ruled lines, a frame or edges were left out.
    """

    ink: Picture
    left: float
    top: float
    scale: float
    cleaned: bool

    @property
    def shows(self) -> npt.NDArray[np.bool_]:
        """What of it is surely ink: what is left of a dropped line is faint."""
        return self.ink > (_DARK if self.cleaned else _CLEAR)


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
    greys = _greys(image)
    if greys[0].shape == (size, size):
        framed = _framed(greys[0])
        box = _box(framed > 0)
        return None if box is None else InkFrames(framed, framed[box], framed[box], framed)
    return frames_of(_sheet_ink(greys), size, ink_share)


def frames_of(
    sheet: SheetInk, size: int = FRAME_PX, ink_share: float = INK_PX / FRAME_PX
) -> InkFrames | None:
    """Return the frames of what is written on a picture, as `normalise_pixels`; None where nothing is."""
    box = _box(sheet.shows)
    if box is None:
        return None
    ink, crop = sheet.ink, sheet.ink[box]
    scaled = _scaled(crop, max(1, round(ink_share * size)))
    centred = _centred(scaled, size)
    return InkFrames(_reduced(ink, _SHOWN_PX), _reduced(crop, _SHOWN_PX), scaled, centred, sheet.cleaned)


def sheet_ink(image: npt.NDArray[Any]) -> SheetInk:
    """Return what is written on a picture, as `normalise_pixels` takes and refuses them."""
    return _sheet_ink(_greys(image))


def _sheet_ink(views: Sequence[Picture]) -> SheetInk:
    """Return the ink of the first view that shows any; what was along the sides is no ink.

    A 0 of straight strokes may be all the edge there is; red on green differs in its colours alone.
    """
    scale = max(1.0, max(views[0].shape) / (4 * _WORK_PX))
    for view in views:
        reduced = _reduced(view, 4 * _WORK_PX)
        rows, columns = within_edges(reduced)
        is_cut = reduced[rows, columns].shape != reduced.shape
        ink, cleaned = _ink_of(reduced[rows, columns])
        if is_cut and not ink.any():
            rows, columns, is_cut = slice(0, None), slice(0, None), False
            ink, cleaned = _ink_of(reduced)
        if ink.any():
            break
    return SheetInk(ink, columns.start * scale, rows.start * scale, scale, cleaned or is_cut)


def as_picture(ink: Picture) -> npt.NDArray[np.uint8]:
    """Return ink (height, width), 0..1, as a picture light on black in which the same ink is found again."""
    levels = np.where(ink < 1, _FAINTEST + (_FULL - _FAINTEST) * ink, 1)
    return np.where(ink > 0, levels * 255, 0).round().astype(np.uint8)


def _framed(grey: Picture) -> Picture:
    """Return a picture that is framed already as light ink on black, dim ink brightened."""
    ground = float(np.median(brightness(grey)))
    if min(ground, 1 - ground) > _NEARLY_BLACK:
        away, strongest = _away(grey, _CONTRAST)
        return np.clip(away / np.float32(max(strongest, _CONTRAST)), 0.0, 1.0).astype(np.float32)
    # Of a byte exactly what its inverse is, which 1 − grey is not.
    white = np.float32(255)
    ink = (white - grey * white) / white if ground > 0.5 else grey
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


def _greys(image: npt.NDArray[Any]) -> list[Picture]:
    """Return the brightness of a picture, then that of its colours, those first that differ most."""
    levels = image.astype(np.float32)
    if np.issubdtype(image.dtype, np.integer):
        levels /= float(np.iinfo(image.dtype).max)
    if levels.ndim == 3 and levels.shape[2] == 1:
        levels = levels[:, :, 0]
    colours: list[Picture] = []
    if levels.ndim == 3 and levels.shape[2] == 3 and (levels == levels[..., :1]).all():
        levels = levels[:, :, 0]  # grey that a file or the clipboard holds as colours
    if levels.ndim == 3 and levels.shape[2] == 3:
        colours = sorted(np.clip(np.moveaxis(levels, 2, 0), 0.0, 1.0), key=np.std, reverse=True)
        levels = levels @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    if levels.ndim != 2 or not np.isfinite(levels).all():
        raise CnnguiError("ink.not_a_picture", shape="×".join(map(str, image.shape)))
    if min(levels.shape) < 3:
        raise CnnguiError("ink.not_a_picture", shape="×".join(map(str, levels.shape)))
    return [np.clip(levels, 0.0, 1.0), *colours]


def _ink_of(grey: Picture) -> tuple[Picture, bool]:
    """Return how much ink each pixel holds, 0..1, from how far it is from the paper around it.

    Ruled lines and frames are no ink; whether there were any is the second value.
    """
    sheet = without_grain(grey)
    levels = len(np.unique(sheet[:: max(1, len(sheet) // 64)]))
    # A photo's paper is never even: below this it is grain. A picture of few levels has none.
    least = 0.003 if levels <= _FEW_LEVELS else max(0.08, _OUT_OF_GRAIN * grain(sheet))
    away, strongest = _away(sheet, least)
    if strongest < least:
        return np.zeros_like(sheet), False
    ink, is_ruled = without_ruling(np.clip(away / strongest, 0.0, 1.0).astype(np.float32))
    # Photos have grain and shadow: only what is clearly darker than the paper counts.
    if levels > 2:
        ink = np.clip((ink - _FAINTEST) / (_FULL - _FAINTEST), 0.0, 1.0)
    ink, is_framed = without_frame(without_specks(ink))
    return ink, is_ruled or is_framed


def _away(grey: Picture, least: float) -> tuple[Picture, float]:
    """Return how far each pixel is from the paper, ink being positive, and how far ink is.

    Ink is dark on light paper and light on a dark ground. It is what stands out more on a ground that is
    neither, or where nothing else would stand out by `least`, as in a dim photo.
    """
    paper = brightness(grey)
    ground = float(np.median(paper))
    away = paper - grey if ground > 0.5 else grey - paper
    strengths = [max(float(np.quantile(side, 0.995)), 0.5 * float(side.max())) for side in (away, -away)]
    is_between = abs(ground - 0.5) < _NEITHER
    if strengths[0] < least or (is_between and strengths[0] < strengths[1]):
        return -away, strengths[1]
    return away, strengths[0]


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
