"""One live plot: faint raw batches, a bold smoothed line, dashed validation, a read-out at the mouse."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.picture_menu import PictureMenu, grabbed
from cnngui.ui.shared.theme import theme
from cnngui.ui.shared.widgets import Pane, label
from cnngui.ui.train.curve import Curve, Values
from cnngui.ui.train.plot_spec import PlotSpec

if TYPE_CHECKING:
    from cnngui.ui.train.curve_view import CurveView

LOWEST_PX = 80
_LEAST_PX = 200
_LINE_PX = 18
_GAPS = 7  # between the title, the two lines and their words
# The range follows once a value has left it or it has become this much too wide: axes are dear to repaint.
_LOOSE = 0.12


class _LegendLine(QWidget):
    """A short sample of a curve's line."""

    def __init__(self, role: str, dashed: bool) -> None:
        super().__init__()
        self._role, self._dashed = role, dashed
        self.setFixedSize(_LINE_PX, 12)
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

    Its axes and lines are made for the first of these calls: importing pyqtgraph and making the axes took a
    fifth of a start.

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
        self._writer = FileWriter(self)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self.problem_raised)
        self._make_header()
        self._ground = QWidget()
        self._ground.setMinimumHeight(LOWEST_PX)
        self.body.addWidget(self._ground, 1)
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
        self._say(None, None)

    @cached_property
    def plot(self) -> CurveView:
        """The axes and lines."""
        from cnngui.ui.train.curve_view import CurveView

        view = CurveView(self.spec.write)
        view.setAccessibleName(self.spec.title)
        view.left.show_values(self.spec.write, powers=self._log)
        self.body.replaceWidget(self._ground, view)
        # As wide as it will be: as many points are drawn.
        view.setGeometry(self._ground.geometry())
        view.show()
        self._ground.hide()
        self._ground.deleteLater()
        view.getViewBox().sigRangeChangedManually.connect(self._on_dragged)
        for changed in (view.getViewBox().sigXRangeChanged, view.getViewBox().sigResized):
            changed.connect(self._on_range_changed)
        view.scene().sigMouseMoved.connect(self._on_mouse_moved)
        view.viewport().installEventFilter(self)
        return view

    @property
    def _view(self) -> CurveView | None:
        """Return `plot` if it was made."""
        return vars(self).get("plot")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for now."""
        super().resizeEvent(event)
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
        for part in self._validation_legend:
            part.setVisible(bool(spec.validation))
        self._refit()

    def set_smoothing(self, weight: float) -> None:
        """Smooth with `weight` in 0..1 from now on, the past included; not what is known exactly."""
        self._curve.set_smoothing(0.0 if self.spec.exact else weight)
        if (view := self._view) is not None:
            self._draw(view)

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
        self._draw(self.plot)

    def forget(self) -> None:
        """Make ready for another curve: one that is longer would be taken for this one, grown."""
        self._curve.show(*[np.empty(0)] * 4)

    def show_marks(self, places: Values) -> None:
        """Draw an upright line where the recipe was changed, at these places in epochs."""
        self.plot.show_marks(places)

    def drawn(self) -> tuple[Values, Values]:
        """Return the points of the validation line as they are drawn, (points,) each."""
        return self.plot.drawn()

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
        if (view := self._view) is not None:
            self._shown = (0.0, 0.0)
            view.setAccessibleName(self.spec.title)
            view.left.show_values(self.spec.write, powers=self._log)
            self._draw(view)

    def _draw(self, view: CurveView) -> None:
        view.show_now(self._curve.x)
        self._show_newest()
        # One drawing a frame: a changed range would cause a second.
        self._fitting = True
        if not self.held:
            self._fit()
        self._fitting = False
        view.draw(self._curve, log=self._log)

    def _on_range_changed(self) -> None:
        if not self._fitting:
            self.plot.draw(self._curve, log=self._log)

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
        self._say(*self._curve.newest())

    def _say(self, value: float | None, validation: float | None, epoch: float | None = None) -> None:
        """Write the values, with as many words as there is room for.

        Without any, solid and dashed say what is which.
        """
        written, valid = (
            self.spec.write_exact(each) if each is not None else "" for each in (value, validation)
        )
        named = self.tr("validation {0}").format(valid).strip()
        asked = [self.tr("epoch {0}: {1}").format(f"{epoch:.2f}", written)] if epoch is not None else []
        fitting = next(
            (each for each in (*asked, written) if self._wide_px(each, named) <= self._room_px), None
        )
        self._narrow = fitting is None
        if fitting is None:
            fitting, named = (
                self.spec.write(float(f"{each:.3g}")) if each is not None else ""
                for each in (value, validation)
            )
        if self._narrow != self._name.isHidden():
            self._name.setHidden(self._narrow)
            self.header.setSpacing(3 if self._narrow else 6)
        self.value.setText(fitting)
        self.validation_value.setText(named)

    @property
    def _room_px(self) -> int:
        return self.header.geometry().width()

    def _wide_px(self, value: str, validation: str) -> int:
        """Return how wide the header is with these words and the name of the solid line."""
        words = sum(
            each.fontMetrics().horizontalAdvance(text)
            for each, text in (
                (self.title, self.title.text()),
                (self._name, self._name.text()),
                (self.value, value),
                (self.validation_value, validation),
            )
        )
        return words + 2 * _LINE_PX + _GAPS * 6

    def _on_dragged(self) -> None:
        if not self.held:
            self.held = True
            self.held_changed.emit()

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QEvent):
            if event.type() == QEvent.Type.Leave:
                self.plot.cursor.hide()
                self._show_newest()
            elif event.type() == QEvent.Type.MouseButtonDblClick:
                self.follow()
        return False

    def _on_mouse_moved(self, position: QPointF) -> None:
        view = self.plot.getViewBox()
        if not self.batches or not view.sceneBoundingRect().contains(position):
            self.plot.cursor.hide()
            return
        epoch, value, validation = self._curve.at(view.mapSceneToView(position).x())
        self.plot.cursor.setValue(epoch)
        self.plot.cursor.show()
        self._say(value, validation, epoch)
