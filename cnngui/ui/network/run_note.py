"""A line that says when an edit does not reach the training under way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from cnngui.state.document import Document
from cnngui.state.training import TrainingSession
from cnngui.ui.shared.widgets import set_role


class RunNote(QLabel):
    """Shown while a run trains another network than the one on the cards."""

    def __init__(self, document: Document, training: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(self.tr("The run under way keeps the network it began with."))
        self.setWordWrap(True)
        set_role(self, "muted")
        self._document, self._training = document, training
        training.status_changed.connect(self._on_changed)
        document.network_changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        busy, running = self._training.status.busy, self._training.running
        self.setVisible(busy and running is not None and running.network != self._document.network)
