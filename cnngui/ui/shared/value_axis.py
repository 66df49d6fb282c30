"""An axis whose numbers are written by a function of ours, also where they are exponents of ten."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtGui import QColor, QFont, QPen
from PySide6.QtWidgets import QGraphicsItem

from cnngui.ui.shared.theme import theme

_TICK_PX = 20
_GRID = 38
"""How much of 255 the lines of a grid shine."""
_UNDER_CURVES = -1
"""pyqtgraph draws axes above the curves, which opaque lines would cross out."""


class ValueAxis(pg.AxisItem):
    """An axis that writes its values by `write`; with `powers` they are exponents of ten."""

    def __init__(self, orientation: str, write: Callable[[float], str]) -> None:
        super().__init__(orientation)
        self.write = write
        self.powers = False
        # Its texts and grid change seldom; shaping them anew in each frame took half of the frame.
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        if not self.powers:
            values: list[tuple[float, list[float]]] = super().tickValues(low, high, size)
            return values if self.orientation == "bottom" else _with_room(values, size)
        return [(1.0, log_ticks(low, high, most=max(2, int(size // _TICK_PX))))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [self.write(10.0**value if self.powers else value) for value in values]

    def generateDrawSpecs(self, painter: Any) -> Any:
        """Return what pyqtgraph draws, its grid lines in opaque colours that look the same.

        Qt lays a shining line over its ground pixel by pixel: a hundred take 11 ms, opaque ones 0.4.
        """
        specs = super().generateDrawSpecs(painter)
        if specs is None:
            return None
        line, ticks, texts = specs
        ground = QColor(theme().colours.pane)
        return line, [(opaque(pen, ground), *ends) for pen, *ends in ticks], texts

    def dress(self, font: QFont) -> None:
        """Write in a font, and draw a grid; once the axis is in its plot."""
        self.setTickFont(font)
        self.setStyle(tickLength=0, tickTextOffset=5)
        self.setGrid(_GRID)
        self.setZValue(_UNDER_CURVES)

    def show_values(self, write: Callable[[float], str], *, powers: bool) -> None:
        """Write the numbers anew."""
        if (write, powers) != (self.write, self.powers):
            self.write, self.powers = write, powers
            self.picture = None
            self.update()


def opaque(pen: QPen, ground: QColor) -> QPen:
    """Return a pen that draws on `ground` what `pen` draws, with no alpha."""
    colour = pen.color()
    share = colour.alphaF()
    over = (
        round(above * share + below * (1 - share))
        for above, below in zip(colour.getRgb()[:3], ground.getRgb()[:3], strict=True)  # type: ignore[index]
    )
    same = QPen(pen)
    same.setColor(QColor(*over))
    return same


def _with_room(levels: list[tuple[float, list[float]]], size: float) -> list[tuple[float, list[float]]]:
    """Return the ticks of a low plot with so many left out that their numbers do not touch."""
    most = max(2, int(size // _TICK_PX))
    if not levels or len(levels[0][1]) <= most:
        return levels
    spacing, values = levels[0]
    step = -(-len(values) // most)
    return [(spacing * step, [value for value in values if round(value / spacing) % step == 0])]


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Return exponents of 1, 2 and 5 times powers of ten in view; fewer the more decades there are.

    Where not two of them are in view, exponents of evenly spaced round values; where there is no room for
    `most`, fewer again.
    """
    decades = high - low
    finest = 0 if decades < 2 else 1 if decades < 4 else 2
    exponents = range(math.floor(low), math.ceil(high) + 1)
    found: list[float] = []
    for steps in ((1, 2, 5), (1, 3), (1,))[finest:]:
        ticks = [exponent + math.log10(step) for exponent in exponents for step in steps]
        seen = [tick for tick in ticks if low <= tick <= high]
        # A coarser step may leave a single one, from which no scale is read.
        found = seen if len(seen) > 1 or not found else found
        if len(found) <= most:
            break
    if len(found) < 2:
        found = [math.log10(value) for value in _even_ticks(10.0**low, 10.0**high)]
    return found[:: -(-len(found) // most)]


def _even_ticks(low: float, high: float) -> list[float]:
    """Return three to six multiples of 1, 2 or 5 times a power of ten between positive `low` and `high`."""
    power = 10.0 ** math.floor(math.log10((high - low) / 3))
    step = max(each * power for each in (1, 2, 5) if each * power <= (high - low) / 3)
    return [place * step for place in range(math.ceil(low / step), math.floor(high / step) + 1)]
