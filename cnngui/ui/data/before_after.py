"""A few pictures as they came, and below each what the network will see of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.ui.shared.pixels import Pixels, to_image
from cnngui.ui.shared.theme import theme

COLUMNS = 4
_GAP_PX, _LINE_PX = 6, 16
_LARGEST_PX = 96


class BeforeAfter(QWidget):
    """Paints two rows of pictures, each with its word above; a sentence where there are none."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("before_after")
        self._rows: list[list[QImage]] = []
        self._sentence = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_pictures(self, before: Sequence[Pixels], after: Sequence[Pixels]) -> None:
        """Show these, which are uint8 (height, width) or (height, width, 1 or 3)."""
        self._rows, self._sentence = [[*map(to_image, row)] for row in (before, after)], ""
        told = self.tr("Pictures, before and after: {0}. Each is {1}×{2} pixels then")
        height, width = after[0].shape[:2] if after else (0, 0)
        self.setAccessibleName(told.format(len(after), height, width))
        self.updateGeometry()
        self.update()

    def show_sentence(self, sentence: str) -> None:
        """Show this in place of pictures."""
        self._rows, self._sentence = [], sentence
        self.setAccessibleName(sentence)
        self.update()

    @property
    def images(self) -> list[list[QImage]]:
        """What is shown: before, and after."""
        return self._rows

    @property
    def _cell_px(self) -> int:
        return min(_LARGEST_PX, (self.width() - (COLUMNS - 1) * _GAP_PX) // COLUMNS)

    def sizeHint(self) -> QSize:
        return QSize(240, 2 * (_LINE_PX + self._cell_px + _GAP_PX))

    def resizeEvent(self, event: object) -> None:
        self.setFixedHeight(self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(theme().colours.muted))
        if self._sentence:
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), flags, self._sentence)
        cell, words = self._cell_px, (self.tr("As they came"), self.tr("As the network sees them"))
        for place, (word, images) in enumerate(zip(words, self._rows, strict=False)):
            top = place * (_LINE_PX + cell + _GAP_PX)
            painter.drawText(0, top, self.width(), _LINE_PX, Qt.AlignmentFlag.AlignVCenter, word)
            for column, image in enumerate(images):
                box = QRectF(column * (cell + _GAP_PX), top + _LINE_PX, cell, cell)
                self._paint_picture(painter, box, image)
        painter.end()

    @staticmethod
    def _paint_picture(painter: QPainter, box: QRectF, image: QImage) -> None:
        """Paint a picture as large as it fits; few pixels stay squares, as the network has no more."""
        scale = min(box.width() / image.width(), box.height() / image.height())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        width, height = image.width() * scale, image.height() * scale
        target = QRectF(box.center().x() - width / 2, box.center().y() - height / 2, width, height)
        painter.drawImage(target, image)
        painter.setPen(QColor(theme().colours.line))
        painter.drawRect(target.adjusted(0, 0, -1, -1))
        painter.setPen(QColor(theme().colours.muted))
