"""Says that a run's weights answer, or an ensemble, and scrubs through moments of training or members."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from cnngui.runs.model_id import Weights
from cnngui.state.answering_model import AnsweringModel
from cnngui.state.run_model import RunModel
from cnngui.ui.shared.widgets import ElidedLabel, bare_column, label, named, push_button


class RunBar(QWidget):
    """Shown while a run's model answers; its slider goes through the run's kept epochs, last and best.

    Of an ensemble it goes through the members: one is looked into, all answer.
    """

    def __init__(self, run_model: RunModel, model: AnsweringModel) -> None:
        super().__init__()
        self._run, self._model = run_model, model
        self.setObjectName("run_bar")
        column = bare_column(self, 2)
        self.title = named(ElidedLabel("", "muted"), "run_bar_title")
        column.addWidget(self.title)
        row = QHBoxLayout()
        row.setSpacing(6)
        self.slider = named(
            QSlider(Qt.Orientation.Horizontal),
            "epoch_slider",
            tip=self._epochs_tip(),
            spoken=self.tr("Epoch"),
        )
        self.slider.setPageStep(1)
        self.moment = named(label(figures=True), "run_bar_moment")
        close = self.back_button = push_button(
            self.tr("Back"), model.back, name="run_bar_close", role="small"
        )
        row.addWidget(self.slider, 1)
        row.addWidget(self.moment)
        row.addWidget(close)
        column.addLayout(row)
        self.slider.valueChanged.connect(self._on_moved)
        run_model.changed.connect(self._show)
        self._show()

    def _on_moved(self, place: int) -> None:
        if 0 <= place < len(self._run.moments):
            self._run.move_to(self._run.moments[place])

    def _show(self) -> None:
        run = self._run
        self.setVisible(run.is_shown)
        if not run.is_shown:
            return
        self.show_way_back()
        self.title.setToolTip("")
        if run.tuned is not None:
            one, many = self.tr("Fine-tuned on a sample of yours"), self.tr("Fine-tuned on your {0} samples")
            self.title.setText(one if run.tuned.learned == 1 else many.format(run.tuned.learned))
            self.title.setToolTip(self.tr("The run: {0}").format(run.title))
            self.slider.setToolTip(self._epochs_tip())
            self.slider.setAccessibleName(self.tr("Epoch"))
        elif run.members:
            self.title.setText(self.tr("With {0} together: {1}").format(len(run.members), run.title))
            self.slider.setToolTip(self.tr("All answer together; this one is looked into"))
            self.slider.setAccessibleName(self.tr("Member"))
        else:
            self.title.setText(self.tr("With the run: {0}").format(run.title))
            self.slider.setToolTip(self._epochs_tip())
            self.slider.setAccessibleName(self.tr("Epoch"))
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, max(0, len(run.moments) - 1))
            if run.weights in run.moments:
                self.slider.setValue(run.moments.index(run.weights))
        self.moment.setText(self._words(run.weights))
        self.moment.setMinimumWidth(self.moment.fontMetrics().horizontalAdvance(self._words(10_000)))

    def show_way_back(self) -> None:
        """Say which network Back leads to: the one that a fine-tuned one was made of may be gone."""
        tuned = self._run.tuned
        words = self.tr("Let the network on the cards answer again")
        if tuned is not None and self._model.knows_back:
            words = self.tr("Let the network before answer again: {0}").format(tuned.called)
        elif tuned is not None:
            words += self.tr(": {0}, of which it was made, is not among the runs any more").format(
                tuned.called
            )
        self.back_button.setToolTip(words)

    def _epochs_tip(self) -> str:
        return self.tr("The weights after each epoch that the run kept, its last and its best")

    def _words(self, weights: Weights) -> str:
        if self._run.members:
            return self.tr("member {0}").format(weights)
        if weights == "last":
            return self.tr("last")
        return self.tr("best") if weights == "best" else self.tr("epoch {0}").format(weights)
