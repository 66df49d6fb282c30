"""Where each map lies on the screen: as large as the area allows, in equal cells."""

from __future__ import annotations

from dataclasses import dataclass

GAP_PX = 6
WIDEST_VALUE_PX, LOWEST_VALUE_PX = 64, 2


@dataclass(frozen=True)
class Grid:
    """Equal cells in rows from the top left. All lengths in pixels of the widget."""

    count: int
    columns: int
    cell_width: int
    cell_height: int
    gap: int = GAP_PX

    @property
    def rows(self) -> int:
        return -(-self.count // self.columns)

    @property
    def height(self) -> int:
        """Return the height of all rows, gaps between them included."""
        return self.rows * (self.cell_height + self.gap) - self.gap

    def cell(self, index: int) -> tuple[int, int, int, int]:
        """Return x, y, width and height of a cell."""
        row, column = divmod(index, self.columns)
        return (
            column * (self.cell_width + self.gap),
            row * (self.cell_height + self.gap),
            self.cell_width,
            self.cell_height,
        )

    def at(self, x: float, y: float) -> int | None:
        """Return the cell that holds the point, None for a gap or the ground around."""
        column, across = divmod(x, self.cell_width + self.gap)
        row, down = divmod(y, self.cell_height + self.gap)
        if x < 0 or y < 0 or column >= self.columns or across >= self.cell_width or down >= self.cell_height:
            return None
        index = int(row) * self.columns + int(column)
        return index if index < self.count else None


def stretched(shape: tuple[int, int], area: tuple[int, int]) -> Grid:
    """Return the one cell of a table (rows, columns) that fills `area`, whatever its proportion becomes.

    Values get no wider than `WIDEST_VALUE_PX`; below `LOWEST_VALUE_PX` the cell is higher than the area.
    """
    rows, columns = shape
    width = min(area[0], columns * WIDEST_VALUE_PX)
    height = max(rows * LOWEST_VALUE_PX, min(area[1], rows * WIDEST_VALUE_PX // 2))
    return Grid(1, 1, max(1, width), max(1, height))


def fill(
    count: int,
    shape: tuple[int, int],
    area: tuple[int, int],
    *,
    gap: int = GAP_PX,
    smallest: int = 24,
    largest: int = 4096,
) -> Grid:
    """Return the grid with the largest cells that fit into `area` (width, height).

    Args:
        count: number of maps, at least 1.
        shape: (height, width) of one map; cells keep its proportion.
        smallest: least width of a cell; when even such cells do not fit, the grid is higher than the area.
        largest: greatest width of a cell.
    """
    height, width = shape
    area_width, area_height = max(1, area[0]), max(1, area[1])

    def with_columns(columns: int) -> Grid:
        cell_width = min(largest, max(1, (area_width + gap) // columns - gap))
        return Grid(count, columns, cell_width, max(1, round(cell_width * height / width)), gap)

    def shrunk(columns: int) -> Grid:
        """Make the rows of this many columns fit the height, whatever stays empty at the right."""
        wide = with_columns(columns)
        cell_height = min(wide.cell_height, (area_height + gap) // wide.rows - gap)
        cell_width = min(wide.cell_width, int(cell_height * width / height))
        return Grid(count, columns, max(1, cell_width), max(1, round(cell_width * height / width)), gap)

    most = max(1, min(count, (area_width + gap) // (smallest + gap)))
    best = max((shrunk(columns) for columns in range(1, most + 1)), key=lambda grid: grid.cell_width)
    return best if best.cell_width >= min(smallest, with_columns(1).cell_width) else with_columns(most)
