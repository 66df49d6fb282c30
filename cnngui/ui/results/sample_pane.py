"""The samples that are meant, and what can be done with one: open it, mend its label, leave it out."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from cnngui.export.result_tables import answers_csv
from cnngui.files.folders import person_folder
from cnngui.results.classified import Classified
from cnngui.state.drawing import Sample
from cnngui.state.results import Results
from cnngui.state.subject import Subject
from cnngui.ui.results.shown import COMPARING, MISTAKES, Shown, positions, title
from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.new_file import ask_new_file
from cnngui.ui.shared.sample_grid import SampleGrid, SampleItem
from cnngui.ui.shared.undo_keys import OwnUndoKeys
from cnngui.ui.shared.value_text import sure_percent
from cnngui.ui.shared.widgets import (
    ElidedLabel,
    EmptyState,
    Pane,
    bare_column,
    icon_button,
    label,
    named,
    push_button,
)


class SamplePane(Pane):
    """Shows what a view points at; without that, the most confident mistakes.

    Signals:
        saved: the path of a file. problem_raised: a `CnnguiError`. back_asked: all mistakes are wanted again.
        opening: a sample is about to be shown in Draw.
    """

    saved = Signal(str)
    problem_raised = Signal(object)
    back_asked = Signal()
    opening = Signal()

    def __init__(self, results: Results, subject: Subject) -> None:
        super().__init__()
        self._results, self._subject = results, subject
        OwnUndoKeys(self, results.edits.undo_stack)
        self.shown: Shown = MISTAKES
        self._positions: NDArray[np.int64] = np.empty(0, np.int64)
        self._classified: Classified | None = None
        self._labels: NDArray[np.int64] = np.empty(0, np.int64)
        self._awaited: int | None = None
        self._writer = FileWriter(self)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self.problem_raised)
        self.title = ElidedLabel("", "title")  # type: ignore[assignment]
        self.header.insertWidget(0, self.title, 100)
        self._count = label("", "muted", figures=True)
        self.header.addWidget(self._count)
        self.back_button = named(icon_button("close", self.tr("All mistakes again")), "all_mistakes_button")
        self.back_button.setToolTip(self.tr("All mistakes again"))
        self.back_button.clicked.connect(self.back_asked)
        self.header.addWidget(self.back_button)
        self._save = named(icon_button("save", self.tr("Save this list as CSV …")), "save_samples_button")
        self._save.setToolTip(self.tr("Save this list as CSV …"))
        self._save.clicked.connect(self._on_save)
        self.header.addWidget(self._save)
        self.grid = SampleGrid(results.samples)
        self.nothing = EmptyState("")
        self.body.addWidget(self.grid, 1)
        self.body.addWidget(self.nothing, 1)
        self.body.addWidget(self._made_tools())
        self.grid.make_menu = self.menu
        self.grid.current_changed.connect(self._show_current)
        self.grid.opened.connect(self.open)
        results.samples.arrived.connect(self._on_arrived)
        results.edits.undo_stack.indexChanged.connect(self._show_current)
        self.refresh()

    def _made_tools(self) -> QWidget:
        tools = self._tools = QWidget()
        column = bare_column(tools, 4)
        self.current_label = ElidedLabel("", "muted")
        column.addWidget(self.current_label)
        row = QHBoxLayout()
        row.setSpacing(6)
        column.addLayout(row)
        self.relabel_button = push_button(
            self.tr("It is a …"),
            name="relabel_button",
            tip=self.tr("Mend the label of this sample; the data stay as they are, your edit is kept beside"),
            role="small",
        )
        self.relabel_button.clicked.connect(self._on_relabel)
        self.exclude_button = push_button(
            self.tr("Leave out"),
            self._on_leave_out,
            name="leave_out_button",
            tip=self.tr("Neither train on this sample nor measure with it"),
            role="small",
        )
        self.undo_button = named(icon_button("undo", self.tr("Undo the last edit of the data (Ctrl+Z)")))
        self.undo_button.setObjectName("undo_edit_button")
        self.undo_button.setToolTip(self.tr("Undo the last edit of the data (Ctrl+Z)"))
        self.undo_button.clicked.connect(self._results.edits.undo_stack.undo)
        for button in (self.relabel_button, self.exclude_button, self.undo_button):
            row.addWidget(button)
        row.addStretch(1)
        return tools

    # What is shown ------------------------------------------------------------------------------

    def show_samples(self, shown: Shown) -> None:
        """Show what a view points at."""
        if shown != self.shown:
            self.shown = shown
            self.grid.back_to_top()
        self.refresh()

    def refresh(self) -> None:
        """Show the samples that are meant now."""
        results = self._results
        self._classified = results.classified
        self._labels = results.labels if self._classified is not None else np.empty(0, np.int64)
        self._positions = positions(results, self.shown)
        self.title.setText(title(results, self.shown) if self._classified is not None else "")
        self.title.setToolTip(self.title.text())
        count = len(self._positions)
        self._count.setText(f"{count:,}" if self._classified is not None else "")
        self.back_button.setVisible(self.shown != MISTAKES)
        self._save.setVisible(count > 0)
        self.grid.show_items(count, self._item, as_lines=self._writes_lines())
        self.grid.setVisible(count > 0)
        self._tools.setVisible(count > 0 or results.edits.undo_stack.canUndo())
        self.nothing.setVisible(count == 0)
        if self._classified is not None:
            none = self.tr("Every sample is recognised.")
            self.nothing.show_sentence(none if self.shown == MISTAKES else self.tr("There are none."))
        else:
            self.nothing.show_sentence("")
        self._show_current()

    def _writes_lines(self) -> bool:
        """Whether samples are texts too long for a cell; a picture is known by the network's input."""
        return self._subject.kind in ("sentence", "other")

    def _item(self, place: int) -> SampleItem:
        classified, at = self._classified, int(self._positions[place])
        assert classified is not None
        index = int(classified.indices[at])
        true = self._name(at)
        said = classified.class_names[classified.predicted[at]]
        sure = f"{sure_percent(classified.confidence[at], 0)} %"
        wrong = not classified.right[at]
        caption, lines = (f"{true} → {said}", (true, f"→ {said}")) if wrong else (true, (true, ""))
        told = self.tr("Sample {0}: label {1}, taken for {2}, {3}").format(index, true, said, sure)
        second = self._results.second_classified if self.shown.kind in COMPARING else None
        if second is not None:
            theirs = second.class_names[second.predicted[at]]
            caption, lines = f"{true}: {said} / {theirs}", (true, f"{said} / {theirs}")
            told = self.tr("{0}; the second says {1}").format(told, theirs)
        mended = index in self._results.part_edits.labels
        return SampleItem(index, caption, lines, sure, wrong, told, mended)

    def _name(self, at: int) -> str:
        evaluated = self._results.evaluated
        assert evaluated is not None
        return evaluated.measured.data_names[self._labels[at]]

    def _show_current(self) -> None:
        item, stack = self.grid.current_item(), self._results.edits.undo_stack
        editable = item is not None and self._results.data is not None
        self.current_label.setText(item.words if item else "")
        self.current_label.setToolTip(item.words if item else "")
        self.relabel_button.setEnabled(editable)
        classified = self._classified
        self.exclude_button.setEnabled(editable and classified is not None and classified.samples > 1)
        self.undo_button.setEnabled(stack.canUndo())

    # What a person does -------------------------------------------------------------------------

    def open(self, index: int) -> None:
        """Put a sample where a person would draw or type it; Look inside sees it too."""
        sample = self._results.samples.get(index)
        if sample is None:
            self._awaited = index
            return
        self._awaited = None
        self.opening.emit()
        item = self.grid.current_item()
        name = item.caption.split(" → ")[0] if item is not None and item.index == index and item.wrong else ""
        classified = self._classified
        if classified is not None and not name:
            found = np.flatnonzero(classified.indices == index)
            name = self._name(int(found[0])) if len(found) else ""
        self._subject.use_sample(Sample(sample.values, name, sample.text, sample.input_format))

    def _on_arrived(self) -> None:
        if self._awaited is not None and self._results.samples.get(self._awaited) is not None:
            self.open(self._awaited)

    def menu(self) -> QMenu | None:
        """Return what can be done with the sample that is pointed at."""
        item = self.grid.current_item()
        if item is None:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Open in Draw and Look inside"), partial(self.open, item.index))
        if self._results.data is not None:
            self._fill_labels(menu.addMenu(self.tr("It is a …")), item)
            if item.mended:
                menu.addAction(self.tr("Take the mended label back"), partial(self.relabel, item.index, None))
            leave = menu.addAction(self.tr("Leave out"), self._on_leave_out)
            leave.setEnabled(self.exclude_button.isEnabled())
        return menu

    def _fill_labels(self, menu: QMenu, item: SampleItem) -> None:
        evaluated = self._results.evaluated
        assert evaluated is not None
        assert self._classified is not None
        (at,) = np.flatnonzero(self._classified.indices == item.index)
        current = int(self._labels[at])  # a bool of numpy is none to Qt
        for label_index, name in enumerate(evaluated.measured.data_names):
            action = menu.addAction(name.replace("&", "&&"), partial(self.relabel, item.index, label_index))
            action.setCheckable(True)
            action.setChecked(label_index == current)

    def relabel(self, index: int, class_index: int | None) -> None:
        """Give a sample another label; None takes the mended one back."""
        results = self._results
        if results.data is None or results.evaluated is None:
            return
        measured = results.evaluated.measured
        (at,) = np.flatnonzero(measured.classified.indices == index)
        came = int(measured.groups.of[measured.came[at]])
        other = None if class_index in (None, came) else int(measured.groups.roots[class_index])
        results.edits.relabel(results.data, *results.home(index), other)

    def _on_relabel(self) -> None:
        item = self.grid.current_item()
        if item is not None:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._fill_labels(menu, item)
            menu.popup(self.relabel_button.mapToGlobal(self.relabel_button.rect().bottomLeft()))

    def _on_leave_out(self) -> None:
        item, results = self.grid.current_item(), self._results
        if item is not None and results.data is not None and results.evaluated is not None:
            results.edits.leave_out(results.data, *results.home(item.index))

    def _on_save(self) -> None:
        classified = self._classified
        if classified is None:
            return
        proposed = person_folder() / "samples"
        path = ask_new_file(self, self.tr("Save the list"), proposed, ".csv", "CSV (*.csv)")
        if path:
            evaluated, labels, chosen = self._results.evaluated, self._labels, self._positions
            assert evaluated is not None
            data_names = evaluated.measured.data_names

            def written() -> bytes:
                names = [data_names[label] for label in labels.tolist()]
                return answers_csv(classified, names, chosen).encode("utf-8")

            self._writer.write(path, written)
