"""A line that says what of the recipe a person would not expect of the training under way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from cnngui.network.schedules import ONE_CYCLE_END, OneCycle
from cnngui.state.document import Document
from cnngui.state.training import Status, TrainingSession
from cnngui.ui.shared.widgets import set_role


class RecipeNote(QLabel):
    """Shown while a run goes by another recipe than the fields say, or its schedule has left it no rate."""

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
        over = "" if waits else self._over()
        if over:
            self.setText(over)
        self.setVisible(waits or bool(over))

    def _over(self) -> str:
        """Say that a cycle has ended and training goes on: “Train 5 more” would learn next to nothing."""
        running, rate = self._training.running, self._training.progress.learning_rate
        if (
            running is None
            or not self._training.status.busy
            or not isinstance(running.recipe.schedule, OneCycle)
        ):
            return ""
        full = running.recipe.optimizer.learning_rate
        if not 0 < rate <= full * ONE_CYCLE_END * 1.01:
            return ""
        words = self.tr(
            "The one-cycle schedule has come to its end, and the rate stays at {0}: little more is learned. "
            "To go on, pause and choose another schedule."
        )
        return words.format(f"{rate:g}")
