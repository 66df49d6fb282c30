"""What stands on paper beside what was written: ruled lines, a frame, the edge of the sheet.

Lines are looked for in the whole picture, frames on a grid of at most 160 cells a side, in which a thin line
is one or two cells wide.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from cnngui.datasets.ink_like import stroke_widths
from cnngui.datasets.pen import Picture

Mask = npt.NDArray[np.bool_]

_GRID = 160
_DARK = 0.25
_EDGE = 0.12
"""Width of the zone along the border, as a part of the side, where a frame or a sheet's edge lies."""

_PIECES = 16
_STEEPEST = 0.06
"""Rows that a ruled line may rise over the picture's width, as a part of that."""
_SEEN = 0.05
"""How much darker a piece of a ruled line is than the paper beside it; the pen's ink is 1."""
_SPANS = 0.8
"""Share of its pieces that a ruled line is seen on; strokes and shadows hide some."""
_FAINTER = 0.7
_THIN = 0.47
"""Width of a line that is thinner than the pen, as a part of a stroke's."""
_LEAST_PX = 64
"""In smaller pictures a line is as wide as a stroke."""
_ALIKE, _EVEN_SHARE, _STEP, _CROSSING = 0.15, 0.97, 0.25, 0.005
"""How far pixels of a band along a side may be from its middle, how many of them must be that near, and how
much brighter or darker than the sheet it is, and how much may go on below."""
_KEPT = 0.75
"""Share of its height and width that a sheet has at least, before the next band is looked for."""
_SPECK = 5
"""Dark pixels of 5×5 around one that is more than a speck: a hairline has as many."""


def within_edges(grey: Picture) -> tuple[slice, slice]:
    """Return the rows and columns of a picture (height, width), 0..1, within even bands along its sides.

    A scanner's black margins, a table beside the sheet: nothing is written across where they end.
    """
    height, width = grey.shape
    rows, columns, before = slice(0, height), slice(0, width), (0, 0)
    # Ruled lines come after each other, too, over the whole sheet.
    least = [math.ceil(_KEPT * side) for side in grey.shape]
    while (shape := grey[rows, columns].shape) != before and all(
        side >= least_px for side, least_px in zip(shape, least, strict=True)
    ):
        before = shape
        top, bottom, left, right = _outer_bands(grey[rows, columns])
        rows = slice(rows.start + top, rows.stop - bottom)
        columns = slice(columns.start + left, columns.stop - right)
    return rows, columns


def _outer_bands(grey: Picture) -> tuple[int, int, int, int]:
    """Return how wide the bands along its sides are, within which there may be others, as of a frame."""
    height, width = grey.shape
    if min(height, width) < _LEAST_PX:
        return 0, 0, 0, 0
    # Bands may meet in the corners: each is looked for in the middle first, then between the others.
    left, right = _bands(grey.T[:, height // 4 : -(height // 4)])
    top, bottom = _bands(grey[:, left : width - right])
    left, right = _bands(grey.T[:, top : height - bottom])
    return top, bottom, left, right


def _bands(rows: Picture) -> tuple[int, int]:
    return _band(rows), _band(rows[::-1])


def _band(rows: Picture) -> int:
    """Return how many even rows stand above one that is even, too, but of another brightness."""
    most = len(rows) // 4
    level = np.median(rows[: most + 1], axis=1)
    even = (np.abs(rows[: most + 1] - level[:, np.newaxis]) < _ALIKE).mean(axis=1) >= _EVEN_SHARE
    steps = np.flatnonzero(np.abs(level[2:] - level[:-2]) > _STEP) + 1
    if not len(steps) or not even[: steps[0]].all():
        return 0
    # The row in which it ends is blurred. A stroke goes on below the bar of a digit that fills its picture.
    below = int(steps[0]) + 2
    if below > most or not even[below] or abs(level[below] - level[0]) <= _STEP:
        return 0
    goes_on = np.abs(rows[below] - level[0]) < np.abs(rows[below] - level[below])
    return below if float(goes_on.mean()) <= _CROSSING else 0


def without_specks(ink: Picture) -> Picture:
    """Return ink (height, width) without what is smaller than any end of a stroke: dust, dead pixels."""
    if min(ink.shape) < _LEAST_PX:
        return ink
    dark = np.pad(ink > _DARK, 2).astype(np.uint8)
    across = np.sum([dark[:, at : at + ink.shape[1]] for at in range(5)], axis=0)
    around = np.sum([across[at : at + ink.shape[0]] for at in range(5)], axis=0)
    return np.where(around < _SPECK, np.float32(0), ink)


def without_ruling(ink: Picture) -> tuple[Picture, bool]:
    """Return ink (height, width), the pen's being 1, without lines from border to border; and if there were.

    They are dropped if they are fainter than the pen, or three or more, or if nothing else reaches the sides
    and they are thinner. Where a stroke crosses them, it stays.
    """
    if min(ink.shape) < _LEAST_PX:
        return ink, False
    across, is_ruled = _without_rows(ink)
    down, is_squared = _without_rows(across.T)
    return down.T, is_ruled or is_squared


def without_frame(ink: Picture) -> tuple[Picture, bool]:
    """Return ink (height, width) without frames and what lies along the border; and whether there were any.

    They are dropped only if something lies within.
    """
    if min(ink.shape) < _LEAST_PX:
        return ink, False
    cell = -(-max(ink.shape) // _GRID)
    grid = _pooled(ink, cell)
    before = grid > _DARK
    gone = before & ~_within_frame(before)
    if not gone.any():
        return ink, False
    # What is faint around a dropped line goes with it.
    gone |= _grown(gone) & ~before
    large = np.repeat(np.repeat(gone, cell, axis=0), cell, axis=1)[: ink.shape[0], : ink.shape[1]]
    return np.where(large, np.float32(0), ink), True


def _without_rows(ink: Picture) -> tuple[Picture, bool]:
    lines = _ruled_rows(ink)
    if not lines.any():
        return ink, False
    on_line = lines & (ink > _SEEN)
    rest = np.where(lines, np.float32(0), ink) > 0.5
    if not rest.any():
        return ink, False
    level = float(np.median(ink[lines]))
    if level > _FAINTER and _count(lines) < 3 and (_reaches_sides(rest) or not _thinner(lines, rest)):
        return ink, False
    reach = 2 + _thickest(lines)
    above, below = np.zeros_like(rest), np.zeros_like(rest)
    for step in range(1, reach + 1):
        above[step:] |= rest[:-step]
        below[:-step] |= rest[step:]
    stroke = (above & below) | ((ink > max(0.6, 1.6 * level)) & (above | below))
    # A bar that lies on a line is as dark as the pen, which the line is not.
    stroke |= (ink > 0.8) if level < 0.5 else np.zeros_like(rest)
    return np.where(on_line & ~stroke, np.float32(0), ink), True


def _ruled_rows(ink: Picture) -> Mask:
    """Return where lines from the left to the right border lie; means of pieces let grain count little."""
    height, width = ink.shape
    ends = np.linspace(0, width, _PIECES + 1).astype(int)
    pieces = np.stack([ink[:, a:b].mean(axis=1) for a, b in pairwise(ends)], axis=1)
    beside = max(3, round(0.025 * height))
    padded = np.pad(pieces, ((beside, beside), (0, 0)), mode="edge")
    contrast = pieces - np.maximum(padded[: -2 * beside], padded[2 * beside :])
    seen = contrast > _SEEN
    # A tilted line steps from row to row at other places than whole rises do.
    near = _within_a_row(seen)
    ruled = np.zeros_like(seen)
    most = round(_STEEPEST * width)
    middles = (np.arange(_PIECES) + 0.5) / _PIECES - 0.5
    for rise in range(-most, most + 1, max(1, height // 320)):
        rows = np.arange(height)[:, np.newaxis] + np.round(rise * middles).astype(int)
        inside = (rows >= 0) & (rows < height)
        rows = np.clip(rows, 0, height - 1)
        along = (near if rise else seen)[rows, np.arange(_PIECES)] & inside
        full = (along.mean(axis=1) >= _SPANS) & along[:, [0, -1]].any(axis=1)
        for row in rows[full]:
            for each in (row - 1, row, row + 1):
                ruled[np.clip(each, 0, height - 1), np.arange(_PIECES)] = True
    return np.repeat(_within_a_row(ruled & seen), np.diff(ends), axis=1)


def _within_a_row(mask: Mask) -> Mask:
    near = mask.copy()
    near[1:] |= mask[:-1]
    near[:-1] |= mask[1:]
    return near


def _count(lines: Mask) -> int:
    """Return how many lines lie apart, as seen in the middle column."""
    column = lines[:, lines.shape[1] // 2]
    return int(np.count_nonzero(column[1:] & ~column[:-1]) + column[0])


def _thickest(lines: Mask) -> int:
    return int(lines.sum(axis=0).max()) // max(1, _count(lines))


def _thinner(lines: Mask, rest: Mask) -> bool:
    return bool(_thickest(lines) <= _THIN * stroke_widths(rest[np.newaxis])[0])


def _reaches_sides(mask: Mask) -> bool:
    columns = np.flatnonzero(mask.any(axis=0))
    margin = max(1, mask.shape[1] // 50)
    return bool(columns[0] < margin or columns[-1] >= mask.shape[1] - margin)


def _pooled(ink: Picture, cell: int) -> Picture:
    rows, columns = (-(-side // cell) for side in ink.shape)
    padded = np.zeros((rows * cell, columns * cell), np.float32)
    padded[: ink.shape[0], : ink.shape[1]] = ink
    pooled: Picture = padded.reshape(rows, cell, columns, cell).max(axis=(1, 3))
    return pooled


def _grown(mask: Mask) -> Mask:
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    grown[:-1] |= mask[1:]
    grown[:, 1:] |= mask[:, :-1]
    grown[:, :-1] |= mask[:, 1:]
    return grown


def _within_frame(mask: Mask) -> Mask:
    """Return the mask without parts along the border and without a frame, if something lies within."""
    parts = _parts(mask)
    total = np.count_nonzero(mask)
    kept = mask.copy()
    for part in parts:
        others = kept & ~part
        if np.count_nonzero(others) < total / 20:
            continue
        if (_touches_border(part) and _along_border(part)) or _is_frame(part, others):
            kept = others
    return kept


def _parts(mask: Mask) -> list[Mask]:
    """Return the connected parts, the largest first; grain is many, of which some are enough."""
    left = mask.copy()
    found: list[Mask] = []
    while left.any() and len(found) < 40:
        part = np.zeros_like(mask)
        part.flat[np.flatnonzero(left)[0]] = True
        size = 0
        while size < np.count_nonzero(part):
            size = int(np.count_nonzero(part))
            for _ in range(8):
                part = _grown(_grown(part) & left) & left
        found.append(part)
        left &= ~part
    return sorted(found, key=lambda part: int(np.count_nonzero(part)), reverse=True)


def _touches_border(part: Mask) -> bool:
    return bool(part[0].any() or part[-1].any() or part[:, 0].any() or part[:, -1].any())


def _along_border(part: Mask) -> bool:
    height, width = part.shape
    rows, columns = max(1, round(_EDGE * height)), max(1, round(_EDGE * width))
    within = np.count_nonzero(part[rows : height - rows, columns : width - columns])
    return bool(within <= 0.1 * np.count_nonzero(part))


def _is_frame(part: Mask, others: Mask) -> bool:
    """Whether a part is four straight sides around all others."""
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    box = part[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if min(box.shape) < 8 or np.count_nonzero(box) > 0.35 * box.size:
        return False
    band = max(2, max(box.shape) // 30)
    bands = (box[:band].any(0), box[-band:].any(0), box[:, :band].any(1), box[:, -band:].any(1))
    if min(float(each.mean()) for each in bands) < 0.85:
        return False
    around = np.zeros_like(part)
    around[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = True
    inside = np.count_nonzero(others & around)
    return bool(inside > 0.8 * np.count_nonzero(others))
