"""Parallel coordinates: an axis for each setting that differs and each result, a line for each run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from cnngui.runs.comparing import Axis, value_of
from cnngui.runs.run_row import RunRow
from cnngui.state.progress import clock
from cnngui.ui.runs.columns import key_title, metric_text, name_text, network_text
from cnngui.ui.runs.read_out import ReadOut
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.value_text import short_number
from cnngui.ui.shared.widgets import named

_TOP_PX, _BOTTOM_PX, _LEFT_PX, _RIGHT_PX, _LABEL_PX = 40, 16, 48, 84, 16
_LEAST_ROOM_PX = 84  # from one axis to the next
_GRIP_PX, _NEAR_PX, _LEAST_DRAG_PX = 12, 8, 4
_RESULTS = ("best_metric", "last_metric", "test_metric")

Ranges = Mapping[str, tuple[float, float]]
"""Of some axes, by their keys: from which place to which, 0 at the bottom and 1 at the top."""


class ParallelView(QWidget):
    """Drag along an axis to let only those through that cross it there; click it to let all through.

    Signals:
        brushed: other parts of the axes let runs through (carries `Ranges`). chosen: a line was clicked.
    """

    brushed = Signal(object)
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        named(self, "parallel_view", spoken=self.tr("Parallel coordinates"))
        self.setMouseTracking(True)
        font = tabular(self.font())
        font.setPixelSize(11)
        self.setFont(font)
        self.ranges: dict[str, tuple[float, float]] = {}
        self._axes: list[Axis] = []
        self._titles: dict[str, str] = {}
        self._rows: list[RunRow] = []
        self._places = np.empty((0, 0))
        self._colours: Mapping[str, str] = {}
        self._selected: frozenset[str] = frozenset()
        self._hovered = -1
        self._dragged: tuple[int, float] | None = None
        self._picture = QPixmap()
        self._read_out = ReadOut(self)
        theme().changed.connect(self._repaint)

    def sizeHint(self) -> QSize:
        return QSize(600, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEFT_PX + _RIGHT_PX + _LEAST_ROOM_PX * (len(self._axes) - 1), 120)

    def show_runs(
        self,
        rows: Sequence[RunRow],
        axes: Sequence[Axis],
        colours: Mapping[str, str],
        selected: Sequence[str] = (),
    ) -> None:
        """Draw these runs over these axes; ranges of axes that are gone are forgotten."""
        self._rows, self._axes, self._colours = list(rows), list(axes), colours
        self._selected = frozenset(selected)
        self._titles = {axis.key: key_title(axis.key) for axis in axes}
        places = [[_or_nan(axis.place(value_of(row, axis.key))) for axis in axes] for row in rows]
        self._places = np.array(places, dtype=np.float64).reshape(len(rows), len(axes))
        self._hovered = -1
        self.updateGeometry()
        keys = {axis.key for axis in axes}
        if gone := self.ranges.keys() - keys:
            self.ranges = {key: each for key, each in self.ranges.items() if key not in gone}
        words = self.tr("{0} runs over {1}").format(len(rows), ", ".join(self._titles.values()))
        self.setAccessibleDescription(words)
        self._repaint()

    def let_through(self) -> np.ndarray:
        """Return bool (runs,): which cross every axis where it lets through."""
        return through(self._places, [axis.key for axis in self._axes], self.ranges)

    # Painting -----------------------------------------------------------------------------------

    def _repaint(self) -> None:
        self._picture = QPixmap()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._repaint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture.isNull():
            self._picture = self._all_lines()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = [place for place, row in enumerate(self._rows) if row.id in self._selected]
        for place in [*strong, *([self._hovered] if self._hovered >= 0 else [])]:
            self._paint_line(painter, place, width=2.5, opacity=1.0)
        for place in range(len(self._axes)):
            self._paint_axis(painter, place)
        painter.end()

    def _all_lines(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lets = self.let_through()
        most = 0.85 if len(self._rows) <= 60 else 0.35 if len(self._rows) <= 300 else 0.12
        opacity = min(0.25, most) if self._selected else most
        for place in [*np.flatnonzero(~lets), *np.flatnonzero(lets)]:
            self._paint_line(painter, int(place), width=1.2, opacity=opacity if lets[place] else 0.06)
        painter.end()
        return picture

    def _paint_line(self, painter: QPainter, place: int, *, width: float, opacity: float) -> None:
        """Draw a run's line; it is broken where the run has no value."""
        painter.setPen(QPen(QColor(self._colours.get(self._rows[place].id, theme().colours.muted)), width))
        painter.setOpacity(opacity)
        points: list[QPointF] = []
        for axis, value in enumerate(self._places[place]):
            if np.isfinite(value):
                points.append(QPointF(self._x(axis), self._y(value)))
            if not np.isfinite(value) or axis == len(self._axes) - 1:
                if len(points) > 1:
                    painter.drawPolyline(QPolygonF(points))
                points = []
        painter.setOpacity(1.0)

    def _paint_axis(self, painter: QPainter, place: int) -> None:
        axis, x, colours = self._axes[place], self._x(place), theme().colours
        painter.setPen(QPen(QColor(colours.edge), 1))
        painter.drawLine(QPointF(x, self._y(0.0)), QPointF(x, self._y(1.0)))
        if axis.key in self.ranges:
            low, high = self.ranges[axis.key]
            painter.setPen(QPen(QColor(colours.accent), 1))
            tint = QColor(colours.accent)
            tint.setAlpha(60)
            painter.setBrush(tint)
            painter.drawRect(QRectF(x - 5, self._y(high), 10, self._y(low) - self._y(high)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        room = min(self._room(), 160.0) if len(self._axes) > 1 else 160.0
        painter.setPen(QColor(colours.text))
        title = self.fontMetrics().elidedText(
            self._titles[axis.key], Qt.TextElideMode.ElideRight, int(room) - 8
        )
        painter.drawText(QRectF(x - room / 2, 4, room, 18), int(Qt.AlignmentFlag.AlignCenter), title)
        painter.setPen(QColor(colours.muted))
        for value, words in self._marks(axis):
            words = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, int(room) - 16)
            # The text stands on a ground of its own: lines would run through it.
            width = self.fontMetrics().horizontalAdvance(words) + 6
            box = QRectF(x + 5, self._y(value) - _LABEL_PX / 2, width, _LABEL_PX)
            ground = QColor(colours.pane)
            ground.setAlpha(190)
            painter.fillRect(box, ground)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    def _marks(self, axis: Axis) -> list[tuple[float, str]]:
        """Return what is written at an axis: its ends and its middle, or its categories."""
        if axis.kind == "categories":
            most = max(1, int((self._y(0.0) - self._y(1.0)) // _LABEL_PX))
            step = -(-len(axis.categories) // most)
            shown = axis.categories[::step]
            return [(axis.place(each) or 0.0, self._category(axis.key, each)) for each in shown]
        if axis.low == axis.high:
            return [(0.5, self._number(axis.key, axis.low))]
        return [(place, self._number(axis.key, axis.value(place))) for place in (0.0, 0.5, 1.0)]

    def _number(self, key: str, value: float) -> str:
        shares = all(row.metric in ("", "accuracy") for row in self._rows)
        if key in _RESULTS and self._rows and shares:
            return metric_text(self._rows[0], value)
        if key == "seconds":
            return clock(value)
        return f"{value:,.0f}" if key == "parameters" else short_number(value)

    def _category(self, key: str, words: str) -> str:
        """Return what a category is called; equal layers by what was on the cards, not by their digest."""
        if key != "network":
            return words
        return next((network_text(row) for row in self._rows if row.network == words), words)

    # Places -------------------------------------------------------------------------------------

    def _room(self) -> float:
        return (self.width() - _LEFT_PX - _RIGHT_PX) / max(1, len(self._axes) - 1)

    def _x(self, axis: int) -> float:
        return _LEFT_PX + axis * self._room() if len(self._axes) > 1 else self.width() / 2

    def _y(self, place: float) -> float:
        return _TOP_PX + (1.0 - place) * (self.height() - _TOP_PX - _BOTTOM_PX)

    def _place(self, y: float) -> float:
        height = max(1, self.height() - _TOP_PX - _BOTTOM_PX)
        return min(1.0, max(0.0, 1.0 - (y - _TOP_PX) / height))

    def _axis_at(self, x: float) -> int:
        found = (place for place in range(len(self._axes)) if abs(self._x(place) - x) <= _GRIP_PX)
        return next(found, -1)

    def _run_at(self, point: QPointF) -> int:
        """Return the run whose line is nearest, -1 where none is near."""
        if len(self._axes) < 2 or not len(self._rows):
            return -1
        left = int(np.clip((point.x() - _LEFT_PX) // max(1.0, self._room()), 0, len(self._axes) - 2))
        share = (point.x() - self._x(left)) / max(1.0, self._room())
        between = (1 - share) * self._places[:, left] + share * self._places[:, left + 1]
        height = self._y(0.0) - self._y(1.0)
        away = np.abs(between - self._place(point.y())) * height
        away = np.where(np.isfinite(away) & self.let_through(), away, np.inf)
        nearest = int(np.argmin(away))
        return nearest if away[nearest] <= _NEAR_PX else -1

    # Mouse --------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        axis = self._axis_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and axis >= 0:
            self._dragged = axis, event.position().y()
        elif self._hovered >= 0:
            self.chosen.emit(self._rows[self._hovered].id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            axis, began = self._dragged
            if abs(event.position().y() - began) >= _LEAST_DRAG_PX:
                low, high = sorted((self._place(began), self._place(event.position().y())))
                self._set_range(self._axes[axis].key, (low, high))
            return
        on_axis = self._axis_at(event.position().x()) >= 0
        self.setCursor(Qt.CursorShape.SplitVCursor if on_axis else Qt.CursorShape.ArrowCursor)
        self._hover(self._run_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, self._dragged = self._dragged, None
        if dragged is not None and abs(event.position().y() - dragged[1]) < _LEAST_DRAG_PX:
            self._set_range(self._axes[dragged[0]].key, None)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)

    def clear_ranges(self) -> None:
        """Let all runs through again."""
        for key in list(self.ranges):
            self._set_range(key, None)

    def _set_range(self, key: str, found: tuple[float, float] | None) -> None:
        before = dict(self.ranges)
        if found is None:
            self.ranges.pop(key, None)
        else:
            self.ranges[key] = found
        if self.ranges != before:
            self._repaint()
            self.brushed.emit(dict(self.ranges))

    def _hover(self, place: int) -> None:
        if place == self._hovered:
            return
        self._hovered = place
        if place < 0:
            self._read_out.say("", ())
        else:
            row = self._rows[place]
            self._read_out.say(name_text(row), self._values_of(row))
            self._read_out.move(QPoint(self.width() - self._read_out.width() - 4, 24))
        self.update()

    def _values_of(self, row: RunRow) -> list[tuple[str, str, str]]:
        colour = self._colours.get(row.id, "")
        told = []
        for axis in self._axes:
            value = value_of(row, axis.key)
            if axis.place(value) is None:
                words = "–"
            elif axis.kind == "categories":
                words = self._category(axis.key, str(value))
            else:
                words = self._number(axis.key, float(value))  # type: ignore[arg-type]
            told.append((colour, self._titles[axis.key], words))
        return told


def through(places: np.ndarray, keys: Sequence[str], ranges: Ranges) -> np.ndarray:
    """Return bool (runs,): which stand within the range of every axis that has one.

    Args:
        places: (runs, axes), NaN where a run has no value. keys: of the axes.
    """
    lets = np.ones(len(places), dtype=bool)
    for place, key in enumerate(keys):
        if key in ranges:
            low, high = ranges[key]
            with np.errstate(invalid="ignore"):
                lets &= (places[:, place] >= low - 1e-9) & (places[:, place] <= high + 1e-9)
    return lets


def _or_nan(place: float | None) -> float:
    return float("nan") if place is None else place
