"""The maps of one layer on the screen: point at them, walk through them, enlarge one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from cnngui.ui.inside.bars import LABEL_PX, Bars, lay_out_bars, paint_bars, paint_labels
from cnngui.ui.inside.grid import GAP_PX, Grid, fill, stretched
from cnngui.ui.inside.maps import Maps, MapSheet, Scale, as_maps, compose
from cnngui.ui.shared.theme import theme

NARROWEST_BAR_PX = 4
SMALLEST_UNIT_PX = 8
RING_PX = 2
Spot = tuple[int, int, int]
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class FeatureMapView(QAbstractScrollArea):
    """Shows a layer's output: maps in a grid, or units as bars (as cells when they are too many for bars).

    Attributes:
        maps: float32 (height, width, maps), or None.
        spot: map, row and column that the person points at, from 0; None before the first time.
        enlarged: the map that fills the area, None for all of them.
    """

    spot_changed = Signal()
    enlarged_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("feature_map_view")
        self.setAccessibleName(self.tr("Feature maps"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        # Painting the pane below for every new picture would cost as much as the maps.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.maps: Maps | None = None
        self.spot: Spot | None = None
        self.enlarged: int | None = None
        self.is_vector = self.is_table = False
        self.scale: Scale = "map"
        self.names: tuple[str, ...] = ()
        self._sheet: MapSheet | None = None
        self._image = QImage()
        self._grid: Grid | None = None
        self._bars: Bars | None = None
        self._came_by_key = False
        theme().changed.connect(self.viewport().update)

    # What is shown ------------------------------------------------------------------------------

    def show_output(self, output: np.ndarray | None, names: tuple[str, ...] = ()) -> None:
        """Show a layer's output, float32 (height, width, maps), (steps, features) or (units,).

        `names` name the units, or the steps.
        """
        maps = None if output is None or output.size == 0 else as_maps(output)
        axes = 0 if output is None else output.ndim
        other_shape = (maps is None) != (self.maps is None) or (
            maps is not None and self.maps is not None and maps.shape != self.maps.shape
        )
        other_shape = other_shape or self.is_table != (axes == 2)
        self.maps = maps
        self.is_vector, self.is_table = axes == 1, axes == 2
        self.names = names
        if other_shape:
            self.spot = None
            # The one map of a table is always as large as it goes.
            self._set_enlarged(0 if self.is_table else None)
        self._compose()
        if other_shape:
            self._lay_out()
            self.verticalScrollBar().setValue(0)
        self.spot_changed.emit()

    def set_scale(self, scale: Scale) -> None:
        """Let the strongest colour mean the largest value of each map, or of the whole layer."""
        self.scale = scale
        self._compose()
        self.spot_changed.emit()

    def enlarge(self, index: int | None) -> None:
        """Show one map as large as it goes, or all of them again."""
        fixed = self.is_table or (self.is_vector and index is not None)
        if self.maps is None or fixed or index == self.enlarged:
            return
        if index is not None:
            row, column = self.spot[1:] if self.spot else (0, 0)
            self.spot = (index, row, column)
        self._set_enlarged(index)
        self._compose()
        self._lay_out()
        if index is None and self.spot is not None:
            self._scroll_to(self.spot[0])
        self.spot_changed.emit()

    @property
    def sheet(self) -> MapSheet | None:
        return self._sheet

    @property
    def grid(self) -> Grid | None:
        return self._grid

    @property
    def shows_bars(self) -> bool:
        return self._bars is not None

    def unit_name(self, index: int) -> str:
        """Return what unit `index` of a row of units is called."""
        name = self.names[index] if self.maps is not None and len(self.names) == self.maps.shape[2] else ""
        unit = self.tr("unit {0}").format(index + 1)
        return f"{unit} ({name})" if name else unit

    def step_name(self, column: int) -> str:
        """Return what a column of a table is called."""
        name = self.names[column] if self.maps is not None and len(self.names) == self.maps.shape[1] else ""
        step = self.tr("step {0}").format(column + 1)
        return f"{step} ({name})" if name else step

    def value(self) -> float | None:
        """Return the value at `spot`."""
        if self.maps is None or self.spot is None:
            return None
        index, row, column = self.spot
        return float(self.maps[row, column, index])

    def limit(self) -> float:
        """Return the value of the strongest colour: of the map pointed at, else of the largest map."""
        if self._sheet is None or not self._sheet.limits.size:
            return 0.0
        if self.enlarged is not None or self.spot is None:
            return float(self._sheet.limits.max())
        return float(self._sheet.limits[self.spot[0]])

    # Inside -------------------------------------------------------------------------------------

    def _set_enlarged(self, index: int | None) -> None:
        if index != self.enlarged:
            self.enlarged = index
            self.enlarged_changed.emit()

    def _compose(self) -> None:
        self._sheet, self._image = None, QImage()
        if self.maps is not None:
            scale: Scale = "layer" if self.is_vector else self.scale
            self._sheet = compose(self.maps, scale, self.enlarged)
            height, width = self._sheet.pixels.shape
            # The image borrows the array, which lives as long as the sheet.
            self._image = QImage(
                self._sheet.pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32
            )
        self.viewport().update()

    def _lay_out(self) -> None:
        self._grid = self._bars = None
        area = self.maximumViewportSize()
        height = 0
        if self.maps is not None:
            rows, columns, count = self.maps.shape
            if self.is_vector and area.width() >= count * NARROWEST_BAR_PX:
                self._bars = lay_out_bars(count, area.width(), area.height())
            elif self.is_table:
                room = area.height() - 2 * RING_PX - LABEL_PX
                self._grid = stretched((rows, columns), (area.width() - 2 * RING_PX, room))
                height = self._grid.height + 2 * RING_PX + LABEL_PX
            elif self.enlarged is not None:
                self._grid = fill(1, (rows, columns), (area.width(), area.height()))
            else:
                self._grid = self._filled(count, (rows, columns), area)
                height = self._grid.height
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, height - area.height()))
        bar.setPageStep(area.height())
        bar.setSingleStep(24)
        self.viewport().update()

    def _filled(self, count: int, shape: tuple[int, int], area: QSize) -> Grid:
        smallest = SMALLEST_UNIT_PX if self.is_vector else min(48, max(24, shape[1]))
        gap = 1 if self.is_vector else GAP_PX
        inset = 2 * RING_PX
        grid = fill(count, shape, (area.width() - inset, area.height() - inset), gap=gap, smallest=smallest)
        if grid.height > area.height() - inset:
            room = self.verticalScrollBar().sizeHint().width() + 2
            narrower = (area.width() - inset - room, area.height() - inset)
            grid = fill(count, shape, narrower, gap=gap, smallest=smallest)
        return grid

    def _origin(self) -> QPointF:
        return QPointF(RING_PX, RING_PX - self.verticalScrollBar().value())

    def _scroll_to(self, index: int) -> None:
        if self._grid is None or self.enlarged is not None:
            return
        _, y, _, height = self._grid.cell(index)
        bar = self.verticalScrollBar()
        bar.setValue(max(y + height + 2 * RING_PX - self.viewport().height(), min(bar.value(), y)))

    def _spot_at(self, point: QPointF) -> Spot | None:
        if self.maps is None:
            return None
        if self._bars is not None:
            unit = self._bars.at(point.x())
            return None if unit is None else (unit, 0, 0)
        if self._grid is None:
            return None
        inside = point - self._origin()
        cell = self._grid.at(inside.x(), inside.y())
        if cell is None:
            return None
        x, y, width, height = self._grid.cell(cell)
        rows, columns, _ = self.maps.shape
        row = int((inside.y() - y) * rows / height)
        column = int((inside.x() - x) * columns / width)
        return (
            cell if self.enlarged is None else self.enlarged,
            min(row, rows - 1),
            min(column, columns - 1),
        )

    def _point_at(self, spot: Spot | None) -> None:
        if spot is not None and spot != self.spot:
            self.spot = spot
            self.viewport().update()
            self.spot_changed.emit()

    # Qt -----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(480, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 80)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        # A click shows by itself where the focus is.
        self._came_by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._came_by_key = False
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._spot_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self._spot_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or (spot is None and self.enlarged is None):
            return
        self._point_at(spot)
        self.enlarge(spot[0] if spot is not None and self.enlarged is None else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the release of a click that was taken."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.maps is None:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._walk(*_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.enlarge((self.spot or (0, 0, 0))[0] if self.enlarged is None else None)
        elif key == Qt.Key.Key_Escape and self.enlarged is not None:
            self.enlarge(None)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.enlarged is None:
            self._walk_to(0 if key == Qt.Key.Key_Home else self.maps.shape[2] - 1)
        else:
            super().keyPressEvent(event)

    def _walk(self, across: int, down: int) -> None:
        """Go to the neighbouring map, or to the neighbouring pixel of the enlarged one."""
        assert self.maps is not None
        rows, columns, count = self.maps.shape
        if self.spot is None:
            self._walk_to(0)
            return
        index, row, column = self.spot
        if self.enlarged is not None:
            self._point_at(
                (index, max(0, min(rows - 1, row + down)), max(0, min(columns - 1, column + across)))
            )
            return
        stride = self._grid.columns if self._grid is not None else 1
        target = index + across + down * stride
        if 0 <= target < count:
            self._walk_to(target)

    def _walk_to(self, index: int) -> None:
        row, column = self.spot[1:] if self.spot else (0, 0)
        self._point_at((index, row, column))
        self._scroll_to(index)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._lay_out()
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme().colours.pane))
        if self.maps is None:
            return
        if self._bars is not None:
            unit = self.spot[0] if self.spot else None
            paint_bars(painter, self._bars, self.maps[0, 0], self.names, unit, self.font())
        elif self._grid is not None and self._sheet is not None:
            painter.translate(self._origin())
            self._paint_cells(painter, event.rect())
            if self.is_table:
                steps = Bars(self.maps.shape[1], self._grid.cell_width / self.maps.shape[1], 0)
                if steps.labelled:
                    step = self.spot[2] if self.spot else None
                    paint_labels(painter, steps, self.names, step, self.font(), self._grid.height)
        if self._came_by_key:
            painter.resetTransform()
            painter.setPen(QPen(QColor(theme().colours.accent), 1))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_cells(self, painter: QPainter, dirty: QRect) -> None:
        grid, sheet = self._grid, self._sheet
        assert grid is not None
        assert sheet is not None
        # White zeros would melt into a white pane.
        outlined = sheet.signed and grid.gap > 1
        painter.setPen(QColor(theme().colours.line))
        step = grid.cell_height + grid.gap
        top = dirty.top() - self._origin().y()
        first = max(0, int(top // step)) * grid.columns
        last = min(grid.count, (int((top + dirty.height()) // step) + 1) * grid.columns)
        for index in range(first, last):
            x, y = sheet.place(index)
            cell = QRect(*grid.cell(index))
            painter.drawImage(cell, self._image, QRect(x, y, sheet.width, sheet.height))
            if outlined:
                painter.drawRect(cell.adjusted(-1, -1, 0, 0))
        if self.spot is not None:
            self._paint_spot(painter, grid, self.spot)

    def _paint_spot(self, painter: QPainter, grid: Grid, spot: Spot) -> None:
        """Ring the map that is pointed at, or the pixel within the enlarged one."""
        assert self.maps is not None
        index, row, column = spot
        colours = theme().colours
        if self.enlarged is None:
            ring = QRectF(*grid.cell(index)).adjusted(-1, -1, 1, 1)
            painter.setPen(QPen(QColor(colours.accent), RING_PX))
            painter.drawRect(ring)
            return
        _, _, width, height = grid.cell(0)
        across, down = width / self.maps.shape[1], height / self.maps.shape[0]
        pixel = QRectF(column * across, row * down, across, down)
        for colour, grow in ((QColor(0, 0, 0), 1.5), (QColor(255, 255, 255), 0.5)):
            painter.setPen(QPen(colour, 1))
            painter.drawRect(pixel.adjusted(-grow, -grow, grow, grow))
