"""How cells of the table are painted that are not words alone: colour and eye, name, progress, headings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cnngui.runs.run_row import RunRow
from cnngui.ui.runs.columns import MARK, NAME, STATE
from cnngui.ui.runs.run_model import ROW, RunModel
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.theme import theme

ROW_PX = 30
_SWATCH_PX, _EYE_PX, _PIN_PX = 10, 16, 14
_CELL_EDGES_PX, _LEAST_FRONT_PX = 16, 18
_MOST_LETTERS = {"name": 200, "note": 4096, "tags": 3000}


def swatch_of(cell: QRect) -> QRect:
    """Return where the colour is in a cell of the first column."""
    return QRect(cell.left() + 6, cell.center().y() - _SWATCH_PX // 2, _SWATCH_PX, _SWATCH_PX)


def eye_of(cell: QRect) -> QRect:
    """Return where the eye is in a cell of the first column."""
    return QRect(cell.left() + 22, cell.center().y() - _EYE_PX // 2, _EYE_PX, _EYE_PX)


def _with_its_end(words: str, end: str, metrics: QFontMetrics, width_px: int) -> str:
    """Return a name shortened at its front part, where there is room for what tells it apart."""
    room = width_px - _CELL_EDGES_PX
    if metrics.horizontalAdvance(words) <= room:
        return words
    front, end = words.removesuffix(end), f"\u202f{end}"
    left = room - metrics.horizontalAdvance(end)
    if left < _LEAST_FRONT_PX:
        return words
    return metrics.elidedText(front.removesuffix(" · "), Qt.TextElideMode.ElideRight, left) + end


class RunCells(QStyledItemDelegate):
    """Paints the cells of a `RunModel`; `fraction` says how far a run is that is trained now."""

    def __init__(self, model: RunModel, fraction: Callable[[RunRow], float], parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._fraction = model, fraction

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row, key = index.data(ROW), self._model.columns[index.column()].key
        if row is None:
            self._paint_heading(painter, option, index)
            return
        if key == NAME and self._is_baseline(row):
            rect = option.rect
            super().paint(painter, self._moved(option, _PIN_PX + 4), index)
            place = QRect(rect.left() + 4, rect.center().y() - _PIN_PX // 2, _PIN_PX, _PIN_PX)
            icon("pin", "accent").paint(painter, place)
            return
        super().paint(painter, option, index)
        if key == MARK:
            self._paint_mark(painter, option.rect, row)
        elif key == STATE and row.state == "training":
            self._paint_progress(painter, option.rect, self._fraction(row))

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        row = index.data(ROW)
        if row is not None and row.apart and self._model.columns[index.column()].key == NAME:
            option.text = _with_its_end(option.text, row.apart, option.fontMetrics, option.rect.width())  # type: ignore[attr-defined]

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = QLineEdit(parent)
        key = self._model.columns[index.column()].key
        editor.setMaxLength(_MOST_LETTERS.get(key, 200))
        editor.setAccessibleName(self._model.headerData(index.column(), Qt.Orientation.Horizontal))
        usual = {"tags": self.tr("good, to check"), NAME: index.data(Qt.ItemDataRole.DisplayRole)}
        editor.setPlaceholderText(usual.get(key, ""))
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        editor.setGeometry(option.rect)

    def _is_baseline(self, row: RunRow) -> bool:
        return self._model.baseline is not None and self._model.baseline.id == row.id

    def _moved(self, option: QStyleOptionViewItem, by_px: int) -> QStyleOptionViewItem:
        moved = QStyleOptionViewItem(option)
        moved.rect = option.rect.adjusted(by_px, 0, 0, 0)
        return moved

    def _paint_mark(self, painter: QPainter, cell: QRect, row: RunRow) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(self._model.colours.get(row.id, theme().colours.muted))
        painter.setPen(QPen(colour, 1.5))
        # A hidden curve's is hollow: never the eye alone.
        painter.setBrush(Qt.BrushStyle.NoBrush if row.hidden else colour)
        painter.drawEllipse(QRectF(swatch_of(cell)).adjusted(0.75, 0.75, -0.75, -0.75))
        painter.restore()
        icon("eye-off" if row.hidden else "eye", "muted").paint(painter, eye_of(cell))

    def _paint_progress(self, painter: QPainter, cell: QRect, fraction: float) -> None:
        colours = theme().colours
        track = QRect(cell.left() + 4, cell.bottom() - 4, cell.width() - 12, 2)
        painter.fillRect(track, QColor(colours.track))
        track.setWidth(round(track.width() * fraction))
        painter.fillRect(track, QColor(colours.accent))

    def _paint_heading(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(theme().colours.text))
        words = index.data(Qt.ItemDataRole.DisplayRole) or ""
        painter.drawText(option.rect.adjusted(6, 0, -6, 0), int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.restore()
