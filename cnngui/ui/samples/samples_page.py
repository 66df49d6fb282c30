"""The page Own samples: what a person corrected, to be looked through, mended, handed on and learned from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QPushButton, QWidget

from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_exchange import SUFFIX
from cnngui.datasets.own_pictures import INK
from cnngui.datasets.own_samples import Merged, counts
from cnngui.files.folders import person_folder
from cnngui.state.answering_model import AnsweringModel
from cnngui.state.drawing import Drawing
from cnngui.state.fine_tuning import FineTuning
from cnngui.state.own_samples import OwnSamples
from cnngui.ui.samples.chosen_deeds import ChosenDeeds
from cnngui.ui.samples.class_bar import ALL, ClassBar
from cnngui.ui.samples.sample_rows import SampleRows
from cnngui.ui.samples.sample_view import SampleView
from cnngui.ui.samples.tuning_pane import TuningPane
from cnngui.ui.shared.class_menu import class_menu
from cnngui.ui.shared.new_file import ask_new_file
from cnngui.ui.shared.widgets import (
    EmptyState,
    Pane,
    bare_column,
    label,
    push_button,
)


class SamplesPage(QWidget):
    """A grid of own samples, and the fine-tuning below.

    Signals:
        problem_raised: a `CnnguiError`. saved: the path of a file. told: what was done, in a sentence.
        data_wanted: the path of a file that is to be trained on.
    """

    problem_raised = Signal(object)
    saved = Signal(str)
    told = Signal(str)
    data_wanted = Signal(str)

    def __init__(self, own: OwnSamples, tuning: FineTuning, model: AnsweringModel, drawing: Drawing) -> None:
        super().__init__()
        self.setObjectName("samples_page")
        self._own, self._model = own, model
        column = bare_column(self)
        pane = Pane(self.tr("Own samples"))
        self.count_label = label("", "muted", figures=True)
        pane.header.insertWidget(1, self.count_label)
        for button in self._made_file_buttons():
            pane.header.addWidget(button)
        self.classes = ClassBar()
        pane.body.addWidget(self.classes)
        self.rows = SampleRows()
        self.view = SampleView(self.rows)
        pane.body.addWidget(self.view, 1)
        self.deeds = ChosenDeeds(self, self.view, drawing, self._label_menu, "own")
        self.deeds.act_on(own)
        self.empty = EmptyState("", self.tr("Import …"))
        self.empty.acted.connect(self.import_samples)
        pane.body.addWidget(self.empty, 1)
        self._tools = self._made_tools()
        pane.body.addWidget(self._tools)
        column.addWidget(pane, 1)
        self.tuning = TuningPane(tuning, own)
        column.addWidget(self.tuning)
        self.classes.chosen.connect(self._show_rows)
        own.changed.connect(self._show)
        own.undo_stack.indexChanged.connect(self._show_buttons)
        own.problem_raised.connect(self.problem_raised)
        own.imported.connect(self._on_imported)
        own.exported.connect(self.saved)
        own.data_written.connect(self.data_wanted)
        tuning.problem_raised.connect(self.problem_raised)
        self._show()

    def _made_file_buttons(self) -> list[QPushButton]:
        tr = self.tr
        self.import_button = push_button(
            tr("Import …"),
            self.import_samples,
            name="import_samples_button",
            tip=tr("Take in samples of others: what is there already is not doubled"),
            role="small",
        )
        self.export_button = push_button(
            tr("Export …"),
            self.export_samples,
            name="export_samples_button",
            tip=tr("Write all of them, with their strokes, into one file for others; it opens as data, too"),
            role="small",
        )
        self.data_button = push_button(
            tr("Use as data"),
            self._on_use,
            name="samples_as_data_button",
            tip=tr("Choose the samples of now as the data that the network on the cards is trained on"),
            role="small",
        )
        return [self.import_button, self.export_button, self.data_button]

    def _made_tools(self) -> QWidget:
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        deeds = self.deeds
        for button in (deeds.relabel_button, deeds.delete_button, deeds.open_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(deeds.undo_button)
        row.addWidget(deeds.redo_button)
        return tools

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._own.refresh()

    # What is shown ------------------------------------------------------------------------------

    def _show(self) -> None:
        samples = self._own.samples
        self.count_label.setText(f"{len(samples):,}" if samples else "")
        self.classes.show_counts(counts(samples))
        self.classes.setVisible(bool(samples))
        self.view.setVisible(bool(samples))
        self.empty.setVisible(not samples)
        self.empty.show_sentence(*self._nothing())
        self._show_rows()

    def _nothing(self) -> tuple[str, str]:
        if not self._own.loaded:
            return self.tr("The samples are being read …"), ""
        words = self.tr(
            "There are no samples of your own yet. Draw something in the panel Draw. When the network takes "
            "it for something else, press “It is a …” below its answer and say what it is: it is kept here. "
            "Some ten of a form that it misreads are enough to teach it."
        )
        return words, self.tr("Import …")

    def _show_rows(self) -> None:
        """Show the samples of the class that is wanted, the newest first; what was chosen stays so."""
        only = self.classes.shown
        self.view.show_samples([each for each in reversed(self._own.samples) if only in (ALL, each.label)])
        self._show_buttons()

    def _show_buttons(self) -> None:
        own, stack = self._own, self._own.undo_stack
        self.deeds.show_buttons()
        self._tools.setVisible(bool(own.samples) or stack.canUndo() or stack.canRedo())
        self.import_button.setVisible(bool(own.samples))
        for button in (self.export_button, self.data_button):
            button.setVisible(bool(own.samples))
            button.setEnabled(not own.busy)

    # What a person does -------------------------------------------------------------------------

    def _label_menu(self, chosen: Callable[[str], object]) -> QMenu:
        names = self._model.class_names
        own = tuple(name for name in counts(self._own.samples) if name not in names)
        labels = {sample.label for sample in self.view.chosen()}
        current = labels.pop() if len(labels) == 1 else ""
        words = self.tr(
            "What are the chosen samples? A network that does not know the class leaves them out."
        )
        return class_menu(self, (*names, *own), chosen, current=current, other=words)

    def import_samples(self) -> None:
        """Ask for a file, and take in what is not there yet."""
        kinds = self.tr("Samples and data sets (*.npz *.json *.json.gz *.csv *.gz)") + ";;"
        path, _ = QFileDialog.getOpenFileName(
            self.window(), self.tr("Import samples"), str(person_folder()), kinds + self.tr("All files (*)")
        )
        if path:
            self._own.import_file(path)

    def export_samples(self) -> None:
        """Ask where, and write all samples."""
        title, kinds = self.tr("Export the samples"), self.tr("Samples (*.npz)")
        if path := ask_new_file(self.window(), title, person_folder() / "own-samples", SUFFIX, kinds):
            self._own.export(path, self._format())

    def _format(self) -> InputFormat:
        """Return as what pictures samples are written: as the answering network reads them."""
        trained_on = self._model.trained_on if self._model.kind == "picture" else None
        return trained_on if trained_on is not None and len(trained_on.shape) == 3 else INK

    def _on_use(self) -> None:
        self._own.write_data(self._format())

    def _on_imported(self, found: Merged) -> None:
        new = len(found.new)
        parts = [
            self.tr("1 sample was taken in")
            if new == 1
            else self.tr("{0:,} samples were taken in").format(new)
        ]
        if found.same:
            parts.append(self.tr("{0:,} were here already").format(found.same))
        if found.other:
            parts.append(self.tr("{0:,} are here under another label, which stays").format(found.other))
        self.told.emit(", ".join(parts) + ".")
