"""Maps on the screen: each cell's part of the sheet, and a ring around what is pointed at."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from cnngui.ui.inside.grid import Grid
from cnngui.ui.inside.map_layout import RING_PX, MapLayout, Spot
from cnngui.ui.inside.maps import MapSheet
from cnngui.ui.shared.theme import theme

PIN_PX = 4


def paint_cells(
    painter: QPainter,
    layout: MapLayout,
    sheet: MapSheet,
    image: QImage,
    spot: Spot | None,
    dirty: QRect,
    off: Collection[int] = (),
) -> None:
    """Paint the cells that `dirty` touches, all in the grid's own pixels; those `off` are crossed out."""
    grid = layout.grid
    if grid is None:
        return
    # White zeros would melt into a white pane.
    outlined = sheet.signed and grid.gap > 1
    painter.setPen(QColor(theme().colours.line))
    step = grid.cell_height + grid.gap
    first = max(0, int(dirty.top() // step)) * grid.columns
    last = min(grid.count, (int((dirty.top() + dirty.height()) // step) + 1) * grid.columns)
    for index in range(first, last):
        x, y = sheet.place(index)
        cell = QRect(*grid.cell(index))
        painter.drawImage(cell, image, QRect(x, y, sheet.width, sheet.height))
        if outlined:
            painter.drawRect(cell.adjusted(-1, -1, 0, 0))
        if (index if layout.enlarged is None else layout.enlarged) in off:
            _cross_out(painter, cell)
            painter.setPen(QColor(theme().colours.line))
    if spot is not None:
        _paint_spot(painter, layout, grid, spot)


def _cross_out(painter: QPainter, cell: QRect) -> None:
    painter.setPen(QPen(QColor(theme().colours.warning), 1.5))
    inner = cell.adjusted(1, 1, -1, -1)
    painter.drawLine(inner.topLeft(), inner.bottomRight())
    painter.drawLine(inner.topRight(), inner.bottomLeft())


def paint_pins(painter: QPainter, layout: MapLayout, pinned: Collection[int]) -> None:
    """Mark the cells of pinned maps at their upper right corner."""
    if layout.grid is None:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme().colours.pane), 1.5))
    painter.setBrush(QColor(theme().colours.accent))
    for index in pinned:
        cell = {None: index, index: 0}.get(layout.enlarged)
        if cell is not None and cell < layout.grid.count:
            x, y, width, _ = layout.grid.cell(cell)
            painter.drawEllipse(QRectF(x + width - 2 * PIN_PX + 2, y - 2, 2 * PIN_PX, 2 * PIN_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_spot(painter: QPainter, layout: MapLayout, grid: Grid, spot: Spot) -> None:
    """Ring the map that is pointed at, or the pixel within the enlarged one."""
    index, row, column = spot
    if layout.enlarged is None:
        painter.setPen(QPen(QColor(theme().colours.accent), RING_PX))
        painter.drawRect(QRectF(*grid.cell(index)).adjusted(-1, -1, 1, 1))
        return
    _, _, width, height = grid.cell(0)
    across, down = width / layout.shape[1], height / layout.shape[0]
    pixel = QRectF(column * across, row * down, across, down)
    for colour, grow in ((QColor(0, 0, 0), 1.5), (QColor(255, 255, 255), 0.5)):
        painter.setPen(QPen(colour, 1))
        painter.drawRect(pixel.adjusted(-grow, -grow, grow, grow))
