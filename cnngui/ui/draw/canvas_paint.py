"""What is on the canvas beside ink: a picture, its caption, the hint of an empty sheet, the cursor."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QCursor, QFont, QFontMetrics, QImage, QPainter, QPen, QPixmap

_HINT_MARGIN_PX = 8
HINT = QColor(255, 255, 255, 120)
_THINNEST_PX, _THICKEST_PX = 5.0, 96.0


def pen_cursor(side_px: float, ratio: float, *, erasing: bool) -> QCursor:
    """Return a white ring of the pen's size with a dark rim, dotted for the eraser.

    Args:
        ratio: device pixels for each pixel of the widget.
    """
    side = max(_THINNEST_PX, min(_THICKEST_PX, side_px))
    extent = int(side) + 6
    pixmap = QPixmap(int(extent * ratio), int(extent * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = QPointF(extent / 2, extent / 2)
    painter.setPen(QPen(QColor(0, 0, 0, 180), 3))
    painter.drawEllipse(middle, side / 2, side / 2)
    style = Qt.PenStyle.DotLine if erasing else Qt.PenStyle.SolidLine
    painter.setPen(QPen(QColor(255, 255, 255), 1.2, style))
    painter.drawEllipse(middle, side / 2, side / 2)
    painter.end()
    return QCursor(pixmap)


def paint_picture(painter: QPainter, area: QSize, picture: QImage, *, smooth: bool) -> None:
    """Paint a picture in the middle of `area`, as large as it goes."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    size = QSize(picture.size()).scaled(area, Qt.AspectRatioMode.KeepAspectRatio)
    corner = QPointF((area.width() - size.width()) / 2, (area.height() - size.height()) / 2)
    painter.drawImage(QRectF(corner, size.toSizeF()), picture)


def paint_caption(painter: QPainter, area: QSize, font: QFont, caption: str) -> None:
    """Write `caption` on a dark label in the lower left corner."""
    font.setPixelSize(12)
    painter.setFont(font)
    words = painter.fontMetrics().elidedText(caption, Qt.TextElideMode.ElideRight, area.width() - 32)
    box = painter.fontMetrics().boundingRect(words).adjusted(-8, -3, 8, 3)
    box.moveBottomLeft(QRect(0, 0, area.width(), area.height()).bottomLeft())
    box.translate(8, -8)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 170))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(255, 255, 255, 220))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def paint_hint(painter: QPainter, area: QRect, font: QFont, lines: tuple[str, str]) -> None:
    """Write what can be done here, and below it, smaller, what else; both small enough for a small canvas."""
    painter.setPen(HINT)
    for size, offset, words in zip((15, 12), (-10, 14), lines, strict=True):
        font.setPixelSize(size)
        wide = QFontMetrics(font).horizontalAdvance(words)
        font.setPixelSize(max(1, min(size, size * (area.width() - 2 * _HINT_MARGIN_PX) // wide)))
        painter.setFont(font)
        painter.drawText(area.translated(0, offset), Qt.AlignmentFlag.AlignCenter, words)
