"""A line that says how the last run ended by itself, whose weights there are, and what a test gave."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from cnngui.engine.protocol import Finished, Tested
from cnngui.state.training import TrainingSession
from cnngui.ui.shared.value_text import exact_number, exact_percent
from cnngui.ui.shared.widgets import set_role


class OutcomeNote(QLabel):
    """Shown once a run has ended by itself, where there is more to say than that it did all its epochs."""

    def __init__(self, training: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outcome_note")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWordWrap(True)
        set_role(self, "muted")
        self._training = training
        for changed in (training.status_changed, training.progress_changed, training.history_reset):
            changed.connect(self._show)
        training.ended.connect(self._show)
        self._show()

    def _show(self, *_ignored: object) -> None:
        training = self._training
        ending = training.ending if isinstance(training.ending, Finished) else None
        parts = []
        if ending is not None and not training.status.busy:
            parts = [*self._stopped(ending), *self._weights(ending)]
            if training.tested is not None:
                parts.append(self._test(training.tested))
        self.setText(" ".join(parts))
        self.setVisible(bool(parts))

    def _stopped(self, ending: Finished) -> list[str]:
        if not ending.waited:
            return []
        one = self.tr("Stopped early after epoch {0:,}: the last one was no better.")
        many = self.tr("Stopped early after epoch {0:,}: the last {1:,} were no better.")
        return [(one if ending.waited == 1 else many).format(ending.epoch, ending.waited)]

    def _weights(self, ending: Finished) -> list[str]:
        if not ending.weights_epoch:
            return []
        return [self.tr("The weights are those of epoch {0:,}, the best one.").format(ending.weights_epoch)]

    def _test(self, tested: Tested) -> str:
        started = self._training.started
        shares = started is None or started.metric == "accuracy"
        metric = exact_percent(tested.metric) if shares else exact_number(tested.metric)
        named = self.tr("accuracy") if shares else self.tr("mean absolute error")
        return self.tr("Test: {0} {1}, cost {2}, on {3:,} samples that were kept aside.").format(
            named, metric, exact_number(tested.loss), tested.samples
        )
