"""The samples that are wanted, as a grid or, where they are long rows or sentences, as lines."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from cnngui.datasets.standing import Places
from cnngui.state.data_samples import DataSamples
from cnngui.state.drawing import Sample
from cnngui.state.sample_edits import SampleEdits
from cnngui.state.subject import Subject
from cnngui.ui.data.choosing_grid import ChoosingGrid
from cnngui.ui.data.filter_row import FilterRow
from cnngui.ui.data.sample_tools import SampleTools
from cnngui.ui.shared.sample_grid import SampleItem
from cnngui.ui.shared.widgets import ElidedLabel, EmptyState, Pane, label

_FEW_VALUES = 3


class SampleBrowser(Pane):
    """Shows samples; one that is opened is shown to the network.

    Signals:
        told: why a sample cannot be shown to the network.
    """

    told = Signal(str)

    def __init__(self, data: DataSamples, edits: SampleEdits, subject: Subject) -> None:
        super().__init__()
        self._data, self._subject = data, subject
        self._awaited: int | None = None
        self._names: dict[int, str] = {}
        self._groups: Places = np.empty(0, np.int64)
        self._places, self._now, self._odd = data.places, data.now, data.found.odd_ones(data.now)
        self.title = ElidedLabel("", "title")  # type: ignore[assignment]
        self.header.insertWidget(0, self.title, 100)
        self.count_label = label("", "muted", figures=True, name="samples_shown_label")
        self.header.addWidget(self.count_label)
        self.filter = FilterRow()
        self.grid = ChoosingGrid(data.samples)
        self.tools = SampleTools(data, edits, self.grid.choice)
        self.nothing = EmptyState("")
        self.current_label = ElidedLabel("", "muted")
        self.current_label.setObjectName("current_sample_label")
        self.body.addWidget(self.filter)
        self.body.addWidget(self.grid, 1)
        self.body.addWidget(self.nothing, 1)
        row = QHBoxLayout()
        row.addWidget(self.current_label, 1)
        row.addWidget(self.tools.edits_button)
        self.body.addLayout(row)
        self.body.addWidget(self.tools)
        self.filter.wanted_changed.connect(data.want)
        self.grid.current_changed.connect(self._show_current)
        self.grid.chosen_changed.connect(self._show_current)
        self.grid.opened.connect(self.open)
        self.grid.delete_wanted.connect(self.tools.leave_out)
        self.grid.make_menu = self.tools.menu
        self.tools.open_wanted.connect(self.grid.open_current)
        data.samples.arrived.connect(self._on_arrived)

    def refresh(self) -> None:
        """Show the samples that are wanted now."""
        data = self._data
        told, count = data.told, len(data.places)
        # First, and all of it at once: whatever changes its size has the grid ask for what it shows.
        self._places, self._now, self._odd = data.places, data.now, data.found.odd_ones(data.now)
        self._names, self._groups = data.classes, data.shown_groups
        self.grid.choice.show(data.places)
        self.grid.show_items(count, self._item, as_lines=self._writes_lines())
        self.title.setText(told.label if told is not None else "")
        of_all = self.tr("{0:,} of {1:,} samples").format(count, data.now.samples)
        all_of_them = self.tr("{0:,} samples").format(count)
        words = all_of_them if count == data.now.samples else of_all
        self.count_label.setText(words if told is not None else "")
        has_parts = told is not None and len(told.test_labels) > 0
        self.filter.show_wanted(data.wanted, has_parts=has_parts)
        self.grid.setVisible(count > 0)
        self.nothing.setVisible(count == 0)
        none, unread = self.tr("There is no such sample."), self.tr("The samples appear once they are read.")
        self.nothing.show_sentence(unread if told is None else none)
        self._show_current()

    def _writes_lines(self) -> bool:
        """Whether samples are texts too long for a cell."""
        told, described = self._data.told, self._data.library.described
        if told is None or len(told.input_shape) != 1:
            return False
        words = described is not None and bool(described.vocabulary)
        return words or told.input_shape[0] > _FEW_VALUES

    def _item(self, row: int) -> SampleItem:
        place, now = int(self._places[row]), self._now
        name = self._names.get(int(now.labels[place]), "")
        test, out = bool(now.test[place]), bool(now.excluded[place])
        parts = {"train": self.tr("training"), "test": self.tr("test")}
        home, index = now.home(place)
        part = parts["test" if test else "train"]
        second = self.tr("left out") if out else part
        words = self.tr("Sample {0} of {1}: {2}").format(index, parts[home], name)
        if part != parts[home]:
            words += self.tr(", belongs to {0}").format(part)
        came = self._data.came_name(int(now.came[place]))
        if came != name:
            words += self.tr(", came as {0}").format(came)
        if out:
            words += self.tr(", left out")
        mended = bool(now.edited[place]) and not out
        band = False
        if row < len(self._groups):
            group = int(self._groups[row])
            band = group % 2 == 1
            words += self.tr("; group {0}").format(group + 1)
        elif (odd := self._data.found.odd) is not None and self._odd[place]:
            words += self.tr("; odd by {0:.1f}").format(float(odd[place]))
        return SampleItem(place, name, (name, second), second, False, words, mended, out, band)

    def _show_current(self) -> None:
        item, chosen = self.grid.current_item(), len(self.grid.choice)
        words = item.words if item is not None else ""
        if chosen > 1:
            words = self.tr("{0:,} samples chosen").format(chosen)
        self.current_label.setText(words)
        self.current_label.setToolTip(words)
        self.tools.refresh()

    # What a person does -------------------------------------------------------------------------

    def open(self, place: int) -> None:
        """Show a sample to the network: Draw and Look inside take it."""
        if not self._subject.takes_samples:
            self.told.emit(self.tr("The network that answers in Draw does not read samples of these data."))
            return
        sample = self._data.samples.get(place)
        self._awaited = place if sample is None else None
        if sample is not None:
            name = self._names.get(int(self._data.now.labels[place]), "")
            self._subject.use_sample(Sample(sample.values, name, sample.text, sample.input_format))

    def _on_arrived(self) -> None:
        if self._awaited is not None and self._data.samples.get(self._awaited) is not None:
            self.open(self._awaited)
