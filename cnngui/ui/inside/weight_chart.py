"""The histogram of one array of weights: point at a bar to read how many lie there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.ui.inside.titles import number_text
from cnngui.ui.inside.weight_figures import BINS, NEAR_SHARE, WeightFigures
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.value_text import exact_percent, percent

BARS_PX, AXIS_PX = 44, 14
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class WeightChart(QWidget):
    """Shows `WeightFigures`; 0 is in the middle.

    Attributes:
        figures: what is shown, None for nothing. place: the bar that is pointed at, None for none.

    Signals:
        pointed: another bar, or none, is pointed at.
    """

    pointed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weight_chart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.figures: WeightFigures | None = None
        self.place: int | None = None
        theme().changed.connect(self.update)

    def show_figures(self, figures: WeightFigures) -> None:
        """Show another array, or the same with other weights."""
        self.figures = figures
        self.setAccessibleName(self.tr("Histogram of {0}").format(figures.name))
        self.setAccessibleDescription(f"{self.heading()}. {self.facts()}")
        self.update()

    # Words ----------------------------------------------------------------------------------------

    def heading(self) -> str:
        """Return which array it is, and how large."""
        if (shown := self.figures) is None:
            return ""
        return f"{shown.name} · {' × '.join(f'{side:,}' for side in shown.shape)}"

    def facts(self) -> str:
        """Return mean, deviation and the shares that are 0 or near it."""
        if (shown := self.figures) is None:
            return ""
        text = self.tr("mean {0}, deviation {1}; {2} are 0, {3} near 0").format(
            number_text(shown.mean),
            number_text(shown.deviation),
            exact_percent(shown.zeros, 1),
            exact_percent(shown.near, 1),
        )
        if shown.broken:
            text += self.tr("; {0:,} are NaN or infinite").format(shown.broken)
        if shown.step > 1:
            text += self.tr("; every {0}th is counted").format(shown.step)
        return text

    def explained(self) -> str:
        """Return what the words of `facts` mean."""
        return self.tr(
            "Deviation: how far weights lie from their mean, √(mean of squares). Near 0: smaller than {0} of"
            " the largest; such weights hardly count."
        ).format(percent(NEAR_SHARE))

    def spot_text(self) -> str:
        """Return how many weights the bar holds that is pointed at."""
        shown, place = self.figures, self.place
        if shown is None or place is None:
            return ""
        count, (low, high) = int(shown.counts[place]), shown.bin(place)
        return self.tr("{0}: {1:,} of {2:,} ({3}) lie from {4} to {5}").format(
            *(shown.name, count, shown.counted, exact_percent(count / shown.counted, 1)),
            *(number_text(low), number_text(high)),
        )

    # What a person does ---------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(min(BINS - 1, max(0, int(event.position().x() * BINS / max(1, self.width())))))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self._point_at(BINS // 2 if self.place is None else min(BINS - 1, max(0, self.place + step)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point_at(None)
        self.update()

    def _point_at(self, place: int | None) -> None:
        if place != self.place:
            self.place = place
            self.update()
            self.pointed.emit()

    # Looks ----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(220, BARS_PX + AXIS_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, BARS_PX + AXIS_PX)

    def bar_rect(self, place: int) -> QRectF:
        """Return where a bar is painted, as high as its share of the largest one."""
        if self.figures is None:
            return QRectF()
        width, most = self.width() / BINS, max(1, int(self.figures.counts.max(initial=0)))
        count = int(self.figures.counts[place])
        # A single weight among thousands is to be seen too.
        height = max(1.0, (BARS_PX - 2) * count / most) if count else 0.0
        return QRectF(place * width, BARS_PX - height, max(1.0, width - 1), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme().colours
        if self.figures is not None:
            for place in range(BINS):
                pointed = place == self.place
                painter.fillRect(self.bar_rect(place), QColor(colours.accent if pointed else colours.train))
            self._paint_axis(painter, self.figures.reach or 1.0)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_axis(self, painter: QPainter, reach: float) -> None:
        colours = theme().colours
        painter.setPen(QColor(colours.line))
        painter.drawLine(0, BARS_PX, self.width(), BARS_PX)
        font = tabular(self.font())
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor(colours.muted))
        below = QRectF(0, BARS_PX, self.width(), AXIS_PX)
        sides = Qt.AlignmentFlag
        for side, value in ((sides.AlignLeft, -reach), (sides.AlignHCenter, 0.0), (sides.AlignRight, reach)):
            painter.drawText(below, side | sides.AlignVCenter, number_text(value))
