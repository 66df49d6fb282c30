"""The grid of own samples: several can be chosen, by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu

from cnngui.datasets.own_samples import OwnSample
from cnngui.ui.samples.sample_rows import PICTURE_PX, SampleRows

_CELL = QSize(PICTURE_PX + 20, PICTURE_PX + 32)


class SampleView(QListView):
    """Shows `rows`.

    Attributes:
        make_menu: returns what can be done with the chosen samples.

    Signals:
        chosen_changed: others are chosen. opened: one is to be drawn on (carries the `OwnSample`).
        delete_wanted: the Del key.
    """

    chosen_changed = Signal()
    opened = Signal(object)
    delete_wanted = Signal()

    def __init__(self, rows: SampleRows, name: str = "own_samples_grid") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Own samples"))
        self._rows = rows
        self.make_menu: Callable[[], QMenu | None] = lambda: None
        self.setModel(rows)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(PICTURE_PX, PICTURE_PX))
        self.setGridSize(_CELL)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().selectionChanged.connect(self._on_selected)
        self.activated.connect(self._on_activated)

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
        for place, sample in enumerate(self._rows.samples):
            if sample.key in keys:
                model.select(self._rows.index(place), flag)

    def _on_selected(self) -> None:
        self.chosen_changed.emit()

    def _on_activated(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.opened.emit(self._rows.samples[index.row()])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu()
        if menu is not None:
            menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Keep Del from the cards of the network while the keyboard is here."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)
