"""What keys mean on the canvas while classes are drawn: Enter adds, 1 to 9 choose a class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class CanvasDeeds:
    """What is done; each tells whether it did something, and if not, the canvas has the key itself.

    Attributes:
        add: the drawing becomes a sample. choose: the class at a place, from 0, is drawn for.
        take_back: the sample that was added last is on the canvas again.
    """

    add: Callable[[], bool]
    choose: Callable[[int], bool]
    take_back: Callable[[], bool]


class CanvasKeys(QObject):
    """Listens to a canvas before it does, while `active` tells so."""

    def __init__(self, canvas: QWidget, deeds: CanvasDeeds, active: Callable[[], bool]) -> None:
        super().__init__(canvas)
        self._deeds, self._active = deeds, active
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if event.type() not in kinds or not isinstance(event, QKeyEvent) or not self._active():
            return False
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        digit = event.key() - Qt.Key.Key_1
        if event.type() == QEvent.Type.ShortcutOverride:
            # Only claimed: what Qt sends next is the key itself.
            if plain and (event.key() in _ENTER or 0 <= digit < 9):
                event.accept()
                return True
            return False
        if event.matches(QKeySequence.StandardKey.Undo):
            return self._deeds.take_back()
        if not plain or event.isAutoRepeat():
            return False
        if event.key() in _ENTER:
            return self._deeds.add()
        return 0 <= digit < 9 and self._deeds.choose(digit)
