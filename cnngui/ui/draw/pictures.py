"""Pictures between Qt, files and numpy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from cnngui.datasets.ink import normalise_pixels
from cnngui.datasets.pictures import read_picture
from cnngui.errors import CnnguiError

Pixels = npt.NDArray[np.uint8]
MOST_PX = 1280
"""Longer side that is kept of a picture: four times what the path to the network works on."""


def to_image(pixels: npt.NDArray[np.generic]) -> QImage:
    """Return a QImage that owns its pixels.

    Args:
        pixels: uint8 (height, width), (height, width, 1) grey or (height, width, 3) RGB; float is 0..1.
    """
    if pixels.dtype != np.uint8:
        pixels = np.rint(np.clip(pixels.astype(np.float32), 0.0, 1.0) * 255).astype(np.uint8)
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    rows = np.ascontiguousarray(pixels)
    height, width = rows.shape[:2]
    form = QImage.Format.Format_Grayscale8 if rows.ndim == 2 else QImage.Format.Format_RGB888
    return QImage(rows.data, width, height, rows.strides[0], form).copy()


def from_image(image: QImage) -> Pixels:
    """Return `image` on white paper as uint8 (height, width, 3)."""
    flat = QImage(image.size(), QImage.Format.Format_RGB888)
    flat.fill(Qt.GlobalColor.white)
    painter = QPainter(flat)
    painter.drawImage(0, 0, image)
    painter.end()
    height, width = flat.height(), flat.width()
    rows = np.frombuffer(flat.constBits(), np.uint8).reshape(height, flat.bytesPerLine())
    return rows[:, : 3 * width].reshape(height, width, 3).copy()


def holds_picture(mime: QMimeData) -> bool:
    """Whether `mime` carries a picture or a file that may be one."""
    return mime.hasImage() or any(url.isLocalFile() for url in mime.urls())


def picture_job(mime: QMimeData) -> Callable[[], Pixels] | None:
    """Return what reads the picture that was pasted or dropped; None when there is none.

    The job gives uint8 (height, width) or (height, width, 3), at most `MOST_PX` long, in any thread.

    Raises:
        CnnguiError: from the job: the file is no picture that is read, or nothing can be seen on it.
    """
    files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    if files:
        return lambda: _checked(read_picture(files[0]))
    image = QImage(mime.imageData()) if mime.hasImage() else QImage()
    return None if image.isNull() else lambda: _checked(from_image(_reduced(image)))


def _checked(pixels: Pixels) -> Pixels:
    if max(pixels.shape[:2]) > MOST_PX:
        pixels = from_image(_reduced(to_image(pixels)))
    if normalise_pixels(pixels) is None:
        raise CnnguiError("draw.no_ink")
    return pixels


def _reduced(image: QImage) -> QImage:
    if max(image.width(), image.height()) <= MOST_PX:
        return image
    return image.scaled(
        QSize(MOST_PX, MOST_PX),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
