"""An equation in large numbers, what each of them is below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.stepper.words import Token, equation_text

HEIGHT_PX = 50
_NUMBER_PX, _CAPTION_PX = 20, 11
_GAP_PX = 12


class EquationView(QWidget):
    """Shows tokens from left to right, in the middle; smaller where they would not fit."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stepper_equation")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.tokens: tuple[Token, ...] = ()
        theme().changed.connect(self.update)

    def show_tokens(self, tokens: Sequence[Token]) -> None:
        """Show another equation."""
        self.tokens = tuple(tokens)
        self.setAccessibleName(equation_text(tokens))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        large, small, widths = self._fitted()
        x = max(0.0, (self.width() - sum(widths) - _GAP_PX * (len(widths) - 1)) / 2)
        colours = theme().colours
        split = HEIGHT_PX * 0.58
        for token, width in zip(self.tokens, widths, strict=True):
            colour = {"number": colours.text, "sign": colours.muted, "result": colours.accent}[token.role]
            painter.setFont(large)
            painter.setPen(QColor(colour))
            painter.drawText(QRectF(x, 0, width, split), Qt.AlignmentFlag.AlignCenter, token.text)
            painter.setFont(small)
            painter.setPen(QColor(colours.muted))
            below = QRectF(x, split, width, HEIGHT_PX - split)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, token.caption)
            x += width + _GAP_PX
        painter.end()

    def _fitted(self) -> tuple[QFont, QFont, list[float]]:
        """Return the fonts of numbers and captions, and the width of each token."""
        large, small = tabular(self.font()), QFont(self.font())
        large.setWeight(QFont.Weight.DemiBold)
        widths: list[float] = []
        for shrunk in range(6):
            large.setPixelSize(_NUMBER_PX - 2 * shrunk)
            small.setPixelSize(max(8, _CAPTION_PX - shrunk))
            upper, lower = QFontMetricsF(large), QFontMetricsF(small)
            widths = [
                max(upper.horizontalAdvance(each.text), lower.horizontalAdvance(each.caption)) + 2
                for each in self.tokens
            ]
            if sum(widths) + _GAP_PX * (len(widths) - 1) <= self.width():
                break
        return large, small, widths
