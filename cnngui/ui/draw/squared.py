"""A widget that is as high as it is wide."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class Squared(QWidget):
    """Keeps one widget square: as wide as there is room, less when the height is short."""

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inner = inner
        inner.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Ask for as much height as there is width."""
        width = max(self.width(), self._inner.sizeHint().width())
        return QSize(self._inner.sizeHint().width(), width)

    def minimumSizeHint(self) -> QSize:
        return self._inner.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = min(self.width(), self.height())
        self._inner.setGeometry((self.width() - side) // 2, 0, side, side)
        if event.oldSize().width() != event.size().width():
            self.setMaximumHeight(self.width())
            self.updateGeometry()
