"""Answers that are a number: what was answered against what was wanted, and how far they are apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QContextMenuEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from cnngui.results.regression import Regression
from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.picture_menu import PictureMenu, grabbed
from cnngui.ui.shared.theme import tabular, theme

_LEFT, _BOTTOM, _TOP, _GAP = 52, 38, 44, 36
_CELLS = 80
"""Points are counted in cells: 60,000 of them would hide each other, and take long."""
_BARS = 41

Values = NDArray[np.float64]


class NumbersView(QWidget):
    """A scatter of answered against wanted, and a histogram of the residuals.

    Signals:
        saved: the path of a picture. problem_raised: a `CnnguiError`.
    """

    saved = Signal(str)
    problem_raised = Signal(object)
    accessible_role = QAccessible.Role.Chart

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("numbers_plot")
        self.setAccessibleName(self.tr("Numbers answered and wanted"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFont(tabular(self.font()))
        self.regression: Regression | None = None
        self._writer = FileWriter(self)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self.problem_raised)
        theme().changed.connect(self.update)

    def show_regression(self, found: Regression | None) -> None:
        """Show how far numbers are from what is wanted."""
        self.regression = found
        self.setAccessibleDescription(self.words())
        self.setToolTip(self.words())
        self.update()

    def words(self) -> str:
        """Return the figures."""
        found = self.regression
        if found is None:
            return ""
        told = self.tr("Mean squared error {0:.4g}, mean absolute error {1:.4g}, R² {2:.4g}")
        return told.format(found.mean_squared_error, found.mean_absolute_error, found.r2)

    def sizeHint(self) -> QSize:
        return QSize(400, 340)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 240)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """Return what can be done with the plot."""
        return PictureMenu(self, lambda: grabbed(self), "numbers", (), self._writer)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme().colours.pane))
        found = self.regression
        if found is not None:
            painter.setPen(QColor(theme().colours.text))
            head = QRectF(8, 0, self.width() - 16, _TOP)
            painter.drawText(head, int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), self.words())
            half = (self.height() - _TOP - 2 * _BOTTOM - _GAP // 2) / 2
            wide = self.width() - _LEFT - 16
            self._paint_scatter(painter, QRectF(_LEFT, _TOP, wide, half), found)
            self._paint_residuals(
                painter, QRectF(_LEFT, _TOP + half + _BOTTOM + _GAP // 2, wide, half), found
            )
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme().colours.accent), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_scatter(self, painter: QPainter, plot: QRectF, found: Regression) -> None:
        low, high = _range(np.concatenate([found.wanted, found.answered]))
        cells = density(found.wanted, found.answered, low, high)
        painter.drawImage(plot, _as_image(cells, QColor(theme().colours.train)))
        self._paint_frame(painter, plot, low, high, self.tr("wanted"), self.tr("answered"))
        painter.setPen(QPen(QColor(theme().colours.validation), 1, Qt.PenStyle.DashLine))
        painter.drawLine(plot.bottomLeft(), plot.topRight())
        for number, text in ((low, Qt.AlignmentFlag.AlignBottom), (high, Qt.AlignmentFlag.AlignTop)):
            painter.setPen(QColor(theme().colours.muted))
            box = QRectF(0, plot.top(), _LEFT - 6, plot.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | text, f"{number:.3g}")

    def _paint_residuals(self, painter: QPainter, plot: QRectF, found: Regression) -> None:
        most = float(np.abs(found.residuals).max()) or 1.0
        counts, _ = np.histogram(found.residuals, bins=_BARS, range=(-most, most))
        width, highest = plot.width() / _BARS, max(1, int(counts.max()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().colours.train))
        for place, count in enumerate(counts.tolist()):
            high = count / highest * plot.height()
            painter.drawRect(QRectF(plot.left() + place * width + 1, plot.bottom() - high, width - 2, high))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_frame(
            painter, plot, -most, most, self.tr("residual: wanted − answered"), self.tr("samples")
        )
        painter.setPen(QPen(QColor(theme().colours.validation), 1, Qt.PenStyle.DashLine))
        middle = plot.center().x()
        painter.drawLine(QPointF(middle, plot.top()), QPointF(middle, plot.bottom()))
        painter.setPen(QColor(theme().colours.muted))
        top = QRectF(0, plot.top(), _LEFT - 6, 18)
        painter.drawText(top, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, f"{highest:,}")

    def _paint_frame(
        self, painter: QPainter, plot: QRectF, low: float, high: float, across: str, up: str
    ) -> None:
        colours = theme().colours
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawRect(plot)
        painter.setPen(QColor(colours.muted))
        below = QRectF(plot.left(), plot.bottom() + 2, plot.width(), 18)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, f"{low:.3g}")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{high:.3g}")
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, across)
        painter.save()
        painter.translate(plot.left() - 6, plot.bottom())
        painter.rotate(-90)
        beside = QRectF(0, -16, plot.height(), 16)
        painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, up)
        painter.restore()


def _range(values: Values) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def density(wanted: Values, answered: Values, low: float, high: float) -> Values:
    """Return (cells, cells) in 0..1, how many points lie in each, by the root; the first row is the top."""
    counts, _, _ = np.histogram2d(answered, wanted, bins=_CELLS, range=((low, high), (low, high)))
    return np.sqrt(counts / max(1.0, counts.max()))[::-1]


def _as_image(strength: Values, colour: QColor) -> QImage:
    """Return a picture in one colour, as opaque as `strength` says; any point is seen."""
    alpha = np.where(strength > 0, 70 + 185 * strength, 0).astype(np.uint8)
    pixels = np.empty((*alpha.shape, 4), np.uint8)
    pixels[..., :3], pixels[..., 3] = (colour.red(), colour.green(), colour.blue()), alpha
    height, width = alpha.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
