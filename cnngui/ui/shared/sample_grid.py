"""Samples as a grid of pictures, or as lines of text; only those in sight are fetched and painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QMenu, QWidget

from cnngui.state.parted_samples import PartedSamples
from cnngui.state.sample_store import SampleStore
from cnngui.ui.shared.pixels import to_image
from cnngui.ui.shared.theme import tabular, theme

PICTURE_PX, PITCH_PX = 56, 72
_CAPTION_PX = 32
_LINE_PX = 26
_GAP_PX = 6
_MOST_IMAGES = 1_000
_FAINT = 0.35
_ABOVE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
_BELOW = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom


@dataclass(frozen=True)
class SampleItem:
    """One sample in the grid.

    Attributes:
        index: the number by which the grid's store has it: its place in one part of the data as it came, or
            counted through both (`cnngui.state.parted_samples`).
        caption: what it is, or what it is and what it was taken for. sure: how probable the answer was.
        lines: what is written below a picture where the caption has no room: what it is, and the answer.
        wrong: the answer is not the label.
        words: the same in a sentence, for who hears it. mended: a person gave it its label.
        faint: it does not count. band: it stands on another ground, with those that it belongs to.
    """

    index: int
    caption: str
    lines: tuple[str, str]
    sure: str
    wrong: bool
    words: str
    mended: bool = False
    faint: bool = False
    band: bool = False


class SampleGrid(QAbstractScrollArea):
    """Shows as many samples as there are; a click or Enter opens one, arrows walk.

    Signals:
        current_changed: another sample is pointed at. opened: the place of one that is to be seen in full.
    """

    current_changed = Signal()
    opened = Signal(int)
    accessible_role = QAccessible.Role.List

    def __init__(self, store: SampleStore | PartedSamples, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sample_grid")
        self.setAccessibleName(self.tr("Samples"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFont(tabular(self.font()))
        # All of it is painted here: else the panes below it are painted first, in each frame.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._store = store
        self._count = 0
        self._make_item: Callable[[int], SampleItem] = lambda place: SampleItem(
            0, "", ("", ""), "", False, ""
        )
        self._items: dict[int, SampleItem] = {}
        self._short: dict[str, str] = {}
        self._images: dict[int, QImage] = {}
        self._as_lines = False
        self.current = -1
        self.make_menu: Callable[[], QMenu | None] = lambda: None
        store.arrived.connect(self._on_arrived)
        store.forgotten.connect(self._on_forgotten)
        theme().changed.connect(self.viewport().update)

    # What is shown ------------------------------------------------------------------------------

    def show_items(self, count: int, item: Callable[[int], SampleItem], *, as_lines: bool) -> None:
        """Show `count` samples, each as `item` tells by its place, from 0; long texts `as_lines`."""
        self._count, self._make_item = count, item
        self._items.clear()
        if as_lines != self._as_lines:
            self._as_lines = as_lines
            self._images.clear()
        self.current = min(self.current, count - 1)
        if self.current < 0 and count:
            self.current = 0
        self._lay_out()
        self._want()
        self._describe()
        self.current_changed.emit()

    def _item(self, place: int) -> SampleItem:
        """Return a sample, made once: a frame asks for all that are in sight, twice."""
        if place not in self._items:
            if len(self._items) >= _MOST_IMAGES:
                self._items.clear()
            self._items[place] = self._make_item(place)
        return self._items[place]

    def back_to_top(self) -> None:
        """Point at the first sample."""
        self.current = 0 if self._count else -1
        self.verticalScrollBar().setValue(0)

    @property
    def count(self) -> int:
        """How many samples are shown."""
        return self._count

    def current_item(self) -> SampleItem | None:
        """Return the sample that is pointed at, None for none."""
        return self._item(self.current) if 0 <= self.current < self._count else None

    def _describe(self) -> None:
        item = self.current_item()
        place = self.tr("{0} of {1}").format(self.current + 1, self._count)
        self.setAccessibleDescription(f"{item.words} ({place})" if item else self.tr("No samples"))

    # Places -------------------------------------------------------------------------------------

    @property
    def _columns(self) -> int:
        return 1 if self._as_lines else max(1, self.viewport().width() // PITCH_PX)

    @property
    def _pitch(self) -> int:
        return _LINE_PX if self._as_lines else PICTURE_PX + _CAPTION_PX + _GAP_PX

    def rect_of(self, place: int) -> QRect:
        """Return where a sample lies in the viewport."""
        row, column = divmod(place, self._columns)
        width = self.viewport().width() if self._as_lines else PITCH_PX
        top = row * self._pitch - self.verticalScrollBar().value()
        return QRect(column * width, top, width, self._pitch)

    def at(self, point: QPointF) -> int:
        """Return the place of the sample at a point of the viewport, -1 for none."""
        row = int(point.y() + self.verticalScrollBar().value()) // self._pitch
        column = 0 if self._as_lines else int(point.x()) // PITCH_PX
        place = row * self._columns + column
        return place if column < self._columns and 0 <= place < self._count else -1

    def _lay_out(self) -> None:
        rows = -(-self._count // self._columns)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, rows * self._pitch - height))
        bar.setPageStep(height)
        bar.setSingleStep(self._pitch)
        self.viewport().update()

    def in_sight(self) -> range:
        """Return the places that are seen, those that are seen in part too."""
        first = self.verticalScrollBar().value() // self._pitch * self._columns
        rows = self.viewport().height() // self._pitch + 2
        return range(min(first, self._count), min(first + rows * self._columns, self._count))

    def _want(self) -> None:
        self._store.want(self._item(place).index for place in self.in_sight())

    def _on_forgotten(self) -> None:
        self._images.clear()

    def _on_arrived(self) -> None:
        self.viewport().update()

    # What a person does -------------------------------------------------------------------------

    def point_at(self, place: int) -> None:
        """Point at a sample, and bring it into sight; a place without one changes nothing."""
        if not 0 <= place < self._count:
            return
        self.current = place
        bar, box = self.verticalScrollBar(), self.rect_of(place)
        if box.top() < 0:
            bar.setValue(bar.value() + box.top())
        elif box.bottom() > self.viewport().height():
            bar.setValue(bar.value() + box.bottom() - self.viewport().height())
        self._describe()
        self.viewport().update()
        self.current_changed.emit()

    def open_current(self) -> None:
        """Have the sample that is pointed at seen in full."""
        item = self.current_item()
        if item is not None:
            self.opened.emit(item.index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.at(event.position())
        if place >= 0:
            self.point_at(place)
            if event.button() == Qt.MouseButton.LeftButton:
                self.open_current()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the release of a click that was taken."""

    def stepped(self, key: Qt.Key) -> int | None:
        """Return the place a key leads to, None for a key that leads nowhere."""
        page = max(1, self.viewport().height() // self._pitch) * self._columns
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -self._count,
            Qt.Key.Key_End: self._count,
        }
        if key not in steps or not self._count:
            return None
        return max(0, min(self._count - 1, self.current + steps[key]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.open_current()
        elif (place := self.stepped(key)) is not None:
            self.point_at(place)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu()
        if menu is not None:
            menu.popup(event.globalPos())

    # Qt -----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(5 * PITCH_PX, 4 * self._pitch)

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * PITCH_PX + 12, 2 * self._pitch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        self._want()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()
        self._want()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme().colours.pane))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for place in self.in_sight():
            box = self.rect_of(place)
            if box.intersects(event.rect()):
                item = self._item(place)
                if item.band:
                    painter.fillRect(box, QColor(theme().colours.track))
                self._paint_ground(painter, box, place)
                painter.setOpacity(_FAINT if item.faint else 1.0)
                self._paint_item(painter, box, item)
                painter.setOpacity(1.0)
        painter.end()

    def _paint_ground(self, painter: QPainter, box: QRect, place: int) -> None:
        """Show whether a sample is pointed at, or chosen."""
        colours = theme().colours
        current, chosen = place == self.current, self.is_chosen(place)
        if not current and not chosen:
            return
        if current:
            painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.edge), 1))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.selected) if chosen else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(1, 1, -2, -2), 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def is_chosen(self, place: int) -> bool:
        """Return whether a sample is meant by what is done next: here that which is pointed at."""
        return place == self.current

    def _paint_item(self, painter: QPainter, box: QRect, item: SampleItem) -> None:
        colours = theme().colours
        caption = f"{item.caption} ✎" if item.mended else item.caption
        painter.setPen(QColor(colours.wrong if item.wrong else colours.text))
        if self._as_lines:
            self._paint_line(painter, box.adjusted(8, 0, -8, 0), item, caption)
            return
        picture = QRect(box.left() + (PITCH_PX - PICTURE_PX) // 2, box.top() + 4, PICTURE_PX, PICTURE_PX)
        below = QRect(box.left() + 2, picture.bottom() + 1, PITCH_PX - 4, _CAPTION_PX)
        fits = not item.lines[1] or self._shortened(painter, caption) == caption
        first, second = (caption, item.sure) if fits else item.lines
        painter.drawText(below, _ABOVE, self._shortened(painter, first))
        if fits:
            painter.setPen(QColor(colours.muted))
        painter.drawText(below, _BELOW, self._shortened(painter, second))
        image = self._image(item.index)
        if image.isNull():
            painter.fillRect(picture, QColor(colours.track))
            sample = self._store.get(item.index)
            if sample is not None:
                painter.setPen(QColor(colours.text))
                painter.drawText(picture, Qt.AlignmentFlag.AlignCenter, sample.text)
        else:
            painter.drawImage(_centred(picture, image.deviceIndependentSize().toSize()), image)

    def _shortened(self, painter: QPainter, text: str) -> str:
        """Return what of a text has room below a picture; few texts are many samples'."""
        if text not in self._short:
            if len(self._short) >= _MOST_IMAGES:
                self._short.clear()
            elide = Qt.TextElideMode.ElideRight
            self._short[text] = painter.fontMetrics().elidedText(text, elide, PITCH_PX - 4)
        return self._short[text]

    def _paint_line(self, painter: QPainter, box: QRect, item: SampleItem, caption: str) -> None:
        metrics, middle = painter.fontMetrics(), Qt.AlignmentFlag.AlignVCenter
        caption = f"{caption}  {item.sure}"
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | middle, caption)
        sample = self._store.get(item.index)
        left = box.width() - metrics.horizontalAdvance(caption) - 16
        written = metrics.elidedText(sample.text if sample else "…", Qt.TextElideMode.ElideRight, left)
        painter.setPen(QColor(theme().colours.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | middle, written)

    def _image(self, index: int) -> QImage:
        """Return the picture of a sample, null until it is here and for what is no picture."""
        if index not in self._images:
            sample = self._store.get(index)
            if sample is None or sample.values.ndim != 3:
                return QImage()
            if len(self._images) >= _MOST_IMAGES:
                self._images.clear()
            self._images[index] = self._scaled(to_image(sample.values))
        return self._images[index]

    def _scaled(self, image: QImage) -> QImage:
        """Return a picture as large as it is painted, in the screen's form: a frame paints a hundred."""
        ratio = self.devicePixelRatioF()
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        made = image.scaled(QSize(PICTURE_PX, PICTURE_PX) * ratio, keep, smooth)
        made.convertTo(QImage.Format.Format_RGB32)
        made.setDevicePixelRatio(ratio)
        return made


def _centred(box: QRect, size: QSize) -> QRect:
    """Return the largest place in `box` of the shape of `size`, in its middle."""
    fitted = size.scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(box.topLeft(), fitted)
    place.moveCenter(box.center())
    return place
