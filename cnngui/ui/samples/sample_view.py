"""The grid of own samples: several can be chosen, by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from cnngui.datasets.own_samples import OwnSample
from cnngui.ui.samples.deeds_list_view import DeedsListView
from cnngui.ui.samples.sample_rows import CELL, PICTURE_PX, SampleRows

_BATCH = 200


class SampleView(DeedsListView):
    """Shows `rows`.

    Signals:
        chosen_changed: others are chosen. opened: one is to be drawn on (carries the `OwnSample`).
    """

    chosen_changed = Signal()
    opened = Signal(object)

    def __init__(self, rows: SampleRows, name: str = "own_samples_grid") -> None:
        super().__init__(name, QCoreApplication.translate("SampleView", "Own samples"))
        self._rows = rows
        self.setModel(rows)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        # Thousands at once would hold the window up; what is in sight is among the first.
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.setIconSize(QSize(PICTURE_PX, PICTURE_PX))
        self.setGridSize(CELL)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().selectionChanged.connect(self._on_selected)
        self.activated.connect(self._on_activated)
        rows.pictures_due.connect(self.viewport().update)

    def chosen(self) -> list[OwnSample]:
        """Return the chosen samples in their order."""
        places = sorted(index.row() for index in self.selectedIndexes())
        return [self._rows.samples[place] for place in places if place < len(self._rows.samples)]

    def show_samples(self, samples: Sequence[OwnSample]) -> None:
        """Show these, in their order; what was chosen stays so."""
        # The label counts, too: a sample that is kept with an old one would write that back.
        if [(each.key, each.label) for each in samples] != [
            (each.key, each.label) for each in self._rows.samples
        ]:
            chosen = {sample.key for sample in self.chosen()}
            self._rows.show_samples(samples)
            self.choose(chosen)

    def choose(self, keys: set[str]) -> None:
        """Choose the samples with this ink, of those that are shown."""
        model, flag = self.selectionModel(), self.selectionModel().SelectionFlag.Select
        for place, sample in enumerate(self._rows.samples if keys else ()):
            if sample.key in keys:
                model.select(self._rows.index(place), flag)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._rows.begin_frame()
        super().paintEvent(event)

    def _on_selected(self) -> None:
        self.chosen_changed.emit()

    def _on_activated(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.opened.emit(self._rows.samples[index.row()])
