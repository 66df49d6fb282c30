"""A bar that says what happened, why, and the mend; details fold out, and all of it can be copied."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout

from cnngui.messages import Message
from cnngui.ui.shared.widgets import icon_button, label, push_button, set_role


class NoticeBar(QFrame):
    """Shows one message at a time, hidden while there is none. A newer message replaces the older."""

    acted = Signal()
    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice_bar")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 6)
        row = QHBoxLayout()
        column.addLayout(row)
        self._what = label("", "title")
        self._why = label()
        for part in (self._what, self._why):
            part.setWordWrap(True)
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._what)
        words.addWidget(self._why)
        row.addLayout(words, 1)
        self._act = QPushButton()
        self._act.clicked.connect(self._on_acted)
        row.addWidget(self._act)
        self._fold = push_button(self.tr("Details"), role="flat")
        self._fold.setCheckable(True)
        row.addWidget(self._fold)
        copy = icon_button("copy", self.tr("Copy the message"))
        copy.clicked.connect(self._on_copy)
        row.addWidget(copy)
        close = icon_button("close", self.tr("Dismiss"))
        close.clicked.connect(self.dismiss)
        row.addWidget(close)
        self._details = QPlainTextEdit(readOnly=True)
        self._details.setMaximumHeight(140)
        self._details.hide()
        self._fold.toggled.connect(self._details.setVisible)
        column.addWidget(self._details)
        self.hide()

    def show_message(
        self, message: Message, *, details: str = "", severity: str = "error", action: str = ""
    ) -> None:
        """Show `message`; `action` is the text of a button that emits `acted`."""
        set_role(self, severity)
        self._what.setText(message.what)
        self._why.setText(" ".join(part for part in (message.why, message.mend) if part))
        self._why.setVisible(bool(self._why.text()))
        self._details.setPlainText(details)
        self._fold.setChecked(False)
        self._fold.setVisible(bool(details))
        self._act.setText(action)
        self._act.setVisible(bool(action))
        self.setAccessibleName(message.one_line())
        self.show()

    def text(self) -> str:
        """Return all that is shown, for the clipboard."""
        parts = (self._what.text(), self._why.text(), self._details.toPlainText())
        return "\n".join(part for part in parts if part)

    def dismiss(self) -> None:
        """Hide the bar."""
        self.hide()
        self.dismissed.emit()

    def _on_acted(self) -> None:
        self.hide()
        self.acted.emit()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
