"""Small maps to choose among: the network's answer, and each unit of the layer that is selected."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnngui.ui.shared.theme import theme

CELL_PX, GAP_PX, NAME_PX = 34, 4, 13
_ROW_PX = CELL_PX + NAME_PX + GAP_PX
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class UnitStrip(QWidget):
    """Pictures with their names below, in rows.

    Attributes:
        chosen: the one that is shown large, from 0.

    Signals:
        chosen_changed: a person chose another.
    """

    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unit_strip")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.chosen = 0
        self._names: tuple[str, ...] = ()
        self._tips: tuple[str, ...] = ()
        self._pictures: tuple[QImage | None, ...] = ()
        theme().changed.connect(self.update)

    def show_pictures(
        self, names: tuple[str, ...], tips: tuple[str, ...], pictures: tuple[QImage | None, ...]
    ) -> None:
        """Offer pictures, None for one that there is not, under short names; `tips` tell more."""
        grown = len(names) != len(self._names)
        self._names, self._tips, self._pictures = names, tips, pictures
        self.chosen = min(self.chosen, max(0, len(names) - 1))
        if grown:
            self._fit()
        self._tell()
        self.update()

    def choose(self, place: int) -> None:
        """Choose one; beyond the ends there is none."""
        if 0 <= place < len(self._names) and place != self.chosen:
            self.chosen = place
            self._tell()
            self.update()
            self.chosen_changed.emit()

    def _tell(self) -> None:
        self.setAccessibleName(self.tr("What is shown large"))
        self.setAccessibleDescription(self._tips[self.chosen] if self._tips else "")

    # Where they lie -------------------------------------------------------------------------------

    @property
    def _columns(self) -> int:
        return max(1, (self.width() + GAP_PX) // (CELL_PX + GAP_PX))

    def cell(self, place: int) -> QRect:
        """Return where a picture is painted."""
        row, column = divmod(place, self._columns)
        return QRect(column * (CELL_PX + GAP_PX) + 1, row * _ROW_PX + 1, CELL_PX - 2, CELL_PX - 2)

    def at(self, point: QPoint) -> int | None:
        """Return which picture, or its name, lies at a point."""
        named = (self.cell(place).adjusted(0, 0, 0, NAME_PX) for place in range(len(self._names)))
        return next((place for place, area in enumerate(named) if area.contains(point)), None)

    def _fit(self) -> None:
        """Be as high as the rows are."""
        self.setFixedHeight(-(-len(self._names) // self._columns) * _ROW_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(7 * (CELL_PX + GAP_PX), self.height())

    # What a person does ---------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (place := self.at(event.position().toPoint())) is not None:
            self.choose(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _KEYS:
            self.choose(self.chosen + _KEYS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.choose(0 if key == Qt.Key.Key_Home else len(self._names) - 1)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.at(event.pos())
            QToolTip.showText(event.globalPos(), "" if place is None else self._tips[place], self)
            return True
        return super().event(event)

    # Looks ----------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme().colours
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        font = self.font()
        font.setPixelSize(10)
        painter.setFont(font)
        for place, (name, picture) in enumerate(zip(self._names, self._pictures, strict=True)):
            area = self.cell(place)
            if picture is None:
                painter.fillRect(area, QColor(colours.track))
            else:
                painter.drawImage(area, picture)
            chosen = place == self.chosen
            ring = colours.accent if chosen else colours.line
            painter.setPen(QPen(QColor(ring), 2 if chosen else 1))
            painter.drawRect(area.adjusted(-1, -1, 0, 0) if chosen else area.adjusted(0, 0, -1, -1))
            painter.setPen(QColor(colours.accent if chosen and self.hasFocus() else colours.muted))
            below = QRect(area.left() - 2, area.bottom() + 1, CELL_PX + 2, NAME_PX)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, name)
        painter.end()
