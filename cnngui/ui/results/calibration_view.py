"""Whether the network is as often right as it says: a bar for each bin of answers beside the diagonal."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from cnngui.results.calibration import Calibration
from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.picture_menu import PictureMenu, grabbed
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.value_text import exact_percent

_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 16, 28, 40
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_COUNT_PX = 48


class CalibrationView(QWidget):
    """Accuracy of the answers by how sure they are; below it, how many answers are so sure.

    Signals:
        bin_chosen: a bin that was pointed at. saved: the path of a picture. problem_raised: a `CnnguiError`.
    """

    bin_chosen = Signal(int)
    saved = Signal(str)
    problem_raised = Signal(object)
    accessible_role = QAccessible.Role.Chart

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("calibration_plot")
        self.setAccessibleName(self.tr("Calibration"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFont(tabular(self.font()))
        self.calibration: Calibration | None = None
        self.current = -1
        self._writer = FileWriter(self)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self.problem_raised)
        theme().changed.connect(self.update)

    def show_calibration(self, found: Calibration | None) -> None:
        """Show how sure answers are and how often they are right."""
        self.calibration = found
        self._describe()
        self.update()

    def point_at(self, place: int) -> None:
        """Mark a bin, -1 for none, without a signal."""
        self.current = place
        self._describe()
        self.update()

    def words(self, place: int) -> str:
        """Return what a bin says."""
        found = self.calibration
        if found is None or place < 0:
            return ""
        low, high, count = found.edges[place], found.edges[place + 1], int(found.counts[place])
        ends = exact_percent(low, 0), exact_percent(high, 0)
        if not count:
            return self.tr("No answer of {0} to {1}").format(*ends)
        told = self.tr("{0:,} answers of {1} to {2}: {3} sure on average, {4} right")
        means = (exact_percent(each[place], 1) for each in (found.confidence, found.accuracy))
        return told.format(count, *ends, *means)

    def _describe(self) -> None:
        found = self.calibration
        error = (
            ""
            if found is None
            else self.tr("Expected calibration error {0}").format(exact_percent(found.error, 1))
        )
        self.setAccessibleDescription(f"{error}. {self.words(self.current)}".strip(". "))

    # Places -------------------------------------------------------------------------------------

    def _plot(self) -> QRectF:
        return QRectF(
            _LEFT, _TOP, self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM - _COUNT_PX - 8
        )

    def _bin_at(self, point: QPointF) -> int:
        plot, found = self._plot(), self.calibration
        if found is None or not plot.left() <= point.x() < plot.right():
            return -1
        return int((point.x() - plot.left()) / plot.width() * len(found.counts))

    # What a person does -------------------------------------------------------------------------

    def _choose(self, place: int) -> None:
        if self.calibration is not None and 0 <= place < len(self.calibration.counts):
            self.point_at(place)
            self.bin_chosen.emit(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._bin_at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or self.calibration is None:
            super().keyPressEvent(event)
        elif self.current < 0:
            self._choose(len(self.calibration.counts) - 1)
        else:
            self._choose(self.current + step)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words(self._bin_at(QPointF(event.pos()))), self)
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """Return what can be done with the plot."""
        return PictureMenu(self, lambda: grabbed(self), "calibration", (), self._writer)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 340)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 220)

    # Looks --------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, found = theme().colours, self.calibration
        painter.fillRect(event.rect(), QColor(colours.pane))
        if found is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            plot = self._plot()
            self._paint_axes(painter, plot)
            self._paint_bars(painter, plot, found)
            painter.setPen(QColor(colours.text))
            told = self.tr("Right ↑  ECE {0}: how far off on average").format(exact_percent(found.error, 1))
            room = int(self.width() - _LEFT)
            told = self.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(_LEFT, 0, room, _TOP - 4), Qt.AlignmentFlag.AlignVCenter, told)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_axes(self, painter: QPainter, plot: QRectF) -> None:
        colours = theme().colours
        for tick in _TICKS:
            x, y = plot.left() + tick * plot.width(), plot.bottom() - tick * plot.height()
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(colours.muted))
            right, centre = (
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                Qt.AlignmentFlag.AlignCenter,
            )
            painter.drawText(QRectF(0, y - 9, _LEFT - 6, 18), right, exact_percent(tick, 0))
            below = plot.bottom() + 8 + _COUNT_PX
            painter.drawText(QRectF(x - 24, below + 2, 48, 16), centre, exact_percent(tick, 0))
        caption = QRectF(plot.left(), self.height() - 20, plot.width(), 18)
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, self.tr("how sure it is →"))

    def _paint_bars(self, painter: QPainter, plot: QRectF, found: Calibration) -> None:
        colours, bins = theme().colours, len(found.counts)
        width, most = plot.width() / bins, max(1, int(found.counts.max()))
        foot = plot.bottom() + 8 + _COUNT_PX
        for place in range(bins):
            if not found.counts[place]:
                continue
            left, share = plot.left() + place * width, float(found.accuracy[place])
            bar = QRectF(left + 1, plot.bottom() - share * plot.height(), width - 2, share * plot.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent if place == self.current else colours.train))
            painter.drawRect(bar)
            high = max(1.0, found.counts[place] / most * _COUNT_PX)
            painter.setBrush(QColor(colours.accent if place == self.current else colours.muted))
            painter.drawRect(QRectF(left + 1, foot - high, width - 2, high))
            sure = plot.bottom() - float(found.confidence[place]) * plot.height()
            painter.setPen(QPen(QColor(colours.validation), 2))
            painter.drawLine(QPointF(left + 1, sure), QPointF(left + width - 1, sure))
        pen = QPen(QColor(colours.validation), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(plot.bottomLeft(), plot.topRight())
