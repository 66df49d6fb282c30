"""Dragging a card to another place: its image under the mouse, and scrolling at the edges."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from cnngui.ui.network.card import Card
from cnngui.ui.shared.theme import theme

EDGE_PX = 32
_SCROLL_MS = 16
_SCROLL_PX = 10
_BADGE_PX = 22


class _Ghost(QWidget):
    """The image of the dragged card, with how many there are if it is not alone."""

    def __init__(self, pixmap: QPixmap, count: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._pixmap, self._count = pixmap, count

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._pixmap)
        if self._count > 1:
            colours = theme().colours
            badge = QRect(self.width() - _BADGE_PX - 4, 4, _BADGE_PX, _BADGE_PX)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(badge)
            painter.setPen(QColor(colours.on_accent))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(self._count))
        painter.end()


class CardDrag(QObject):
    """One drag at a time, from press to release or cancel.

    Attributes:
        image: of the card under the mouse, None while none is dragged.

    Signals:
        hovered: the card, and where the mouse is; the card is None when the drag has ended.
        dropped: the card, and where the mouse was.
        cancelled: the drag has ended without a drop.
        scrolled: pixels by which the stack has to scroll, because the mouse is near an edge.
    """

    hovered = Signal(object, QPoint)
    dropped = Signal(object, QPoint)
    cancelled = Signal()
    scrolled = Signal(int)

    def __init__(self, column: QWidget) -> None:
        super().__init__(column)
        self._column = column
        self._card: Card | None = None
        self.image: _Ghost | None = None
        self._start = QPoint()
        self._grip, self._count = 0, 1
        self._now = QPoint()
        self._timer = QTimer(self, interval=_SCROLL_MS)
        self._timer.timeout.connect(self._on_tick)

    @property
    def active(self) -> bool:
        """Whether a card is being dragged, rather than only pressed."""
        return self.image is not None

    def press(self, card: Card, place: QPoint, count: int = 1) -> None:
        """Remember where a drag of `count` cards may begin; `place` is in the column."""
        self._count = count
        # Kept, as the card itself goes elsewhere when a block above it unfolds.
        self._card, self._start, self._grip = card, place, card.y() - place.y()

    def move(self, place: QPoint) -> None:
        """Follow the mouse; begins the drag once it has gone far enough."""
        if self._card is None:
            return
        self._now = place
        if self.image is None:
            if (place - self._start).manhattanLength() < QApplication.startDragDistance():
                return
            self._begin(self._card)
        assert self.image is not None
        self.image.move(self.image.x(), self._grip + place.y())
        self.hovered.emit(self._card, place)

    def release(self) -> None:
        """Drop the card where it is."""
        card, dragged, place = self._card, self.active, self._now
        self._end()
        if dragged and card is not None:
            self.dropped.emit(card, place)

    def cancel(self) -> None:
        """End the drag and leave everything as it was."""
        dragged = self.active
        self._end()
        if dragged:
            self.cancelled.emit()

    def shift(self, pixels: int) -> None:
        """Go on where the mouse is now: it rests while the column has moved up by `pixels` below it."""
        if self.active:
            self.move(self._now + QPoint(0, pixels))

    def raise_image(self) -> None:
        """Put the image on top of cards that came later."""
        if self.image is not None:
            self.image.raise_()

    def _end(self) -> None:
        self._timer.stop()
        if self.image is not None:
            self.image.hide()
            self.image.deleteLater()
            self.image = None
            self.hovered.emit(None, self._now)
        self._card = None

    def _begin(self, card: Card) -> None:
        # Of a block only the head: all that is in it would cover the places where it may go.
        head = card.head()
        self.image = _Ghost(card.grab(QRect(QPoint(0, 0), head.size())), self._count, self._column)
        self.image.setGeometry(head)
        self.image.show()
        self._timer.start()

    def _on_tick(self) -> None:
        visible = self._column.visibleRegion().boundingRect()
        if visible.isEmpty():
            return
        above, below = self._now.y() - visible.top(), visible.bottom() - self._now.y()
        step = -_SCROLL_PX if above < EDGE_PX else _SCROLL_PX if below < EDGE_PX else 0
        if step:
            before = self._column.y()
            self.scrolled.emit(step)
            self.shift(before - self._column.y())
