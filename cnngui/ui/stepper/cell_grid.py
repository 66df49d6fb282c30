"""A table of values on the screen: coloured, with numbers where there is room, padding hatched."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import isnan

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.value_text import cell_number
from cnngui.ui.stepper.planes import Cell, Plane

MOST_PX = 58
_MARGIN_PX = 3
_LARGEST_FONT_PX, _SMALLEST_FONT_PX = 14, 10
_LINED_PX = 10
_NARROWEST_NUMBER_PX = 12
_MOST_NUMBERS = 1_200
_STRETCHED = 4
_DARK = 0.45
"""Below this luminance numbers are white."""


@dataclass(frozen=True)
class GridLayout:
    """Where a table's cells lie: equal ones, in the middle of the area. All lengths in pixels."""

    rows: int
    columns: int
    x: float
    y: float
    width: float
    height: float

    def rect(self, cell: Cell, last: Cell | None = None) -> QRectF:
        """Return the area of a cell, or from it to `last`."""
        row, column = cell
        down, across = (1, 1) if last is None else (last[0] - row + 1, last[1] - column + 1)
        return QRectF(
            self.x + column * self.width, self.y + row * self.height, across * self.width, down * self.height
        )

    def at(self, x: float, y: float) -> Cell | None:
        """Return the cell that holds a point, None beside the table."""
        row, column = int((y - self.y) // self.height), int((x - self.x) // self.width)
        return (row, column) if 0 <= row < self.rows and 0 <= column < self.columns else None


def lay_out(shape: Cell, area: tuple[float, float]) -> GridLayout:
    """Return the largest square cells that fit `area` (width, height); a long table's need not be square."""
    rows, columns = shape
    width = min(MOST_PX, max(1.0, area[0] - 2 * _MARGIN_PX) / columns)
    height = min(MOST_PX, max(1.0, area[1] - 2 * _MARGIN_PX) / rows)
    if columns <= _STRETCHED * rows and rows <= _STRETCHED * columns:
        width = height = min(width, height)
    else:
        height = min(height, max(width, 28.0))
    if min(width, height) >= _LINED_PX:
        width, height = float(int(width)), float(int(height))
    left, top = (area[0] - width * columns) / 2, (area[1] - height * rows) / 2
    return GridLayout(rows, columns, float(int(left)), float(int(top)), width, height)


class CellGrid(QWidget):
    """Shows a `Plane` and what is marked in it.

    Attributes:
        plane: what is shown, None for nothing.
        framed: cells that belong to the window of now; a frame goes around all of them.
        lit: cells that are pointed at, here or where they are linked to. ghost: a window that would be.

    Signals:
        pointed: the cell under the pointer, None when it has left. chosen: a cell was clicked.
    """

    pointed = Signal(object)
    chosen = Signal(object)

    def __init__(self, name: str, spoken: str, *, least_px: int = 96) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.plane: Plane | None = None
        self.framed: tuple[Cell, ...] = ()
        self.lit: tuple[Cell, ...] = ()
        self.ghost: tuple[Cell, ...] = ()
        self._least_px = least_px
        self._pixmap = QPixmap()
        self._layout = lay_out((1, 1), (1, 1))
        theme().changed.connect(self._forget_picture)

    # What is shown ------------------------------------------------------------------------------

    def show_plane(self, plane: Plane | None) -> None:
        """Show another table; marks stay as they are. The same one again costs nothing."""
        if plane is not self.plane:
            self.plane = plane
            self._forget_picture()

    def mark(
        self,
        framed: Collection[Cell] | None = None,
        lit: Collection[Cell] | None = None,
        ghost: Collection[Cell] | None = None,
    ) -> None:
        """Change what is marked; None leaves a mark as it is."""
        marks = tuple(
            old if new is None else tuple(new)
            for new, old in ((framed, self.framed), (lit, self.lit), (ghost, self.ghost))
        )
        if marks != (self.framed, self.lit, self.ghost):
            self.framed, self.lit, self.ghost = marks
            self.update()

    def cell_rect(self, cell: Cell) -> QRectF:
        """Return where a cell is painted."""
        self._lay_out()
        return self._layout.rect(cell)

    def _forget_picture(self) -> None:
        self._pixmap = QPixmap()
        self.update()

    def _lay_out(self) -> None:
        if self.plane is not None:
            self._layout = lay_out(self.plane.shape, (self.width(), self.height()))

    # Qt -----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(2 * self._least_px, 2 * self._least_px)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_px, min(self._least_px, 96))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._forget_picture()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self._at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self.chosen.emit(cell)
        else:
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)

    def _at(self, point: QPointF) -> Cell | None:
        if self.plane is None:
            return None
        self._lay_out()
        return self._layout.at(point.x(), point.y())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.plane is None:
            return
        if self._pixmap.isNull():
            self._lay_out()
            self._pixmap = self._painted(self.plane)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._pixmap)
        accent = QColor(theme().colours.accent)
        self._paint_frame(painter, self.ghost, QPen(accent, 1.5, Qt.PenStyle.DashLine))
        self._paint_frame(painter, self.framed, QPen(accent, 2.5))
        self._paint_lit(painter)
        painter.end()

    # Painting -----------------------------------------------------------------------------------

    def _painted(self, plane: Plane) -> QPixmap:
        """Return the table without its marks, which change more often."""
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        pixels, layout = plane.pixels(), self._layout
        rows, columns = plane.shape
        image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        painter.drawImage(layout.rect((0, 0), (rows - 1, columns - 1)), image)
        for place in np.argwhere(plane.padded | plane.blank):
            cell = int(place[0]), int(place[1])
            self._paint_empty(painter, layout.rect(cell), padding=bool(plane.padded[cell]))
        if min(layout.width, layout.height) >= _LINED_PX:
            self._paint_lines(painter)
        narrow = self._layout.width < _NARROWEST_NUMBER_PX or self._layout.height < _SMALLEST_FONT_PX
        if not narrow and plane.values.size <= _MOST_NUMBERS:
            self._paint_numbers(painter, plane, pixels)
        painter.end()
        return pixmap

    def _paint_empty(self, painter: QPainter, rect: QRectF, *, padding: bool) -> None:
        colours = theme().colours
        if padding:
            painter.fillRect(rect, QColor(colours.pane))
            painter.fillRect(rect, QBrush(QColor(colours.line), Qt.BrushStyle.BDiagPattern))
        else:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            painter.fillRect(rect, Qt.GlobalColor.black)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _paint_lines(self, painter: QPainter) -> None:
        layout = self._layout
        painter.setPen(QPen(QColor(theme().colours.line), 1))
        assert self.plane is not None
        if self.plane.blank.any():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for row, column in np.argwhere(~self.plane.blank):
                painter.drawRect(layout.rect((int(row), int(column))))
            return
        right, bottom = layout.x + layout.columns * layout.width, layout.y + layout.rows * layout.height
        for column in range(layout.columns + 1):
            x = layout.x + column * layout.width
            painter.drawLine(QPointF(x, layout.y), QPointF(x, bottom))
        for row in range(layout.rows + 1):
            y = layout.y + row * layout.height
            painter.drawLine(QPointF(layout.x, y), QPointF(right, y))

    def _paint_numbers(self, painter: QPainter, plane: Plane, pixels: np.ndarray) -> None:
        found = self._written(plane)
        if found is None:
            return
        font, texts = found
        painter.setFont(font)
        colours = theme().colours
        for row, line in enumerate(texts):
            for column, text in enumerate(line):
                if plane.blank[row, column]:
                    continue
                colour = QColor(colours.muted)
                if not plane.padded[row, column]:
                    dark = luminance(int(pixels[row, column])) < _DARK
                    colour = QColor(Qt.GlobalColor.white if dark else Qt.GlobalColor.black)
                painter.setPen(colour)
                painter.drawText(self._layout.rect((row, column)), Qt.AlignmentFlag.AlignCenter, text)

    def _written(self, plane: Plane) -> tuple[QFont, list[list[str]]] | None:
        """Return the largest writing in which all numbers fit their cells, None if none does."""
        layout = self._layout
        font = tabular(self.font())
        for digits in (3, 2):
            texts = [[_written(value, digits) for value in row] for row in plane.values.tolist()]
            longest = max((text for row in texts for text in row), key=len)
            for size in range(_LARGEST_FONT_PX, _SMALLEST_FONT_PX - 1, -1):
                font.setPixelSize(size)
                metrics = QFontMetricsF(font)
                if metrics.height() > layout.height:
                    continue
                if metrics.horizontalAdvance(longest) + 4 <= layout.width:
                    return font, texts
        return None

    def _paint_frame(self, painter: QPainter, cells: tuple[Cell, ...], pen: QPen) -> None:
        """Go around all cells; where they lie apart, around each of them too."""
        if not cells:
            return
        rows, columns = zip(*cells, strict=True)
        first, last = (min(rows), min(columns)), (max(rows), max(columns))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        apart = (last[0] - first[0] + 1) * (last[1] - first[1] + 1) > len(cells)
        if apart:
            thin = QPen(pen)
            thin.setWidthF(1.5)
            painter.setPen(thin)
            for cell in cells:
                painter.drawRect(self._layout.rect(cell).adjusted(1, 1, -1, -1))
            pen = QPen(pen.color(), 1, Qt.PenStyle.DashLine)
        around = self._layout.rect(first, last)
        if not apart:  # blue melts into the dark end of viridis
            painter.setPen(QPen(QColor(theme().colours.pane), pen.widthF() + 2))
            painter.drawRect(around)
        painter.setPen(pen)
        painter.drawRect(around)

    def _paint_lit(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for cell in self.lit:
            rect = self._layout.rect(cell)
            for colour, grow, width in ((Qt.GlobalColor.black, 1.0, 3.0), (Qt.GlobalColor.white, 1.0, 1.0)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawRect(rect.adjusted(-grow, -grow, grow, grow))


def _written(value: float, digits: int) -> str:
    return "–" if isnan(value) else cell_number(value, digits)


def luminance(pixel: int) -> float:
    """Return how light 0xffRRGGBB is, from 0 to 1."""
    red, green, blue = (pixel >> 16) & 255, (pixel >> 8) & 255, pixel & 255
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255
