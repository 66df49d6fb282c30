"""Our own line icons, recoloured to the theme.

Files lie in ``resources/icons/ui``, drawn in ``currentColor``.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from cnngui.paths import resources
from cnngui.ui.shared.theme import theme


@cache
def _source(name: str) -> str:
    return (resources() / "icons" / "ui" / f"{name}.svg").read_text(encoding="utf-8")


class _ThemedEngine(QIconEngine):
    """Paints an icon in the colour that the theme has at that moment, at any pixel density."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def clone(self) -> QIconEngine:
        return _ThemedEngine(self._name, self._role)

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, state: QIcon.State) -> None:
        colours = theme().colours.as_dict()
        disabled = mode == QIcon.Mode.Disabled
        colour = colours["muted"] if disabled else colours[self._role]
        painter.save()
        painter.setOpacity(0.45 if disabled else 1.0)
        renderer = QSvgRenderer(QByteArray(_source(self._name).replace("currentColor", colour).encode()))
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


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="cnngui-icons-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def icon_file(name: str, colour: str) -> str:
    """Return the path of a recoloured copy, for the style sheet, which takes pictures by path only."""
    path = _folder() / f"{name}-{colour.lstrip('#')}.svg"
    if not path.exists():
        path.write_text(_source(name).replace("currentColor", colour), encoding="utf-8")
    return path.as_posix()


def repaint_on_theme(widget: QWidget) -> None:
    """Repaint a custom-painted widget when the theme changes."""
    theme().changed.connect(widget.update)
