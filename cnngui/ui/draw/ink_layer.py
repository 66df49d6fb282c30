"""Strokes as anti-aliased ink in a pixmap that only ever paints what is new."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from cnngui.datasets.ink import Stroke

INK = QColor(255, 255, 255)
TAIL_POINTS = 24


class InkLayer:
    """A picture of strokes, in device pixels, kept up to date by the cheapest way.

    All strokes but the end of the last one are settled in a pixmap. That end, the tail, is painted as one
    path on top: painting each new segment by itself would put many soft edges over each other and leave
    them hard. A tail that grew long is settled but for its last point.
    """

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._scale = 1.0
        self._strokes: tuple[Stroke, ...] = ()
        self._tail_from = 0

    def resize(self, side: float, ratio: float, canvas: float) -> None:
        """Make the picture `side` pixels wide at a pixel `ratio`, for strokes on a `canvas` of that width."""
        self._scale = side / canvas
        self._pixmap = QPixmap(max(1, math.ceil(side * ratio)), max(1, math.ceil(side * ratio)))
        self._pixmap.setDevicePixelRatio(ratio)
        self._settle_all()

    def show(self, strokes: tuple[Stroke, ...]) -> QRectF | None:
        """Take over `strokes`; return what must be repainted, in widget pixels, None for everything."""
        old, self._strokes = self._strokes, strokes
        grown = _grown_by(old, strokes)
        if grown is None:
            self._settle_all()
            return None
        if len(strokes) > len(old):
            self._settle(old[-1:], self._tail_from)
            self._tail_from = 0
        # A new point changes the soft joints before it, so the whole tail is repainted.
        last = strokes[-1]
        dirty = self._bounds(last.points[self._tail_from :], last.width_px)
        self._shorten_tail()
        return dirty

    def paint(self, painter: QPainter) -> None:
        """Paint the ink with the origin at the canvas' corner."""
        painter.drawPixmap(0, 0, self._pixmap)
        if self._strokes:
            last = self._strokes[-1]
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw(painter, Stroke(last.points[self._tail_from :], last.width_px))

    def _settle_all(self) -> None:
        self._pixmap.fill(Qt.GlobalColor.transparent)
        self._tail_from = 0
        self._settle(self._strokes[:-1])
        self._shorten_tail()

    def _shorten_tail(self) -> None:
        """Settle a tail that grew long, all but its last segment."""
        if self._strokes and len(self._strokes[-1].points) - self._tail_from > TAIL_POINTS:
            last = self._strokes[-1]
            self._settle((Stroke(last.points[:-1], last.width_px),), self._tail_from)
            self._tail_from = len(last.points) - 2

    def _settle(self, strokes: Sequence[Stroke], start: int = 0) -> None:
        if not strokes or self._pixmap.isNull():
            return
        painter = QPainter(self._pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for stroke in strokes:
            self._draw(painter, Stroke(stroke.points[start:], stroke.width_px))
        painter.end()

    def _draw(self, painter: QPainter, stroke: Stroke) -> None:
        if not stroke.points:
            return
        width = stroke.width_px * self._scale
        points = [QPointF(x * self._scale, y * self._scale) for x, y in stroke.points]
        if len(points) == 1:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(INK)
            painter.drawEllipse(points[0], width / 2, width / 2)
            return
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        pen = QPen(INK, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)

    def _bounds(self, points: Sequence[tuple[float, float]], width: float) -> QRectF:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        reach = width / 2 + 2 / self._scale
        left, top = (min(xs) - reach) * self._scale, (min(ys) - reach) * self._scale
        right, bottom = (max(xs) + reach) * self._scale, (max(ys) + reach) * self._scale
        return QRectF(left, top, right - left, bottom - top)


def _grown_by(old: tuple[Stroke, ...], new: tuple[Stroke, ...]) -> int | None:
    """Return by how many points the last stroke grew, None when anything else changed.

    A drawing grows by a new stroke, or by points at the end of its last one; the earlier strokes are the
    same objects then.
    """
    if len(new) == len(old) + 1 and all(a is b for a, b in zip(old, new, strict=False)):
        return len(new[-1].points)
    if not new or len(new) != len(old) or any(a is not b for a, b in zip(old[:-1], new[:-1], strict=True)):
        return None
    before, after = old[-1], new[-1]
    more = len(after.points) - len(before.points)
    same = before.width_px == after.width_px and after.points[: len(before.points)] == before.points
    return more if same and more >= 0 else None
