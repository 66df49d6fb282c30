"""Pictures between numpy and Qt."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

Pixels = npt.NDArray[np.uint8]


def to_image(pixels: npt.NDArray[np.generic]) -> QImage:
    """Return a QImage that owns its pixels.

    Args:
        pixels: uint8 (height, width) or (height, width, 1) grey, (height, width, 3) RGB; of any other number
            of channels the first is shown. Float is 0..1.
    """
    if pixels.dtype != np.uint8:
        pixels = np.rint(np.clip(pixels.astype(np.float32), 0.0, 1.0) * 255).astype(np.uint8)
    if pixels.ndim == 3 and pixels.shape[2] != 3:
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
