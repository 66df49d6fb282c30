"""The classes of a set of drawings as a list of Qt's: colour, name, count and the newest samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cnngui.datasets.own_samples import OwnSample
from cnngui.ui.shared.ten_colours import colour_at
from cnngui.ui.shared.theme import theme

NEWEST = 5
_THUMB_PX, _GAP_PX, _INSET_PX, _SWATCH_PX = 28, 4, 10, 10
_LINE_PX = 24
_ROW = QSize(180, _LINE_PX + _THUMB_PX + 14)

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class ClassRow:
    """A class: its name, which of ten colours it has, how many samples, and the newest of them."""

    name: str
    colour: int
    count: int
    newest: tuple[OwnSample, ...] = ()


class ClassRows(QAbstractListModel):
    """The classes that are shown.

    Args:
        rename: has a class called otherwise; whether that could be.
    """

    def __init__(self, rename: Callable[[str, str], bool]) -> None:
        super().__init__()
        self.rows: list[ClassRow] = []
        self._rename = rename

    def show_rows(self, rows: list[ClassRow]) -> None:
        """Show these; a row that stays in its place keeps being chosen."""
        if [row.name for row in rows] == [row.name for row in self.rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole:
                return self.tr("{0}\nDouble-click or F2 to rename; right-click for more").format(
                    self._told(row)
                )
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._told(row)
        return None

    def _told(self, row: ClassRow) -> str:
        words = self.tr("{0}, {1:,} samples")
        if row.count == 1:
            words = self.tr("{0}, 1 sample")
        return words.format(row.name, row.count)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        return self._rename(self.rows[index.row()].name, str(value))

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable


class ClassLook(QStyledItemDelegate):
    """Paints a class in two lines: swatch, name and count, and below the newest samples.

    Args:
        picture: returns what is shown of a sample.
    """

    def __init__(self, picture: Callable[[OwnSample], QIcon], parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = picture

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return _ROW

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        left = _INSET_PX + _SWATCH_PX + _GAP_PX
        editor.setGeometry(option.rect.adjusted(left, 2, -_INSET_PX, _LINE_PX + 4 - option.rect.height()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, ClassRows):
            return
        row, colours = model.rows[index.row()], theme().colours
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(1, 1, -1, -2)
        if chosen:
            painter.setBrush(QColor(colours.selected))
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(QColor(colours.accent if focused else colours.selected), 1))
            painter.drawRoundedRect(box, 6, 6)
        line = QRect(box.left() + _INSET_PX, box.top() + 2, box.width() - 2 * _INSET_PX, _LINE_PX)
        swatch = QRect(line.left(), line.center().y() - _SWATCH_PX // 2 + 1, _SWATCH_PX, _SWATCH_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour_at(row.colour)))
        painter.drawRoundedRect(swatch, 3, 3)
        count = f"{row.count:,}"
        painter.setPen(QColor(colours.muted))
        right, middle = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, right | middle, count)
        font = painter.font()
        font.setBold(chosen)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        space = line.width() - _SWATCH_PX - 8 - painter.fontMetrics().horizontalAdvance(count + "  ")
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, space)
        painter.drawText(line.adjusted(_SWATCH_PX + 8, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | middle, name)
        at = line.left()
        for sample in row.newest[:NEWEST]:
            area = QRect(at, line.bottom() + 3, _THUMB_PX, _THUMB_PX)
            if area.right() <= line.right() + 1:
                self._picture(sample).paint(painter, area)
            at += _THUMB_PX + _GAP_PX
        painter.restore()
