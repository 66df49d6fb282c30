"""The Results page: what a model is worth, and which samples it takes for what."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cnngui.export.result_tables import classes_csv, confusion_csv
from cnngui.files.folders import person_folder
from cnngui.results.classified import Classified
from cnngui.runs.model_id import SHIPPED
from cnngui.state.results import Measurable, Results
from cnngui.state.subject import Subject
from cnngui.state.training import TrainingSession
from cnngui.ui.results.calibration_view import CalibrationView
from cnngui.ui.results.choices_row import ChoicesRow
from cnngui.ui.results.class_table import ClassTable
from cnngui.ui.results.comparison_view import ComparisonView
from cnngui.ui.results.matrix_view import ConfusionView
from cnngui.ui.results.numbers_view import NumbersView
from cnngui.ui.results.sample_pane import SamplePane
from cnngui.ui.results.shown import MISTAKES, Shown
from cnngui.ui.shared.edits_dialog import EditsDialog
from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.new_file import ask_new_file
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.value_text import exact_percent
from cnngui.ui.shared.widgets import (
    ElidedLabel,
    EmptyState,
    Pane,
    Segmented,
    bare_column,
    icon_button,
    label,
    named,
)

View = Literal["matrix", "classes", "calibration", "comparison", "numbers"]


class ResultsPanel(QWidget):
    """Measures when it is seen, and shows the figures and the samples behind them.

    Signals:
        problem_raised: a `CnnguiError`. saved: the path of a file that was written. told: what was done.
    """

    problem_raised = Signal(object)
    saved = Signal(str)
    told = Signal(str)

    def __init__(self, results: Results, training: TrainingSession, subject: Subject) -> None:
        super().__init__()
        self._results, self._training = results, training
        self._writer = FileWriter(self)
        column = bare_column(self)
        self.choices = ChoicesRow(results)
        column.addWidget(self.choices)
        self.progress = named(QProgressBar(), "results_progress", spoken=self.tr("Samples measured"))
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        column.addWidget(self.progress)
        self.empty = EmptyState("")
        self.empty.acted.connect(self._on_empty_acted)
        self._empty_pane = Pane()
        self._empty_pane.body.addWidget(self.empty)
        column.addWidget(self._empty_pane, 1)
        self._known = QWidget()
        known = bare_column(self._known)
        known.addLayout(self._made_head())
        known.addLayout(self._made_view_row())
        self.samples = SamplePane(results, subject)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setObjectName("results_split")
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(GAP_PX)
        self.split.addWidget(self._made_views())
        self.split.addWidget(self.samples)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.split.setSizes([460, 320])
        known.addWidget(self.split, 1)
        column.addWidget(self._known, 1)
        self._connect()
        self.refresh()

    # Parts --------------------------------------------------------------------------------------

    def _made_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.accuracy_label = label("", "large", figures=True, name="accuracy_label")
        self.interval_label = label("", figures=True, wraps=True, name="interval_label")
        self.facts_label = label("", "muted", name="results_facts_label")
        self.facts_label.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.interval_label)
        words.addWidget(self.facts_label)
        self.stale_label = label("", "warning_text", wraps=True, name="stale_label")
        words.addWidget(self.stale_label)
        row.addWidget(self.accuracy_label)
        row.addLayout(words, 1)
        row.addWidget(self.choices.edits_button)
        return row

    def _made_view_row(self) -> QHBoxLayout:
        self.view_choice = Segmented(
            [
                ("matrix", self.tr("Confusion")),
                ("classes", self.tr("Classes")),
                ("calibration", self.tr("Calibration")),
                ("comparison", self.tr("Compare")),
                ("numbers", self.tr("Numbers")),
            ],
            self.tr("View"),
        )
        self.view_choice.set_value("matrix")
        self._save = named(icon_button("save", self.tr("Save as CSV …")), "save_figures_button")
        self._save.clicked.connect(self._on_save)
        row = QHBoxLayout()
        row.addWidget(self.view_choice)
        row.addStretch(1)
        row.addWidget(self._save)
        return row

    def _made_views(self) -> Pane:
        pane = Pane()
        self.matrix, self.classes = ConfusionView(), ClassTable()
        self.calibration, self.numbers = CalibrationView(), NumbersView()
        self.comparison = ComparisonView(self._results)
        self.figures = Segmented(
            [
                ("counts", self.tr("counts")),
                ("rows", self.tr("row %")),
                ("columns", self.tr("column %")),
            ],
            self.tr("What is written in the cells"),
        )
        self.figures.set_value("counts")
        self.read_out = named(ElidedLabel("", "muted"), "cell_label")
        matrix_page = QWidget()
        column = bare_column(matrix_page, 4)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setWidget(self.matrix)
        column.addWidget(self.scroll_area, 1)
        row = QHBoxLayout()
        row.addWidget(self.figures)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.read_out)
        self._pages: dict[View, QWidget] = {
            "matrix": matrix_page,
            "classes": self.classes,
            "calibration": self.calibration,
            "comparison": self.comparison,
            "numbers": self.numbers,
        }
        self.views = QStackedWidget()
        for page in self._pages.values():
            self.views.addWidget(page)
        pane.body.addWidget(self.views, 1)
        return pane

    def _connect(self) -> None:
        results = self._results
        results.changed.connect(self._on_changed)
        results.progress_changed.connect(self._show_progress)
        results.edits.problem_raised.connect(self.problem_raised)
        self._training.status_changed.connect(self._on_status_changed)
        self.view_choice.chosen.connect(self._on_view_chosen)
        self.figures.chosen.connect(self.matrix.set_figures)
        self.matrix.cell_chosen.connect(lambda row, column: self._show_samples(Shown("cell", row, column)))
        self.classes.class_chosen.connect(lambda place: self._show_samples(Shown("class", place)))
        self.calibration.bin_chosen.connect(lambda place: self._show_samples(Shown("bin", place)))
        self.comparison.way_chosen.connect(self._show_samples)
        self.samples.back_asked.connect(lambda: self._show_samples(MISTAKES))
        self.choices.edits_asked.connect(self.show_edits)
        for part in (self.matrix, self.calibration, self.numbers, self.samples):
            part.problem_raised.connect(self.problem_raised)
            part.saved.connect(self.saved)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self.problem_raised)

    # What happens -------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._results.watch(self, False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._results.watch(self, True)
        self.refresh()
        self._measure_if_seen()

    def _on_changed(self) -> None:
        if self.isVisible():
            self.refresh()
            self._measure_if_seen()

    def _on_status_changed(self) -> None:
        if self.isVisible():
            self.refresh()
            self._measure_if_seen()

    def _measure_if_seen(self) -> None:
        """Ask for what is missing; out-of-date figures of a training that has ended are asked for anew."""
        results = self._results
        if results.stale == "weights" and not self._training.status.busy and results.progress is None:
            results.measure()
        else:
            results.measure_missing()

    def _on_view_chosen(self, view: str) -> None:
        self.views.setCurrentWidget(self._pages[view])  # type: ignore[index]
        self._save.setVisible(view in ("matrix", "classes"))
        self.refresh()

    def _show_samples(self, shown: Shown) -> None:
        self.samples.show_samples(shown)
        self.matrix.point_at((shown.row, shown.column) if shown.kind == "cell" else None)
        self.calibration.point_at(shown.row if shown.kind == "bin" else -1)
        self.comparison.mark(shown)
        if shown.kind == "cell":
            self.scroll_area.ensureVisible(
                *self.matrix.rect_of(shown.row, shown.column).center().toTuple(), 40, 40
            )
        if shown.kind != "class":
            self.classes.clearSelection()
        self._show_read_out()

    # What is shown ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what is known now."""
        results = self._results
        classified = results.classified
        self._show_progress()
        self._known.setVisible(classified is not None)
        self._empty_pane.setVisible(classified is None)
        if classified is None:
            self._show_empty()
            self.samples.refresh()
            return
        self._show_head(classified)
        self._show_view(classified)
        self.samples.refresh()
        self._show_read_out()

    def _show_head(self, classified: Classified) -> None:
        results, evaluated = self._results, self._results.evaluated
        assert evaluated is not None
        self.accuracy_label.setText(exact_percent(classified.accuracy))
        self.accuracy_label.setToolTip(self.tr("Accuracy: the share of samples that are recognised"))
        low, high = classified.interval
        told = self.tr("accuracy; with 95 % certainty {0} to {1}")
        self.interval_label.setText(told.format(exact_percent(low), exact_percent(high)))
        self.interval_label.setToolTip(
            self.tr("Wilson's interval: how far chance may have moved the accuracy on so many samples")
        )
        facts = [
            self.tr("{0:,} of {1:,} samples right · {2} of {3} · {4}").format(
                classified.correct,
                classified.samples,
                self.choices.part_name(evaluated.part),
                evaluated.label,
                self.choices.name_of(results.model),
            )
        ]
        if evaluated.epoch or evaluated.step:
            facts.append(self.tr("after epoch {0}").format(evaluated.epoch))
        facts += [f"{each.label}: {self.tr('unknown to the network')}" for each in evaluated.measured.unknown]
        facts += [str(note) for note in evaluated.measured.notes]
        self.facts_label.setText(" · ".join(facts))
        words = {
            "": "",
            "weights": self.tr("Out of date: the network has learned on since."),
            "edits": self.tr("Out of date: the data were edited, and other samples or classes count now."),
        }
        self.stale_label.setText(words[results.stale])
        self.stale_label.setVisible(bool(results.stale))

    def _show_view(self, classified: Classified) -> None:
        """Fill the view that is seen; the others wait until they are."""
        view: View = self.view_choice.value()  # type: ignore[assignment]
        if view == "matrix":
            self.matrix.show_matrix(classified.confusion, classified.class_names)
        elif view == "classes":
            self.classes.show_scores(classified.per_class)
        elif view == "calibration":
            self.calibration.show_calibration(classified.calibration)
        elif view == "numbers":
            self.numbers.show_regression(classified.regression)
        second = self._results.second
        if view == "comparison":
            name = self.choices.name_of
            self.comparison.show_comparison(
                name(self._results.model), name(second) if second is not None else ""
            )
        self.view_choice.set_visible("numbers", classified.numbers is not None)
        if view == "numbers" and classified.numbers is None:
            self.view_choice.set_value("matrix")
            self._on_view_chosen("matrix")

    def _show_read_out(self) -> None:
        cell = self.matrix.current
        hint = self.tr("Click a cell; click a sample to open it.")
        self.read_out.setText(self.matrix.words(cell) if cell is not None else hint)
        self.read_out.setToolTip(self.read_out.text())

    def _show_progress(self) -> None:
        share = self._results.progress
        self.progress.setVisible(share is not None)
        if share is not None:
            self.progress.setValue(round(1000 * share))

    def _show_empty(self) -> None:
        results = self._results
        if results.error is not None:
            self.empty.show_sentence(results.error.message().one_line(), self.tr("Measure again"))
        elif results.progress is not None:
            self.empty.show_sentence(self.tr("Every sample is shown to the network …"))
        else:
            sentences = {
                "starting": (self.tr("TensorFlow is starting: a few seconds."), ""),
                "dead": (self.tr("The engine has ended. The bar above starts a new one."), ""),
                "no_data": (self.tr("Choose data in the toolbar: results are about samples."), ""),
                "no_weights": (
                    self.tr(
                        "This network has learned nothing yet. Train it (F5), then see here what it knows."
                    ),
                    self.tr("Measure the shipped digits network"),
                ),
                "": (self.tr("Nothing has been measured yet."), self.tr("Measure")),
            }
            self.empty.show_sentence(*sentences[results.why_not()])

    # What a person does -------------------------------------------------------------------------

    def _on_empty_acted(self) -> None:
        if self._results.why_not() == "no_weights":
            self._results.compare_with(None)
            self._results.choose(Measurable(SHIPPED))
        else:
            self._results.measure()

    def show_edits(self) -> None:
        """Show the edits to the data that were measured on."""
        results = self._results
        if results.data is not None:
            EditsDialog(results.edits, results.data, self.window()).open()

    def _on_save(self) -> None:
        classified = self._results.classified
        if classified is None:
            return
        matrix = self.view_choice.value() == "matrix"
        proposed = person_folder() / ("confusion" if matrix else "classes")
        path = ask_new_file(self, self.tr("Save the figures"), proposed, ".csv", "CSV (*.csv)")
        if path:
            written = confusion_csv(classified) if matrix else classes_csv(classified)
            self._writer.write(path, written.encode("utf-8"))
