"""Precision, recall and F1 of each class, sorted as a person likes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from cnngui.results.per_class import ClassScore
from cnngui.ui.shared.theme import tabular
from cnngui.ui.shared.value_text import exact_percent
from cnngui.ui.shared.widgets import named

_VALUE = Qt.ItemDataRole.UserRole
_FIGURES = ("samples", "predicted", "precision", "recall", "f1")


class _Cell(QTableWidgetItem):
    """A cell that is sorted by what it stands for."""

    def __init__(self, shown: str, value: float | str) -> None:
        super().__init__(shown)
        self.setData(_VALUE, value)

    def __lt__(self, other: QTableWidgetItem) -> bool:
        return bool(self.data(_VALUE) < other.data(_VALUE))


class ClassTable(QTableWidget):
    """A row for each class.

    Signals:
        class_chosen: its index among the network's classes.
    """

    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 1 + len(_FIGURES), parent)
        named(self, "class_table", spoken=self.tr("Precision, recall and F1 of each class"))
        headings = (
            (self.tr("Class"), ""),
            (self.tr("Samples"), self.tr("How many samples have this label")),
            (self.tr("Answered"), self.tr("How many samples were taken for it")),
            (self.tr("Precision"), self.tr("Share of what was taken for it that is it; 0 when nothing was")),
            (self.tr("Recall"), self.tr("Share of its samples that were recognised; 0 without samples")),
            (self.tr("F1"), self.tr("Harmonic mean of precision and recall")),
        )
        for column, (words, tip) in enumerate(headings):
            heading = QTableWidgetItem(words)
            heading.setToolTip(tip)
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            heading.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(column, heading)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().setHighlightSections(False)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(36)
        self._headings = [words for words, _ in headings]
        header.sortIndicatorChanged.connect(self._show_order)
        self.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self._show_order(0, Qt.SortOrder.AscendingOrder)
        self.setFont(tabular(self.font()))
        self.itemSelectionChanged.connect(self._on_selected)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give all columns the same room, or each what its heading needs: none is cut."""
        super().resizeEvent(event)
        header = self.horizontalHeader()
        widest = max(header.sectionSizeHint(place) for place in range(header.count()))
        same = self.viewport().width() >= widest * header.count()
        modes = QHeaderView.ResizeMode
        header.setSectionResizeMode(modes.Stretch if same else modes.ResizeToContents)

    def show_scores(self, scores: Sequence[ClassScore]) -> None:
        """Show a score for each class, in the order that was chosen."""
        self.blockSignals(True)
        self.setSortingEnabled(False)
        self.setRowCount(len(scores))
        for row, score in enumerate(scores):
            # By their place, which is how a person knows them: 10 comes behind 9.
            self.setItem(row, 0, _Cell(score.label, float(row)))
            for column, name in enumerate(_FIGURES, 1):
                value = getattr(score, name)
                cell = _Cell(
                    f"{value:,}" if isinstance(value, int) else exact_percent(value, 1), float(value)
                )
                cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, cell)
        self.setSortingEnabled(True)
        self.blockSignals(False)

    def _show_order(self, sorted_by: int, order: Qt.SortOrder) -> None:
        # In the words: the style's own sign stands on the heading of a column of numbers.
        sign = "▴" if order == Qt.SortOrder.AscendingOrder else "▾"
        for column, words in enumerate(self._headings):
            heading = self.horizontalHeaderItem(column)
            if heading is not None:
                heading.setText(f"{words} {sign}" if column == sorted_by else words)

    def _on_selected(self) -> None:
        item = self.item(self.currentRow(), 0)
        if item is not None and self.selectedItems():
            self.class_chosen.emit(int(item.data(_VALUE)))
