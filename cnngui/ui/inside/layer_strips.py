"""All layers at once, from the first to the last: a column of maps each, and a click looks into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from cnngui.engine.strips import Strip
from cnngui.ui.inside.maps import MapSheet, Scale, as_maps, compose
from cnngui.ui.inside.titles import number_text
from cnngui.ui.shared.theme import theme

TITLE_PX, GAP_PX, COLUMN_GAP_PX = 18, 4, 16
NARROWEST_PX, LARGEST_MAP_PX, SMALLEST_MAP_PX, UNIT_PX = 64, 56, 20, 9


@dataclass(frozen=True)
class Column:
    """One layer's column, in pixels of the whole strip.

    Attributes:
        left, width: of the column. side: width and height of a map. across: maps in a row. shown: maps.
    """

    left: int
    width: int
    side: tuple[int, int]
    across: int
    shown: int

    def map_box(self, index: int) -> QRect:
        """Return where a map is."""
        row, column = divmod(index, self.across)
        width, height = self.side
        return QRect(self.left + column * (width + GAP_PX), TITLE_PX + row * (height + GAP_PX), width, height)


def lay_out(
    shapes: Mapping[str, tuple[int, int, int]], height: int, titles_px: Mapping[str, int]
) -> dict[str, Column]:
    """Return the column of each layer whose maps are (height, width, maps), in a strip `height` pixels high.

    A column holds at least as many maps as one row has, and no more than fit below each other.
    """
    columns, left = {}, 0
    room = max(SMALLEST_MAP_PX, height - TITLE_PX)
    for name, (rows, across, count) in shapes.items():
        if rows == across == 1:
            side = (UNIT_PX, UNIT_PX)
            step = UNIT_PX + GAP_PX
        else:
            # Three of them below each other where there is room for maps that can still be seen.
            tall = max(SMALLEST_MAP_PX, min(LARGEST_MAP_PX, room // 3 - GAP_PX))
            wide = max(2, min(3 * tall, round(tall * across / rows)))
            side, step = (wide, tall), tall + GAP_PX
        down = max(1, (room + GAP_PX) // step)
        wanted = max(1, -(-count // down))
        most = max(1, (2 * NARROWEST_PX + GAP_PX) // (side[0] + GAP_PX))
        per_row = min(wanted, most)
        width = max(NARROWEST_PX, titles_px.get(name, 0), per_row * (side[0] + GAP_PX) - GAP_PX)
        columns[name] = Column(left, width, side, per_row, min(count, per_row * down))
        left += width + COLUMN_GAP_PX
    return columns


class LayerStrips(QAbstractScrollArea):
    """Shows a few maps of every layer; the one that is looked into is marked.

    Signals:
        spot_changed: another map is pointed at; read `spot`.
        opened: the name of a layer that is to be looked into, and the map, -1 for none.
    """

    spot_changed = Signal()
    opened = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layer_strips")
        self.setAccessibleName(self.tr("All layers"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.strips: Mapping[str, Strip] = {}
        self.spot: tuple[str, int] | None = None
        self.current = ""
        self.scale: Scale = "map"
        self._titles: Mapping[str, str] = {}
        self._columns: dict[str, Column] = {}
        self._shapes: dict[str, tuple[int, int, int]] = {}
        self._drawn: dict[str, tuple[MapSheet, QImage]] = {}
        theme().changed.connect(self.viewport().update)

    def show_strips(self, strips: Mapping[str, Strip], titles: Mapping[str, str], current: str) -> None:
        """Show these layers in their order by their titles; `current` is the one that is looked into."""
        self.strips, self._drawn = strips, {}
        shapes = {name: _shape(strip) for name, strip in strips.items()}
        if shapes != self._shapes or titles != self._titles:
            self._shapes, self._titles = shapes, dict(titles)
            self._lay_out()
        if current != self.current:
            self.current = current
            self._scroll_to(current)
        self.viewport().update()

    def set_scale(self, scale: Scale) -> None:
        """Let the strongest colour mean the largest value of each map, or of the whole layer."""
        self.scale, self._drawn = scale, {}
        self.viewport().update()

    def value(self) -> float | None:
        """Return the unit's value, or the largest magnitude of the map, that is pointed at."""
        if self.spot is None or self.spot[0] not in self.strips or self.spot[1] < 0:
            return None
        name, index = self.spot
        strip = self.strips[name]
        values = strip.output if strip.output.ndim == 1 else strip.limits
        return float(values[index]) if index < len(values) else None

    def spot_text(self) -> str:
        """Say what is pointed at, or how to look on."""
        if self.spot is None or self.spot[0] not in self.strips:
            return self.tr(
                "From the first layer to the answer. Point at a map; a click looks into its layer."
            )
        name, index = self.spot
        strip, title = self.strips[name], self._titles.get(name, name)
        if index < 0:
            return self.tr("{0} · {1} of {2:,} shown").format(title, self._columns[name].shown, strip.units)
        value = self.value()
        largest = "–" if value is None else number_text(value)
        if strip.output.ndim == 1:
            return self.tr("{0} · unit {1} of {2:,} · {3}").format(title, index + 1, strip.units, largest)
        return self.tr("{0} · map {1} of {2:,} · at most {3}").format(title, index + 1, strip.units, largest)

    def at(self, place: QPointF) -> tuple[str, int] | None:
        """Return the layer at a place of the viewport and its map, -1 beside the maps; None for neither."""
        x, y = place.x() + self.horizontalScrollBar().value(), place.y()
        for name, column in self._columns.items():
            if column.left <= x < column.left + column.width:
                boxes = (i for i in range(column.shown) if column.map_box(i).contains(int(x), int(y)))
                return name, next(boxes, -1)
        return None

    # Inside -------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        metrics = self.fontMetrics()
        wide = {name: metrics.horizontalAdvance(self._titles.get(name, name)) for name in self._shapes}
        self._columns = lay_out(self._shapes, self.viewport().height(), wide)
        last = list(self._columns.values())[-1:]
        whole = last[0].left + last[0].width if last else 0
        bar = self.horizontalScrollBar()
        bar.setRange(0, max(0, whole - self.viewport().width()))
        bar.setPageStep(self.viewport().width())
        bar.setSingleStep(40)

    def _scroll_to(self, name: str) -> None:
        if (column := self._columns.get(name)) is not None:
            bar = self.horizontalScrollBar()
            right = column.left + column.width - self.viewport().width()
            bar.setValue(max(right, min(bar.value(), column.left)))

    def _sheet(self, name: str) -> tuple[MapSheet, QImage]:
        if name not in self._drawn:
            strip = self.strips[name]
            maps = as_maps(strip.output)
            each = self.scale == "map" and strip.output.ndim > 1
            limits = strip.limits if each else np.full_like(strip.limits, strip.limit)
            sheet = compose(maps, signed=strip.signed, limits=limits)
            height, width = sheet.pixels.shape
            image = QImage(sheet.pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
            self._drawn[name] = sheet, image
        return self._drawn[name]

    # Qt -----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(480, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 56)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        self._scroll_to(self.current)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turned.x() or turned.y()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def _point_at(self, spot: tuple[str, int] | None) -> None:
        if spot != self.spot:
            self.spot = spot
            self.viewport().update()
            self.spot_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self.opened.emit(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        names, key = list(self._columns), Qt.Key(event.key())
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        if step is not None and names:
            place = names.index(self.spot[0]) + step if self.spot and self.spot[0] in names else 0
            name = names[max(0, min(len(names) - 1, place))]
            self._point_at((name, -1))
            self._scroll_to(name)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.spot is not None:
            self.opened.emit(*self.spot)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        colours = theme().colours
        painter.fillRect(event.rect(), QColor(colours.pane))
        painter.translate(-self.horizontalScrollBar().value(), 0)
        seen = event.rect().translated(self.horizontalScrollBar().value(), 0)
        pointed = self.spot[0] if self.spot else ""
        for name, column in self._columns.items():
            if column.left > seen.right() or column.left + column.width < seen.left():
                continue
            self._paint_title(painter, name, column, strong=name in (self.current, pointed))
            sheet, image = self._sheet(name)
            for index in range(min(column.shown, len(sheet.limits))):
                x, y = sheet.place(index)
                painter.drawImage(column.map_box(index), image, QRect(x, y, sheet.width, sheet.height))
            if self.spot is not None and self.spot[0] == name and self.spot[1] >= 0:
                painter.setPen(QPen(QColor(colours.accent), 2))
                painter.drawRect(column.map_box(self.spot[1]).adjusted(-1, -1, 1, 1))
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_title(self, painter: QPainter, name: str, column: Column, *, strong: bool) -> None:
        font = QFont(self.font())
        font.setBold(name == self.current)
        painter.setFont(font)
        painter.setPen(QColor(theme().colours.text if strong else theme().colours.muted))
        box = QRect(column.left, 0, column.width, TITLE_PX)
        text = painter.fontMetrics().elidedText(
            self._titles.get(name, name), Qt.TextElideMode.ElideRight, column.width
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, text)


def _shape(strip: Strip) -> tuple[int, int, int]:
    height, width, count = as_maps(strip.output).shape
    return height, width, count
