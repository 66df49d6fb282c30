"""A question with verbs for answers, in the look of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


class Question(QMessageBox):
    """A message box with plain text, our colours and a title; whoever asks adds the buttons and runs it."""

    def __init__(self, parent: QWidget | None, name: str, what: str = "") -> None:
        """Ask `what`; `name` is the objectName, for tests and scripts."""
        super().__init__(parent)
        self.setObjectName(name)
        # A box of the desktop's own (macOS, some Linux desktops) knows neither our colours nor our words.
        self.setOption(QMessageBox.Option.DontUseNativeDialog)
        self.setWindowTitle("cnngui")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIcon(QMessageBox.Icon.NoIcon)
        self.setText(what)
