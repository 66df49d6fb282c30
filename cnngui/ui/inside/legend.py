"""The colour scale below the maps: what the darkest and the strongest colour mean."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.ui.inside.titles import number_text
from cnngui.ui.shared.colour_maps import LEVELS, SIGNED, VIRIDIS
from cnngui.ui.shared.theme import tabular, theme

STRIP_PX = 96
GAP_PX = 6
NUMBER_PX = 52
"""Room of a number with the gap beside it; it grows for longer ones and stays, for pictures come fast."""


class Legend(QWidget):
    """Shows the table of colours with its lowest and highest value."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        font = tabular(self.font())
        font.setPixelSize(11)
        self.setFont(font)
        self._number_px = NUMBER_PX
        self.signed = False
        self.limit = 0.0
        theme().changed.connect(self.update)

    def show_scale(self, signed: bool, limit: float) -> None:
        """Show the colours from zero to `limit`, or from minus to plus `limit` when `signed`."""
        if (signed, limit) != (self.signed, self.limit):
            self.signed, self.limit = signed, limit
            low, high = self.ends()
            self.setAccessibleName(self.tr("Colours from {0} to {1}").format(low, high))
            widest = max(map(self.fontMetrics().horizontalAdvance, (low, high))) + GAP_PX
            if widest > self._number_px:
                self._number_px = widest
                self.updateGeometry()
            self.update()

    def ends(self) -> tuple[str, str]:
        """Return the numbers at the two ends."""
        return number_text(-self.limit) if self.signed else "0", number_text(self.limit)

    def sizeHint(self) -> QSize:
        return QSize(STRIP_PX + 2 * self._number_px, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme().colours
        painter.setPen(QColor(colours.muted))
        low, high = self.ends()
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignRight, high)
        end = self.width() - painter.fontMetrics().horizontalAdvance(high) - GAP_PX
        before = QRect(0, 0, end - STRIP_PX - GAP_PX, self.height())
        painter.drawText(before, middle | Qt.AlignmentFlag.AlignRight, low)
        table = SIGNED if self.signed else VIRIDIS
        strip = QImage(table.data, LEVELS, 1, 4 * LEVELS, QImage.Format.Format_RGB32)
        place = QRect(end - STRIP_PX, (self.height() - 8) // 2, STRIP_PX, 8)
        painter.drawImage(place, strip)
        painter.setPen(QColor(colours.line))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
        painter.end()
