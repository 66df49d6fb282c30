"""Strokes as anti-aliased ink in a pixmap that only ever paints what is new."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from cnngui.datasets.ink import Stroke

INK = QColor(255, 255, 255)
TAIL_POINTS = 24
_SHARP = 0.85
"""Cosine of a turn whose corner wants a disc."""


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
        dirty = self._bounds(last.cut(self._tail_from))
        self._shorten_tail()
        return dirty

    def paint(self, painter: QPainter) -> None:
        """Paint the ink with the origin at the canvas' corner."""
        painter.drawPixmap(0, 0, self._pixmap)
        if self._strokes:
            last = self._strokes[-1]
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw(painter, last.cut(self._tail_from))

    def _settle_all(self) -> None:
        self._pixmap.fill(Qt.GlobalColor.transparent)
        self._tail_from = 0
        self._settle(self._strokes[:-1])
        self._shorten_tail()

    def _shorten_tail(self) -> None:
        """Settle a tail that grew long, all but its last segment."""
        if self._strokes and len(self._strokes[-1].points) - self._tail_from > TAIL_POINTS:
            last = self._strokes[-1]
            self._settle((last.cut(0, -1),), self._tail_from)
            self._tail_from = len(last.points) - 2

    def _settle(self, strokes: Sequence[Stroke], start: int = 0) -> None:
        if not strokes or self._pixmap.isNull():
            return
        painter = QPainter(self._pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for stroke in strokes:
            self._draw(painter, stroke.cut(start))
        painter.end()

    def _draw(self, painter: QPainter, stroke: Stroke) -> None:
        if not stroke.points:
            return
        width = stroke.width_px * self._scale
        points = [QPointF(x * self._scale, y * self._scale) for x, y in stroke.points]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(INK)
        if stroke.widths:
            painter.drawPath(pressed_path(points, [share * width / 2 for share in stroke.widths]))
            return
        if len(points) == 1:
            painter.drawEllipse(points[0], width / 2, width / 2)
            return
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        pen = QPen(INK, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)

    def _bounds(self, stroke: Stroke) -> QRectF:
        left, top, right, bottom = stroke.box
        reach = stroke.width_px * max(stroke.widths, default=1.0) / 2 + 2 / self._scale
        corner = QPointF(left - reach, top - reach) * self._scale
        return QRectF(corner, QPointF(right + reach, bottom + reach) * self._scale)


def pressed_path(points: Sequence[QPointF], radii: Sequence[float]) -> QPainterPath:
    """Return the outline of a line that is `radii` wide to each side at its points.

    It is one polygon, with discs where it ends or turns sharply: soft edges that lie over each other add up
    and look hard.
    """
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    ways = [_unit(end - start) for start, end in pairwise(points)] or [QPointF(1, 0)]
    left: list[QPointF] = []
    right: list[QPointF] = []
    for point, radius, before, after in zip(points, radii, [ways[0], *ways], [*ways, ways[-1]], strict=False):
        if not left or len(left) == len(points) - 1 or QPointF.dotProduct(before, after) < _SHARP:
            path.addEllipse(point, radius, radius)
        way = _unit(before + after)
        aside = QPointF(-way.y(), way.x()) * radius
        left.append(point + aside)
        right.append(point - aside)
    # The same way round as the discs.
    path.addPolygon(QPolygonF([*left[::-1], *right, left[-1]]))
    return path


def _unit(way: QPointF) -> QPointF:
    length = math.hypot(way.x(), way.y())
    return way / length if length > 0 else QPointF(1, 0)


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
    same = before.width_px == after.width_px and after.cut(0, len(before.points)) == before
    return more if same and more >= 0 else None
