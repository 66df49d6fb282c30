"""Cost over learning rates, drawn as it grows; a press chooses a rate."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent

from cnngui.engine.finding import HIGHEST, LOWEST, Values, smoothed
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.value_axis import ValueAxis
from cnngui.ui.shared.value_text import short_number


class RateCurve(pg.PlotWidget):
    """The cost of each batch, faint, and its running mean; upright lines at the suggestion and the choice.

    Signals:
        chosen: a rate that was pressed at.
    """

    chosen = Signal(float)

    def __init__(self) -> None:
        axes = {"left": ValueAxis("left", short_number), "bottom": ValueAxis("bottom", short_number)}
        super().__init__(axisItems=axes)
        self.setObjectName("rate_curve")
        self.setAccessibleName(self.tr("Cost over learning rates"))
        self.setFrameShape(self.Shape.NoFrame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=False, y=False)
        item.setLogMode(x=True, y=False)
        item.setXRange(np.log10(LOWEST), np.log10(HIGHEST), padding=0.02)
        font = tabular(QFont(self.font()))
        font.setPixelSize(11)
        for side, title in (("bottom", self.tr("learning rate")), ("left", self.tr("cost"))):
            axes[side].dress(font)
            axes[side].setLabel(title)
        axes["bottom"].show_values(short_number, powers=True)
        self._raw, self._mean = self.plot(antialias=True), self.plot(antialias=True)
        self._suggested, self._choice = (pg.InfiniteLine(angle=90, movable=False) for _ in range(2))
        for line in (self._suggested, self._choice):
            line.hide()
            self.addItem(line, ignoreBounds=True)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_costs(self, rates: Values, losses: Values) -> None:
        """Draw what was tried until now: float64 (batches,) each."""
        means = smoothed(losses)
        self._raw.setData(rates, losses)
        self._mean.setData(rates, means)
        if len(means):
            # The last costs may be a thousand times the others: what matters is below the first.
            low, high = float(means.min()), float(means[0])
            space = max(high - low, 0.05 * abs(high), 1e-6)
            self.getPlotItem().setYRange(low - 0.15 * space, high + 0.6 * space, padding=0)

    def show_rates(self, suggested: float | None, chosen: float | None) -> None:
        """Mark the rate that is suggested and the one that is chosen; None for neither."""
        for line, rate in ((self._suggested, suggested), (self._choice, chosen)):
            line.setVisible(rate is not None)
            if rate is not None:
                line.setValue(np.log10(rate))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.rate_at(event.position()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.chosen.emit(self.rate_at(event.position()))
        event.accept()

    def rate_at(self, place: QPointF) -> float:
        """Return the rate at a place of the widget, in pixels."""
        view = self.getPlotItem().getViewBox()
        across = view.mapSceneToView(self.mapToScene(place.toPoint())).x()
        low, high = view.viewRange()[0]
        return float(10 ** min(max(across, low), high))

    def _on_theme_changed(self) -> None:
        colours = theme().colours
        faint = QColor(colours.train)
        faint.setAlpha(90)
        self.setBackground(QColor(colours.pane))
        self._raw.setPen(pg.mkPen(faint, width=1))
        self._mean.setPen(pg.mkPen(colours.train, width=2))
        self._suggested.setPen(pg.mkPen(colours.validation, width=1.5, style=Qt.PenStyle.DashLine))
        self._choice.setPen(pg.mkPen(colours.accent, width=2))
        for side in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(colours.line))
            axis.setTextPen(pg.mkPen(colours.muted))
