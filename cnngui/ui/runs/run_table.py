"""The table of runs: keys, clicks on colour and eye, order and width of columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from cnngui.runs.run_row import RunRow
from cnngui.ui.runs.cells import ROW_PX, RunCells, eye_of, swatch_of
from cnngui.ui.runs.columns import MARK, NAME, Column
from cnngui.ui.runs.run_model import Line, RunModel
from cnngui.ui.shared.widgets import named

_LEAST_PX = 36
_DELTA_PX = 48  # for the difference to the baseline


class RunTable(QTableView):
    """Shows runs, lets some be chosen, and says what a person wants of them.

    Signals:
        chosen: other runs are selected. opened: one was double-clicked, or Enter pressed on it.
        delete_wanted: Delete was pressed. eye_wanted: the curves of these runs, by name, are to be hidden or
            shown. colour_wanted: of this run, at this place on the screen.
        menu_wanted: at this place on the screen. header_menu_wanted: the same, on the heading.
        sort_wanted: by the column of this key. columns_moved: the keys in their new order.
        width_changed: key of a column, and its width in pixels.
    """

    chosen = Signal()
    opened = Signal(str)
    delete_wanted = Signal()
    eye_wanted = Signal(object)
    colour_wanted = Signal(str, QPoint)
    menu_wanted = Signal(QPoint)
    header_menu_wanted = Signal(QPoint)
    sort_wanted = Signal(str)
    columns_moved = Signal(object)
    width_changed = Signal(str, int)

    def __init__(self, fraction: Callable[[RunRow], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "run_table", spoken=self.tr("Runs"))
        self.runs = RunModel(self)
        self.setModel(self.runs)
        self.setItemDelegate(RunCells(self.runs, fraction, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW_PX)
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self._make_header()
        self._keeping = False
        self.selectionModel().selectionChanged.connect(self._on_selected)
        self.doubleClicked.connect(self._on_double_clicked)

    def _make_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setFirstSectionMovable(False)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(_LEAST_PX)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        header.sectionClicked.connect(self._on_header_clicked)
        header.sectionMoved.connect(self._on_section_moved)
        header.sectionResized.connect(self._on_section_resized)

    # What is shown ------------------------------------------------------------------------------

    def show_lines(
        self,
        lines: Sequence[Line],
        columns: Sequence[Column],
        colours: Mapping[str, str],
        baseline: RunRow | None,
        widths: Mapping[str, int],
    ) -> None:
        """Show other lines; what was selected stays so, as far as it is still there, and in view."""
        selected, current, scrolled = self.selected_ids(), self.current_id(), self.verticalScrollBar().value()
        self._keeping = True
        compares = (baseline is None) != (self.runs.baseline is None)
        if self.runs.show_lines(lines, columns, colours, baseline) or compares:
            for place, column in enumerate(self.runs.columns):
                wider = _DELTA_PX if baseline is not None and column.delta is not None else 0
                self.setColumnWidth(place, widths.get(column.key, column.width_px) + wider)
            self.clearSpans()
            for place in range(len(self.runs.lines)):
                if self.runs.run_at(place) is None:
                    self.setSpan(place, 0, 1, max(1, len(columns)))
            self.select(selected, current)
            self.verticalScrollBar().setValue(scrolled)
        self._keeping = False
        if self.selected_ids() != selected:
            self.chosen.emit()

    def show_order(self, key: str, *, descending: bool) -> None:
        """Mark the column that the lines are sorted by."""
        self.runs.show_order(key, descending=descending)

    @property
    def is_editing(self) -> bool:
        """Whether a person types in a cell: other lines would take the field away."""
        return self.state() == QAbstractItemView.State.EditingState

    # What is selected ---------------------------------------------------------------------------

    def selected_ids(self) -> list[str]:
        """Return the runs that are selected, from the top down."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [row.id for place in places if (row := self.runs.run_at(place)) is not None]

    def current_id(self) -> str:
        """Return the run that has the keyboard, "" for none."""
        row = self.runs.run_at(self.currentIndex().row())
        return row.id if row is not None else ""

    def select(self, run_ids: Sequence[str], current: str = "") -> None:
        """Select runs, as far as they are shown."""
        selection, last = QItemSelection(), len(self.runs.columns) - 1
        for run_id in run_ids:
            if (place := self.runs.place_of(run_id)) >= 0:
                selection.select(self.runs.index(place, 0), self.runs.index(place, last))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flags.ClearAndSelect)
        place = self.runs.place_of(current or (run_ids[0] if run_ids else ""))
        if place >= 0:
            self.selectionModel().setCurrentIndex(self.runs.index(place, self._first()), flags.NoUpdate)

    def edit_cell(self, key: str) -> None:
        """Let a person type into the column of this key of the current run."""
        keys = [column.key for column in self.runs.columns]
        place = self.runs.place_of(self.current_id())
        if place >= 0 and key in keys:
            index = self.runs.index(place, keys.index(key))
            self.scrollTo(index)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.edit(index)

    def _first(self) -> int:
        return next((place for place, column in enumerate(self.runs.columns) if column.key == NAME), 0)

    def _on_selected(self) -> None:
        if not self._keeping:
            self.chosen.emit()

    # Keys and mouse -----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, current = event.key(), self.current_id()
        if self.is_editing:  # a field hands Return on to the table once it has taken it
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current:
            self.opened.emit(current)
        elif key == Qt.Key.Key_F2:
            self.edit_cell(NAME)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_wanted.emit()
        elif key == Qt.Key.Key_Space:
            self.eye_wanted.emit(self.selected_ids())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = self.runs.run_at(index.row())
        left = event.button() == Qt.MouseButton.LeftButton
        if row is not None and left and self.runs.columns[index.column()].key == MARK:
            cell, point = self.visualRect(index), event.position().toPoint()
            if eye_of(cell).adjusted(-3, -6, 6, 6).contains(point):
                chosen = self.selected_ids()
                self.eye_wanted.emit(chosen if row.id in chosen else [row.id])
                return
            if swatch_of(cell).adjusted(-6, -8, 4, 8).contains(point):
                self.colour_wanted.emit(row.id, self.viewport().mapToGlobal(cell.bottomLeft()))
                return
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.selected_ids():
            self.menu_wanted.emit(event.globalPos())

    def _on_double_clicked(self, index: QModelIndex) -> None:
        row = self.runs.run_at(index.row())
        if row is not None and self.runs.columns[index.column()].key != MARK:
            self.opened.emit(row.id)

    # Heading ------------------------------------------------------------------------------------

    def _on_header_clicked(self, place: int) -> None:
        self.sort_wanted.emit(self.runs.columns[place].key)

    def _on_header_menu(self, point: QPoint) -> None:
        self.header_menu_wanted.emit(self.horizontalHeader().mapToGlobal(point))

    def _on_section_moved(self, logical: int, before: int, after: int) -> None:
        header = self.horizontalHeader()
        keys = [self.runs.columns[header.logicalIndex(place)].key for place in range(len(self.runs.columns))]

        def as_columns() -> None:
            # The order is the columns', not the heading's: one place for it.
            header.blockSignals(True)
            header.moveSection(after, before)
            header.blockSignals(False)
            self.columns_moved.emit(keys)

        QTimer.singleShot(0, self, as_columns)

    def _on_section_resized(self, place: int, before: int, after: int) -> None:
        if not self._keeping and place < len(self.runs.columns):
            column = self.runs.columns[place]
            wider = _DELTA_PX if self.runs.baseline is not None and column.delta is not None else 0
            self.width_changed.emit(column.key, max(_LEAST_PX, after - wider))
