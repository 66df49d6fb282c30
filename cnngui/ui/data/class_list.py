"""The classes, with a bar of how many samples each has to train on and to test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from cnngui.ui.shared.theme import tabular, theme

_ROW_PX, _BAR_PX, _INSET_PX = 34, 5, 8


@dataclass(frozen=True)
class ClassCount:
    """One class.

    Attributes:
        label: its class index. train, test: how many of its samples count in each part.
    """

    label: int
    name: str
    train: int
    test: int

    @property
    def samples(self) -> int:
        """How many of its samples count."""
        return self.train + self.test


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.counts: Sequence[ClassCount] = ()

    def show_counts(self, counts: Sequence[ClassCount]) -> None:
        """Show these; a class keeps its row while the classes stay the same."""
        same = [each.label for each in counts] == [each.label for each in self.counts]
        if same:
            self.counts = counts
            self.dataChanged.emit(self.index(0), self.index(max(0, len(counts) - 1)))
        else:
            self.beginResetModel()
            self.counts = counts
            self.endResetModel()

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.counts)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.counts):
            return None
        count = self.counts[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return count.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            words = self.tr("{0}, samples: {1:,} to train on, {2:,} to test")
            return words.format(count.name, count.train, count.test)
        return None


class _Bars(QStyledItemDelegate):
    """Paints name, count and bar; the longest bar is that of the largest class."""

    largest = 1

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        return QSize(80, _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        count: ClassCount = index.model().counts[index.row()]
        colours = theme().colours
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(colours.selected))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), 4, 4)
        box = option.rect.adjusted(_INSET_PX, 4, -_INSET_PX, -4)
        painter.setFont(tabular(option.font))
        told = f"{count.samples:,}"
        right = painter.fontMetrics().horizontalAdvance(told) + 8
        name = painter.fontMetrics().elidedText(count.name, Qt.TextElideMode.ElideRight, box.width() - right)
        painter.setPen(QColor(colours.text))
        top = Qt.AlignmentFlag.AlignTop
        painter.drawText(box, top | Qt.AlignmentFlag.AlignLeft, name)
        painter.setPen(QColor(colours.muted))
        painter.drawText(box, top | Qt.AlignmentFlag.AlignRight, told)
        self._paint_bar(painter, QRect(box.left(), box.bottom() - _BAR_PX, box.width(), _BAR_PX), count)
        painter.restore()

    def _paint_bar(self, painter: QPainter, box: QRect, count: ClassCount) -> None:
        colours = theme().colours
        painter.fillRect(box, QColor(colours.track))
        train = round(box.width() * count.train / self.largest)
        both = round(box.width() * count.samples / self.largest)
        painter.fillRect(QRect(box.left(), box.top(), train, box.height()), QColor(colours.train))
        rest = QRect(box.left() + train, box.top(), both - train, box.height())
        painter.fillRect(rest, QColor(colours.validation))


class ClassList(QListView):
    """A row a class. A click shows its samples alone; another, with Ctrl, those of that class as well.

    Signals:
        chosen_changed: read `chosen`.
    """

    chosen_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("class_list")
        self.setAccessibleName(self.tr("Classes"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._rows, self._bars = _Rows(), _Bars(self)
        self.setModel(self._rows)
        self.setItemDelegate(self._bars)
        self._told = True
        self.selectionModel().selectionChanged.connect(self._on_selected)
        theme().changed.connect(self.viewport().update)

    @property
    def counts(self) -> Sequence[ClassCount]:
        """Return what is shown."""
        return self._rows.counts

    @property
    def chosen(self) -> frozenset[int]:
        """Return the class indices that are chosen; none for all."""
        return frozenset(self._rows.counts[index.row()].label for index in self.selectedIndexes())

    def show_counts(self, counts: Sequence[ClassCount], chosen: frozenset[int]) -> None:
        """Show how many samples each class has, and which of them are seen now."""
        self._bars.largest = max(1, *(each.samples for each in counts), 1)
        self._told = False
        self._rows.show_counts(counts)
        if self.chosen != chosen:
            self.clearSelection()
            select = QItemSelectionModel.SelectionFlag.Select
            for row, each in enumerate(counts):
                if each.label in chosen:
                    self.selectionModel().select(self._rows.index(row), select)
        self._told = True
        self.viewport().update()

    def _on_selected(self) -> None:
        if self._told:
            self.chosen_changed.emit()
