"""The part of a picture that a unit looks at, framed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnngui.network.inference.looks import Spans


def paint_field(painter: QPainter, field: Spans, size: tuple[int, int], shown: QRectF) -> None:
    """Frame a receptive field, rows and columns of a picture of `size`, where that picture is `shown`."""
    (top, bottom), (left, right) = field[:2]
    down, across = shown.height() / size[0], shown.width() / size[1]
    box = QRectF(
        shown.left() + left * across, shown.top() + top * down, (right - left) * across, (bottom - top) * down
    )
    # Seen on black and on white ink: an orange line between two dark ones.
    for colour, width in (("#000000", 3.0), ("#ff9f1c", 1.4)):
        painter.setPen(QPen(QColor(colour), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
