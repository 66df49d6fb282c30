"""One live plot: faint raw batches, a bold smoothed line, dashed validation, a read-out at the mouse."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGraphicsItem, QWidget

from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.widgets import Pane, label
from cnngui.ui.train.decimate import Column, visible_peaks
from cnngui.ui.train.smoothing import ExponentialMean

_SAMPLED = 2000
_MOST_SYMBOLS = 60
_TICK_PX = 20
# The range follows once a value has left it or it has become this much too wide: axes are dear to repaint.
_LOOSE = 0.12
# The least height of a logarithmic axis, in powers of ten: a cost that stands still is a line, not noise.
_LEAST_DECADES = 0.02


class _LegendLine(QWidget):
    """A short sample of a curve's line."""

    def __init__(self, role: str, dashed: bool) -> None:
        super().__init__()
        self._role, self._dashed = role, dashed
        self.setFixedSize(18, 12)
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        pen = QPen(QColor(theme().colours.as_dict()[self._role]), 2)
        if self._dashed:
            pen.setDashPattern([2.2, 1.6])
        painter.setPen(pen)
        painter.drawLine(1, 6, 17, 6)
        painter.end()


class _Axis(pg.AxisItem):
    """An axis that writes its values by a function of ours; with `powers` they are exponents of ten."""

    def __init__(self, orientation: str, write: Callable[[float], str]) -> None:
        super().__init__(orientation)
        self._write = write
        self.powers = False
        # Its texts and grid change seldom; shaping them anew in each frame took half of the frame.
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        if not self.powers:
            values: list[tuple[float, list[float]]] = super().tickValues(low, high, size)
            return values
        return [(1.0, _log_ticks(low, high, most=max(2, int(size // _TICK_PX))))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [self._write(10.0**value if self.powers else value) for value in values]


def _log_ticks(low: float, high: float, most: int) -> list[float]:
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


def short_number(value: float) -> str:
    """Return a tick label such as 0.03, 1, 2.5, 400."""
    return f"{value:.3g}" if 0.001 <= abs(value) < 100_000 or value == 0 else f"{value:.0e}"


def percent(value: float) -> str:
    """Return a share as ``98 %``."""
    return f"{100 * value:.4g} %"


def epoch_number(value: float) -> str:
    """Return an epoch's number; fractions only when zoomed in."""
    return f"{value:.4g}"


class CurvePlot(Pane):
    """A live curve over epochs. It pulls: call `show_history` at most some 20 times a second.

    Attributes:
        held: the person has panned or zoomed, so the view no longer follows.
    """

    held_changed = Signal()

    def __init__(
        self, title: str, write: Callable[[float], str], write_exact: Callable[[float], str]
    ) -> None:
        super().__init__(title)
        self._write_exact = write_exact
        self.held = False
        self._log = False
        self._last_epoch = 1.0
        self._smoother = ExponentialMean(0.9)
        self._x: Column = np.empty(0)
        self._raw: Column = np.empty(0)
        self._smooth = np.empty(0)
        self._smooth_count = 0
        self._fitting = False
        self._shown = (0.0, 0.0)
        self._epochs: Column = np.empty(0)
        self._validation: Column = np.empty(0)
        self._make_header()
        self._make_plot(write)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    # Looks --------------------------------------------------------------------------------------

    def _make_header(self) -> None:
        self.header.setSpacing(5)
        self.value = label("", "figure", figures=True)
        self.validation_value = label("", "muted", figures=True)
        for role, dashed, name, value in (
            ("train", False, self.tr("train"), self.value),
            ("validation", True, "", self.validation_value),
        ):
            self.header.addSpacing(6)
            self.header.addWidget(_LegendLine(role, dashed))
            if name:
                self.header.addWidget(label(name, "muted"))
            self.header.addWidget(value)
        self.validation_value.setText(self.tr("validation"))

    def _make_plot(self, write: Callable[[float], str]) -> None:
        self._left = _Axis("left", write)
        axes = {"left": self._left, "bottom": _Axis("bottom", epoch_number)}
        self.plot = pg.PlotWidget(axisItems=axes)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setMinimumHeight(70)
        self.plot.setAccessibleName(self.title.text())
        item = self.plot.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=True, y=True)
        font = tabular(QFont(self.font()))
        font.setPixelSize(11)
        for name, axis in axes.items():
            axis.setTickFont(font)
            axis.setStyle(tickLength=0, tickTextOffset=5)
            axis.setGrid(38)
            if name == "left":
                axis.setWidth(44)
            else:
                axis.setHeight(22)
        self._raw_curve = self.plot.plot(antialias=True)
        self._smooth_curve = self.plot.plot(antialias=True)
        self._validation_curve = self.plot.plot(antialias=True, symbol="o", symbolSize=7)
        for curve in (self._raw_curve, self._smooth_curve):
            curve.setSkipFiniteCheck(True)
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._line.setZValue(-1)
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        self.plot.addItem(self._line, ignoreBounds=True)
        self.plot.addItem(self._cursor, ignoreBounds=True)
        self._line.hide()
        item.getViewBox().sigRangeChangedManually.connect(self._on_dragged)
        item.getViewBox().sigXRangeChanged.connect(self._on_range_changed)
        self.plot.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.plot.viewport().installEventFilter(self)
        self.body.addWidget(self.plot, 1)

    def _on_theme_changed(self) -> None:
        colours = theme().colours
        faint = QColor(colours.train)
        faint.setAlpha(90)
        self.plot.setBackground(QColor(colours.pane))
        self._raw_curve.setPen(pg.mkPen(faint, width=1))
        self._smooth_curve.setPen(pg.mkPen(colours.train, width=2))
        dashed = pg.mkPen(colours.validation, width=1.5, style=Qt.PenStyle.CustomDashLine)
        dashed.setDashPattern([4, 3])
        self._validation_curve.setPen(dashed)
        self._validation_curve.setSymbolPen(pg.mkPen(colours.validation, width=1.5))
        self._validation_curve.setSymbolBrush(QColor(colours.pane))
        self._line.setPen(pg.mkPen(colours.muted, width=1, style=Qt.PenStyle.DotLine))
        self._cursor.setPen(pg.mkPen(colours.muted, width=1))
        for axis in ("left", "bottom"):
            self.plot.getAxis(axis).setTextPen(QColor(colours.muted))
            self.plot.getAxis(axis).setPen(QColor(colours.line))

    # Data ---------------------------------------------------------------------------------------

    def set_smoothing(self, weight: float) -> None:
        """Smooth with `weight` in 0..1 from now on, the past included."""
        self._smoother = ExponentialMean(weight)
        self._smooth_count = 0
        self._draw()

    def set_log(self, log: bool) -> None:
        """Draw the vertical axis logarithmically."""
        self._log = log
        self._left.powers = log
        self._refit()

    def set_last_epoch(self, epoch: float) -> None:
        """Keep room to the right for epochs up to `epoch`."""
        self._last_epoch = max(1.0, epoch)

    def show_history(self, x: Column, raw: Column, epochs: Column, validation: Column) -> None:
        """Draw the curve.

        Args:
            x, raw: (batches,) place in epochs and value of each batch.
            epochs, validation: (epochs,) place and validation value; NaN where there is none.
        """
        if len(x) < self._smooth_count:
            self._smoother = ExponentialMean(self._smoother.weight)
            self._smooth_count = 0
        self._x, self._raw, self._epochs, self._validation = x, raw, epochs, validation
        self._draw()

    def follow(self) -> None:
        """Show everything again and keep up with what comes."""
        self.held = False
        self._refit()
        self.held_changed.emit()

    def _refit(self) -> None:
        self._shown = (0.0, 0.0)
        self._draw()

    def _draw(self) -> None:
        count = len(self._x)
        self._smooth_new(count)
        self._line.setVisible(count > 0)
        if count:
            self._line.setValue(float(self._x[-1]))
        self._show_values(count - 1, int(np.isfinite(self._validation).sum()) - 1)
        # One drawing a frame: a changed range would cause a second.
        self._fitting = True
        if not self.held:
            self._fit()
        self._fitting = False
        self._draw_visible()

    def _smooth_new(self, count: int) -> None:
        """Smooth what has come since the last time; the past stays as it was."""
        if len(self._smooth) < count:
            grown = np.empty(max(1024, 2 * count))
            grown[: self._smooth_count] = self._smooth[: self._smooth_count]
            self._smooth = grown
        fresh = self._raw[self._smooth_count : count]
        self._smooth[self._smooth_count : count] = self._smoother.extend(fresh)
        self._smooth_count = count

    def _on_range_changed(self) -> None:
        if not self._fitting:
            self._draw_visible()

    def _draw_visible(self) -> None:
        """Hand the plot as many points as it has columns.

        pyqtgraph can thin curves itself, but takes the logarithm of, and looks for NaN in, all points at
        every frame: 500,000 took 150 ms where this takes a few.
        """
        view = self.plot.getViewBox()
        (low, high), bins = view.viewRange()[0], max(100, int(view.width()))
        x = self._x
        for curve, values in ((self._raw_curve, self._raw), (self._smooth_curve, self._smooth[: len(x)])):
            shown = self._on_axis(*visible_peaks(x, values, low, high, bins))
            # Joins of a wide line are dear, 8 ms for 1,000 points, and so close together nobody sees them.
            joined = curve is self._raw_curve or len(shown[0]) <= bins
            curve.curve.setSegmentedLineMode("auto" if joined else "on")
            curve.setData(*shown)
        known = np.isfinite(self._validation)
        epochs = visible_peaks(self._epochs[known], self._validation[known], low, high, bins)
        self._validation_curve.setSymbol("o" if len(epochs[0]) <= _MOST_SYMBOLS else None)
        self._validation_curve.setData(*self._on_axis(*epochs))

    def _on_axis(self, x: Column, y: Column) -> tuple[Column, Column]:
        """Return the points as they lie on the axes, without those that have no place there."""
        known = np.isfinite(y) & (y > 0) if self._log else np.isfinite(y)
        return x[known], np.log10(y[known]) if self._log else y[known]

    def _show_values(self, batch: int, epoch: int) -> None:
        known = self._validation[np.isfinite(self._validation)]
        self.value.setText(self._write_exact(float(self._smooth[batch])) if batch >= 0 else "")
        text = self._write_exact(float(known[epoch])) if epoch >= 0 else ""
        self.validation_value.setText(self.tr("validation {0}").format(text))

    def _fit(self) -> None:
        """Show all epochs, and the values that matter: the smoothed line and validation, not each outlier."""
        view = self.plot.getViewBox()
        view.setXRange(0, max(self._last_epoch, float(self._x[-1]) if len(self._x) else 1.0), padding=0.02)
        low, high = self._bounds()
        margin = 0.04 * (high - low) or 0.05
        shown_low, shown_high = self._shown
        slack = _LOOSE * (high - low)
        if low < shown_low or high > shown_high or low - shown_low > slack or shown_high - high > slack:
            self._shown = low - margin, high + margin
            view.setYRange(*self._shown, padding=0)

    def _bounds(self) -> tuple[float, float]:
        count = self._smooth_count
        # Some thousand values tell the range of a long curve as well as all of them.
        columns = (self._smooth[:count], self._validation, self._raw)
        parts = (column[:: max(1, len(column) // _SAMPLED)] for column in columns)
        values = np.concatenate([np.asarray(part, dtype=np.float64) for part in parts])
        values = values[np.isfinite(values)]
        if self._log:
            values = values[values > 0]
        if not len(values):
            return (-2.0, 0.5) if self._log else (0.0, 1.0)
        low, high = self._range_of(values)
        if self._log:
            low, high = np.log10(low), np.log10(high)
            missing = max(0.0, _LEAST_DECADES - (high - low)) / 2
            low, high = low - missing, high + missing
        return float(low), float(high)

    def _range_of(self, values: Column) -> tuple[float, float]:
        # np.quantile would load numpy.ma when it is first called: 60 ms in which the window stands still.
        values = np.sort(values)
        low, high = (float(values[round(share * (len(values) - 1))]) for share in (0.002, 0.998))
        if self._write_exact is exact_percent:
            return min(low, 0.9), 1.0
        return (low, high) if self._log else (0.0, high)

    # Mouse --------------------------------------------------------------------------------------

    def _on_dragged(self) -> None:
        if not self.held:
            self.held = True
            self.held_changed.emit()

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QEvent):
            if event.type() == QEvent.Type.Leave:
                self._cursor.hide()
                self.plot.setToolTip("")
                self._show_values(self._smooth_count - 1, int(np.isfinite(self._validation).sum()) - 1)
            elif event.type() == QEvent.Type.MouseButtonDblClick:
                self.follow()
        return False

    def _on_mouse_moved(self, position: QPointF) -> None:
        view = self.plot.getViewBox()
        if not len(self._x) or not view.sceneBoundingRect().contains(position):
            self._cursor.hide()
            return
        x = view.mapSceneToView(position).x()
        batch = int(np.clip(np.searchsorted(self._x, x), 0, len(self._x) - 1))
        done = int(np.searchsorted(self._epochs, x, side="right")) - 1
        self._cursor.setValue(float(self._x[batch]))
        self._cursor.show()
        self.value.setText(
            self.tr("epoch {0}: {1}").format(
                f"{float(self._x[batch]):.2f}", self._write_exact(float(self._smooth[batch]))
            )
        )
        value = float(self._validation[done]) if done >= 0 else float("nan")
        text = self._write_exact(value) if np.isfinite(value) else ""
        self.validation_value.setText(self.tr("validation {0}").format(text))


def exact_cost(value: float) -> str:
    """Return a cost with three figures behind the point that matter."""
    return f"{value:.3f}" if 0.01 <= abs(value) < 1000 else f"{value:.3g}"


def exact_percent(value: float) -> str:
    """Return a share as ``98.13 %``."""
    return f"{100 * value:.2f} %"
