"""Undo and redo belong to the document, also while a field has the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
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
