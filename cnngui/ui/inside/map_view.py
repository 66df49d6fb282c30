"""The maps of one layer on the screen: point at them, walk through them, enlarge one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QMenu

from cnngui.ui.inside.bars import Bars, paint_bars, paint_labels
from cnngui.ui.inside.grid import Grid
from cnngui.ui.inside.map_layout import RING_PX, MapLayout, Spot, lay_out
from cnngui.ui.inside.map_paint import paint_cells, paint_pins
from cnngui.ui.inside.maps import Maps, MapSheet, Scale, as_maps, compose
from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.picture_menu import Entry, PictureMenu, grabbed
from cnngui.ui.shared.theme import theme

_LEAST_PX = 56
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
        off: units that are switched off; switchable: whether they can be.
        pinned: which maps, features or units carry the mark of a pin; None where none can be pinned.

    Signals:
        switched: a unit that is to be switched off, or on again.
        pin_toggled: this map, feature or unit is to be pinned, or no longer.
    """

    pin_toggled = Signal(int)
    spot_changed = Signal()
    enlarged_changed = Signal()
    problem_raised = Signal(object)
    saved = Signal(str)
    switched = Signal(int)

    def __init__(self) -> None:
        super().__init__()
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
        self.pinned: frozenset[int] | None = None
        self._axes = 0
        self.scale: Scale = "map"
        self.names: tuple[str, ...] = ()
        self.off: tuple[int, ...] = ()
        self.switchable = False
        self._sheet: MapSheet | None = None
        self._image = QImage()
        self._layout = MapLayout((0, 0, 0), None)
        self._came_by_key = False
        self._writer = FileWriter(self)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self.problem_raised)
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
        self._axes = axes
        self.names = names
        if other_shape:
            self.spot = None
            self._set_enlarged(None)
            if self.is_table:
                # Its one map is always as large as it goes.
                self._set_enlarged(0)
        self._compose()
        if other_shape:
            self._lay_out()
            self.verticalScrollBar().setValue(0)
        self.spot_changed.emit()

    def show_off(self, off: tuple[int, ...], *, switchable: bool) -> None:
        """Cross out the units that are off; others can be switched off too where they are `switchable`."""
        self.switchable = switchable
        if off != self.off:
            self.off = off
            self.viewport().update()

    def show_pins(self, pinned: frozenset[int] | None) -> None:
        """Mark what is pinned; None if nothing can be."""
        if pinned != self.pinned:
            self.pinned = pinned
            self.viewport().update()

    @property
    def pointed_unit(self) -> int | None:
        """Return the map, feature or unit that is pointed at, None for none."""
        if self.spot is None:
            return None
        return self.spot[1] if self.is_table else self.spot[0]

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
    def is_vector(self) -> bool:
        return self._axes == 1

    @property
    def is_table(self) -> bool:
        return self._axes == 2

    @property
    def sheet(self) -> MapSheet | None:
        return self._sheet

    @property
    def grid(self) -> Grid | None:
        return self._layout.grid

    @property
    def shows_bars(self) -> bool:
        return self._layout.bars is not None

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
        area, bar = self.maximumViewportSize(), self.verticalScrollBar()
        if self.maps is None:
            self._layout = MapLayout((0, 0, 0), None)
        else:
            rows, columns, count = self.maps.shape
            self._layout = lay_out(
                (rows, columns, count),
                (area.width(), area.height()),
                axes=self._axes,
                enlarged=self.enlarged,
                scroll_bar_px=bar.sizeHint().width() + 2,
            )
        bar.setRange(0, max(0, self._layout.height - area.height()))
        bar.setPageStep(area.height())
        bar.setSingleStep(24)
        self.viewport().update()

    def _origin(self) -> QPoint:
        """Return where the grid begins; bars begin at the corner, an enlarged map stands in the middle."""
        if self.enlarged is not None and not self.is_table and self.grid is not None:
            area = self.viewport().size()
            across, down = area.width() - self.grid.cell_width, area.height() - self.grid.cell_height
            return QPoint(max(0, across // 2), max(0, down // 2))
        return QPoint() if self.shows_bars else QPoint(RING_PX, RING_PX - self.verticalScrollBar().value())

    def _scroll_to(self, index: int) -> None:
        if self.grid is None or self.enlarged is not None:
            return
        _, y, _, height = self.grid.cell(index)
        bar = self.verticalScrollBar()
        bar.setValue(max(y + height + 2 * RING_PX - self.viewport().height(), min(bar.value(), y)))

    def _spot_at(self, point: QPointF) -> Spot | None:
        inside = point - QPointF(self._origin())
        return self._layout.spot_at(inside.x(), inside.y())

    def _point_at(self, spot: Spot | None) -> None:
        if spot is not None and spot != self.spot:
            self.spot = spot
            self.viewport().update()
            self.spot_changed.emit()

    # Qt -----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(480, 200)

    def minimumSizeHint(self) -> QSize:
        # A row of small maps: a screen of 1024×600 has to show a notice as well.
        return QSize(160, _LEAST_PX)

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
        elif key in _STEPS and self.enlarged is not None and not self.is_table:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._walk(*_STEPS[key])
            else:
                self.turn(sum(_STEPS[key]))
        elif key in _STEPS:
            self._walk(*_STEPS[key])
        elif key == Qt.Key.Key_O and self.switchable and self.spot is not None and not self.is_table:
            self.switched.emit(self.spot[0])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.enlarge((self.spot or (0, 0, 0))[0] if self.enlarged is None else None)
        elif key == Qt.Key.Key_Escape and self.enlarged is not None:
            self.enlarge(None)
        elif key == Qt.Key.Key_P and not event.modifiers() and self._can_pin:
            self._toggle_pin()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.enlarged is None:
            self._walk_to(0 if key == Qt.Key.Key_Home else self.maps.shape[2] - 1)
        else:
            super().keyPressEvent(event)

    @property
    def _can_pin(self) -> bool:
        return self.pinned is not None and self.pointed_unit is not None

    def _toggle_pin(self) -> None:
        self.pin_toggled.emit(self.pointed_unit)

    def _walk(self, across: int, down: int) -> None:
        """Go to the neighbouring map, or to the neighbouring pixel of the enlarged one."""
        if self.spot is None:
            self._walk_to(0)
            return
        target = self._layout.stepped(self.spot, across, down)
        self._point_at(target)
        self._scroll_to(target[0])

    def turn(self, step: int) -> None:
        """Enlarge the map that many behind the enlarged one; the first follows the last."""
        if self.maps is not None and self.enlarged is not None:
            self.enlarge((self.enlarged + step) % self.maps.shape[2])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """Return what can be done with the maps."""
        pointed = self.spot[0] if self.spot is not None else None
        many = self.maps is not None and not self.is_vector and not self.is_table
        can_enlarge = many and self.enlarged is None and pointed is not None
        entries: list[Entry] = [
            (self.tr("Enlarge this map"), lambda: self.enlarge(pointed), can_enlarge),
            (self.tr("Show all maps"), lambda: self.enlarge(None), many and self.enlarged is not None),
            (self._switch_words(pointed), lambda: self.switched.emit(pointed), self._can_switch(pointed)),
        ]
        if self.pinned is not None:
            known = pointed is not None and self.pointed_unit in self.pinned
            words = self.tr("Unpin it (P)") if known else self.tr("Pin it: watch it through training (P)")
            entries.append((words, self._toggle_pin, self._can_pin))
        shown = lambda: grabbed(self.viewport())  # noqa: E731
        return PictureMenu(self, shown, "maps", entries, self._writer)

    def _can_switch(self, unit: int | None) -> bool:
        return self.switchable and unit is not None and not self.is_table

    def _switch_words(self, unit: int | None) -> str:
        if unit in self.off:
            return self.tr("Switch this unit on again (O)")
        return self.tr("Switch this unit off (O)")

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
        if self._layout.bars is not None:
            unit = self.spot[0] if self.spot else None
            paint_bars(painter, self._layout.bars, self.maps[0, 0], self.names, unit, self.font())
        elif self.grid is not None and self._sheet is not None:
            origin = self._origin()
            painter.translate(origin)
            dirty = event.rect().translated(-origin)
            paint_cells(painter, self._layout, self._sheet, self._image, self.spot, dirty, self.off)
            if self.pinned and not self.is_table:
                paint_pins(painter, self._layout, self.pinned)
            if self.is_table:
                self._paint_steps(painter, self.grid, self.maps.shape[1])
        if self._came_by_key:
            painter.resetTransform()
            painter.setPen(QPen(QColor(theme().colours.accent), 1))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_steps(self, painter: QPainter, grid: Grid, count: int) -> None:
        """Name the columns of a table where there is room for names."""
        steps = Bars(count, grid.cell_width / count, 0)
        if steps.labelled:
            step = self.spot[2] if self.spot else None
            paint_labels(painter, steps, self.names, step, self.font(), grid.height)
