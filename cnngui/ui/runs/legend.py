"""A picture of curves with their names below it, for a report: on the screen the table says them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

from cnngui.ui.shared.theme import theme

_LINE_PX, _COLUMN_PX, _EDGE_PX, _DOT_PX = 20, 220, 12, 8
_MOST = 60

Entry = tuple[str, str]
"""Colour and name of a curve."""


def with_legend(picture: QImage, entries: Sequence[Entry], font: QFont, more: str) -> QImage:
    """Return `picture` on the ground of a pane, with names in columns below it.

    Args:
        more: says how many names are left out, `{0}` stands for the number: there is room for sixty.
    """
    shown, colours = list(entries[:_MOST]), theme().colours
    ratio = picture.devicePixelRatio()
    width = round(picture.width() / ratio)
    columns = max(1, (width - 2 * _EDGE_PX) // _COLUMN_PX)
    left_out = len(entries) - len(shown)
    lines = -(-len(shown) // columns) + bool(left_out)
    height = round(picture.height() / ratio) + lines * _LINE_PX + 2 * _EDGE_PX
    made = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(ratio)
    made.fill(QColor(colours.ground))
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    painter.drawImage(0, 0, picture)
    top = picture.height() / ratio + _EDGE_PX
    for place, (colour, name) in enumerate(shown):
        x = _EDGE_PX + place % columns * _COLUMN_PX
        y = top + place // columns * _LINE_PX
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QRectF(x, y + (_LINE_PX - _DOT_PX) / 2, _DOT_PX, _DOT_PX))
        _write(painter, QRectF(x + _DOT_PX + 6, y, _COLUMN_PX - 24, _LINE_PX), name)
    if left_out:
        _write(
            painter, QRectF(_EDGE_PX, top + (lines - 1) * _LINE_PX, width, _LINE_PX), more.format(left_out)
        )
    painter.end()
    return made


def _write(painter: QPainter, box: QRectF, words: str) -> None:
    painter.setPen(QColor(theme().colours.text))
    shown = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
