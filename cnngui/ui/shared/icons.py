"""Our own line icons as QIcons that follow the theme."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from cnngui.ui.shared.icon_files import icon_source
from cnngui.ui.shared.theme import theme

_CLONES: list[QIconEngine] = []


class _ThemedEngine(QIconEngine):
    """Paints an icon in the colour that the theme has at that moment, at any pixel density."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def clone(self) -> QIconEngine:
        copy = _ThemedEngine(self._name, self._role)
        # QIcon takes the copy over without a word to PySide (6.11), which would delete it under its hands.
        _CLONES.append(copy)
        return copy

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, state: QIcon.State) -> None:
        colours = theme().colours.as_dict()
        disabled = mode == QIcon.Mode.Disabled
        colour = colours["muted"] if disabled else colours[self._role]
        painter.save()
        painter.setOpacity(0.45 if disabled else 1.0)
        drawing = icon_source(self._name).replace("currentColor", colour)
        renderer = QSvgRenderer(QByteArray(drawing.encode()))
        renderer.render(painter, QRectF(rect))  # type: ignore[call-overload]
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap


def icon(name: str, role: str = "text") -> QIcon:
    """Return the icon called `name` in the theme's colour `role`, following theme changes by itself."""
    return QIcon(_ThemedEngine(name, role))
