"""Many samples as points, the way a layer spreads them out: point at one to see which it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.ui.shared.ten_colours import colour_at
from cnngui.ui.shared.theme import theme

POINT_PX, NEAR_PX, EDGE_PX = 5, 14, 12
NAME_PX, WIDEST_NAME_PX = 15, 96
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class SampleCloud(QWidget):
    """Shows a point for each sample in the colour of its class; a ring is one that is answered otherwise.

    Attributes:
        points: float32 (samples, 2). pointed: the sample that is pointed at, -1 for none.
        chosen: the one that was clicked, -1 for none.

    Signals:
        pointed_changed, chosen_changed: read these.
    """

    pointed_changed = Signal()
    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sample_cloud")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.points = np.empty((0, 2), np.float32)
        self._classes: NDArray[np.int64] = np.empty(0, np.int64)
        self._ringed: NDArray[np.bool_] = np.empty(0, np.bool_)
        self._names: tuple[str, ...] = ()
        self.pointed = self.chosen = -1
        theme().changed.connect(self.update)

    def show_points(
        self,
        points: NDArray[np.float32],
        classes: NDArray[np.int64],
        ringed: NDArray[np.bool_],
        names: tuple[str, ...],
    ) -> None:
        """Show `points` (samples, 2), each with the place of its class in `names`; a ring where `ringed`."""
        if len(points) != len(self.points):
            self.pointed = self.chosen = -1
        self.points, self._classes, self._ringed, self._names = points, classes, ringed, names
        self.update()

    def choose(self, sample: int) -> None:
        """Mark a sample, from elsewhere too."""
        if sample != self.chosen:
            self.chosen = sample
            self.update()
            self.chosen_changed.emit()

    def places(self) -> NDArray[np.float32]:
        """Return where the points are, float32 (samples, 2), in pixels: one scale for both directions."""
        if not len(self.points):
            return self.points
        low, high = self.points.min(axis=0), self.points.max(axis=0)
        named = self._names_px()
        room = np.array([self.width() - named - 2 * EDGE_PX, self.height() - 2 * EDGE_PX], np.float32)
        scale = float((np.maximum(room, 1) / np.maximum(high - low, 1e-30)).min())
        middle = np.array([(self.width() + named) / 2, self.height() / 2], np.float32)
        across = (self.points - (low + high) / 2) * np.array([scale, -scale])
        return np.asarray(middle + across, np.float32)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(11)
        return font

    def _names_px(self) -> int:
        """Return how wide the names of the classes are, with their points."""
        widths = (QFontMetrics(self._small()).horizontalAdvance(name) for name in (*self._names, "+ 00"))
        return min(WIDEST_NAME_PX, max(widths, default=0) + 2 * POINT_PX + 4)

    def nearest(self, place: QPointF, within_px: float = NEAR_PX) -> int:
        """Return the sample nearest to a place of the widget, -1 where none is near."""
        if not len(self.points):
            return -1
        far = np.hypot(*(self.places() - (place.x(), place.y())).T)
        found = int(far.argmin())
        return found if far[found] <= within_px else -1

    # Qt -----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(360, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 72)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.nearest(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.choose(self.nearest(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not len(self.points):
            super().keyPressEvent(event)
            return
        self.choose(self.beside(self.chosen, step) if self.chosen >= 0 else 0)

    def beside(self, sample: int, step: Sequence[int]) -> int:
        """Return the nearest sample in a direction (right, down), the same one at the edge."""
        away = self.places() - self.places()[sample]
        ahead = away @ np.array(step, np.float32)
        aside = np.abs(away @ np.array([step[1], step[0]], np.float32))
        cost = np.where(ahead > 0.5, ahead + 2 * aside, np.inf)
        return int(cost.argmin()) if np.isfinite(cost).any() else sample

    def _point_at(self, sample: int) -> None:
        if sample != self.pointed:
            self.pointed = sample
            self.update()
            self.pointed_changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places, half = self.places(), POINT_PX / 2
        for label in np.unique(self._classes):
            colour = QColor(colour_at(int(label)))
            faint = QColor(colour)
            faint.setAlpha(170)
            for sample in np.flatnonzero(self._classes == label).tolist():
                x, y = float(places[sample, 0]), float(places[sample, 1])
                if self._ringed[sample]:
                    painter.setPen(QPen(colour, 1.6))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawEllipse(QPointF(x, y), half + 1, half + 1)
                else:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(faint)
                    painter.drawEllipse(QPointF(x, y), half, half)
        self._paint_names(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for sample, colour_name in ((self.chosen, "text"), (self.pointed, "accent")):
            if 0 <= sample < len(places):
                painter.setPen(QPen(QColor(getattr(theme().colours, colour_name)), 2))
                painter.drawEllipse(QPointF(*map(float, places[sample])), half + 4, half + 4)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme().colours.accent), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _paint_names(self, painter: QPainter) -> None:
        """Name the classes by their colours; the last line says how many have no room."""
        painter.setFont(self._small())
        lines, width = max(1, self.height() // NAME_PX), self._names_px()
        shown = self._names if len(self._names) <= lines else self._names[: lines - 1]
        for place, name in enumerate(shown):
            middle = place * NAME_PX + NAME_PX / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour_at(place)))
            painter.drawEllipse(QPointF(POINT_PX / 2 + 1, middle), POINT_PX / 2, POINT_PX / 2)
            self._paint_name(painter, name, place, width)
        if len(shown) < len(self._names):
            self._paint_name(painter, f"+ {len(self._names) - len(shown)}", len(shown), width)

    def _paint_name(self, painter: QPainter, name: str, place: int, width: int) -> None:
        painter.setPen(QColor(theme().colours.muted))
        room = width - 2 * POINT_PX
        text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        box = QRectF(2 * POINT_PX, place * NAME_PX, room, NAME_PX)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
