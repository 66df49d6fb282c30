"""Ink on a picture as pieces that hang together, so that several digits on it can be told apart.

They are to a picture what strokes are to a drawing: `cnngui.datasets.segmenting` divides both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cnngui.datasets.ink_like import stroke_widths
from cnngui.datasets.pixels import SheetInk, as_picture, sheet_ink
from cnngui.datasets.segmenting import Box, Line, line_of

Labels = npt.NDArray[np.int32]

_FAINT = 0.15
"""Ink that joins what is clearer on both sides of it."""
_LEAST = 0.1
"""Height and width of what is dust, as a part of the highest piece's."""
_MOST_PIECES, _LEAST_PX = 400, 64
_MARGIN = 0.25
"""Paper around a piece, as a part of its longer side."""


@dataclass(frozen=True, eq=False)
class InkPieces:
    """The pieces of ink on a picture.

    Attributes:
        sheet: the ink. labels: int32 like `sheet.ink`, which piece a pixel is of, -1 for none.
        line: which pieces are surely one sign, its boxes in pixels of the canvas.
    """

    sheet: SheetInk
    labels: Labels
    line: Line

    def only(self, members: Sequence[int]) -> SheetInk:
        """Return the sheet with the ink of some of the pieces alone."""
        own = np.isin(self.labels, members)
        return replace(self.sheet, ink=np.where(own, self.sheet.ink, np.float32(0)))

    def picture(self, members: Sequence[int]) -> npt.NDArray[np.uint8]:
        """Return some of the pieces cut out, uint8 (height, width), light on black."""
        ink = self.only(members).ink
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        # Whatever is as small as a frame would be taken for one.
        return np.pad(as_picture(cut), max(round(_MARGIN * max(cut.shape)), 32))


@dataclass(frozen=True, eq=False)
class Writing:
    """What is written on a picture; `pieces` is None where it is one sign, or none that can be told apart."""

    sheet: SheetInk
    pieces: InkPieces | None


def writing_on(picture: npt.NDArray[np.uint8], canvas: tuple[int, int]) -> Writing:
    """Return what is written on uint8 (height, width) or (height, width, 3); some 0.1 s for a photo.

    Args:
        canvas: as `ink_pieces` takes it.
    """
    sheet = sheet_ink(picture)
    return Writing(sheet, ink_pieces(sheet, (picture.shape[1], picture.shape[0]), canvas))


def ink_pieces(sheet: SheetInk, size: tuple[int, int], canvas: tuple[int, int]) -> InkPieces | None:
    """Return the ink of a picture in pieces, None where it is one, none, or too many to be writing.

    So it is of a picture of less than 64 pixels, too: what such show is framed.

    Args:
        size: width and height of the picture.
        canvas: those of where it is shown, in the middle and as large as it goes.
    """
    if min(size) < _LEAST_PX:
        return None
    labels = connected(sheet.ink > _FAINT)
    sure = np.unique(labels[sheet.shows & (labels >= 0)])
    if not 1 < len(sure) <= _MOST_PIECES:
        return None
    boxes = dict(_boxes(labels, sure.tolist()))
    highest = max(bottom - top for _, top, _, bottom in boxes.values())
    kept = [
        label
        for label, (left, top, right, bottom) in boxes.items()
        if max(right - left, bottom - top) >= _LEAST * highest
    ]
    kept.sort(key=lambda label: boxes[label][0])
    numbers = np.full(int(labels.max()) + 2, -1, np.int32)  # the last is for what is no ink
    numbers[kept] = np.arange(len(kept))
    labels = numbers[labels]
    pen = float(stroke_widths((sheet.shows & (labels >= 0))[np.newaxis])[0])
    scale = min(side / length for side, length in zip(canvas, size, strict=True))
    corner = [(side - length * scale) / 2 for side, length in zip(canvas, size, strict=True)]

    def shown(box: Box) -> Box:
        """The pen's way within the ink, in pixels of the canvas."""
        left, top, right, bottom = (
            begin + scale * (start + sheet.scale * at)
            for begin, start, at in zip(corner * 2, (sheet.left, sheet.top) * 2, box, strict=True)
        )
        reach = pen * sheet.scale * scale / 2
        across, down = min(reach, (right - left) / 2), min(reach, (bottom - top) / 2)
        return left + across, top + down, right - across, bottom - down

    line = line_of([shown(boxes[label]) for label in kept], pen * sheet.scale * scale, marks_apart=False)
    return InkPieces(sheet, labels, line)


def connected(mask: npt.NDArray[np.bool_]) -> Labels:
    """Return int32 (rows, columns): the number of the piece each True is of, corners joining; -1 elsewhere.

    Runs of a row are joined with those they touch in the row above (A. Rosenfeld, J. L. Pfaltz, 1966).
    """
    roots: list[int] = []

    def root(number: int) -> int:
        while roots[number] != number:
            roots[number] = number = roots[roots[number]]
        return number

    labels = np.full(mask.shape, -1, np.int32)
    above: list[tuple[int, int, int]] = []
    for row, edges in zip(labels, np.diff(np.pad(mask.astype(np.int8), ((0, 0), (1, 1)))), strict=True):
        here: list[tuple[int, int, int]] = []
        for start, end in zip(
            np.flatnonzero(edges > 0).tolist(), np.flatnonzero(edges < 0).tolist(), strict=True
        ):
            touched = [root(number) for first, last, number in above if first <= end and start <= last]
            number = min(touched, default=len(roots))
            if not touched:
                roots.append(number)
            for other in touched:
                roots[other] = number
            row[start:end] = number
            here.append((start, end, number))
        above = here
    if not roots:
        return labels
    _, numbers = np.unique([root(number) for number in range(len(roots))], return_inverse=True)
    found: Labels = np.append(numbers, -1).astype(np.int32)[labels]
    return found


def _boxes(labels: Labels, wanted: Sequence[int]) -> Iterator[tuple[int, Box]]:
    """Yield each piece with left, top, right and bottom of its pixels."""
    rows, columns = np.nonzero(np.isin(labels, wanted))
    numbers = labels[rows, columns]
    for label in wanted:
        own = numbers == label
        down, across = rows[own], columns[own]
        yield label, (float(across.min()), float(down.min()), float(across.max() + 1), float(down.max() + 1))
