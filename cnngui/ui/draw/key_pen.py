"""Drawing by keyboard: arrow keys move a cross-hair, the space bar puts the pen down and lifts it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnngui.state.drawing import Drawing

STEP_PX, LARGE_STEP_PX = 4.0, 16.0
"""Steps of the cross-hair in canvas pixels; the large ones with Shift."""
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ARM_PX = 12.0


class KeyPen:
    """A pen that keys move. Two arrows held together move it aslant.

    Args:
        told: called with what has become of it, in words.

    Attributes:
        shown: whether the cross-hair is seen: from the first key to Esc, or to the next use of a real pen.
        down: whether it draws. place: in canvas pixels.
    """

    def __init__(self, drawing: Drawing, told: Callable[[str], None]) -> None:
        self._drawing, self._told = drawing, told
        self.shown = self.down = False
        self.place = drawing.canvas[0] / 2, drawing.canvas[1] / 2
        self._held: set[int] = set()

    def press(self, key: int, *, large: bool) -> bool:
        """Take a key that went down or repeats; return whether it means something here."""
        if key in _WAYS:
            self._held.add(key)
            self._move(LARGE_STEP_PX if large else STEP_PX)
        elif key == Qt.Key.Key_Space:
            self._turn()
        elif key == Qt.Key.Key_Escape and self.shown:
            self.hide()
        else:
            return False
        return True

    def release(self, key: int) -> None:
        """Take a key that went up."""
        self._held.discard(key)

    def lift(self) -> None:
        """End the stroke under way; all keys count as up."""
        self._held.clear()
        if self.down:
            self.down = False
            self._drawing.end()
            self._tell()

    def hide(self) -> None:
        """Lift the pen and take the cross-hair away."""
        self.lift()
        self.shown = False

    def _move(self, step: float) -> None:
        ways = [_WAYS[Qt.Key(key)] for key in self._held]
        width, height = self._drawing.canvas
        if self.shown:
            x = self.place[0] + step * sum(way[0] for way in ways)
            y = self.place[1] + step * sum(way[1] for way in ways)
            self.place = min(max(x, 0.0), float(width)), min(max(y, 0.0), float(height))
        self.shown = True
        if self.down:
            self._drawing.extend(*self.place)
        self._tell()

    def _turn(self) -> None:
        self.shown = True
        if self.down:
            self.lift()
            return
        self.down = True
        self._drawing.begin(*self.place)
        self._tell()

    @property
    def words(self) -> str:
        """Return where it is, and whether it draws."""
        x, y = (round(each) for each in self.place)
        told = _tr("pen down at {0}, {1}") if self.down else _tr("pen up at {0}, {1}")
        return told.format(x, y)

    def _tell(self) -> None:
        self._told(self.words)


def paint_cross_hair(painter: QPainter, pen: KeyPen, pen_px: float, scale: float) -> None:
    """Paint a ring of the pen's size with four arms, filled while it draws; light with a dark rim.

    Args:
        scale: widget pixels for each of the canvas.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle, radius = QPointF(*pen.place) * scale, max(3.0, pen_px * scale / 2)
    for colour, width in ((QColor(0, 0, 0, 200), 3.0), (QColor(255, 200, 60), 1.4)):
        painter.setPen(QPen(colour, width))
        painter.setBrush(QColor(255, 200, 60, 160) if pen.down else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius, radius)
        for across, down in _WAYS.values():
            way = QPointF(across, down)
            painter.drawLine(middle + way * radius, middle + way * (radius + _ARM_PX))


def _tr(words: str) -> str:
    return QCoreApplication.translate("KeyPen", words)
