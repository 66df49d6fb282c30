"""The Train tab: recipe, the two curves, and the answers to a few validation samples."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from cnngui.state.document import Document
from cnngui.state.settings import Settings
from cnngui.state.training import TrainingSession
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.widgets import Pane, label
from cnngui.ui.train.answers_strip import AnswersStrip
from cnngui.ui.train.curve_plot import CurvePlot, exact_cost, exact_percent, percent, short_number
from cnngui.ui.train.recipe_bar import RecipeBar

DRAW_INTERVAL_MS = 50
_SMOOTHINGS = (0.0, 0.6, 0.9, 0.97, 0.99)


class TrainPanel(QWidget):
    """Draws the session's history at 20 Hz, and only while there is something new and someone to see it.

    The two plots take turns: drawn together they would keep the pen waiting twice as long.

    Attributes:
        header: a row of view options, for the tab strip above.
    """

    def __init__(
        self, document: Document, training: TrainingSession, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._training, self._settings = document, training, settings
        self._undrawn: set[CurvePlot] = set()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        self.recipe_bar = RecipeBar(document)
        column.addWidget(self.recipe_bar)
        plots = QHBoxLayout()
        plots.setSpacing(GAP_PX)
        self.cost_plot = CurvePlot(self.tr("Cost"), short_number, exact_cost)
        self.cost_plot.setObjectName("cost_plot")
        self.accuracy_plot = CurvePlot(self.tr("Accuracy"), percent, exact_percent)
        self.accuracy_plot.setObjectName("accuracy_plot")
        for plot in (self.cost_plot, self.accuracy_plot):
            plots.addWidget(plot, 1)
            plot.held_changed.connect(self._on_held_changed)
        column.addLayout(plots, 1)
        column.addWidget(self._answers_pane())
        self.header = self._options()
        self._turns = itertools.cycle((self.cost_plot, self.accuracy_plot))
        self._timer = QTimer(self, interval=DRAW_INTERVAL_MS // 2)
        self._timer.timeout.connect(self._draw_if_due)
        self._timer.start()
        training.history_changed.connect(self._on_history_changed)
        training.progress_changed.connect(self._on_history_changed)
        training.own_model_changed.connect(self._on_own_model_changed)
        training.status_changed.connect(self._say_what_the_cost_is)
        self._on_history_changed()

    def _answers_pane(self) -> Pane:
        pane = Pane()
        layout = pane.layout()
        assert layout is not None
        layout.setContentsMargins(12, 6, 12, 4)
        layout.setSpacing(0)
        row = QHBoxLayout()
        caption = label(self.tr("Validation\nnow"), "muted")
        row.addWidget(caption)
        self.answers = AnswersStrip(self._training)
        row.addWidget(self.answers, 1)
        pane.body.addLayout(row)
        return pane

    def _options(self) -> QWidget:
        options = QWidget()
        row = QHBoxLayout(options)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.log_box = QCheckBox(self.tr("log cost"))
        self.log_box.setToolTip(self.tr("Draw the cost logarithmically: small improvements stay visible"))
        self.log_box.toggled.connect(self._on_log)
        row.addWidget(self.log_box)
        row.addWidget(label(self.tr("smoothing"), "muted"))
        self.smoothing = QComboBox()
        self.smoothing.setProperty("role", "flat")
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        self.smoothing.setToolTip(self.tr("How much the bold line averages over past batches"))
        for weight in _SMOOTHINGS:
            self.smoothing.addItem(f"{weight:g}", weight)
        self.smoothing.activated.connect(self._on_smoothing)
        row.addWidget(self.smoothing)
        self.follow_box = QCheckBox(self.tr("follow"))
        self.follow_box.setToolTip(
            self.tr(
                "Keep the whole curve in view. Drag or scroll in a plot to hold it; double-click to follow"
            )
        )
        self.follow_box.setChecked(True)
        self.follow_box.toggled.connect(self._on_follow)
        row.addWidget(self.follow_box)
        self.smoothing.setCurrentIndex(self.smoothing.findData(self._settings.number("smoothing", 0.9)))
        self._on_smoothing(self.smoothing.currentIndex())
        self.log_box.setChecked(self._settings.number("log_cost", 1) > 0)
        self._on_log(self.log_box.isChecked())
        return options

    # Options ------------------------------------------------------------------------------------

    def _on_log(self, log: bool) -> None:
        self._settings.set_number("log_cost", float(log))
        self.cost_plot.set_log(log)

    def _on_smoothing(self, index: int) -> None:
        weight = self.smoothing.itemData(index)
        weight = 0.9 if weight is None else float(weight)
        self._settings.set_number("smoothing", weight)
        for plot in (self.cost_plot, self.accuracy_plot):
            plot.set_smoothing(weight)

    def _on_follow(self, follow: bool) -> None:
        for plot in (self.cost_plot, self.accuracy_plot):
            if follow:
                plot.follow()
            else:
                plot.held = True

    def _on_held_changed(self) -> None:
        held = self.cost_plot.held or self.accuracy_plot.held
        self.follow_box.blockSignals(True)
        self.follow_box.setChecked(not held)
        self.follow_box.blockSignals(False)

    # Data ---------------------------------------------------------------------------------------

    def _on_history_changed(self) -> None:
        self._undrawn = {self.cost_plot, self.accuracy_plot}

    def _on_own_model_changed(self) -> None:
        model = self._training.own_model
        self.answers.set_class_names(model.class_names if model else ())

    def _draw_if_due(self) -> None:
        plot = next(self._turns)
        if plot in self._undrawn and self.isVisible():
            self._undrawn.discard(plot)
            self._draw(plot)

    def _draw(self, plot: CurvePlot) -> None:
        history = self._training.history
        last = max(self._training.progress.epochs, self._document.recipe.epochs, len(history.epoch))
        epochs = np.asarray(history.epoch, dtype=np.float64)
        plot.set_last_epoch(last)
        if plot is self.cost_plot:
            plot.show_history(history.batch_x, history.batch_loss, epochs, history.val_loss)
        else:
            plot.show_history(history.batch_x, history.batch_metric, epochs, history.val_metric)

    def _say_what_the_cost_is(self) -> None:
        """Name the loss, and the layers whose weights have a part in it, where the curve is read."""
        run, title = self._training.started, self.cost_plot.title
        if run is None:
            return
        tip = self.tr("Mean over each batch: {0}").format(run.loss.replace("_", " "))
        if run.penalized:
            tip += "\n" + self.tr("plus the penalties of the weights in {0}").format(", ".join(run.penalized))
        title.setText(self.tr("Total cost") if run.penalized else self.tr("Cost"))
        title.setToolTip(tip)
