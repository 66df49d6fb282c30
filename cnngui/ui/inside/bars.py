"""A row of units as upright bars from a zero line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from cnngui.ui.shared.theme import tabular, theme

WIDEST_PX = 44
LABEL_PX = 18
HEADROOM_PX = 4
NARROWEST_LABEL_PX = 22


@dataclass(frozen=True)
class Bars:
    """Slots of equal width from the left; the labels' line lies below the bars when there is room.

    Attributes:
        slot: width of a bar with its gap. height: of the bars' area, in pixels.
    """

    count: int
    slot: float
    height: float

    @property
    def labelled(self) -> bool:
        return self.slot >= NARROWEST_LABEL_PX

    @property
    def gap(self) -> float:
        return min(6.0, max(1.0, self.slot * 0.25))

    def at(self, x: float) -> int | None:
        """Return the unit at x, None beside the bars."""
        unit = int(x // self.slot)
        return unit if 0 <= unit < self.count else None


def lay_out_bars(count: int, width: int, height: int) -> Bars:
    """Return bars for `count` units that fill `width`, none wider than `WIDEST_PX`."""
    slot = min(float(WIDEST_PX), width / max(1, count))
    return Bars(count, slot, max(8.0, height - (LABEL_PX if slot >= NARROWEST_LABEL_PX else 0)))


def bar_spans(values: npt.NDArray[np.float32], height: float) -> tuple[npt.NDArray[np.float64], float]:
    """Return top and bottom of each bar, (units, 2), and the y of zero, y down, in an area `height` high.

    Zero is always in the picture; the largest magnitude on each side reaches the edge. Values that are not
    finite have no bar.
    """
    finite = np.where(np.isfinite(values), values, 0).astype(np.float64)
    high, low = finite.max(initial=0.0), finite.min(initial=0.0)
    zero_y, per_unit = height, 0.0
    if high > low:
        per_unit = height / (high - low)
        zero_y = high * per_unit
    ends = zero_y - finite * per_unit
    return np.stack([np.minimum(ends, zero_y), np.maximum(ends, zero_y)], axis=1), float(zero_y)


def paint_bars(
    painter: QPainter,
    bars: Bars,
    values: npt.NDArray[np.float32],
    names: tuple[str, ...],
    unit: int | None,
    font: QFont,
) -> None:
    """Paint `values` (units,) with the theme's colours; `unit` is the one that is pointed at."""
    colours = theme().colours
    painter.translate(0, HEADROOM_PX)
    height = bars.height - HEADROOM_PX
    spans, zero_y = bar_spans(values, height)
    accent, faint = QColor(colours.accent), QColor(colours.track)
    for index, (top, bottom) in enumerate(spans):
        slot = QRectF(index * bars.slot, 0, bars.slot - bars.gap, height)
        if index == unit:
            painter.fillRect(slot, faint)
        painter.fillRect(QRectF(slot.left(), top, slot.width(), max(0.0, bottom - top)), accent)
    painter.setPen(QPen(QColor(colours.muted), 1))
    painter.drawLine(QPointF(0, zero_y), QPointF(bars.count * bars.slot - bars.gap, zero_y))
    if bars.labelled:
        paint_labels(painter, bars, names, unit, font, height)


def paint_labels(
    painter: QPainter, bars: Bars, names: tuple[str, ...], unit: int | None, font: QFont, top: float
) -> None:
    """Write a name below each slot, its number where there are no names."""
    colours = theme().colours
    small = tabular(font)
    small.setPixelSize(11)
    painter.setFont(small)
    metrics = painter.fontMetrics()
    for index in range(bars.count):
        slot = QRectF(index * bars.slot, top + 2, bars.slot - bars.gap, LABEL_PX - 2)
        name = names[index] if len(names) == bars.count else str(index + 1)
        painter.setPen(QColor(colours.text if index == unit else colours.muted))
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(slot.width()))
        painter.drawText(slot, Qt.AlignmentFlag.AlignCenter, shown)
