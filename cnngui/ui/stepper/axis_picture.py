"""One axis of a picture, its padding, and the windows that lie over it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.engine.stepping.calculator import Fit
from cnngui.ui.shared.theme import theme
from cnngui.ui.stepper.calculator_words import spoken

_CELL_PX, _MOST_CELL_PX = 18, 28
_WINDOW_PX, _GAP_PX = 7, 2
_MOST_ROWS = 8
_MARGIN_PX = 8
_NUMBERED_PX = 14


class AxisPicture(QWidget):
    """Shows a `Fit`: a box for each pixel, paler ones for padding, crossed ones for what no window reaches.

    A bar below them is a window; each begins a stride further. After some rows they begin above again; of
    windows so long that they would cover each other there, only the first and the last are shown.
    """

    def __init__(self, fit: Fit) -> None:
        super().__init__()
        self.setObjectName("calculator_picture")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.fit = fit
        self.show_fit(fit)
        theme().changed.connect(self.update)

    def show_fit(self, fit: Fit) -> None:
        """Show another axis."""
        self.fit = fit
        self.setAccessibleName(spoken(fit))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, _MOST_CELL_PX + 2 * _MARGIN_PX + _MOST_ROWS * (_WINDOW_PX + _GAP_PX))

    def cell_rect(self, pixel: int) -> QRectF:
        """Return where a pixel is painted, counted from 0; those below and beyond are padding."""
        (before, behind), margin = self.fit.padding, float(_MARGIN_PX)
        count = before + self.fit.length + behind
        side = min(float(_MOST_CELL_PX), (self.width() - 2 * margin) / max(1, count))
        left = (self.width() - side * count) / 2
        return QRectF(left + (pixel + before) * side, margin, side, float(min(_CELL_PX, max(8, int(side)))))

    def window_rect(self, place: int, row: int) -> QRectF:
        """Return where a window's bar is painted; both are counted from 0."""
        start = self.fit.starts[place]
        first, last = self.cell_rect(start), self.cell_rect(start + self.fit.window - 1)
        top = first.bottom() + 4 + row * (_WINDOW_PX + _GAP_PX)
        return QRectF(first.left() + 1, top, last.right() - first.left() - 2, _WINDOW_PX)

    @property
    def shown(self) -> tuple[int, ...]:
        """Return which windows are shown, counted from 0."""
        count = self.fit.count
        if count <= _MOST_ROWS or self.fit.window <= _MOST_ROWS * self.fit.stride:
            return tuple(range(count))
        return (*range(_MOST_ROWS - 1), count - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours, fit = QPainter(self), theme().colours, self.fit
        font = self.font()
        font.setPixelSize(10)
        painter.setFont(font)
        before, behind = fit.padding
        reached = fit.starts[-1] + fit.window if fit.count else 0
        for pixel in range(-before, fit.length + behind):
            box, padded = self.cell_rect(pixel), not 0 <= pixel < fit.length
            painter.setPen(
                QPen(QColor(colours.muted), 1, Qt.PenStyle.DotLine if padded else Qt.PenStyle.SolidLine)
            )
            painter.setBrush(QColor(colours.track if padded else colours.selected))
            painter.drawRect(box)
            if pixel >= reached:
                painter.setPen(QPen(QColor(colours.wrong), 1.5))
                painter.drawLine(box.topLeft(), box.bottomRight())
                painter.drawLine(box.topRight(), box.bottomLeft())
            elif box.width() >= _NUMBERED_PX:
                painter.setPen(QColor(colours.muted if padded else colours.text))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "0" if padded else str(pixel + 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        for row, place in enumerate(self.shown):
            painter.drawRoundedRect(self.window_rect(place, row % _MOST_ROWS), 2, 2)
        painter.end()
