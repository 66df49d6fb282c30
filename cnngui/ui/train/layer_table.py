"""A row for each layer: gradient, step, silent ReLUs and weights, and in words how it fares."""

from __future__ import annotations

from math import isnan

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFont,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QStaticText,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from cnngui.network.inference.layer_health import HEALTHY_RATIO
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.train.layer_rows import (
    RATIO_DECADES,
    Columns,
    Row,
    along,
    axis_words,
    columns,
    decades,
    numbers,
)

LOWEST_ROW_PX, USUAL_ROW_PX, HIGHEST_ROW_PX = 12, 18, 22
HEADER_PX = 18
FEWEST_ROWS, USUAL_ROWS = 5, 11
_MOST_FITTED = 4_000
_NAME_BAR_PX = 3
_BAND_ALPHA = 46
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


_Fitted = dict[tuple[str, int], tuple[QStaticText, int]]
"""Words as they were fitted into a width, and how wide they are then: to shape them anew at each paint took
half of it."""


class LayerTable(QAbstractScrollArea):
    """Painted as one; rows shrink to fit, and with very many layers they scroll.

    The faint band behind a bar or a dot is what the run has seen so far.

    Attributes:
        rows: what is shown. samples: on how many ReLUs were found silent. sentence: what stands there
            while there are no rows. selected: the card of which rows are marked.

    Signals:
        chosen: name of the card whose row was chosen.
    """

    accessible_role = QAccessible.Role.List
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("layer_table")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setViewportMargins(0, HEADER_PX, 0, 0)
        self.rows: list[Row] = []
        self.samples = 0
        self.sentence = self.selected_source = ""
        self._ends = decades([])
        self._fitted: _Fitted = {}
        self._fitted_for = (0, 0)
        self._captions = _Captions(self)
        self._say(None)
        theme().changed.connect(self._repaint)

    def show_rows(self, rows: list[Row], samples: int) -> None:
        """Show other rows."""
        grown = len(rows) != len(self.rows)
        self.rows, self.samples, self._ends = rows, samples, decades(rows)
        if grown:
            self._measure()
            self.updateGeometry()
        self._say(self._current())
        self._repaint()

    def show_sentence(self, sentence: str) -> None:
        """Say why there is nothing to see."""
        self.sentence = sentence
        self.show_rows([], 0)

    def select(self, source: str) -> None:
        """Mark the rows of a card, and bring them into sight."""
        if source != self.selected_source:
            self.selected_source = source
            if (place := self._current()) is not None:
                self._keep_in_sight(place)
            self._say(self._current())
            self._repaint()

    @property
    def row_px(self) -> int:
        """Return the height of a row."""
        rows = max(1, len(self.rows))
        return max(LOWEST_ROW_PX, min(HIGHEST_ROW_PX, self.viewport().height() // rows))

    def sizeHint(self) -> QSize:
        rows = max(FEWEST_ROWS, min(USUAL_ROWS, len(self.rows) or USUAL_ROWS))
        return QSize(600, HEADER_PX + USUAL_ROW_PX * rows)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, HEADER_PX + LOWEST_ROW_PX * FEWEST_ROWS)

    # Choosing -----------------------------------------------------------------------------------

    def row_at(self, y: int) -> int | None:
        """Return the row at a height of the viewport, None below the last."""
        place = (y + self.verticalScrollBar().value()) // self.row_px
        return place if 0 <= place < len(self.rows) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (place := self.row_at(int(event.position().y()))) is not None:
            self.chosen.emit(self.rows[place].source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -(10**6), Qt.Key.Key_End: 10**6}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self.rows:
            super().keyPressEvent(event)
            return
        here = self._current()
        place = 0 if here is None else max(0, min(len(self.rows) - 1, here + step))
        self.chosen.emit(self.rows[place].source)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.row_at(event.pos().y())
            QToolTip.showText(event.globalPos(), "" if place is None else self._tip(place), self.viewport())
            return True
        return super().viewportEvent(event)

    def _tip(self, place: int) -> str:
        row = self.rows[place]
        measured = numbers(row, self.samples)
        return "\n".join((f"{row.title}: {row.words}", *([measured] if measured else []), "", row.tip))

    def _current(self) -> int | None:
        return next((at for at, row in enumerate(self.rows) if row.source == self.selected_source), None)

    def _say(self, place: int | None) -> None:
        """Tell screen readers of the row that is marked, or of the whole."""
        if place is None:
            wrong = sum(row.severity == "warning" for row in self.rows)
            said = self.tr("How the layers learn: {0} layers, {1} with something wrong")
            self.setAccessibleName(said.format(len(self.rows), wrong))
            self.setAccessibleDescription(self.sentence if not self.rows else "")
        else:
            row = self.rows[place]
            self.setAccessibleName(self.tr("How the layers learn: {0}, {1}").format(row.title, row.words))
            self.setAccessibleDescription(numbers(row, self.samples))

    # Inside -------------------------------------------------------------------------------------

    def _repaint(self) -> None:
        self._captions.ends = self._ends if self.rows else None
        self._captions.update()
        self.viewport().update()

    def _measure(self) -> None:
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self.row_px * len(self.rows) - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self.row_px)

    def _keep_in_sight(self, place: int) -> None:
        bar, top = self.verticalScrollBar(), place * self.row_px
        bar.setValue(max(top + self.row_px - self.viewport().height(), min(bar.value(), top)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._captions.setGeometry(0, 0, self.viewport().width(), HEADER_PX)
        self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme().colours.pane))
        if self.rows:
            self._paint_rows(painter, event.rect())
        else:
            painter.setPen(QColor(theme().colours.muted))
            centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect(), centred, self.sentence)
        painter.end()

    def _paint_rows(self, painter: QPainter, dirty: QRect) -> None:
        offset, height = self.verticalScrollBar().value(), self.row_px
        first = max(0, (dirty.top() + offset) // height)
        last = min(len(self.rows), (dirty.bottom() + offset) // height + 1)
        placed = columns(self.viewport().width())
        self._paint_healthy_band(painter, placed.ratio, last * height - offset)
        painter.setFont(_figures(self.font(), max(10, min(12, height - 3))))
        if (known := (height, len(self._fitted) // _MOST_FITTED)) != self._fitted_for:
            self._fitted_for, self._fitted = (known[0], 0), {}
        paint = _RowPaint(painter, placed, self._ends, height, self._fitted)
        for place in range(first, last):
            row = self.rows[place]
            paint.row(row, place * height - offset, marked=row.source == self.selected_source)
        shown = self.rows[first:last]
        if shown:
            picture = histograms_picture(shown, placed.weights[1], height, self.devicePixelRatioF())
            painter.drawImage(QPoint(placed.weights[0], first * height - offset), picture)

    def _paint_healthy_band(self, painter: QPainter, place: tuple[int, int], bottom: int) -> None:
        left, right = (place[0] + place[1] * along(end, RATIO_DECADES) for end in HEALTHY_RATIO)
        painter.fillRect(QRectF(left, 0, right - left, bottom), _faint(theme().colours.right))


class _Captions(QWidget):
    """What the columns are, and the ends of their axes.

    Attributes:
        ends: of the gradients' axis, as exponents of ten; None while there are no rows.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.ends: tuple[int, int] | None = None
        tips = (
            self.tr("Gradient norm: √(Σ g²) over the weights of the layer, on a logarithmic axis."),
            self.tr(
                "Update ÷ weights: how far one step moves the weights, of their length. Green: 10⁻⁴ to 10⁻²."
            ),
            self.tr("Dead ReLU: units that no sample brings above 0."),
            self.tr("Weights: filled as they are now, outlined as they were when the run began."),
            self.tr("Faint: what the run has seen so far. Measured only while this is shown."),
        )
        self.setToolTip("\n".join(tips))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(_figures(self.font(), 11))
        painter.setPen(QColor(theme().colours.muted))
        placed = columns(self.width())
        self._write(painter, placed.name, self.tr("Layer"))
        self._write(painter, placed.gradient, self.tr("gradient norm"), self.ends)
        self._write(painter, placed.ratio, self.tr("update ÷ weights"), self.ends and RATIO_DECADES)
        self._write(painter, placed.dead, self.tr("dead"))
        self._write(painter, placed.weights, self.tr("weights"))
        painter.end()

    def _write(
        self, painter: QPainter, place: tuple[int, int], caption: str, ends: tuple[int, int] | None = None
    ) -> None:
        """Write a caption; between the ends of an axis as much of it as there is room for."""
        metrics, (left, width) = painter.fontMetrics(), place
        box = QRect(left, 0, width, HEADER_PX)
        if ends is None:
            painter.drawText(box, _LEFT, metrics.elidedText(caption, Qt.TextElideMode.ElideRight, width))
            return
        low, high = axis_words(ends)
        painter.drawText(box, _LEFT, low)
        painter.drawText(box, _RIGHT, high)
        space = width - metrics.horizontalAdvance(low) - metrics.horizontalAdvance(high) - 8
        shorter = (caption, caption.split()[0])
        shown = next((each for each in shorter if metrics.horizontalAdvance(each) <= space), "")
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


class _RowPaint:
    """Paints one row after another."""

    def __init__(
        self, painter: QPainter, placed: Columns, ends: tuple[int, int], height: int, known: _Fitted
    ) -> None:
        self._painter, self._placed, self._ends, self._height = painter, placed, ends, height
        self._metrics, self._known = painter.fontMetrics(), known
        self._above = (height - self._metrics.height()) // 2
        colours = theme().colours
        self._text, self._muted = QColor(colours.text), QColor(colours.muted)
        self._bars = {
            "": QColor(colours.train),
            "note": QColor(colours.train),
            "warning": QColor(colours.wrong),
        }
        self._words = {"": self._muted, "note": self._text, "warning": QColor(colours.wrong)}
        self._bands = {name: _faint(colour.name()) for name, colour in self._bars.items()}
        self._track, self._selected = QColor(colours.track), QColor(colours.selected)

    def row(self, row: Row, top: int, *, marked: bool) -> None:
        """Paint all of a row but its histogram."""
        if marked:
            whole = QRect(0, top, self._placed.words[0] + self._placed.words[1], self._height)
            self._painter.fillRect(whole, self._selected)
        self._name(row, top)
        self._gradient(row, top)
        self._ratio(row, top)
        self._dead(row, top)
        warning = row.severity == "warning"
        self._write(self._placed.words, top, ("! " if warning else "") + row.words, self._words[row.severity])

    def _name(self, row: Row, top: int) -> None:
        left, width = self._placed.name
        self._painter.fillRect(left, top + 1, _NAME_BAR_PX, self._height - 2, QColor(row.colour))
        self._write((left + _NAME_BAR_PX + 5, width - _NAME_BAR_PX - 5), top, row.title, self._text)

    def _gradient(self, row: Row, top: int) -> None:
        left, width = self._placed.gradient
        if isnan(row.gradient):
            self._write(self._placed.gradient, top, "—", self._muted)
            return
        middle, half = top + self._height / 2, max(2, self._height // 2 - 3)
        self._painter.fillRect(QRectF(left, middle - half, width, 2 * half), self._track)
        low, high = (left + width * along(each, self._ends) for each in row.gradient_span)
        here = left + width * along(row.gradient, self._ends)
        self._painter.fillRect(QRectF(left, middle - half, here - left, 2 * half), self._bars[row.severity])
        self._painter.fillRect(QRectF(low, middle - half, high - low, 2 * half), self._bands[row.severity])
        if row.gradient == 0:
            self._write((left + 3, width), top, "0", self._muted)

    def _ratio(self, row: Row, top: int) -> None:
        left, width = self._placed.ratio
        if isnan(row.ratio):
            self._write(self._placed.ratio, top, "—", self._muted)
            return
        middle = top + self._height / 2
        low, here, high = (
            left + width * along(each, RATIO_DECADES)
            for each in (row.ratio_span[0], row.ratio, row.ratio_span[1])
        )
        self._painter.fillRect(QRectF(left, middle - 0.5, width, 1), self._track)
        self._painter.fillRect(QRectF(low, middle - 1.5, high - low, 3), self._bands[row.severity])
        self._painter.fillRect(QRectF(here - 2.5, middle - 3.5, 5, 7), self._bars[row.severity])

    def _dead(self, row: Row, top: int) -> None:
        left, width = self._placed.dead
        if isnan(row.dead):
            self._write(self._placed.dead, top, "—", self._muted)
            return
        bar = max(8, width - 36)
        middle = top + self._height / 2
        self._painter.fillRect(QRectF(left, middle - 2.5, bar, 5), self._track)
        self._painter.fillRect(QRectF(left, middle - 2.5, bar * row.dead, 5), self._muted)
        self._write((left, width), top, f"{100 * row.dead:.0f} %", self._text, _RIGHT)

    def _write(
        self, place: tuple[int, int], top: int, words: str, colour: QColor, side: Qt.AlignmentFlag = _LEFT
    ) -> None:
        left, width = place
        shown, taken = self._fitted(words, width)
        self._painter.setPen(colour)
        x = left + width - taken if side == _RIGHT else left
        self._painter.drawStaticText(x, top + self._above, shown)

    def _fitted(self, words: str, width: int) -> tuple[QStaticText, int]:
        """Return as much of the words as there is room for, and how wide that is."""
        if (words, width) not in self._known:
            metrics = self._metrics
            # What tells names like conv2_block1_1_conv apart stands at their end.
            mode = Qt.TextElideMode.ElideMiddle if "_" in words else Qt.TextElideMode.ElideRight
            shown = metrics.elidedText(words, mode, width)
            kept = QStaticText(shown)
            kept.setTextFormat(Qt.TextFormat.PlainText)
            kept.prepare(font=self._painter.font())
            self._known[words, width] = kept, metrics.horizontalAdvance(shown)
        return self._known[words, width]


def histograms_picture(rows: list[Row], width: int, height: int, ratio: float) -> QImage:
    """Return the histograms of rows one below the other: filled as they are now, outlined as they began.

    Drawn by numpy: as paths they took as long as all else together.

    Args:
        width, height: of each, in pixels of the window. ratio: of the screen's pixels to these.
    """
    wide, high = max(1, int(width * ratio)), max(4, int(height * ratio))
    both = np.stack([row.histogram for row in rows])
    bins = np.arange(wide) * both.shape[2] // wide
    # The highest bar of each leaves a pixel to the row above.
    peaks = np.maximum(both.max(axis=(1, 2), keepdims=True), 1e-9)
    levels = np.rint(both / peaks * (high - 2)).astype(np.int16)[:, :, bins]
    from_below = np.arange(high - 1, -1, -1, dtype=np.int16)[np.newaxis, :, np.newaxis]
    filled = from_below < levels[:, 0, np.newaxis]
    began = levels[:, 1]
    beside = np.pad(began, ((0, 0), (1, 0)), mode="edge")[:, :-1]
    lower, upper = np.minimum(began, beside)[:, np.newaxis], np.maximum(began, beside)[:, np.newaxis]
    outline = (from_below >= lower) & (from_below <= upper) & (upper > 0)
    return _painted(filled.reshape(-1, wide), outline.reshape(-1, wide), ratio)


def _painted(filled: npt.NDArray[np.bool_], outline: npt.NDArray[np.bool_], ratio: float) -> QImage:
    colours = theme().colours
    height, width = filled.shape
    pixels = np.zeros((height, width), np.uint32)
    pixels[filled] = (QColor(colours.train).rgba() & 0x00FFFFFF) | 0x66000000
    pixels[outline] = QColor(colours.muted).rgba()
    picture = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32)
    copied = picture.copy()
    copied.setDevicePixelRatio(ratio)
    return copied


def _faint(name: str) -> QColor:
    colour = QColor(name)
    colour.setAlpha(_BAND_ALPHA)
    return colour


def _figures(font: QFont, size_px: int) -> QFont:
    figures = tabular(font)
    figures.setPixelSize(size_px)
    return figures
