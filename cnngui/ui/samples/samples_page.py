"""The page Own samples: what a person corrected, to be looked through, mended, handed on and learned from."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QPushButton, QWidget

from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_exchange import SUFFIX
from cnngui.datasets.own_pictures import INK
from cnngui.datasets.own_samples import Merged, OwnSample, counts
from cnngui.files.folders import person_folder
from cnngui.state.answering_model import AnsweringModel
from cnngui.state.drawing import Drawing
from cnngui.state.fine_tuning import FineTuning
from cnngui.state.own_samples import OwnSamples
from cnngui.ui.samples.class_bar import ALL, ClassBar
from cnngui.ui.samples.sample_rows import SampleRows
from cnngui.ui.samples.sample_view import SampleView
from cnngui.ui.samples.tuning_pane import TuningPane
from cnngui.ui.shared.class_menu import class_menu
from cnngui.ui.shared.new_file import ask_new_file
from cnngui.ui.shared.undo_keys import OwnUndoKeys
from cnngui.ui.shared.widgets import (
    EmptyState,
    Pane,
    bare_column,
    icon_button,
    label,
    named,
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
        self._own, self._model, self._drawing = own, model, drawing
        OwnUndoKeys(self, own.undo_stack)
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
        self.empty = EmptyState("", self.tr("Import …"))
        self.empty.acted.connect(self.import_samples)
        pane.body.addWidget(self.empty, 1)
        self._tools = self._made_tools()
        pane.body.addWidget(self._tools)
        column.addWidget(pane, 1)
        self.tuning = TuningPane(tuning, own)
        column.addWidget(self.tuning)
        self.view.make_menu = self.menu
        self.view.chosen_changed.connect(self._show_buttons)
        self.view.opened.connect(self.open)
        self.view.delete_wanted.connect(self.delete)
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
        tools, tr = QWidget(), self.tr
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.relabel_button = push_button(
            tr("It is a …"),
            self._on_relabel,
            name="relabel_own_button",
            tip=tr("Say of the chosen samples that they are of another class"),
            role="small",
        )
        self.delete_button = push_button(
            tr("Delete"),
            self.delete,
            name="delete_own_button",
            tip=tr("Delete the chosen samples (Del); Undo brings them back"),
            role="small",
        )
        self.open_button = push_button(
            tr("Show in Draw"),
            self._on_open,
            name="open_own_button",
            tip=tr("Put it on the canvas, to see what the network says of it now (Enter)"),
            role="small",
        )
        stack = self._own.undo_stack
        self.undo_button = icon_button("undo", tr("Undo the last change of the samples (Ctrl+Z)"))
        self.undo_button.clicked.connect(stack.undo)
        self.redo_button = icon_button("redo", tr("Do it again (Ctrl+Shift+Z)"))
        self.redo_button.clicked.connect(stack.redo)
        named(self.undo_button, "undo_own_button", tip=self.undo_button.toolTip(), spoken=tr("Undo"))
        named(self.redo_button, "redo_own_button", tip=self.redo_button.toolTip(), spoken=tr("Redo"))
        for button in (self.relabel_button, self.delete_button, self.open_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.undo_button)
        row.addWidget(self.redo_button)
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
        own, chosen = self._own, len(self.view.chosen())
        stack = own.undo_stack
        for button in (self.relabel_button, self.delete_button):
            button.setEnabled(chosen > 0)
        self.open_button.setEnabled(chosen == 1)
        self.undo_button.setEnabled(stack.canUndo())
        self.redo_button.setEnabled(stack.canRedo())
        self._tools.setVisible(bool(own.samples) or stack.canUndo() or stack.canRedo())
        self.import_button.setVisible(bool(own.samples))
        for button in (self.export_button, self.data_button):
            button.setVisible(bool(own.samples))
            button.setEnabled(not own.busy)

    # What a person does -------------------------------------------------------------------------

    def menu(self) -> QMenu | None:
        """Return what can be done with the chosen samples."""
        chosen = self.view.chosen()
        if not chosen:
            return None
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        if len(chosen) == 1:
            menu.addAction(self.tr("Show in Draw"), partial(self.open, chosen[0]))
        labels = self._label_menu()
        labels.setTitle(self.tr("It is a …"))
        labels.setParent(menu, labels.windowFlags())
        menu.addMenu(labels)
        menu.addAction(self.tr("Delete"), self.delete)
        return menu

    def _label_menu(self) -> QMenu:
        names = self._model.class_names
        own = tuple(name for name in counts(self._own.samples) if name not in names)
        labels = {sample.label for sample in self.view.chosen()}
        current = labels.pop() if len(labels) == 1 else ""
        words = self.tr(
            "What are the chosen samples? A network that does not know the class leaves them out."
        )
        return class_menu(self, (*names, *own), self.relabel, current=current, other=words)

    def relabel(self, name: str) -> None:
        """Say of the chosen samples that they are of a class."""
        self._own.relabel(self.view.chosen(), name)

    def delete(self) -> None:
        """Delete the chosen samples."""
        self._own.delete(self.view.chosen())

    def open(self, sample: OwnSample) -> None:
        """Put a sample on the canvas."""
        if sample.strokes:
            self._drawing.set_strokes(sample.strokes)
        elif sample.picture is not None:
            self._drawing.set_picture(sample.picture)

    def _on_open(self) -> None:
        for sample in self.view.chosen()[:1]:
            self.open(sample)

    def _on_relabel(self) -> None:
        menu = self._label_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.relabel_button.mapToGlobal(QPoint(0, self.relabel_button.height())))

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
