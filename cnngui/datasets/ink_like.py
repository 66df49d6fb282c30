"""Whether pictures are ink, measured: writing and drawings of thin strokes on even, black or white paper.

Textures, X-rays, faces and photographs of clothes are not: their border varies, or what stands on it is wide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Pictures
from cnngui.datasets.splits import evenly

_LOOKED_AT = 500
_PAPER = 0.15
_NEAR = 0.1
_BORDER, _COVERED, _WIDTH = 0.7, 0.45, 0.18
"""Least share of the border that is paper; most of the picture that is not; widest stroke, as a part of the
side. MNIST has 1.00, 0.17 and 0.09, reduced to 8×8 0.98, 0.28 and 0.14; a black ground with clothes on it is
0.24 wide and more."""
_STROKE = 0.4

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class InkLike:
    """How ink lies in pictures.

    Attributes:
        light_on_dark: whether it is lighter than the paper.
        share: its longer side as a part of the picture's, in the middle picture.
    """

    light_on_dark: bool
    share: float


def ink_like(pictures: Pictures) -> InkLike | None:
    """Return how ink lies in uint8 (pictures, height, width, channels); None if they are no ink.

    Only square grey pictures are taken for it: a drawing can be framed in no other.
    """
    if pictures.shape[1] != pictures.shape[2] or pictures.shape[3] != 1:
        return None
    some = evenly(pictures, _LOOKED_AT)[..., 0].astype(np.float32) / 255
    border = np.concatenate([some[:, 0], some[:, -1], some[:, :, 0], some[:, :, -1]], axis=1)
    paper = float(np.median(border))
    away = np.abs(some - paper)
    strokes: Mask = np.greater(away, _STROKE * away.max(axis=(1, 2), keepdims=True))
    is_ink = (
        min(paper, 1 - paper) <= _PAPER
        and float((np.abs(border - paper) < _NEAR).mean()) >= _BORDER
        and float((away > _NEAR).mean()) <= _COVERED
        and strokes.any()
        and float(np.median(stroke_widths(strokes))) <= _WIDTH * some.shape[1]
    )
    return InkLike(paper < 0.5, float(np.median(longer_sides(strokes))) / some.shape[1]) if is_ink else None


def longer_sides(masks: Mask) -> NDArray[np.intp]:
    """Return the longer side of what is set in each of (n, height, width), in pixels."""
    down = np.asarray(masks.any(axis=2))
    across = np.asarray(masks.any(axis=1))
    return np.maximum(extents(down), extents(across))


def extents(hit: Mask) -> NDArray[np.intp]:
    """Return how far it is from the first to the last hit in each of (n, length), 0 without one."""
    length = hit.shape[1]
    first, last = hit.argmax(axis=1), length - hit[:, ::-1].argmax(axis=1)
    return np.where(hit.any(axis=1), last - first, 0)


def stroke_widths(masks: Mask) -> NDArray[np.float64]:
    """Return the mean width in pixels of strokes in each of (n, height, width): area over half outline."""
    padded = np.pad(masks, ((0, 0), (1, 1), (1, 1)))
    crossings = sum(np.diff(padded, axis=axis).sum(axis=(1, 2)) for axis in (1, 2))
    # Steps along the axes overrate a slanting outline by 4/π on average.
    return np.asarray(2 * masks.sum(axis=(1, 2)) / np.maximum(1, crossings * (np.pi / 4)))
