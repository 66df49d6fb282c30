"""Eight training pictures, and below each what augmentation makes of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.state.variation import Variation
from cnngui.ui.shared.pixels import to_image
from cnngui.ui.shared.theme import theme

_CELL_PX, _GAP_PX = 40, 4
_SAMPLES = 8


class VariationView(QWidget):
    """Paints the pictures of a `Variation`, which asks the worker while this can be seen."""

    def __init__(self, variation: Variation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._variation = variation
        self._rows: list[list[QImage]] = []
        self.setObjectName("variation_view")
        self.setFixedSize(_SAMPLES * (_CELL_PX + _GAP_PX), 2 * (_CELL_PX + _GAP_PX))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            self.tr("Above: training pictures. Below: the same as the network would see them in one epoch.")
        )
        variation.changed.connect(self._show)
        theme().changed.connect(self.update)
        self._show()

    def showEvent(self, event: object) -> None:
        self._variation.watch(True)

    def hideEvent(self, event: object) -> None:
        self._variation.watch(False)

    @property
    def sentence(self) -> str:
        """What stands here in place of pictures."""
        if self._variation.error is not None:
            return self._variation.error.message().what
        return self.tr("Pictures appear here once the engine has started and data are chosen.")

    def _show(self) -> None:
        told = self._variation.pictures
        self._rows = [] if told is None else [[*map(to_image, row)] for row in (told.before, told.after)]
        shown = self.tr("{0} training pictures, before and after").format(_SAMPLES)
        self.setAccessibleName(shown if self._rows else self.sentence)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self._rows:
            painter.setPen(QColor(theme().colours.muted))
            centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), centred, self.sentence)
        pitch = _CELL_PX + _GAP_PX
        for row, images in enumerate(self._rows):
            for column, image in enumerate(images):
                painter.drawImage(QRectF(column * pitch, row * pitch, _CELL_PX, _CELL_PX), image)
        painter.end()
