"""Where the parts of an output lie, what a point means, and where arrow keys go. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from cnngui.ui.inside.bars import LABEL_PX, Bars, lay_out_bars
from cnngui.ui.inside.grid import GAP_PX, Grid, fill, stretched

NARROWEST_BAR_PX = 4
SMALLEST_UNIT_PX = 8
RING_PX = 2
Spot = tuple[int, int, int]
"""Map, row and column, from 0."""
Size = tuple[int, int]


@dataclass(frozen=True)
class MapLayout:
    """Bars, or cells in a grid: the maps, the units, the one table or the one map that is enlarged.

    Attributes:
        shape: height, width and number of the maps. enlarged: the map that fills the area, None for all.
        height: of all that there is, in pixels; more than the area has is scrolled.
    """

    shape: tuple[int, int, int]
    enlarged: int | None
    bars: Bars | None = None
    grid: Grid | None = None
    height: int = 0

    def spot_at(self, x: float, y: float) -> Spot | None:
        """Return what lies at a point, None for a gap. A grid's origin is within its ring; bars have none."""
        if self.bars is not None:
            unit = self.bars.at(x)
            return None if unit is None else (unit, 0, 0)
        cell = self.grid.at(x, y) if self.grid is not None else None
        if self.grid is None or cell is None:
            return None
        left, top, width, height = self.grid.cell(cell)
        rows, columns, _ = self.shape
        row, column = int((y - top) * rows / height), int((x - left) * columns / width)
        index = cell if self.enlarged is None else self.enlarged
        return index, min(row, rows - 1), min(column, columns - 1)

    def stepped(self, spot: Spot, across: int, down: int) -> Spot:
        """Return the neighbouring map, or the neighbouring pixel of the enlarged one; `spot` at an end."""
        index, row, column = spot
        rows, columns, count = self.shape
        if self.enlarged is not None:
            return index, max(0, min(rows - 1, row + down)), max(0, min(columns - 1, column + across))
        target = index + across + down * (self.grid.columns if self.grid is not None else 1)
        return (target, row, column) if 0 <= target < count else spot


def lay_out(
    shape: tuple[int, int, int],
    area: Size,
    *,
    axes: int,
    enlarged: int | None = None,
    scroll_bar_px: int = 0,
) -> MapLayout:
    """Return where maps (height, width, maps) lie in `area` (width, height).

    Args:
        axes: of the output that they were made of: 1 for units, 2 for a table, 3 for maps.
        scroll_bar_px: how much narrower the area is when not all fits its height.
    """
    (rows, columns, count), (width, height) = shape, area
    inner = (width - 2 * RING_PX, height - 2 * RING_PX)
    if axes == 1 and width >= count * NARROWEST_BAR_PX:
        return MapLayout(shape, enlarged, bars=lay_out_bars(count, width, height))
    if axes == 2:
        grid = stretched((rows, columns), (inner[0], inner[1] - LABEL_PX))
        return MapLayout(shape, enlarged, grid=grid, height=grid.height + 2 * RING_PX + LABEL_PX)
    if enlarged is not None:
        return MapLayout(shape, enlarged, grid=fill(1, (rows, columns), area))
    smallest = SMALLEST_UNIT_PX if axes == 1 else min(48, max(24, columns))
    gap = 1 if axes == 1 else GAP_PX
    grid = fill(count, (rows, columns), inner, gap=gap, smallest=smallest)
    if grid.height > inner[1]:
        narrower = (inner[0] - scroll_bar_px, inner[1])
        grid = fill(count, (rows, columns), narrower, gap=gap, smallest=smallest)
    return MapLayout(shape, enlarged, grid=grid, height=grid.height)
