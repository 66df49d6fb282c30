"""Tables of values to be painted, and where a layer's places lie in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cnngui.engine.stepping.cells import PoolCell, SumCell
from cnngui.engine.stepping.order import Place, folded, is_row
from cnngui.engine.stepping.stage import Stage
from cnngui.ui.shared.colour_maps import LEVELS, SIGNED, VIRIDIS, ZERO

Numbers = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Cell = tuple[int, int]
"""Row and column of a table, from 0."""
NOT_A_NUMBER = 0xFF808080
_LOT_COLUMNS = 64


@dataclass(frozen=True, eq=False)
class Plane:
    """A table of values with its colours.

    Attributes:
        values: (rows, columns). padded: which are padding. blank: where nothing is at all.
        limit: the value of the strongest colour. signed: coloured around zero.
    """

    values: Numbers
    padded: Mask
    blank: Mask
    limit: float
    signed: bool

    @property
    def shape(self) -> Cell:
        """Return rows and columns."""
        return self.values.shape[0], self.values.shape[1]

    def pixels(self) -> npt.NDArray[np.uint32]:
        """Return (rows, columns) 0xffRRGGBB."""
        top = LEVELS - 1
        finite = np.isfinite(self.values)
        shares = np.clip(np.where(finite, self.values, 0) / max(self.limit, 1e-35), -1, 1)
        levels = ZERO + shares * (top - ZERO) if self.signed else np.maximum(shares, 0) * top
        colours = (SIGNED if self.signed else VIRIDIS).take(np.rint(levels).astype(np.int64))
        return np.ascontiguousarray(np.where(finite, colours, np.uint32(NOT_A_NUMBER)))


def plane_of(
    values: npt.NDArray[np.floating],
    *,
    scale: npt.NDArray[np.floating] | None = None,
    padded: Mask | None = None,
    blank: Mask | None = None,
    signed: bool | None = None,
) -> Plane:
    """Return the table of `values` (rows, columns), in the colours of the lot `scale` if there is one."""
    table = np.asarray(values, np.float64)
    lot = np.asarray(table if scale is None else scale, np.float64)
    finite = lot[np.isfinite(lot)]
    none = np.zeros(table.shape, np.bool_)
    return Plane(
        table,
        none if padded is None else padded,
        none if blank is None else blank,
        float(np.abs(finite).max(initial=0.0)),
        bool((finite < 0).any()) if signed is None else signed,
    )


# Where places lie -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spread:
    """How (rows, columns, channels) are laid out in a table: one channel's picture, or all units of a row.

    Attributes:
        shape: of what is laid out. border: rows above and columns to the left of it.
        width: columns of the table in which units are laid out, 0 for a picture.
    """

    shape: Place
    border: Cell = (0, 0)
    width: int = 0

    def cell(self, place: Place) -> Cell:
        """Return where a place lies."""
        row, column, channel = place
        if self.width:
            return divmod(channel, self.width)
        return row + self.border[0], column + self.border[1]

    def place(self, cell: Cell, channel: int) -> Place | None:
        """Return what lies at a cell, None beyond the edge; `channel` is that of a picture."""
        if self.width:
            unit = cell[0] * self.width + cell[1]
            return (0, 0, unit) if unit < self.shape[2] else None
        row, column = cell[0] - self.border[0], cell[1] - self.border[1]
        inside = 0 <= row < self.shape[0] and 0 <= column < self.shape[1]
        return (row, column, channel) if inside else None


def _units(shape: tuple[int, ...]) -> Spread:
    rows, columns, channels = shape
    return Spread((rows, columns, channels), width=folded(channels)[1])


def output_spread(stage: Stage) -> Spread:
    """Return how a stage's output is laid out."""
    return _units(stage.shape) if is_row(stage.shape) else Spread(stage.shape)


def branch_spread(stage: Stage, branch: int) -> Spread:
    """Return how a branch of a merge is laid out."""
    rows, columns, channels = shape = stage.branches[branch].shape
    return _units(shape) if is_row(stage.shape) else Spread((rows, columns, channels))


def branch_plane(stage: Stage, branch: int, place: Place) -> Plane:
    """Return the table of a branch: of all its units, or of the channel that goes into `place`.

    In one scale with the other branches that go in there: what makes the larger part is seen to.
    """
    spread = branch_spread(stage, branch)
    if spread.width:
        lot = np.concatenate([each.ravel() for each in stage.branches])
        return plane_of(stage.branches[branch].reshape(-1, spread.width), scale=lot)
    found = [stage.branch_place(each, place) for each in range(len(stage.branches))]
    tables = {
        each: stage.branches[each][:, :, there[2]] for each, there in enumerate(found) if there is not None
    }
    return plane_of(tables[branch], scale=np.concatenate([each.ravel() for each in tables.values()]))


def input_spread(stage: Stage) -> Spread:
    """Return how a stage's input is laid out, with its padding around it."""
    rows, columns, channels = stage.input.shape
    shape = rows, columns, channels
    if stage.sliding is None and is_row(shape):
        return _units(shape)
    if stage.sliding is None or stage.sliding.transposed:
        return Spread(shape)
    (above, _), (left, _) = stage.sliding.borders
    return Spread(shape, (above, left))


def input_plane(stage: Stage, channel: int) -> Plane:
    """Return the table of an input's channel, with its padding."""
    spread, values = input_spread(stage), stage.input
    if spread.width:
        return plane_of(values.reshape(-1, spread.width))
    picture = values[:, :, channel]
    if stage.sliding is None or stage.sliding.transposed or not any(map(any, stage.sliding.borders)):
        return plane_of(picture)
    inside = np.pad(np.ones(picture.shape, np.bool_), stage.sliding.borders)
    padded = np.pad(picture, stage.sliding.borders, constant_values=padding_of(stage))
    return plane_of(padded, scale=picture, padded=~inside)


def padding_of(stage: Stage) -> float:
    """Return what padding holds: zero; nothing where windows are pooled, and it does not count."""
    return 0.0 if stage.work == "sum" else np.nan


def output_plane(stage: Stage, channel: int) -> Plane:
    """Return the table of an output's channel, or of all its units."""
    spread = output_spread(stage)
    return plane_of(stage.output.reshape(-1, spread.width) if spread.width else stage.output[:, :, channel])


# The tables of one cell -----------------------------------------------------------------------------


def patch_plane(stage: Stage, cell: SumCell | PoolCell, channel: int) -> Plane:
    """Return the window's values of a channel of the input, in the input's colours.

    Args:
        channel: of the input.
    """
    patch = cell.patch[..., channel - cell.channels.start] if isinstance(cell, SumCell) else cell.patch
    patch, scale = np.where(cell.window.padded, padding_of(stage), patch), stage.input[:, :, channel]
    return plane_of(patch, scale=scale, padded=cell.window.padded, blank=cell.window.gaps)


def kernel_plane(cell: SumCell, channel: int) -> Plane:
    """Return the kernel's values for a channel of the input, in the colours of all of the kernel."""
    return plane_of(cell.kernel[..., channel - cell.channels.start], scale=cell.kernel, signed=True)


def product_plane(cell: SumCell, channel: int) -> Plane:
    """Return the products of a channel of the input, in the colours of all products of the cell."""
    table = cell.products[..., channel - cell.channels.start]
    return plane_of(
        table, scale=cell.products, padded=cell.window.padded, blank=cell.window.gaps, signed=True
    )


def lot_plane(values: Numbers) -> Plane:
    """Return the table of several values beside each other, in rows if they are many."""
    columns = min(len(values), _LOT_COLUMNS if len(values) <= 8 * _LOT_COLUMNS else 2 * _LOT_COLUMNS)
    rows = -(-len(values) // columns)
    table = np.zeros(rows * columns)
    table[: len(values)] = values
    blank = np.arange(rows * columns) >= len(values)
    return plane_of(table.reshape(rows, columns), scale=values, blank=blank.reshape(rows, columns))


def met_cells(stage: Stage, cell: SumCell | PoolCell) -> dict[Cell, Cell]:
    """Return for each value of the kernel, by row and column, the cell of the input's table that it meets."""
    spread, window = input_spread(stage), cell.window
    above, left = spread.border
    return {
        (int(row), int(column)): (
            int(window.rows[row, column]) + above,
            int(window.columns[row, column]) + left,
        )
        for row, column in np.argwhere(~window.gaps)
        if window.inside[row, column] or not stage.sliding or not stage.sliding.transposed
    }


def around(cells: Iterable[Cell]) -> tuple[int, int, int, int] | None:
    """Return the first row and column and the last ones of what holds all `cells`; None for none."""
    listed = list(cells)
    if not listed:
        return None
    rows, columns = zip(*listed, strict=True)
    return min(rows), min(columns), max(rows), max(columns)
