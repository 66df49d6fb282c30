"""The button in the header that shows the network's title and opens the New menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import (
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
)

from cnngui.ui.shared.theme import theme
from cnngui.ui.shared.widgets import set_role


class MenuButton(QToolButton):
    """A flat button with a title, cut short at its end, and a chevron."""

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_role(self, "menu")

    def set_title(self, title: str) -> None:
        """Show `title`."""
        self._title = title
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        colours = theme().colours
        painter.setPen(QColor(colours.text if self.underMouse() else colours.muted))
        area = self.rect().adjusted(4, 0, -4, 0)
        metrics = self.fontMetrics()
        chevron = " ▾"
        width = area.width() - metrics.horizontalAdvance(chevron)
        shown = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, width) + chevron
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
