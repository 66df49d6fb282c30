"""From the pictures of a file, in any usual shape and type, to uint8 (samples, height, width, channels)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Note, Pictures
from cnngui.datasets.labels import shown_shape
from cnngui.datasets.levels import BYTES, UNIT, Levels, Values, levels_of
from cnngui.errors import CnnguiError

_BLOCK_VALUES = 1 << 22
_COMPARED = 200
_UNLIKE, _CHANCE = 1.5, 5
"""How many times as bright one part is at least to be told so, and how many standard errors apart."""
_LEAST_SIDE = 7
"""Rows of fewer values are measurements rather than pixels."""

Array = NDArray[Any]


def stored_picture_shape(shape: tuple[int, ...], *, shown: str) -> tuple[int, int, int]:
    """Return (height, width, channels) of pictures stored as (n, height, width[, 1 or 3]).

    They may also be stored as (n, 1 or 3, height, width), or as rows of the values of a square.

    Raises:
        CnnguiError: no pictures, or another number of axes or channels.
    """
    found = _stored_shape(shape)
    if found is None or min(found) < 1:
        raise CnnguiError("datasets.picture_shape", name=shown, shape=shown_shape(shape))
    if shape[0] < 1:
        raise CnnguiError("datasets.no_pictures", name=shown)
    return found


def _stored_shape(shape: tuple[int, ...]) -> tuple[int, int, int] | None:
    if len(shape) == 2:
        return square_of(shape[1]) if is_flat_picture(shape[1]) else None
    if len(shape) == 3:
        return shape[1], shape[2], 1
    if len(shape) != 4:
        return None
    if shape[3] in (1, 3):
        return shape[1], shape[2], shape[3]
    return (shape[2], shape[3], shape[1]) if shape[1] in (1, 3) else None


def is_flat_picture(values: int) -> bool:
    """Whether a row of so many values is taken for the pixels of a square picture."""
    square = square_of(values)
    return square is not None and square[0] >= _LEAST_SIDE


def square_of(values: int) -> tuple[int, int, int] | None:
    """Return (height, width, channels) of the square picture that has so many values, or None."""
    for channels in (1, 3):
        side = math.isqrt(max(values, 0) // channels)
        if side >= 2 and side * side * channels == values:
            return side, side, channels
    return None


def arranged(part: Array) -> tuple[Array, tuple[Note, ...]]:
    """Return pictures (n, height, width, channels), as `stored_picture_shape` takes them, and the notes."""
    found = _stored_shape(part.shape)
    assert found is not None
    if part.ndim == 2:
        pictures, planes = colours_last(part.reshape(-1, *found))
        told = {"values": part.shape[1], "height": found[0], "width": found[1]}
        order = (Note(f"datasets.note_table_{'planes' if planes else 'triples'}"),) if found[2] == 3 else ()
        return pictures, (Note("datasets.note_flat", told), *order)
    if part.ndim == 4 and part.shape[3] not in (1, 3):
        return part.transpose(0, 2, 3, 1), (Note("datasets.note_channels_first"),)
    return part.reshape(len(part), *found), ()


def colours_last(pictures: Array) -> tuple[Array, bool]:
    """Return pictures made of rows of values, and whether those held the planes of the colours in turn.

    Of the two ways the right one is smoother from row to row. Along a row it need not be: the three colours
    of a grey pixel are more alike than two pixels.
    """
    if pictures.shape[3] == 1:
        return pictures, False
    planes = pictures.reshape(-1, 3, *pictures.shape[1:3]).transpose(0, 2, 3, 1)
    is_planes = _roughness(planes) < _roughness(pictures)
    return (np.ascontiguousarray(planes), True) if is_planes else (pictures, False)


def _roughness(pictures: Array) -> float:
    return float(np.abs(np.diff(pictures[:_COMPARED].astype(np.float32), axis=1)).mean())


def as_pictures(parts: Sequence[Array], *, shown: str) -> tuple[list[Pictures], tuple[Note, ...]]:
    """Return each part as uint8 (samples, height, width, channels), and what was changed.

    Values 0..255 stay as they are; all others are brought to that range (`cnngui.datasets.levels`), each part
    by itself where they do not agree.

    Raises:
        CnnguiError: text, or values that are not finite.
    """
    if any(part.dtype.kind not in "biuf" for part in parts):
        raise CnnguiError("datasets.pixels_not_numbers", name=shown)
    arrangements = [arranged(part) for part in parts]
    parts = [pictures for pictures, _ in arrangements]
    # Of an array with a NaN both are NaN; no copy is made, where isfinite would make one.
    ranges = [(float(part.min()), float(part.max())) for part in parts]
    if not np.isfinite(ranges).all():
        raise CnnguiError("datasets.pixels_not_finite", name=shown)
    wholes = [_whole(part) for part in parts]
    values = [Values.of(part, whole=whole) for part, whole in zip(parts, wholes, strict=True)]
    levels = levels_of(values)
    pictures = [_uint8(part, each) for part, each in zip(parts, levels, strict=True)]
    how, of_test = arrangements[0][1], arrangements[-1][1]
    how += tuple(note for note in of_test if note not in how)
    return pictures, (*how, *_notes(values, levels), *_unlike(pictures))


def _notes(values: Sequence[Values], levels: Sequence[Levels]) -> Iterator[Note]:
    low, high = min(each.low for each in values), max(each.high for each in values)
    if levels[0] != levels[-1]:
        told = {"low": values[0].low, "high": values[0].high}
        told |= {"test_low": values[-1].low, "test_high": values[-1].high}
        yield Note("datasets.note_parts_scaled", told)
    elif levels[0] == UNIT and (low, high) == (0, 1):
        yield Note("datasets.note_rescaled")
    elif levels[0] != BYTES:
        told = {"low": low, "high": high, "black": levels[0].black, "white": levels[0].white}
        yield Note("datasets.note_scaled", told)
    elif not all(each.whole for each in values):
        yield Note("datasets.note_rounded")
    if any(each.cut for each in levels):
        yield Note("datasets.note_cut")


def _unlike(parts: Sequence[Pictures]) -> Iterator[Note]:
    """Yield that one part is much brighter than the other, as when one of them is a negative."""
    means = [part.reshape(len(part), -1).mean(axis=1) for part in (parts[0], parts[-1])]
    first, last = (float(each.mean()) for each in means)
    by_chance = _CHANCE * math.sqrt(sum(float(each.var()) / len(each) for each in means))
    if abs(first - last) > by_chance and max(_ratio(first, last), _ratio(255 - first, 255 - last)) > _UNLIKE:
        yield Note("datasets.note_unlike", {"train": round(first), "test": round(last)})


def _ratio(one: float, other: float) -> float:
    return (max(one, other) + 1) / (min(one, other) + 1)


def _uint8(part: Array, levels: Levels) -> Pictures:
    """Convert block by block: a whole float copy of the pictures may not fit in memory twice."""
    if part.dtype == np.uint8 and levels == BYTES:
        return part
    pictures = np.empty(part.shape, np.uint8)
    factor = 255 / (levels.white - levels.black)
    for block in _blocks(part):
        scaled = (part[block].astype(np.float64) - levels.black) * factor
        pictures[block] = np.clip(np.rint(scaled), 0, 255)
    return pictures


def _whole(part: Array) -> bool:
    if part.dtype.kind != "f":
        return True
    return all(bool((part[block] == np.rint(part[block])).all()) for block in _blocks(part))


def _blocks(part: Array) -> list[slice]:
    step = max(1, _BLOCK_VALUES // max(1, part[0].size))
    return [slice(start, start + step) for start in range(0, len(part), step)]
