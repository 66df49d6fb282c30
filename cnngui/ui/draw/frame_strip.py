"""The four pictures between the ink and the network, side by side with their captions."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.datasets.ink import InkFrames
from cnngui.network.inference.looks import Spans
from cnngui.ui.shared.field_frame import paint_field
from cnngui.ui.shared.pixels import to_image
from cnngui.ui.shared.theme import theme

FRAMES = 4
GAP_PX = 14
CAPTION_PX = 16
LARGEST_PX, SMALLEST_PX = 56, 36


class FrameStrip(QWidget):
    """Shows ink, crop, 20 px and the network's input; black frames while there is nothing to show.

    Of a photograph for a network of photographs there are three: no ink is looked for in it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frame_strip")
        self.setAccessibleName(self.tr("From the ink to what the network reads"))
        self._ink_tip = self.tr(
            "What the network is given: the ink is cut out, its longer side is made 20 of 28 pixels, "
            "and its centre of mass is put in the middle"
        )
        self.setToolTip(self._ink_tip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.images: list[QImage | None] = [None] * FRAMES
        self._skipped = 0
        self._size_text = "28×28"
        self._size = (28, 28)
        self._field: Spans | None = None
        theme().changed.connect(self.update)

    def show_frames(self, frames: InkFrames | None, size: tuple[int, int]) -> None:
        """Show the frames of a drawing; `size` is the height and width that the network reads."""
        pictures = (frames.ink, frames.crop, frames.scaled, frames.centred) if frames else (None,) * FRAMES
        self._skipped = 0
        self._set([None if picture is None else to_image(picture) for picture in pictures], size)

    def show_sample(self, image: npt.NDArray[np.uint8]) -> None:
        """Show a sample, which needs no preparation, as what the network is given."""
        self._skipped = FRAMES - 1
        self._set([None, None, None, to_image(image)], (image.shape[0], image.shape[1]))

    def show_photo(
        self,
        whole: npt.NDArray[np.uint8],
        middle: npt.NDArray[np.uint8],
        given: npt.NDArray[np.float32],
    ) -> None:
        """Show a photograph, the part of it that is resized, and what the network is given, in 0..1."""
        self._skipped = 0
        self._set([to_image(each) for each in (whole, middle, given)], (given.shape[0], given.shape[1]))

    def show_field(self, field: Spans | None) -> None:
        """Frame a part of what the network reads, in its rows and columns; None for none."""
        if field != self._field:
            self._field = field
            self.update()

    def captions(self) -> tuple[str, ...]:
        """Return the words below the frames."""
        if len(self.images) < FRAMES:
            return self.tr("photo"), self.tr("its middle"), self._size_text
        return self.tr("ink"), self.tr("crop"), self.tr("20 px"), self._size_text

    def _set(self, images: list[QImage | None], size: tuple[int, int]) -> None:
        self.images = images
        photo = self.tr("What the network is given: the middle of the photo, resized as in training")
        self.setToolTip(photo if len(images) < FRAMES else self._ink_tip)
        self._size_text, self._size = f"{size[0]}×{size[1]}", size
        self.update()

    def side(self) -> int:
        """Return the side of a frame, in pixels."""
        across = (self.width() - (FRAMES - 1) * GAP_PX) // FRAMES
        return max(8, min(across, self.height() - CAPTION_PX, LARGEST_PX))

    def sizeHint(self) -> QSize:
        return QSize(FRAMES * LARGEST_PX + (FRAMES - 1) * GAP_PX, LARGEST_PX + CAPTION_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(FRAMES * SMALLEST_PX + (FRAMES - 1) * GAP_PX, SMALLEST_PX + CAPTION_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme().colours.pane))
        side = self.side()
        step = (self.width() - side) / (len(self.images) - 1)
        font = self.font()
        font.setPixelSize(11)
        painter.setFont(font)
        for index, (image, caption) in enumerate(zip(self.images, self.captions(), strict=True)):
            square = QRect(round(index * step), 0, side, side)
            painter.fillRect(square, QColor(theme().colours.track if index < self._skipped else "#000000"))
            if image is not None:
                shown = _fitted(image.size(), square)
                painter.drawImage(shown, image)
                if self._field is not None and index == len(self.images) - 1:
                    paint_field(painter, self._field, self._size, QRectF(shown))
            below = QRect(square.left() - GAP_PX // 2, side + 1, side + GAP_PX, CAPTION_PX - 1)
            painter.setPen(QColor(theme().colours.muted))
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, caption)
        painter.end()


def _fitted(size: QSize, square: QRect) -> QRect:
    """Return where a picture of `size` lies when it is as large as `square` allows."""
    fitted = QRect(square.topLeft(), size.scaled(square.size(), Qt.AspectRatioMode.KeepAspectRatio))
    fitted.moveCenter(square.center())
    return fitted
