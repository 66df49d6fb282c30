"""Where a window's values come from, and which windows a value goes into."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pair = tuple[int, int]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Window:
    """For each value of the kernel, (height, width), the place in the input that it meets.

    Attributes:
        rows, columns: int64, counted from 0; beyond the edge they are negative, or as large as the input.
        inside: whether there is an input at that place. What is neither inside nor a gap is padding.
        gaps: values that no input meets, between those of a transposed convolution with strides.
    """

    rows: Ints
    columns: Ints
    inside: Mask
    gaps: Mask

    @property
    def padded(self) -> Mask:
        """Which values meet padding."""
        mask: Mask = ~(self.inside | self.gaps)
        return mask


@dataclass(frozen=True)
class Sliding:
    """How a window moves over rows and columns; each attribute has one number for either.

    Attributes:
        size: of the kernel, in values.
        strides: steps between windows, in pixels; of a transposed one, between what inputs are spread to.
        dilations: steps between the kernel's values, in pixels.
        borders: pixels of padding before and behind; of a transposed one, cut off from its output.
        transposed: each input is spread over a window of the output, in place of being gathered from one.
    """

    size: Pair
    strides: Pair = (1, 1)
    dilations: Pair = (1, 1)
    borders: tuple[Pair, Pair] = ((0, 0), (0, 0))
    transposed: bool = False

    def covers(self, area: Pair) -> bool:
        """Whether there is one window only, over all of an input of `area` (rows, columns)."""
        return self.size == area and not self.transposed and not any(map(any, self.borders))

    def window(self, row: int, column: int, shape: Pair) -> Window:
        """Return where the window of an output cell lies in an input of `shape` (rows, columns)."""
        axes = [self._axis(axis, place) for axis, place in enumerate((row, column))]
        (rows, row_gaps), (columns, column_gaps) = axes
        gaps = row_gaps[:, np.newaxis] | column_gaps
        grid = np.meshgrid(rows, columns, indexing="ij")
        within = (grid[0] >= 0) & (grid[0] < shape[0]) & (grid[1] >= 0) & (grid[1] < shape[1])
        return Window(grid[0], grid[1], within & ~gaps, gaps)

    def _axis(self, axis: int, place: int) -> tuple[Ints, Mask]:
        """Return for each of the kernel's values along an axis the input it meets, and which meet none."""
        offsets = np.arange(self.size[axis], dtype=np.int64) * self.dilations[axis]
        before, stride = self.borders[axis][0], self.strides[axis]
        if not self.transposed:
            return place * stride - before + offsets, np.zeros(len(offsets), np.bool_)
        # Input p reaches the outputs p·stride − before + offset.
        steps = place + before - offsets
        return steps // stride, steps % stride != 0

    def reader(self, row: int, column: int, shape: Pair) -> Pair | None:
        """Return the output cell in whose window an input cell lies nearest to the middle; None for none.

        Args:
            shape: of the output, (rows, columns).
        """
        found = [self._readers(axis, place, shape[axis]) for axis, place in enumerate((row, column))]
        rows, columns = found
        return (rows[len(rows) // 2], columns[len(columns) // 2]) if rows and columns else None

    def _readers(self, axis: int, place: int, length: int) -> list[int]:
        offsets = range(0, self.size[axis] * self.dilations[axis], self.dilations[axis])
        before, stride = self.borders[axis][0], self.strides[axis]
        if self.transposed:
            reached = (place * stride - before + offset for offset in offsets)
        else:
            starts = (place + before - offset for offset in offsets)
            reached = (start // stride for start in starts if start % stride == 0)
        return sorted(each for each in reached if 0 <= each < length)
