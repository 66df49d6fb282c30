"""Axes and lines of a plot, by pyqtgraph: the only place that draws with it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont

from cnngui.ui.shared.decimate import visible_peaks
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.value_axis import ValueAxis
from cnngui.ui.shared.value_text import epoch_number
from cnngui.ui.train.curve import Curve, Values
from cnngui.ui.train.curve_plot import LOWEST_PX

_MOST_SYMBOLS = 60


class CurveView(pg.PlotWidget):
    """Draws a `Curve`, as far as it is in view.

    Attributes:
        left: the axis of values. cursor: an upright line at the mouse.
    """

    def __init__(self, write: Callable[[float], str]) -> None:
        self.left = ValueAxis("left", write)
        axes = {"left": self.left, "bottom": ValueAxis("bottom", epoch_number)}
        super().__init__(axisItems=axes)
        self.setFrameShape(self.Shape.NoFrame)
        # No key does anything here, so Tab does not stop.
        for part in (self, self.viewport()):
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(LOWEST_PX)
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=True, y=True)
        self._font = font = tabular(QFont(self.font()))
        font.setPixelSize(11)
        for axis in axes.values():
            axis.dress(font)
        axes["left"].setWidth(44)
        axes["bottom"].setHeight(22)
        self._marks: list[pg.InfiniteLine] = []
        self._make_lines()
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _make_lines(self) -> None:
        self._raw_line = self.plot(antialias=True)
        self._smooth_line = self.plot(antialias=True)
        self._validation_line = self.plot(antialias=True, symbol="o", symbolSize=7)
        for line in (self._raw_line, self._smooth_line):
            line.setSkipFiniteCheck(True)
        self._now = pg.InfiniteLine(angle=90, movable=False)
        self._now.setZValue(-1)
        self.cursor = pg.InfiniteLine(angle=90, movable=False)
        for upright in (self._now, self.cursor):
            upright.hide()
            self.addItem(upright, ignoreBounds=True)

    def _on_theme_changed(self) -> None:
        colours = theme().colours
        faint = QColor(colours.train)
        faint.setAlpha(90)
        self.setBackground(QColor(colours.pane))
        self._raw_line.setPen(pg.mkPen(faint, width=1))
        self._smooth_line.setPen(pg.mkPen(colours.train, width=2))
        dashed = pg.mkPen(colours.validation, width=1.5, style=Qt.PenStyle.CustomDashLine)
        dashed.setDashPattern([4, 3])
        self._validation_line.setPen(dashed)
        self._validation_line.setSymbolPen(pg.mkPen(colours.validation, width=1.5))
        self._validation_line.setSymbolBrush(QColor(colours.pane))
        self._now.setPen(pg.mkPen(colours.muted, width=1, style=Qt.PenStyle.DotLine))
        self.cursor.setPen(pg.mkPen(colours.muted, width=1))
        self._colour_marks()
        for axis in ("left", "bottom"):
            self.getAxis(axis).setTextPen(QColor(colours.muted))
            self.getAxis(axis).setPen(QColor(colours.line))

    def show_now(self, x: Values) -> None:
        """Mark the end of a curve over these epochs."""
        self._now.setVisible(len(x) > 0)
        if len(x):
            self._now.setValue(float(x[-1]))

    def show_marks(self, places: Values) -> None:
        """Draw an upright line where the recipe was changed, at these places in epochs."""
        while len(self._marks) < len(places):
            mark = pg.InfiniteLine(angle=90, movable=False)
            # Beside the line, from the top down, and short: whole in the lowest plot, too.
            placed = {"position": 1.0, "anchors": [(1, 0), (1, 1)], "rotateAxis": (1, 0)}
            mark.label = pg.InfLineLabel(mark, self.tr("recipe"), **placed)
            mark.label.setFont(self._font)
            self._marks.append(mark)
            self.addItem(mark, ignoreBounds=True)
            self._colour_marks()
        for place, mark in enumerate(self._marks):
            mark.setVisible(place < len(places))
            if place < len(places):
                mark.setValue(float(places[place]))

    def _colour_marks(self) -> None:
        colours = theme().colours
        for mark in self._marks:
            mark.setPen(pg.mkPen(colours.muted, width=1, style=Qt.PenStyle.DashLine))
            mark.label.setColor(QColor(colours.muted))

    def drawn(self) -> tuple[Values, Values]:
        """Return the points of the validation line as they are drawn, (points,) each."""
        x, y = self._validation_line.getData()
        return np.empty(0) if x is None else x, np.empty(0) if y is None else y

    def draw(self, curve: Curve, *, log: bool) -> None:
        """Hand on as many points as there are columns.

        pyqtgraph can thin curves itself, but takes the logarithm of, and looks for NaN in, all points at
        every frame: 500,000 took 150 ms where this takes a few.
        """
        view = self.getViewBox()
        (low, high), bins = view.viewRange()[0], max(100, int(view.width()))
        for line, values in ((self._raw_line, curve.raw), (self._smooth_line, curve.smooth)):
            shown = _on_axis(log, *visible_peaks(curve.x, values, low, high, bins))
            # Joins of a wide line are dear, 8 ms for 1,000 points, and so close together nobody sees them.
            joined = line is self._raw_line or len(shown[0]) <= bins
            line.curve.setSegmentedLineMode("auto" if joined else "on")
            line.setData(*shown)
        known = np.isfinite(curve.validation)
        epochs = visible_peaks(curve.epochs[known], curve.validation[known], low, high, bins)
        self._validation_line.setSymbol("o" if len(epochs[0]) <= _MOST_SYMBOLS else None)
        self._validation_line.setData(*_on_axis(log, *epochs))


def _on_axis(log: bool, x: Values, y: Values) -> tuple[Values, Values]:
    """Return the points as they lie on the axes, without those that have no place there."""
    known = np.isfinite(y) & (y > 0) if log else np.isfinite(y)
    return x[known], np.log10(y[known]) if log else y[known]
