"""One live plot: faint raw batches, a bold smoothed line, dashed validation, a read-out at the mouse."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.picture_menu import PictureMenu, grabbed
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.widgets import Pane, label
from cnngui.ui.train.curve import Curve, Values
from cnngui.ui.train.decimate import visible_peaks
from cnngui.ui.train.plot_spec import PlotSpec
from cnngui.ui.train.value_axis import ValueAxis
from cnngui.ui.train.value_text import epoch_number

_MOST_SYMBOLS = 60
_NARROW_PX, _LEAST_PX = 290, 200
# The range follows once a value has left it or it has become this much too wide: axes are dear to repaint.
_LOOSE = 0.12


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


class CurvePlot(Pane):
    """A live curve over epochs. It pulls: call `show_history` at most some 20 times a second.

    Attributes:
        spec: what it shows. held: the person has panned or zoomed, so the view no longer follows.
    """

    held_changed = Signal()
    problem_raised = Signal(object)
    saved = Signal(str)

    def __init__(self, spec: PlotSpec) -> None:
        super().__init__(spec.title)
        self.spec = spec
        self.setObjectName(spec.name)
        self.held = False
        self._log = False
        self._last_epoch = 1.0
        self._curve = Curve()
        self._fitting = False
        self._shown = (0.0, 0.0)
        self._marks: list[pg.InfiniteLine] = []
        self._writer = FileWriter(self)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self.problem_raised)
        self._make_header()
        self._make_plot()
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.set_spec(spec)

    # Looks --------------------------------------------------------------------------------------

    def _make_header(self) -> None:
        self.header.setSpacing(6)
        self.value = label("", "figure", figures=True)
        self.validation_value = label("", "muted", figures=True)
        for role, dashed, name, value in (
            ("train", False, self.tr("train"), self.value),
            ("validation", True, "", self.validation_value),
        ):
            line = _LegendLine(role, dashed)
            self.header.addWidget(line)
            if name:
                self._name = label(name, "muted")
                self.header.addWidget(self._name)
            self.header.addWidget(value)
        self._validation_legend = (line, self.validation_value)
        self._narrow = False
        self._show_validation(None)

    def _make_plot(self) -> None:
        self._left = ValueAxis("left", self.spec.write)
        axes = {"left": self._left, "bottom": ValueAxis("bottom", epoch_number)}
        self.plot = pg.PlotWidget(axisItems=axes)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        # No key does anything here, so Tab does not stop.
        for part in (self.plot, self.plot.viewport()):
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setMinimumHeight(80)
        item = self.plot.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=True, y=True)
        self._font = font = tabular(QFont(self.font()))
        font.setPixelSize(11)
        for axis in axes.values():
            axis.setTickFont(font)
            axis.setStyle(tickLength=0, tickTextOffset=5)
            axis.setGrid(38)
        axes["left"].setWidth(44)
        axes["bottom"].setHeight(22)
        self._make_lines()
        item.getViewBox().sigRangeChangedManually.connect(self._on_dragged)
        item.getViewBox().sigXRangeChanged.connect(self._on_range_changed)
        self.plot.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.plot.viewport().installEventFilter(self)
        self.body.addWidget(self.plot, 1)

    def _make_lines(self) -> None:
        self._raw_line = self.plot.plot(antialias=True)
        self._smooth_line = self.plot.plot(antialias=True)
        self._validation_line = self.plot.plot(antialias=True, symbol="o", symbolSize=7)
        for line in (self._raw_line, self._smooth_line):
            line.setSkipFiniteCheck(True)
        self._now = pg.InfiniteLine(angle=90, movable=False)
        self._now.setZValue(-1)
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        for upright in (self._now, self._cursor):
            upright.hide()
            self.plot.addItem(upright, ignoreBounds=True)

    def _on_theme_changed(self) -> None:
        colours = theme().colours
        faint = QColor(colours.train)
        faint.setAlpha(90)
        self.plot.setBackground(QColor(colours.pane))
        self._raw_line.setPen(pg.mkPen(faint, width=1))
        self._smooth_line.setPen(pg.mkPen(colours.train, width=2))
        dashed = pg.mkPen(colours.validation, width=1.5, style=Qt.PenStyle.CustomDashLine)
        dashed.setDashPattern([4, 3])
        self._validation_line.setPen(dashed)
        self._validation_line.setSymbolPen(pg.mkPen(colours.validation, width=1.5))
        self._validation_line.setSymbolBrush(QColor(colours.pane))
        self._now.setPen(pg.mkPen(colours.muted, width=1, style=Qt.PenStyle.DotLine))
        self._cursor.setPen(pg.mkPen(colours.muted, width=1))
        self._colour_marks()
        for axis in ("left", "bottom"):
            self.plot.getAxis(axis).setTextPen(QColor(colours.muted))
            self.plot.getAxis(axis).setPen(QColor(colours.line))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave it to solid and dashed, where there is no room for the words, what is which."""
        super().resizeEvent(event)
        if (narrow := event.size().width() < _NARROW_PX) != self._narrow:
            self._narrow = narrow
            self._name.setVisible(not narrow)
            self.header.setSpacing(3 if narrow else 6)
            self._show_newest()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """Return what can be done with the plot."""
        entries = ((self.tr("Follow the whole curve"), self.follow, self.held),)
        return PictureMenu(self, lambda: grabbed(self), self.spec.name, entries, self._writer)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_PX, super().minimumSizeHint().height())

    # Data ---------------------------------------------------------------------------------------

    def set_spec(self, spec: PlotSpec) -> None:
        """Read the values another way: the next run may have another metric."""
        self.spec = spec
        self.title.setText(spec.title)
        self.title.setToolTip(spec.tip)
        self.plot.setAccessibleName(spec.title)
        for part in self._validation_legend:
            part.setVisible(bool(spec.validation))
        self._refit()

    def set_smoothing(self, weight: float) -> None:
        """Smooth with `weight` in 0..1 from now on, the past included."""
        self._curve.set_smoothing(weight)
        self._draw()

    def set_log(self, log: bool) -> None:
        """Draw the vertical axis logarithmically."""
        self._log = log
        self._refit()

    def set_last_epoch(self, epoch: float) -> None:
        """Keep room to the right for epochs up to `epoch`."""
        self._last_epoch = max(1.0, epoch)

    def show_history(self, x: Values, raw: Values, epochs: Values, validation: Values) -> None:
        """Draw the curve; see `Curve` for what the arrays are."""
        self._curve.show(x, raw, epochs, validation)
        self._draw()

    def forget(self) -> None:
        """Make ready for another curve: one that is longer would be taken for this one, grown."""
        self._curve.show(*[np.empty(0)] * 4)

    def show_marks(self, places: Values) -> None:
        """Draw an upright line where the recipe was changed, at these places in epochs."""
        while len(self._marks) < len(places):
            mark = pg.InfiniteLine(angle=90, movable=False)
            # Beside the line, from the top down, and short: whole in the lowest plot, too.
            placed = {"position": 1.0, "anchors": [(1, 0), (1, 1)], "rotateAxis": (1, 0)}
            mark.label = pg.InfLineLabel(mark, self.tr("recipe"), **placed)
            mark.label.setFont(self._font)
            self._marks.append(mark)
            self.plot.addItem(mark, ignoreBounds=True)
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

    @property
    def batches(self) -> int:
        """Return how many batches are drawn."""
        return len(self._curve.x)

    def follow(self) -> None:
        """Show everything again and keep up with what comes."""
        self.held = False
        self._refit()
        self.held_changed.emit()

    def _refit(self) -> None:
        self._left.show_values(self.spec.write, powers=self._log)
        self._shown = (0.0, 0.0)
        self._draw()

    def _draw(self) -> None:
        x = self._curve.x
        self._now.setVisible(len(x) > 0)
        if len(x):
            self._now.setValue(float(x[-1]))
        self._show_newest()
        # One drawing a frame: a changed range would cause a second.
        self._fitting = True
        if not self.held:
            self._fit()
        self._fitting = False
        self._draw_visible()

    def _on_range_changed(self) -> None:
        if not self._fitting:
            self._draw_visible()

    def _draw_visible(self) -> None:
        """Hand the plot as many points as it has columns.

        pyqtgraph can thin curves itself, but takes the logarithm of, and looks for NaN in, all points at
        every frame: 500,000 took 150 ms where this takes a few.
        """
        view, curve = self.plot.getViewBox(), self._curve
        (low, high), bins = view.viewRange()[0], max(100, int(view.width()))
        for line, values in ((self._raw_line, curve.raw), (self._smooth_line, curve.smooth)):
            shown = self._on_axis(*visible_peaks(curve.x, values, low, high, bins))
            # Joins of a wide line are dear, 8 ms for 1,000 points, and so close together nobody sees them.
            joined = line is self._raw_line or len(shown[0]) <= bins
            line.curve.setSegmentedLineMode("auto" if joined else "on")
            line.setData(*shown)
        known = np.isfinite(curve.validation)
        epochs = visible_peaks(curve.epochs[known], curve.validation[known], low, high, bins)
        self._validation_line.setSymbol("o" if len(epochs[0]) <= _MOST_SYMBOLS else None)
        self._validation_line.setData(*self._on_axis(*epochs))

    def _on_axis(self, x: Values, y: Values) -> tuple[Values, Values]:
        """Return the points as they lie on the axes, without those that have no place there."""
        known = np.isfinite(y) & (y > 0) if self._log else np.isfinite(y)
        return x[known], np.log10(y[known]) if self._log else y[known]

    def _fit(self) -> None:
        """Show all epochs, and the values that matter."""
        view, x = self.plot.getViewBox(), self._curve.x
        view.setXRange(0, max(self._last_epoch, float(x[-1]) if len(x) else 1.0), padding=0.02)
        low, high = self._curve.bounds(log=self._log, top=self.spec.top)
        margin = 0.04 * (high - low) or 0.05
        shown_low, shown_high = self._shown
        slack = _LOOSE * (high - low)
        if low < shown_low or high > shown_high or low - shown_low > slack or shown_high - high > slack:
            self._shown = low - margin, high + margin
            view.setYRange(*self._shown, padding=0)

    # Read-out -----------------------------------------------------------------------------------

    def _show_newest(self) -> None:
        value, validation = self._curve.newest()
        self.value.setText(self._written(value))
        self._show_validation(validation)

    def _show_validation(self, value: float | None) -> None:
        written = self._written(value)
        words = written if self._narrow else self.tr("validation {0}").format(written)
        self.validation_value.setText(words.strip())

    def _written(self, value: float | None) -> str:
        if value is None:
            return ""
        return self.spec.write(float(f"{value:.3g}")) if self._narrow else self.spec.write_exact(value)

    def _on_dragged(self) -> None:
        if not self.held:
            self.held = True
            self.held_changed.emit()

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QEvent):
            if event.type() == QEvent.Type.Leave:
                self._cursor.hide()
                self._show_newest()
            elif event.type() == QEvent.Type.MouseButtonDblClick:
                self.follow()
        return False

    def _on_mouse_moved(self, position: QPointF) -> None:
        view = self.plot.getViewBox()
        if not self.batches or not view.sceneBoundingRect().contains(position):
            self._cursor.hide()
            return
        epoch, value, validation = self._curve.at(view.mapSceneToView(position).x())
        self._cursor.setValue(epoch)
        self._cursor.show()
        read = self.tr("epoch {0}: {1}").format(f"{epoch:.2f}", self._written(value))
        self.value.setText(self._written(value) if self._narrow else read)
        self._show_validation(validation)
