"""One pinned unit: what it makes of the drawing now, and what it made of it at a moment of the run."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from cnngui.state.pinned_units import Frame, Pin
from cnngui.ui.inside.pin_paint import limits, moment_text, picture, short_moment, value_text
from cnngui.ui.shared.theme import theme
from cnngui.ui.shared.widgets import ElidedLabel, bare_column, icon_button

PICTURE_PX, _GAP_PX, _CAPTION_PX = 66, 14, 14


class PinPictures(QWidget):
    """The map of now at the left, that of the film at the right; of a unit its value over the film."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.pin: Pin | None = None
        self.frame: Frame | None = None
        theme().changed.connect(self.update)

    def show_pin(self, pin: Pin, frame: Frame | None) -> None:
        """Show a pin, and this moment of its film."""
        self.pin, self.frame = pin, frame
        now = self.tr("not known") if pin.now is None else value_text(pin.now)
        told = self.tr("now: {0}").format(now)
        if frame is not None:
            told += f"\n{moment_text(frame.epoch, frame.step)}: {value_text(frame.values)}"
        self.setAccessibleDescription(told)
        self.setToolTip(told)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(2 * PICTURE_PX + _GAP_PX, PICTURE_PX + _CAPTION_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if (pin := self.pin) is None:
            return
        painter = QPainter(self)
        font = self.font()
        font.setPixelSize(10)
        painter.setFont(font)
        most, signed = limits(pin)
        when = "" if self.frame is None else short_moment(self.frame.epoch, self.frame.step)
        then = None if self.frame is None else self.frame.values
        for place, (values, caption) in enumerate(((pin.now, self.tr("now")), (then, when))):
            area = QRect(place * (PICTURE_PX + _GAP_PX), 0, PICTURE_PX, PICTURE_PX)
            if values is not None and place and values.size == 1:
                self._paint_curve(painter, area, pin, most, signed=signed)
            elif values is not None:
                self._paint_map(painter, area, values, most, signed=signed)
            painter.setPen(QColor(theme().colours.muted))
            below = QRectF(area.left(), PICTURE_PX, PICTURE_PX + _GAP_PX, _CAPTION_PX)
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, caption)
        painter.end()

    def _paint_map(
        self, painter: QPainter, area: QRect, values: np.ndarray, most: float, *, signed: bool
    ) -> None:
        height, width = values.shape
        size = QSize(width, height).scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
        size = size.expandedTo(QSize(4, 4))
        place = QRect(area.topLeft(), size)
        painter.drawImage(place, picture(values, most, signed=signed))
        painter.setPen(QColor(theme().colours.line))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
        if values.size == 1:
            painter.setPen(QColor(theme().colours.text))
            chip = place.adjusted(4, 22, -4, -22)
            painter.fillRect(chip, QColor(theme().colours.pane))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, value_text(values))

    def _paint_curve(self, painter: QPainter, area: QRect, pin: Pin, most: float, *, signed: bool) -> None:
        """Draw a unit's value over the film, and a dot at the moment that is looked at."""
        colours = theme().colours
        painter.setPen(QColor(colours.line))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        values = np.nan_to_num(np.array([float(frame.values[0, 0]) for frame in pin.film]))
        low = -most if signed else 0.0
        across = (area.width() - 9) / max(1, len(values) - 1)
        up = (area.height() - 9) / max(most - low, 1e-35)
        points = [
            QPointF(area.left() + 4 + place * across, area.bottom() - 4 - (value - low) * up)
            for place, value in enumerate(values.tolist())
        ]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if signed:
            painter.drawLine(
                QPointF(area.left(), area.bottom() - 4 + low * up),
                QPointF(area.right(), area.bottom() - 4 + low * up),
            )
        painter.setPen(QPen(QColor(colours.train), 1.5))
        painter.drawPolyline(QPolygonF(points))
        here = next((at for at, frame in enumerate(pin.film) if frame is self.frame), None)
        if here is not None:
            painter.setBrush(QColor(colours.train))
            painter.drawEllipse(points[here], 3, 3)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class PinCard(QWidget):
    """Says which unit it is; its button unpins it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pin_card")
        self.title = ElidedLabel("")
        self.unpin_button = icon_button("close", self.tr("Unpin"))
        self.pictures = PinPictures()
        column = bare_column(self, 2)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title, 1)
        head.addWidget(self.unpin_button)
        column.addLayout(head)
        column.addWidget(self.pictures)

    def show_pin(self, pin: Pin, title: str, frame: Frame | None) -> None:
        """Show a pin, called `title`."""
        shown = self.tr("{0}: not in this network").format(title) if pin.missing else title
        self.title.setText(shown)
        self.title.setToolTip(shown)
        self.unpin_button.setAccessibleName(self.tr("Unpin {0}").format(title))
        self.pictures.setAccessibleName(shown)
        self.pictures.show_pin(pin, frame)
