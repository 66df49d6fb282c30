"""A value of each epoch as a line for each member, painted at once; the member's number ends its line."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.runs.history import EpochRow
from cnngui.state.ensemble_training import Member
from cnngui.ui.ensemble.member_colours import colour_of
from cnngui.ui.shared.theme import tabular, theme

_LEFT_PX, _RIGHT_PX, _TOP_PX, _BOTTOM_PX = 46, 22, 8, 20
_LINES = 4
_MOST_POINTS = 400


def ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Return values from `low` to `high` as people count, a few of them, with how each is written."""
    rough = (high - low) / _LINES
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= 0.75 * rough)
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    # Written as an addition to nothing: −0 is no value.
    return [(number * step, f"{number * step + 0.0:.{places}f}") for number in range(first, last + 1)]


class MemberCurves(QWidget):
    """Draws one value of every member over its epochs.

    Args:
        name: what it shows, for who hears it. value: takes it from an epoch.
    """

    def __init__(self, name: str, value: Callable[[EpochRow], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._value = name, value
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(90)
        self._lines: list[list[tuple[int, float]]] = []
        self._last = 1
        font = tabular(self.font())
        font.setPixelSize(11)
        self.setFont(font)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(320, 160)

    def show_members(self, members: Sequence[Member]) -> None:
        """Draw these members as far as they are."""
        self._lines = [self._points(member) for member in members]
        # Of a run that is kept no more epochs come: what it was planned to have is no room for its line.
        self._last = max((each.epochs if each.under_way else each.done for each in members), default=1)
        self._last = max(1, self._last)
        told = (f"{place + 1}: {line[-1][1]:.4f}" for place, line in enumerate(self._lines) if line)
        self.setAccessibleDescription(", ".join(told))
        self.update()

    def _points(self, member: Member) -> list[tuple[int, float]]:
        found = [(row.epoch, self._value(row)) for row in member.rows.values()]
        found = sorted((epoch, value) for epoch, value in found if math.isfinite(value))
        step = max(1, len(found) // _MOST_POINTS)
        return found[::step] + found[-1:] if step > 1 else found

    def bounds(self) -> tuple[float, float]:
        """Return the range of values that is shown."""
        values = [value for line in self._lines for _, value in line]
        if not values:
            return 0.0, 1.0
        low, high = min(values), max(values)
        room = 0.06 * (high - low) or 0.05 * max(abs(high), 0.1)
        return low - room, high + room

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(_LEFT_PX, _TOP_PX, -_RIGHT_PX, -_BOTTOM_PX)
        low, high = self.bounds()
        self._paint_axes(painter, frame, low, high)
        first = min((line[0][0] for line in self._lines if line), default=1)

        def place(epoch: int, value: float) -> QPointF:
            across = (epoch - first) / max(1, self._last - first)
            up = (value - low) / (high - low)
            return QPointF(frame.left() + across * frame.width(), frame.bottom() - up * frame.height())

        for number, line in enumerate(self._lines):
            if line:
                self._paint_line(painter, number, [place(*point) for point in line])
        painter.end()

    def _paint_line(self, painter: QPainter, number: int, points: list[QPointF]) -> None:
        colour = QColor(colour_of(number))
        painter.setPen(QPen(colour, 1.8))
        if len(points) > 1:
            painter.drawPolyline(QPolygonF(points))
        painter.setBrush(colour)
        painter.drawEllipse(points[-1], 2.5, 2.5)
        # Members end close together: numbers stand in two columns.
        aside = 6 if number % 2 == 0 else 14
        painter.drawText(points[-1] + QPointF(aside, 4), str(number + 1))

    def _paint_axes(self, painter: QPainter, frame: QRectF, low: float, high: float) -> None:
        colours = theme().colours
        for value, words in ticks(low, high):
            y = frame.bottom() - frame.height() * (value - low) / (high - low)
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(QColor(colours.muted))
            box = QRectF(0, y - 8, frame.left() - 6, 16)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, side, words)
        box = QRectF(frame.left(), frame.bottom() + 3, frame.width(), 16)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, "1")
        painter.drawText(box, Qt.AlignmentFlag.AlignRight, self.tr("epoch {0:,}").format(self._last))
