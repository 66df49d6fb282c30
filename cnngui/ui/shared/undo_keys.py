"""Whose undo and redo the keys mean: the document's, also in a field; or a page's own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence, QUndoStack
from PySide6.QtWidgets import QWidget

_KEYS = (QKeySequence("Ctrl+Z"), QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y"))
_STANDARD = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class UndoKeys(QObject):
    """Keeps `field` from taking Ctrl+Z and Ctrl+Y for its own text.

    A text field undoes its letters and swallows the key even when it has none left to undo, so that the
    document's undo seemed dead right after an edit. What is half typed is handed on by `commit` first: then
    it is what undo takes back.
    """

    def __init__(self, field: QWidget, commit: Callable[[], object]) -> None:
        super().__init__(field)
        self._commit = commit
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        pressed = QKeySequence(event.keyCombination())
        if pressed not in _KEYS and not any(event.matches(key) for key in _STANDARD):
            return False
        self._commit()
        event.ignore()
        return True


class OwnUndoKeys(QObject):
    """Gives Ctrl+Z and Ctrl+Y from within `pane` to a stack of its own, if that has a step to take."""

    def __init__(self, pane: QWidget, stack: QUndoStack) -> None:
        super().__init__(pane)
        self._stack = stack
        pane.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or (act := self._act(event)) is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            act()
        else:
            return False
        return True

    def _act(self, event: QKeyEvent) -> Callable[[], None] | None:
        pressed = QKeySequence(event.keyCombination())
        if pressed == _KEYS[0] and self._stack.canUndo():
            return self._stack.undo
        return self._stack.redo if pressed in _KEYS[1:] and self._stack.canRedo() else None
