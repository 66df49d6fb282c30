"""A line that says when an edit does not reach the training under way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from cnngui.network.network import Network
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
        own = training.own_model
        self._trained: Network | None = own.network if own is not None else None
        training.status_changed.connect(self._on_changed)
        document.network_changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        if not self._training.status.busy:
            self._trained = None
        elif self._trained is None:
            self._trained = self._document.network
        self.setVisible(self._trained is not None and self._trained != self._document.network)
