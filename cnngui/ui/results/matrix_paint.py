"""The cells of a confusion matrix: where they lie, what colour they have and what is written in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnngui.results.confusion import column_shares, row_shares

Rgb = tuple[int, int, int]
Figures = Literal["counts", "rows", "columns"]
LEAST_PX, WIDEST_PX, HIGHEST_PX = 9, 72, 44
"""A cell is no smaller than one can point at, and no larger than looks well."""
MOST_WRITTEN = 150
"""Classes: with more, figures would fit on no screen."""
_FAINTEST = 0.08
_STRONGEST = 0.85


@dataclass(frozen=True)
class Cells:
    """Where the cells lie: `width` × `height` each, from (`left`, `top`)."""

    classes: int
    left: int
    top: int
    width: int
    height: int

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return (row, column) at a point, None beside the matrix."""
        column, row = int((x - self.left) // self.width), int((y - self.top) // self.height)
        inside = 0 <= row < self.classes and 0 <= column < self.classes
        return (row, column) if inside else None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of all, with what stands at the left and above."""
        return self.left + self.classes * self.width, self.top + self.classes * self.height


def laid_out(classes: int, left: int, top: int, width: int, height: int) -> Cells:
    """Return the cells of a matrix in a space of `width` × `height`; below `LEAST_PX` they need more."""
    across, down = ((space - before) // max(1, classes) for space, before in ((width, left), (height, top)))
    return Cells(
        classes,
        left,
        top,
        max(LEAST_PX, min(WIDEST_PX, across)),
        max(LEAST_PX, min(HIGHEST_PX, down)),
    )


def shades(matrix: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how strongly each cell is coloured, 0..1: by its share of the row, by its root, 0 when empty.

    By the share itself, the few mistakes of a good network could not be told from none.
    """
    strength = _FAINTEST + (_STRONGEST - _FAINTEST) * np.sqrt(row_shares(matrix))
    return np.where(matrix > 0, strength, 0.0)


def labelled(count: int, every: int, current: int) -> list[int]:
    """Return the places whose names are written: every so many, and the current one (-1 for none) always."""
    apart = (place for place in range(0, count, every) if current < 0 or abs(place - current) >= every)
    return sorted({*apart, *([current] if current >= 0 else [])})


def coloured(matrix: NDArray[np.int64], ground: Rgb, right: Rgb, wrong: Rgb) -> NDArray[np.uint8]:
    """Return uint8 (classes, classes, 3): the diagonal in one colour, mistakes in the other."""
    strength = shades(matrix)[..., np.newaxis]
    diagonal = np.eye(len(matrix), dtype=bool)[..., np.newaxis]
    strong = np.where(diagonal, np.array(right, np.float64), np.array(wrong, np.float64))
    return np.rint(np.array(ground) * (1 - strength) + strong * strength).astype(np.uint8)


def cell_texts(matrix: NDArray[np.int64], figures: Figures) -> list[list[str]]:
    """Return what is written in each cell; nothing in an empty one, or where there are too many."""
    if len(matrix) > MOST_WRITTEN:
        return []
    if figures == "counts":
        return [[f"{count:,}" if count else "" for count in row] for row in matrix.tolist()]
    shares = row_shares(matrix) if figures == "rows" else column_shares(matrix)
    return [[percent(share) if share else "" for share in row] for row in shares.tolist()]


def percent(share: float) -> str:
    """Return a share as a short text: "99", "4.2", "<0.1" per cent."""
    value = 100 * share
    if value < 0.1:
        return "<0.1"
    return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"
