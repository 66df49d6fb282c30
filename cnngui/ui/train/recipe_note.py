"""A line that says when a changed recipe will count for the training under way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from cnngui.state.document import Document
from cnngui.state.training import Status, TrainingSession
from cnngui.ui.shared.widgets import set_role


class RecipeNote(QLabel):
    """Shown while a run goes by another recipe than the fields say."""

    def __init__(self, document: Document, training: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recipe_note")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        set_role(self, "muted")
        self._document, self._training = document, training
        for changed in (training.status_changed, training.progress_changed):
            changed.connect(self._show)
        for changed in (document.recipe_changed, document.network_changed):
            changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        waits = self._training.recipe_waits
        if waits and not self._document.inference.ok:
            self.setText(self.tr("Your changes do not fit the network: the run goes on as before."))
        elif waits and self._training.status is Status.PAUSED:
            self.setText(self.tr("Your changes count from the next step on; the curves will mark the place."))
        elif waits:
            self.setText(self.tr("Your changes count once you pause and go on, or in the next run."))
        self.setVisible(waits)
