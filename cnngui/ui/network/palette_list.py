"""The list inside the palette: its rows, and how they are painted."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cnngui.network.group_colours import GROUP_COLOURS
from cnngui.ui.network.palette_rows import PaletteRow
from cnngui.ui.shared.theme import theme

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole
_ROW_PX, _HEADING_PX = 44, 26


class PaletteModel(QAbstractListModel):
    """The rows of the palette, as a model."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[PaletteRow] = []

    def show_rows(self, rows: list[PaletteRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.heading(row.key) if row.section == "heading" else row.label
        if row.section != "heading" and role in (
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleDescriptionRole,
        ):
            return self.help(row)
        return None

    def help(self, row: PaletteRow) -> str:
        """Return what a row adds, in a sentence."""
        return self.tr("A block that you saved") if row.section == "own" else row.help

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.rows[index.row()].section == "heading":
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def heading(self, key: str) -> str:
        """Return the words of a heading."""
        return {
            "likely": self.tr("Likely next"),
            "convolution": self.tr("Convolution"),
            "pooling": self.tr("Pooling"),
            "shape": self.tr("Shape"),
            "dense": self.tr("Dense"),
            "recurrent": self.tr("Recurrent"),
            "dropout": self.tr("Regularization"),
            "augmentation": self.tr("Augmentation"),
            "normalization": self.tr("Normalization"),
            "activation": self.tr("Activation"),
            "block": self.tr("Blocks"),
            "own": self.tr("Own blocks"),
        }[key]


class PaletteDelegate(QStyledItemDelegate):
    """Paints a heading, or a colour dot, a label and one line of help."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        heading = index.data(ROW_ROLE).section == "heading"
        return QSize(100, _HEADING_PX if heading else _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: PaletteRow = index.data(ROW_ROLE)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        colours = theme().colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.section == "heading":
            font = QFont(option.font)  # type: ignore[attr-defined]
            font.setPixelSize(11)
            painter.setFont(font)
            painter.setPen(QColor(colours.muted))
            place = rect.adjusted(8, 0, -8, -3)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, index.data())
        else:
            state = option.state  # type: ignore[attr-defined]
            if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
                chosen = bool(state & QStyle.StateFlag.State_Selected)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.selected if chosen else colours.hover))
                painter.drawRoundedRect(rect, 6, 6)
            font = QFont(option.font)  # type: ignore[attr-defined]
            self._paint_row(painter, rect, font, row, str(index.data(Qt.ItemDataRole.ToolTipRole)))
        painter.restore()

    def _paint_row(self, painter: QPainter, rect: QRect, font: QFont, row: PaletteRow, tip: str) -> None:
        colours = theme().colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(GROUP_COLOURS[row.group]))
        if row.section in ("layer", "activation"):
            painter.drawEllipse(QPoint(rect.left() + 14, rect.top() + 14), 4, 4)
        else:
            # Several in one: never by colour alone.
            for x, y in ((10, 10), (15, 10), (10, 15), (15, 15)):
                painter.drawRoundedRect(rect.left() + x, rect.top() + y, 4, 4, 1, 1)
        left, width = rect.left() + 28, rect.width() - 36
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        title = QFontMetrics(font).elidedText(row.label, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, rect.top() + 4, width, 18), align, title)
        font.setWeight(QFont.Weight.Normal)
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor(colours.muted))
        shown = QFontMetrics(font).elidedText(tip, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, rect.top() + 22, width, 16), align, shown)
