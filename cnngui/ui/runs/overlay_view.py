"""Any number of curves over each other, by pyqtgraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap, QTransform

from cnngui.runs.history import Values
from cnngui.ui.shared.decimate import visible_peaks
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.value_axis import ValueAxis

_LEAST_BINS, _BINS_OF_ALL = 60, 40_000
_NEAR_PX = 40
_FAINT = 70  # of 255
_LOWEST_PX = 80
_SMOOTH = 24  # curves at most that are drawn without steps


@dataclass(frozen=True, eq=False)
class Drawn:
    """One curve.

    Attributes:
        run_id: "" for one that is printed. x, y: (points,) each; x rises.
        strong: drawn wide, above the others. faint: drawn so that others are seen.
    """

    run_id: str
    name: str
    colour: str
    x: Values
    y: Values
    strong: bool = False
    faint: bool = False
    dashed: bool = False


class _Curves(pg.GraphicsObject):
    """Paints all curves as one item, which moves a picture of them while nothing but the place changes.

    An item each took 0.1 ms of Python a frame; drawing 300 paths of 600 points each takes 10 to 20 ms.
    """

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[tuple[QPen, QPainterPath]] = []
        self._bounds = QRectF()
        self._picture = QPixmap()
        self._area = QRectF()
        self._scale = (0.0, 0.0)

    def show_parts(self, parts: list[tuple[QPen, QPainterPath]], bounds: QRectF) -> None:
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds
        self._parts, self._picture = parts, QPixmap()
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, *_: object) -> None:
        placed, seen = painter.worldTransform(), self.getViewBox().viewRect()
        scale = (placed.m11(), placed.m22())
        if self._picture.isNull() or scale != self._scale or not self._area.contains(seen):
            self._scale = scale
            # A screen on either side: as much as there are paths for.
            area = seen.adjusted(-seen.width(), -seen.height() / 2, seen.width(), seen.height() / 2)
            self._take_picture(placed, area, painter.device().devicePixelRatioF())
        corner = placed.mapRect(self._area).topLeft()
        painter.resetTransform()
        painter.drawPixmap(corner, self._picture)
        painter.setWorldTransform(placed)

    def _take_picture(self, placed: QTransform, area: QRectF, ratio: float) -> None:
        space = placed.mapRect(area)
        picture = QPixmap((space.size() * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        # Smoothing hundreds of curves takes ten times as long, and they cover each other anyway.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(self._parts) <= _SMOOTH)
        painter.setTransform(placed * QTransform.fromTranslate(-space.left(), -space.top()))
        for pen, path in self._parts:
            painter.setPen(pen)
            painter.drawPath(path)
        painter.end()
        self._picture, self._area = picture, area


class OverlayView(pg.PlotWidget):
    """Draws curves as far as they are in view, and says which are near the mouse.

    Signals:
        pointed: x at the mouse and the curves near it with their values there, the nearest first; None and
            none when it has left. chosen: the run of the curve that was clicked. fitted: by a double click.
    """

    pointed = Signal(object, object)
    chosen = Signal(str)
    fitted = Signal()

    def __init__(self, write_x: Callable[[float], str], write_y: Callable[[float], str]) -> None:
        self.left, self.bottom = ValueAxis("left", write_y), ValueAxis("bottom", write_x)
        super().__init__(axisItems={"left": self.left, "bottom": self.bottom})
        self.setFrameShape(self.Shape.NoFrame)
        for part in (self, self.viewport()):
            part.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(_LOWEST_PX)
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        font = tabular(QFont(self.font()))
        font.setPixelSize(11)
        for axis in (self.left, self.bottom):
            axis.dress(font)
        self.left.setWidth(48)
        self.bottom.setHeight(22)
        self._curves: list[Drawn] = []
        self._log = False
        self._made_for = (0.0, 0.0)
        self._item = _Curves()
        self.addItem(self._item, ignoreBounds=True)
        self.cursor = pg.InfiniteLine(angle=90, movable=False)
        self.cursor.hide()
        self.addItem(self.cursor, ignoreBounds=True)
        self.getViewBox().sigXRangeChanged.connect(self._on_range_changed)
        self.getViewBox().sigResized.connect(self._on_range_changed)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.scene().sigMouseClicked.connect(self._on_clicked)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_curves(self, curves: Sequence[Drawn], *, log: bool, fit: bool) -> None:
        """Draw curves, those that are strong last; with `fit` all of them are in view."""
        self._curves, self._log = sorted(curves, key=lambda each: each.strong), log
        if fit:
            self.fit()
        self._draw()

    def fit(self) -> None:
        """Show all curves."""
        view, known = self.getViewBox(), [curve for curve in self._curves if len(curve.x)]
        if not known:
            return
        right = max(float(curve.x[-1]) for curve in known)
        left = min(0.0, *(float(curve.x[0]) for curve in known))
        low, high = self._bounds(known)
        margin = 0.04 * (high - low) or 0.05
        view.setXRange(left, right if right > left else left + 1, padding=0.02)
        view.setYRange(low - margin, high + margin, padding=0)

    def _bounds(self, curves: Sequence[Drawn]) -> tuple[float, float]:
        """Return the range of the values that matter, as they lie on the axis."""
        values = np.concatenate([curve.y[:: max(1, len(curve.y) // 500)] for curve in curves])
        values = np.sort(np.log10(values[values > 0]) if self._log else values)
        if not len(values):
            return 0.0, 1.0
        # One run that flew off does not press all others to the ground.
        low, high = (float(values[round(share * (len(values) - 1))]) for share in (0.0, 0.995))
        return low, high

    def near(self, x: float, y: float, most: int = 6) -> list[tuple[Drawn, float]]:
        """Return the curves near a point of the plot with their values there, the nearest first."""
        unit = self.getViewBox().viewPixelSize()[1]
        found = []
        for curve in self._curves:
            if len(curve.x) and curve.x[0] <= x <= curve.x[-1]:
                value = float(np.interp(x, curve.x, curve.y))
                if not self._log or value > 0:
                    away = abs((np.log10(value) if self._log else value) - y) / max(unit, 1e-300)
                    found.append((away, curve, value))
        found.sort(key=lambda each: each[0])
        return [(curve, value) for away, curve, value in found[:most] if away <= _NEAR_PX]

    # Drawing ------------------------------------------------------------------------------------

    def _on_range_changed(self) -> None:
        low, high = self.getViewBox().viewRange()[0]
        known_low, known_high = self._made_for
        width = (known_high - known_low) / 3
        # Panning moves what is drawn already: a screen's width of it lies ready on either side.
        if low < known_low or high > known_high or not 0.6 * width <= high - low <= 1.6 * width:
            self._draw()

    def _draw(self) -> None:
        view = self.getViewBox()
        low, high = view.viewRange()[0]
        width = high - low
        self._made_for = low - width, high + width
        columns = max(100, int(view.width()))
        bins = 3 * max(_LEAST_BINS, min(columns, _BINS_OF_ALL // max(1, len(self._curves))))
        parts, bounds = [], QRectF()
        for curve in self._curves:
            x, y = visible_peaks(curve.x, curve.y, *self._made_for, bins)
            if self._log:
                x, y = x[y > 0], np.log10(y[y > 0])
            if len(x) > 1:
                path = pg.arrayToQPath(x, y, connect="all", finiteCheck=False)
            elif len(x):
                path = _dot(float(x[0]), float(y[0]), *view.viewPixelSize())
            else:
                continue
            bounds = bounds.united(path.controlPointRect().adjusted(0, 0, 1e-12, 1e-12))
            parts.append((_pen(curve, width=1.5 if len(self._curves) <= _SMOOTH else 1.0), path))
        self._item.show_parts(parts, bounds)

    def _on_theme_changed(self) -> None:
        colours = theme().colours
        self.setBackground(QColor(colours.pane))
        self.cursor.setPen(pg.mkPen(colours.muted, width=1))
        for axis in (self.left, self.bottom):
            axis.setTextPen(QColor(colours.muted))
            axis.setPen(QColor(colours.line))

    # Mouse --------------------------------------------------------------------------------------

    def _on_mouse_moved(self, position: QPointF) -> None:
        view = self.getViewBox()
        if not view.sceneBoundingRect().contains(position):
            self.leaveEvent(None)
            return
        point = view.mapSceneToView(position)
        self.cursor.setValue(point.x())
        self.cursor.show()
        self.pointed.emit(point.x(), self.near(point.x(), point.y()))

    def leaveEvent(self, event: object) -> None:
        self.cursor.hide()
        self.pointed.emit(None, [])

    def _on_clicked(self, event: object) -> None:
        if event.double():  # type: ignore[attr-defined]
            self.fit()
            self.fitted.emit()
            return
        point = self.getViewBox().mapSceneToView(event.scenePos())  # type: ignore[attr-defined]
        near = self.near(point.x(), point.y(), most=1)
        if near and near[0][0].run_id:
            self.chosen.emit(near[0][0].run_id)


def _pen(curve: Drawn, *, width: float) -> QPen:
    colour = QColor(curve.colour)
    if curve.faint:
        colour.setAlpha(_FAINT)
    pen = pg.mkPen(colour, width=2.5 if curve.strong else width)
    if curve.dashed:
        pen.setStyle(Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5, 4])
    return pen


def _dot(x: float, y: float, right: float, up: float) -> QPainterPath:
    """Return a small diamond: a curve of one point would not be seen.

    Args:
        right, up: what a pixel is on the axes.
    """
    path = QPainterPath(QPointF(x - 4 * right, y))
    for corner in (QPointF(x, y + 4 * up), QPointF(x + 4 * right, y), QPointF(x, y - 4 * up)):
        path.lineTo(corner)
    path.closeSubpath()
    return path
