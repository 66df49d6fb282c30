"""A label that changes the number beside it when it is dragged sideways."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QWidget

PIXELS_PER_STEP = 6


class ScrubLabel(QLabel):
    """Calls `step_by` with whole steps while the mouse drags it; one drag is one undo step."""

    def __init__(self, text: str, step_by: Callable[[int], None], parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "muted")
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self._step_by = step_by
        self._from_x = 0.0

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from_x = event.position().x()
        if (buddy := self.buddy()) is not None:
            buddy.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            steps = int((event.position().x() - self._from_x) / PIXELS_PER_STEP)
            if steps:
                self._from_x += steps * PIXELS_PER_STEP
                self._step_by(steps)
