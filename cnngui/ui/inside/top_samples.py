"""The samples that light a unit most, with the part of each that it looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnngui.network.inference.looks import Spans
from cnngui.ui.shared.field_frame import paint_field
from cnngui.ui.shared.theme import tabular, theme

GAP_PX, CAPTION_PX, LARGEST_PX, LINE_PX = 6, 15, 72, 20


@dataclass(frozen=True)
class TopSample:
    """One of them.

    Attributes:
        sample: its place among all. image: null until it is here, and for what is no picture.
        size: height and width of the picture as the network reads it.
        field: what the unit looks at there, None where that cannot be told.
        text: how the sample is written, "" for a picture. caption: the unit's value.
        words: all of it in a sentence.
    """

    sample: int
    image: QImage
    size: tuple[int, int]
    field: Spans | None
    text: str
    caption: str
    words: str


class TopSamples(QWidget):
    """Shows them from the strongest on, as pictures or lines; a click chooses one.

    Signals:
        chosen: the place of the sample among all.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top_samples")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFont(tabular(self.font()))
        self.items: Sequence[TopSample] = ()
        self.marked = -1
        self._current = 0
        theme().changed.connect(self.update)

    def show_items(self, items: Sequence[TopSample], marked: int) -> None:
        """Show these, the strongest first; that of the sample `marked` has a ring."""
        self.items, self.marked = items, marked
        self.setAccessibleDescription("; ".join(item.words for item in items))
        self.update()

    @property
    def _as_lines(self) -> bool:
        return any(item.text for item in self.items)

    def side(self) -> int:
        """Return the side of a picture, in pixels: the largest with which all have room."""
        best = 16
        for columns in range(1, len(self.items) + 1):
            rows = -(-len(self.items) // columns)
            across = (self.width() - (columns - 1) * GAP_PX) // columns
            down = (self.height() - (rows - 1) * GAP_PX) // rows - CAPTION_PX
            best = max(best, min(across, down, LARGEST_PX))
        return best

    def box(self, place: int) -> QRect:
        """Return where the item at a place is."""
        if self._as_lines:
            return QRect(0, place * LINE_PX, self.width(), LINE_PX)
        side = self.side()
        columns = max(1, (self.width() + GAP_PX) // (side + GAP_PX))
        row, column = divmod(place, columns)
        return QRect(column * (side + GAP_PX), row * (side + CAPTION_PX + GAP_PX), side, side + CAPTION_PX)

    def at(self, point: QPointF) -> int:
        """Return the place of the item at a point, -1 for none."""
        found = (i for i in range(len(self.items)) if self.box(i).contains(point.toPoint()))
        return next(found, -1)

    # Qt -----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(260, 180)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 64)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.items[place].words if place >= 0 else "", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self._take(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        if self.items and (by := step.get(Qt.Key(event.key()))) is not None:
            self._take(max(0, min(len(self.items) - 1, self._current + by)))
        else:
            super().keyPressEvent(event)

    def _take(self, place: int) -> None:
        self._current = place
        self.chosen.emit(self.items[place].sample)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        font = self.font()
        font.setPixelSize(11)
        painter.setFont(font)
        for place, item in enumerate(self.items):
            if self._as_lines:
                self._paint_line(painter, item, self.box(place))
            else:
                self._paint_picture(painter, item, self.box(place))
        painter.end()

    def _paint_line(self, painter: QPainter, item: TopSample, box: QRect) -> None:
        colours = theme().colours
        painter.setPen(QColor(colours.accent if item.sample == self.marked else colours.text))
        number = QFontMetrics(painter.font()).horizontalAdvance("−0.000000") + 8
        room = box.adjusted(number, 0, 0, 0)
        text = painter.fontMetrics().elidedText(item.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(QColor(colours.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, item.caption)

    def _paint_picture(self, painter: QPainter, item: TopSample, box: QRect) -> None:
        colours = theme().colours
        square = QRect(box.left(), box.top(), box.width(), box.width())
        painter.fillRect(square, QColor(colours.track))
        if not item.image.isNull():
            size = item.image.size().scaled(square.size(), Qt.AspectRatioMode.KeepAspectRatio)
            shown = QRect(square.topLeft(), size)
            shown.moveCenter(square.center())
            painter.drawImage(shown, item.image)
            if item.field is not None:
                paint_field(painter, item.field, item.size, QRectF(shown))
        if item.sample == self.marked:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRect(square.adjusted(1, 1, -1, -1))
        painter.setPen(QColor(colours.muted))
        below = QRect(box.left(), square.bottom() + 1, box.width(), CAPTION_PX)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, item.caption)
