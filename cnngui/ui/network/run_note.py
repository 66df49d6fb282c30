"""A line about what a training makes of the cards, where few would expect it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from cnngui.network.freezing import frozen_part
from cnngui.state.document import Document
from cnngui.state.training import TrainingSession
from cnngui.ui.shared.widgets import set_role


class RunNote(QLabel):
    """Shown while a run trains another network, and where frozen layers would begin with drawn weights."""

    def __init__(self, document: Document, training: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        set_role(self, "muted")
        self._document, self._training = document, training
        training.status_changed.connect(self._on_changed)
        training.own_model_changed.connect(self._on_changed)
        document.network_changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        training, network = self._training, self._document.network
        busy, running = training.status.busy, training.running
        words = tip = ""
        if busy and running is not None and running.network != network:
            words = self.tr("The run under way keeps the network it began with.")
        elif not busy and frozen_part(network.layers) and not training.goes_on:
            words = self.tr("Frozen layers would keep the random weights that they begin with.")
            tip = self.tr("“Start from a trained network” in the File menu brings weights that were learned")
        self.setText(words)
        self.setToolTip(tip)
        self.setVisible(bool(words))
