"""The Train tab: recipe, the two curves, and the answers to a few validation samples."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from cnngui.state.document import Document
from cnngui.state.recipe_tools import RecipeTools
from cnngui.state.settings import Settings
from cnngui.state.training import TrainingSession
from cnngui.ui.shared.flow import FlowLayout
from cnngui.ui.shared.spared import Spared
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.widgets import Pane, bare_column, label, named
from cnngui.ui.train.answers_strip import AnswersStrip
from cnngui.ui.train.curve_plot import CurvePlot
from cnngui.ui.train.first_draw import Preparation
from cnngui.ui.train.layer_pane import LayerPane
from cnngui.ui.train.outcome_note import OutcomeNote
from cnngui.ui.train.plot_spec import PlotSpec, changes_of, plot_specs, values_of
from cnngui.ui.train.recipe_bar import RecipeBar
from cnngui.ui.train.recipe_note import RecipeNote

DRAW_INTERVAL_MS = 50
AFTER_PAINT_MS = 100
"""Until what draws the plots is imported: a person who begins with a stroke is answered before."""
BETWEEN_PIECES_MS = 10
DRAWS = "cnngui.ui.train.curve_view"
_SMOOTHINGS = (0.0, 0.6, 0.9, 0.97, 0.99)


class TrainPanel(QWidget):
    """Draws the session's history at 20 Hz, and only while there is something new and someone to see it.

    The plots take turns: drawn together they would keep the pen waiting as many times as long.

    Signals:
        problem_raised: a picture or a recipe could not be saved, a recipe not be read, or a mend not be
            carried out (carries the `CnnguiError`).
        saved: the path of a picture or a recipe. height_wanted: pixels that the page needs now, 0 for no more
            than usual.

    Attributes:
        header: a row of view options, for the tab strip above.
        plots: one for each `PlotSpec`.
    """

    problem_raised = Signal(object)
    saved = Signal(str)
    height_wanted = Signal(int)

    def __init__(
        self,
        document: Document,
        training: TrainingSession,
        settings: Settings,
        specs: Callable[[Document, TrainingSession], Sequence[PlotSpec]] = plot_specs,
        tools: RecipeTools | None = None,
    ) -> None:
        super().__init__()
        self._document, self._training, self._settings, self._specs = document, training, settings, specs
        self._undrawn: set[CurvePlot] = set()
        column = bare_column(self)
        self.recipe_bar = RecipeBar(document, tools)
        self.recipe_bar.problem_raised.connect(self.problem_raised)
        self.recipe_bar.saved.connect(self.saved)
        column.addWidget(self.recipe_bar)
        column.addWidget(RecipeNote(document, training, self))
        column.addWidget(OutcomeNote(training, self))
        self.plots = [CurvePlot(spec) for spec in specs(document, training)]
        row = QHBoxLayout()
        row.setSpacing(GAP_PX)
        for plot in self.plots:
            row.addWidget(plot, 1)
            plot.held_changed.connect(self._on_held_changed)
            plot.problem_raised.connect(self.problem_raised)
            plot.saved.connect(self.saved)
        column.addLayout(row, 3)
        self.layers = LayerPane(document, training)
        self.layers.problem_raised.connect(self.problem_raised)
        self.layers.grown.connect(self._ask_height)
        column.addWidget(self.layers, 4)
        answers = self._answers_pane()
        column.addWidget(answers)
        self._spared = Spared(self, answers, column)
        self.header = self._options()
        self._turns = itertools.cycle(self.plots)
        self._timer = QTimer(self, interval=DRAW_INTERVAL_MS // len(self.plots))
        self._timer.timeout.connect(self._draw_if_due)
        self._preparation = Preparation()
        self._first = QTimer(self, interval=AFTER_PAINT_MS)
        self._first.timeout.connect(self._prepare)
        training.history_changed.connect(self._on_history_changed)
        training.progress_changed.connect(self._on_history_changed)
        training.own_model_changed.connect(self._on_own_model_changed)
        training.status_changed.connect(self._on_run_changed)
        training.history_reset.connect(self._on_history_reset)
        self._on_history_changed()
        self._on_own_model_changed()
        self._watch()

    def minimumSizeHint(self) -> QSize:
        return self._spared.least(super().minimumSizeHint())

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
        row = FlowLayout(options, spacing_px=10)
        self.log_box = QCheckBox(self.tr("log cost"))
        self.log_box.setToolTip(self.tr("Draw the cost logarithmically: small improvements stay visible"))
        self.log_box.toggled.connect(self._on_log)
        row.addWidget(self.log_box)
        for plot in self.plots:
            if plot.spec.optional:
                row.addWidget(self._box_of(plot))
        row.addWidget(self._layers_box())
        self.smoothing = QComboBox()
        self.smoothing.setProperty("role", "flat")
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        self.smoothing.setToolTip(self.tr("How much the bold line averages over past batches"))
        for weight in _SMOOTHINGS:
            self.smoothing.addItem(self.tr("smoothing {0:g}").format(weight), weight)
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

    def _box_of(self, plot: CurvePlot) -> QCheckBox:
        """Return the box by which a plot is asked for; the choice is remembered."""
        words = plot.spec.short or plot.spec.title.lower()
        box = named(QCheckBox(words), f"{plot.spec.name}_box", tip=plot.spec.tip, spoken=plot.spec.title)
        box.setChecked(self._settings.number(_shown_key(plot.spec), 0) > 0)
        plot.setVisible(box.isChecked())
        box.toggled.connect(partial(self._on_plot_asked, plot))
        return box

    def _layers_box(self) -> QCheckBox:
        """Return the box by which the layers are asked for; they stand where the answers stand else."""
        tip = self.tr("Gradient, steps, dead ReLUs and weights of each layer, and what is wrong with it.")
        tip += "\n" + self.tr("Measured only while this is shown.")
        self.layers_box = named(QCheckBox(self.tr("layers")), "layers_box", tip=tip)
        self.layers_box.setChecked(self._settings.number("show_layers", 0) > 0)
        self.layers_box.toggled.connect(self._on_layers_asked)
        self._show_layers(self.layers_box.isChecked())
        return self.layers_box

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not (self._timer.isActive() or self._first.isActive()):
            self._first.start()

    def _prepare(self) -> None:
        """Make the first drawing ready in small pieces, none while a pen or the mouse is down; then draw."""
        self._first.setInterval(BETWEEN_PIECES_MS)
        if self._can_draw():
            self._preparation.go_on()
        if self._preparation.done or DRAWS in sys.modules:
            self._first.stop()
            self._timer.start()

    # Options ------------------------------------------------------------------------------------

    def _on_log(self, log: bool) -> None:
        self._settings.set_number("log_cost", float(log))
        for plot in self.plots:
            plot.set_log(log and plot.spec.logarithmic)

    def _on_layers_asked(self, shown: bool) -> None:
        self._settings.set_number("show_layers", float(shown))
        self._show_layers(shown)
        self._ask_height()

    def _ask_height(self) -> None:
        """Ask for the height in which all layers are seen, and the plots still are."""
        least = self.minimumSizeHint().height() - self.layers.minimumSizeHint().height()
        self.height_wanted.emit(0 if self.layers.isHidden() else least + self.layers.sizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.layers.isHidden():
            self._ask_height()

    def _show_layers(self, shown: bool) -> None:
        self.layers.setVisible(shown)
        self._spared.want(not shown)
        self._training.watch_layers(shown)

    def _on_plot_asked(self, plot: CurvePlot, shown: bool) -> None:
        self._settings.set_number(_shown_key(plot.spec), float(shown))
        plot.setVisible(shown)
        self._undrawn.add(plot)
        self._watch()

    def _watch(self) -> None:
        """Have what the optional plots show measured while they are asked for."""
        asked = (plot.spec for plot in self.plots if plot.spec.optional and not plot.isHidden())
        self._training.watch(frozenset(spec.column for spec in asked))

    def _on_smoothing(self, index: int) -> None:
        weight = self.smoothing.itemData(index)
        weight = 0.9 if weight is None else float(weight)
        self._settings.set_number("smoothing", weight)
        for plot in self.plots:
            plot.set_smoothing(weight)

    def _on_follow(self, follow: bool) -> None:
        for plot in self.plots:
            if follow:
                plot.follow()
            else:
                plot.held = True

    def _on_held_changed(self) -> None:
        held = any(plot.held for plot in self.plots)
        self.follow_box.blockSignals(True)
        self.follow_box.setChecked(not held)
        self.follow_box.blockSignals(False)

    # Data ---------------------------------------------------------------------------------------

    def _on_history_changed(self) -> None:
        self._undrawn = set(self.plots)

    def _on_own_model_changed(self) -> None:
        model = self._training.own_model
        self.answers.set_class_names(model.class_names if model else ())

    def _on_history_reset(self) -> None:
        for plot in self.plots:
            plot.forget()
        self._on_run_changed()

    def _on_run_changed(self) -> None:
        """Read the curves as the run says: its loss, its metric, and what else has a part in its cost."""
        for plot, spec in zip(self.plots, self._specs(self._document, self._training), strict=True):
            if spec != plot.spec:
                plot.set_spec(spec)

    def _draw_if_due(self) -> None:
        plot = next(self._turns)
        if plot in self._undrawn and plot.isVisible() and self._can_draw():
            self._undrawn.discard(plot)
            self._draw(plot)

    def _can_draw(self) -> bool:
        """Return whether a plot can be drawn now; not the first one while a pen or the mouse is down.

        For that one pyqtgraph is imported, 0.05 s in which no ink would be seen, after `Preparation`.
        """
        return DRAWS in sys.modules or QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton

    def _draw(self, plot: CurvePlot) -> None:
        history, spec = self._training.history, plot.spec
        plot.set_last_epoch(
            max(self._training.progress.epochs, self._document.recipe.epochs, len(history.epoch))
        )
        columns = ("batch_x", spec.column, "epoch" if spec.validation else "", spec.validation)
        plot.show_history(*(values_of(history, column) for column in columns))
        plot.show_marks(changes_of(history))


def _shown_key(spec: PlotSpec) -> str:
    return f"show_{spec.name}"
