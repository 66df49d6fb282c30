"""The toolbar's progress: which epoch, which batch, how fast, how long still."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from cnngui.engine.protocol import Finished, Stopped
from cnngui.network.schedules import Constant
from cnngui.state.document import Document
from cnngui.state.progress import clock
from cnngui.state.training import Status, TrainingSession
from cnngui.ui.shared.theme import tabular
from cnngui.ui.shared.widgets import ElidedLabel, label, named

_STEPS = 1000


class ProgressLine(QWidget):
    """Two texts over a thin bar. Reads the session; owns nothing."""

    def __init__(self, document: Document, training: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._training = document, training
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 2, 8, 2)
        column.setSpacing(4)
        texts = QHBoxLayout()
        self.where_label = label("", "title")
        self.how_label = ElidedLabel("", "muted")
        self.how_label.setFont(tabular(self.how_label.font()))
        self.how_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        texts.addWidget(self.where_label)
        texts.addWidget(self.how_label, 1)
        column.addLayout(texts)
        self.bar = named(QProgressBar(), "progress_bar")
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Training progress"))
        column.addWidget(self.bar)
        training.progress_changed.connect(self._show)
        training.status_changed.connect(self._show)
        training.own_model_changed.connect(self._show)
        document.network_changed.connect(self._show)
        document.data_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        status, progress = self._training.status, self._training.progress
        self.bar.setRange(0, 0 if status in (Status.STARTING, Status.BUILDING) else _STEPS)
        if status not in (Status.STARTING, Status.BUILDING):
            self.bar.setValue(round(progress.fraction * _STEPS))
        self.where_label.setText(self._where_text(status))
        self.how_label.setText(self._how_text(status))

    def _where_text(self, status: Status) -> str:
        progress = self._training.progress
        if status is Status.STARTING:
            return self.tr("Starting TensorFlow …")
        if status is Status.DEAD:
            return self.tr("The engine has stopped")
        if status is Status.BUILDING:
            return self.tr("Building the network …")
        if self._training.waits_for == "file":
            return self.tr("Opening the file …")
        if status is Status.IDLE:
            return self._idle_text()
        text = self.tr("Epoch {0} of {1}").format(progress.epoch, progress.epochs)
        if status is Status.PAUSED:
            return self.tr("{0}, paused").format(text)
        return self.tr("{0}, stopping").format(text) if status is Status.STOPPING else text

    def _idle_text(self) -> str:
        inference, progress = self._document.inference, self._training.progress
        if not self._document.network.layers:
            return self.tr("Add a layer to begin")
        if not inference.ok:
            return self.tr("Fix the network first")
        if not self._document.data:
            return self.tr("Choose data to train on")
        if not progress.epochs:
            return self.tr("Ready to train")
        if self._training.own_model is None:
            # The worker that knew the weights died; only their curves are left.
            return self.tr("Ready to train anew")
        if self._training.own_model.network != self._document.network:
            return self.tr("The network was changed: it starts over")
        return self._ended_text(len(self._training.history.epoch))

    def _ended_text(self, done: int) -> str:
        """Return how the last run ended, and how many whole epochs are behind the weights."""
        ending, progress = self._training.ending, self._training.progress
        epochs = self.tr("1 epoch done") if done == 1 else self.tr("{0} epochs done").format(done)
        if ending is None or isinstance(ending, Finished):
            return epochs
        where = self.tr("Stopped in epoch {0} of {1}") if isinstance(ending, Stopped) else ""
        where = where or self.tr("Failed in epoch {0} of {1}")
        return where.format(progress.epoch, progress.epochs)

    def _how_text(self, status: Status) -> str:
        progress = self._training.progress
        if self._training.wanted:
            return {
                "engine": self.tr("Training begins as soon as TensorFlow has started"),
                "file": self.tr("Training begins as soon as the file is open"),
            }.get(self._training.waits_for, "")
        if not status.busy or status is Status.BUILDING or not progress.steps_per_epoch:
            return ""
        if progress.validating is not None:
            return self.tr("validating {0:.0f} %").format(100 * progress.validating)
        parts = [self.tr("batch {0:,} / {1:,}").format(progress.step, progress.steps_per_epoch)]
        if progress.images_per_second:
            parts.append(self.tr("{0:,.0f} samples/s").format(progress.images_per_second))
        if not isinstance(self._document.recipe.schedule, Constant):
            parts.append(self.tr("rate {0:.3g}").format(progress.learning_rate))
        left = progress.seconds_left(self._training.epoch_overhead_s)
        if left is not None:
            parts.append(self.tr("{0} left").format(clock(left)))
        return " · ".join(parts)
