"""The picture that was answered, with its reasons over it: point at a place to read what it counts for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.ui.inside.reason_paint import as_picture, colours
from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.picture_menu import PictureMenu
from cnngui.ui.shared.pixels import to_image
from cnngui.ui.shared.theme import theme

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
Values = npt.NDArray[np.float32]


class ReasonPicture(QWidget):
    """Shows a picture and the relevance of its places.

    Attributes:
        relevance: float32 (height, width), of the picture's size or coarser; None for nothing.
        spot: row and column in `relevance` that the person points at, None for no place.

    Signals:
        spot_changed: another place is pointed at. saved: the path of a picture that was written.
        problem_raised: one could not be (carries the `CnnguiError`).
    """

    spot_changed = Signal()
    saved = Signal(str)
    problem_raised = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reason_picture")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.relevance: Values | None = None
        self.spot: tuple[int, int] | None = None
        self._picture, self._over = QImage(), QImage()
        self._smooth = self._is_photo = False
        self._writer = FileWriter(self)
        self._writer.done.connect(self.saved.emit)
        self._writer.failed.connect(self.problem_raised)
        theme().changed.connect(self.update)

    def show_reasons(
        self,
        sample: Values,
        relevance: Values,
        *,
        signed: bool,
        photo: npt.NDArray[np.uint8] | None = None,
    ) -> None:
        """Show a network's input, float32 (height, width, channels), and what its places count for.

        Args:
            signed: in blue and orange around zero; else from nothing up, blurred to the picture's size.
            photo: uint8 (height, width) or (height, width, 3): what the input was made of, shown in its place
                in all its detail.
        """
        if self.relevance is None or relevance.shape != self.relevance.shape:
            self.spot = None
        self.relevance = relevance
        self._picture = to_image(as_picture(sample) if photo is None else photo)
        self._is_photo = photo is not None
        rows = colours(relevance, signed=signed, clear=photo is not None)
        height, width = relevance.shape
        self._over = QImage(rows.data, width, height, 4 * width, QImage.Format.Format_ARGB32).copy()
        self._smooth = not signed
        self.update()
        self.spot_changed.emit()

    @property
    def area(self) -> QRect:
        """Return where the picture is: as large as there is room, in its own proportions."""
        if self._picture.isNull():
            return QRect()
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        # Whole pixels all of one size where there is room for them.
        if not self._is_photo and (times := size.width() // self._picture.width()) >= 1:
            size = self._picture.size() * times
        return QRect(
            (self.width() - size.width()) // 2, (self.height() - size.height()) // 2, *size.toTuple()
        )

    def sizeHint(self) -> QSize:
        return QSize(224, 224)

    def minimumSizeHint(self) -> QSize:
        return QSize(56, 56)

    # What a person does ---------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._cell(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or self.relevance is None:
            super().keyPressEvent(event)
            return
        height, width = self.relevance.shape
        if self.spot is None:
            self._point_at((height // 2, width // 2))
            return
        row, column = self.spot[0] + step[0], self.spot[1] + step[1]
        self._point_at((min(max(row, 0), height - 1), min(max(column, 0), width - 1)))

    def _cell(self, point: QPointF) -> tuple[int, int] | None:
        area = self.area
        if self.relevance is None or not area.contains(point.toPoint()):
            return None
        height, width = self.relevance.shape
        row = int((point.y() - area.top()) * height / area.height())
        column = int((point.x() - area.left()) * width / area.width())
        return min(max(row, 0), height - 1), min(max(column, 0), width - 1)

    def _point_at(self, spot: tuple[int, int] | None) -> None:
        if spot != self.spot:
            self.spot = spot
            self.update()
            self.spot_changed.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.relevance is not None:
            PictureMenu(self, self.composed, "reasons", (), self._writer).popup(event.globalPos())

    # Painting -------------------------------------------------------------------------------------

    def composed(self) -> QImage:
        """Return the picture with its reasons: a photograph at its own size, else as it is shown."""
        size = self._picture.size() if self._is_photo else self.area.size()
        made = QImage(size, QImage.Format.Format_RGB32)
        painter = QPainter(made)
        self._paint_reasons(painter, made.rect())
        painter.end()
        return made

    def _paint_reasons(self, painter: QPainter, area: QRect) -> None:
        smooth = QPainter.RenderHint.SmoothPixmapTransform
        painter.setRenderHint(smooth, self._is_photo)
        painter.drawImage(area, self._picture)
        painter.setRenderHint(smooth, self._smooth)
        painter.drawImage(area, self._over)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.relevance is None:
            return
        painter, area = QPainter(self), self.area
        self._paint_reasons(painter, area)
        painter.setPen(QColor(theme().colours.accent if self.hasFocus() else theme().colours.line))
        painter.drawRect(area.adjusted(-1, -1, 0, 0))
        if self.spot is not None:
            height, width = self.relevance.shape
            across, down = area.width() / width, area.height() / height
            cell = QRect(
                round(area.left() + self.spot[1] * across),
                round(area.top() + self.spot[0] * down),
                max(2, round(across)),
                max(2, round(down)),
            )
            for colour, grow in (("#000000", 1), ("#ffffff", 0)):
                painter.setPen(QPen(QColor(colour), 1))
                painter.drawRect(cell.adjusted(-grow, -grow, grow - 1, grow - 1))
        painter.end()
