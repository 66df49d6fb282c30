"""The confusion matrix on the screen: point at a cell with the mouse or the arrow keys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from cnngui.results.confusion import column_shares, row_shares
from cnngui.ui.results.matrix_paint import (
    LEAST_PX,
    Cells,
    Figures,
    Rgb,
    cell_texts,
    coloured,
    labelled,
    laid_out,
)
from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.picture_menu import Entry, PictureMenu, grabbed
from cnngui.ui.shared.pixels import to_image
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.value_text import exact_percent

_WIDEST_NAME_PX, _HIGHEST_NAME_PX = 96, 72
_PAD_PX = 6
_CAPTION_PX = 18
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_LEAST_LABEL_PX = 12


class ConfusionView(QWidget):
    """Rows are true classes, columns what was answered. It needs more room than it has for very many classes.

    Signals:
        cell_chosen: row and column. saved: the path of a picture. problem_raised: a `CnnguiError`.

    Attributes:
        matrix: int64 (classes, classes), None before there is one.
        current: row and column that are pointed at, None for none.
        figures: what is written in the cells.
        entries: more that its menu offers.
    """

    cell_chosen = Signal(int, int)
    saved = Signal(str)
    problem_raised = Signal(object)
    accessible_role = QAccessible.Role.Chart

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusion_matrix")
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFont(tabular(self.font()))
        self.setMouseTracking(True)
        self.matrix: NDArray[np.int64] | None = None
        self.current: tuple[int, int] | None = None
        self.figures: Figures = "counts"
        self.entries: list[Entry] = []
        self._names: tuple[str, ...] = ()
        self._texts: list[list[str]] = []
        self._image = QImage()
        self._cells = Cells(0, 0, 0, 1, 1)
        self._writer = FileWriter(self)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self.problem_raised)
        theme().changed.connect(self._compose)

    # What is shown ------------------------------------------------------------------------------

    def show_matrix(self, matrix: NDArray[np.int64] | None, names: tuple[str, ...]) -> None:
        """Show counts by true (row) and predicted class."""
        if matrix is None or names != self._names:
            self.current = None
        self.matrix, self._names = matrix, names
        self._compose()
        self._lay_out()

    def set_figures(self, figures: Figures) -> None:
        """Write counts, or per cent of each row or column, into the cells."""
        self.figures = figures
        self._compose()
        self._describe()

    def point_at(self, cell: tuple[int, int] | None) -> None:
        """Mark a cell, None for none, without a signal."""
        if cell != self.current:
            self.current = cell
            self._describe()
            self.update()

    def words(self, cell: tuple[int, int]) -> str:
        """Return what a cell says."""
        row, column = cell
        if self.matrix is None:
            return ""
        count = int(self.matrix[row, column])
        told = self.tr("{0} recognised: {2:,}") if row == column else self.tr("{0} taken for {1}: {2:,}")
        of_row, of_column = row_shares(self.matrix)[row, column], column_shares(self.matrix)[row, column]
        line = self.tr("{0} of the row, {1} of the column").format(
            exact_percent(of_row, 1), exact_percent(of_column, 1)
        )
        return f"{told.format(self._names[row], self._names[column], count)} ({line})"

    def _compose(self) -> None:
        if self.matrix is None:
            self._image, self._texts = QImage(), []
        else:
            colours = theme().colours
            three = (_rgb(each) for each in (colours.pane, colours.train, colours.validation))
            self._image = to_image(coloured(self.matrix, *three))
            self._texts = cell_texts(self.matrix, self.figures)
        self.update()

    def _describe(self) -> None:
        told = self.words(self.current) if self.current and self.matrix is not None else ""
        self.setAccessibleDescription(told)

    # Places -------------------------------------------------------------------------------------

    def _headers(self) -> tuple[int, int]:
        """Return the room at the left and above that the names take."""
        longest = max(map(self.fontMetrics().horizontalAdvance, self._names), default=0)
        left = min(_WIDEST_NAME_PX, longest) + 2 * _PAD_PX + _CAPTION_PX
        fits = longest + _PAD_PX <= (self.width() - left) // max(1, len(self._names))
        above = self.fontMetrics().height() if fits else min(_HIGHEST_NAME_PX, longest)
        return left, above + 2 * _PAD_PX + _CAPTION_PX

    def _lay_out(self) -> None:
        count = len(self._names)
        left, top = self._headers()
        self._cells = laid_out(count, left, top, self.width() - 1, self.height() - 1)
        self.setMinimumSize(left + count * LEAST_PX + 1, top + count * LEAST_PX + 1)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 380)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _rect(self, row: int, column: int) -> QRect:
        cells = self._cells
        return QRect(
            cells.left + column * cells.width, cells.top + row * cells.height, cells.width, cells.height
        )

    def rect_of(self, row: int, column: int) -> QRect:
        """Return where a cell lies, for scrolling to it and for tests."""
        return self._rect(row, column)

    # What a person does -------------------------------------------------------------------------

    def _choose(self, cell: tuple[int, int]) -> None:
        self.point_at(cell)
        self.cell_chosen.emit(*cell)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cells.at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None and self.matrix is not None:
            self._choose(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self._names) - 1
        row, column = self.current or (0, 0)
        if self.matrix is None or key not in (*_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        elif key in _STEPS:
            down, across = _STEPS[key] if self.current else (0, 0)
            self._choose((min(max(row + down, 0), last), min(max(column + across, 0), last)))
        else:
            self._choose((row, 0 if key == Qt.Key.Key_Home else last))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self._cells.at(event.pos().x(), event.pos().y()) if self.matrix is not None else None
            QToolTip.showText(event.globalPos(), self.words(cell) if cell else "", self)
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """Return what can be done with the matrix."""
        return PictureMenu(self, lambda: grabbed(self), "confusion", self.entries, self._writer)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    # Looks --------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, cells = theme().colours, self._cells
        painter.fillRect(event.rect(), QColor(colours.pane))
        if self.matrix is None:
            painter.end()
            return
        width, height = cells.classes * cells.width, cells.classes * cells.height
        painter.drawImage(QRect(cells.left, cells.top, width, height), self._image)
        self._paint_lines(painter)
        self._paint_names(painter)
        self._paint_texts(painter, event.rect())
        self._paint_captions(painter)
        if self.current is not None:
            thick = 2 if self.hasFocus() else 1
            painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.text), thick))
            painter.drawRect(self._rect(*self.current).adjusted(0, 0, -1, -1))
        elif self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_lines(self, painter: QPainter) -> None:
        cells = self._cells
        fine = min(cells.width, cells.height) < _LEAST_LABEL_PX
        lines = range(0, cells.classes + 1, cells.classes if fine else 1)
        painter.setPen(QPen(QColor(theme().colours.line), 1))
        right, bottom = cells.size
        for line in lines:
            x, y = cells.left + line * cells.width, cells.top + line * cells.height
            painter.drawLine(x, cells.top, x, bottom)
            painter.drawLine(cells.left, y, right, y)

    def _paint_names(self, painter: QPainter) -> None:
        """Write the classes, as many as there is room for; those of the cell pointed at always."""
        cells, metrics, colours = self._cells, self.fontMetrics(), theme().colours
        elide = Qt.TextElideMode.ElideRight
        row, column = self.current or (-1, -1)
        every = max(1, -(-metrics.height() // cells.height))
        rotated = cells.top - _CAPTION_PX > metrics.height() + 2 * _PAD_PX
        across = max(1, -(-metrics.height() // cells.width)) if rotated else 1
        room = cells.left - _CAPTION_PX - _PAD_PX
        for place in labelled(len(self._names), every, row):
            painter.setPen(QColor(colours.accent if place == row else colours.text))
            box = QRect(_CAPTION_PX, cells.top + place * cells.height, room, cells.height)
            box.adjust(0, -metrics.height(), 0, metrics.height())
            shown = metrics.elidedText(self._names[place], elide, room)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        for place in labelled(len(self._names), across, column):
            painter.setPen(QColor(colours.accent if place == column else colours.text))
            self._paint_column_name(painter, place, self._names[place], rotated)

    def _paint_column_name(self, painter: QPainter, place: int, name: str, rotated: bool) -> None:
        cells, metrics = self._cells, self.fontMetrics()
        left, above = cells.left + place * cells.width, cells.top - _CAPTION_PX - _PAD_PX
        if not rotated:
            box = QRect(left, _CAPTION_PX, cells.width, cells.top - _CAPTION_PX)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
            return
        painter.save()
        painter.translate(QPoint(left + cells.width // 2, cells.top - _PAD_PX))
        painter.rotate(-90)
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, above)
        painter.drawText(QPoint(0, metrics.ascent() // 2 - 1), shown)
        painter.restore()

    def _paint_texts(self, painter: QPainter, dirty: QRect) -> None:
        """Write the figures where every one of them fits into its cell."""
        cells, metrics = self._cells, self.fontMetrics()
        widest = max((metrics.horizontalAdvance(text) for row in self._texts for text in row), default=0)
        if widest + 4 > cells.width or metrics.height() > cells.height:
            return
        text, on_strong = QColor(theme().colours.text), QColor("#ffffff")
        for row, texts in enumerate(self._texts):
            for column, written in enumerate(texts):
                box = self._rect(row, column)
                if written and box.intersects(dirty):
                    ground = self._image.pixelColor(column, row)
                    painter.setPen(on_strong if _dark(ground) else _ink(text, ground))
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, written)

    def _paint_captions(self, painter: QPainter) -> None:
        cells = self._cells
        painter.setPen(QColor(theme().colours.muted))
        width, height = cells.classes * cells.width, cells.classes * cells.height
        middle = Qt.AlignmentFlag.AlignVCenter
        above = QRect(cells.left, 0, max(width, 120), _CAPTION_PX)
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft | middle, self.tr("taken for →"))
        painter.save()
        painter.translate(0, cells.top + height)
        painter.rotate(-90)
        beside = QRect(0, 0, max(height, 90), _CAPTION_PX)
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight | middle, self.tr("← true class"))
        painter.restore()


def _rgb(name: str) -> Rgb:
    colour = QColor(name)
    return colour.red(), colour.green(), colour.blue()


def _dark(ground: QColor) -> bool:
    """Whether white is read better than black on a colour, by its luma."""
    return 0.299 * ground.red() + 0.587 * ground.green() + 0.114 * ground.blue() < 128


def _ink(text: QColor, ground: QColor) -> QColor:
    """Return the theme's text colour where it can be read, else black."""
    return QColor("#101418") if _dark(text) == _dark(ground) else text
