"""From the pictures of a file, in any usual shape and type, to uint8 (samples, height, width, channels)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Note, Pictures
from cnngui.datasets.labels import shown_shape
from cnngui.errors import CnnguiError

_BLOCK_VALUES = 1 << 22

Array = NDArray[Any]


def picture_shape(shape: tuple[int, ...], *, shown: str) -> tuple[int, int, int]:
    """Return (height, width, channels) of pictures stored as (n, height, width[, 1 or 3]).

    Raises:
        CnnguiError: no pictures, channels first, or another number of axes or channels.
    """
    if len(shape) == 4 and shape[1] in (1, 3) and shape[3] not in (1, 3):
        raise CnnguiError("datasets.channels_first", name=shown, shape=shown_shape(shape))
    if len(shape) not in (3, 4) or (len(shape) == 4 and shape[3] not in (1, 3)) or min(shape[1:3]) < 1:
        raise CnnguiError("datasets.picture_shape", name=shown, shape=shown_shape(shape))
    if shape[0] < 1:
        raise CnnguiError("datasets.no_pictures", name=shown)
    return shape[1], shape[2], shape[3] if len(shape) == 4 else 1


def as_pictures(parts: Sequence[Array], *, shown: str) -> tuple[list[Pictures], tuple[Note, ...]]:
    """Return each part as uint8 (samples, height, width, channels) on one common scale, and what was changed.

    Values 0..255 stay as they are; if those of all parts lie in 0..1, they are multiplied by 255. Anything
    else is refused, since its meaning can only be guessed.

    Raises:
        CnnguiError: text, values that are not finite, below 0 or above 255.
    """
    if any(part.dtype.kind not in "biuf" for part in parts):
        raise CnnguiError("datasets.pixels_not_numbers", name=shown)
    # Of an array with a NaN both are NaN; no copy is made, where isfinite would make one.
    low = min(float(part.min()) for part in parts)
    high = max(float(part.max()) for part in parts)
    if not np.isfinite([low, high]).all():
        raise CnnguiError("datasets.pixels_not_finite", name=shown)
    if low < 0 or high > 255:
        raise CnnguiError("datasets.pixel_range", name=shown, low=low, high=high)
    scale = 255 if high <= 1 else 1
    rounded = scale == 1 and not all(_whole(part) for part in parts)
    notes = (
        [Note("datasets.note_rescaled")]
        if scale == 255
        else [Note("datasets.note_rounded")]
        if rounded
        else []
    )
    return [_uint8(part, scale) for part in parts], tuple(notes)


def _uint8(part: Array, scale: int) -> Pictures:
    """Convert block by block: a whole float copy of the pictures may not fit in memory twice."""
    if part.ndim == 3:
        part = part[..., np.newaxis]
    if part.dtype == np.uint8 and scale == 1:
        return part
    pictures = np.empty(part.shape, np.uint8)
    for block in _blocks(part):
        pictures[block] = np.rint(part[block].astype(np.float32) * scale)
    return pictures


def _whole(part: Array) -> bool:
    if part.dtype.kind != "f":
        return True
    return all(bool((part[block] == np.rint(part[block])).all()) for block in _blocks(part))


def _blocks(part: Array) -> list[slice]:
    step = max(1, _BLOCK_VALUES // max(1, part[0].size))
    return [slice(start, start + step) for start in range(0, len(part), step)]
