"""What is said at the mouse in a plot: the place, and the curves near it with their values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cnngui.ui.shared.theme import tabular, theme

_LINE_PX, _LEAST_PX, _EDGE_PX = 17, 170, 8


class ReadOut(QWidget):
    """A small list over a plot; the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        font = tabular(self.font())
        font.setPixelSize(12)
        self.setFont(font)
        self._place = ""
        self._entries: tuple[tuple[str, str, str], ...] = ()
        self.hide()

    def say(self, place: str, entries: Sequence[tuple[str, str, str]], *, left: bool = False) -> None:
        """Show the place and, for each curve near it, its colour, name and value; nothing hides it.

        Args:
            left: stand at the left side: the mouse is at the right.
        """
        self._place, self._entries = place, tuple(entries)
        self.setVisible(bool(entries))
        if entries:
            self.setAccessibleDescription("; ".join(f"{name}: {value}" for _, name, value in entries))
            self.resize(self.sizeHint())
            self.move(QPoint(54 if left else max(0, self._over.width() - self.width() - 6), 4))
            self.raise_()
            self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        widths = [metrics.horizontalAdvance(f"{name}    {value}") + 18 for _, name, value in self._entries]
        width = max([metrics.horizontalAdvance(self._place), *widths], default=0) + 2 * _EDGE_PX
        limit = max(_LEAST_PX, self._over.width() // 2 - 30)
        return QSize(min(width, limit), _LINE_PX * (1 + len(self._entries)) + _EDGE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(colours.pane)
        ground.setAlpha(235)
        painter.setPen(QColor(colours.line))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        inner = self.rect().adjusted(_EDGE_PX, _EDGE_PX // 2, -_EDGE_PX, 0)
        self._write(painter, inner, 0, self._place, "", colours.muted)
        for line, (colour, name, value) in enumerate(self._entries, start=1):
            self._write(painter, inner.adjusted(14, 0, 0, 0), line, name, value, colours.text)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QRectF(inner.left(), inner.top() + line * _LINE_PX + 5, 8, 8))
        painter.end()

    def _write(self, painter: QPainter, inner: object, line: int, left: str, right: str, ink: str) -> None:
        rect = inner.translated(0, line * _LINE_PX)  # type: ignore[attr-defined]
        rect.setHeight(_LINE_PX)
        painter.setPen(QColor(ink))
        metrics = self.fontMetrics()
        room = rect.width() - metrics.horizontalAdvance(right) - 8
        shown = metrics.elidedText(left, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), right)
