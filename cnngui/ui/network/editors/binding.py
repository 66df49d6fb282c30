"""Tie one editor to one field of the document, both ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QSignalBlocker, Signal

from cnngui.errors import CnnguiError
from cnngui.ui.network.editors.base import Editor


class FieldBinding(QObject):
    """Shows what `read` returns in `editor`, and hands what a person enters to `write`, while it is `there`.

    A field may be gone while its editor still loses the keyboard: its layer was removed, or renamed.

    A refused value stays visible, marked, until it is mended or the person goes elsewhere; then the value in
    force is shown again.

    Signals:
        fault_changed: the sentence about a refused value, "" when all is well again.
    """

    fault_changed = Signal(str)

    def __init__(
        self,
        editor: Editor,
        read: Callable[[], Any],
        write: Callable[[Any], None],
        there: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        assert isinstance(editor, QObject)
        self.editor, self._signals = editor, editor
        self._read, self._write, self._there = read, write, there
        self._fault = ""
        editor.edited.connect(self._on_edited)
        editor.left.connect(self._on_left)

    def show(self) -> None:
        """Show the value in force."""
        with QSignalBlocker(self._signals):
            self.editor.show_value(self._read())
        self._set_fault("")

    def _on_edited(self, value: Any) -> None:
        if not self._there():
            return
        try:
            self._write(value)
        except CnnguiError as error:
            self._set_fault(error.message().one_line())
        else:
            self._set_fault("")

    def _on_left(self) -> None:
        # Also after a half-typed value, which was never handed on.
        if self._there():
            self.show()

    def _set_fault(self, sentence: str) -> None:
        self.editor.show_fault(sentence)
        if sentence != self._fault:
            self._fault = sentence
            self.fault_changed.emit(sentence)
