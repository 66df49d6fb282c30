"""What all views have in common that are gone through step by step."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from cnngui.ui.shared.theme import theme


class StepsView(QWidget):
    """A view that shows one step at a time, takes the keyboard, and says what the pointer does.

    Attributes:
        step: the one that is shown, from 0.

    Signals:
        step_asked: something was clicked; it is this step's. changed: other numbers are shown.
        hovered_changed: whether the pointer is on the view.
    """

    step_asked = Signal(int)
    changed = Signal()
    hovered_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.step = 0
        self._came_by_key = False
        # The keys of the player come here while nothing else has them.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.hovered_changed.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered_changed.emit(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._came_by_key = event.reason() in reasons
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._came_by_key = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Go around all of it if the keyboard came here by Tab: a click shows by itself where it is."""
        if self._came_by_key:
            painter = QPainter(self)
            painter.setPen(QPen(QColor(theme().colours.accent), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.end()
