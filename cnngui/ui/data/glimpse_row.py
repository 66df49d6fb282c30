"""Some pictures of data that are still being read, side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QLabel

from cnngui.datasets.dataset import Pictures
from cnngui.ui.shared.pixels import to_image

_GAP_PX = 4
_IN_A_ROW = 6


class GlimpseRow(QLabel):
    """Shows pictures as they are, in rows; hides while there are none."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("glimpse")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(self.tr("The first pictures that were found"))
        self._shown: Pictures | None = None
        self.hide()

    def show_pictures(self, pictures: Pictures | None) -> None:
        """Show pictures, uint8 (pictures, height, width, 3); None or none of them hides the row."""
        if pictures is self._shown:
            return
        self._shown = pictures
        self.setVisible(pictures is not None and len(pictures) > 0)
        if pictures is not None and len(pictures):
            self.setPixmap(tiled(pictures))


def tiled(pictures: Pictures) -> QPixmap:
    """Return pictures, uint8 (pictures, height, width, 3), as one: six in a row, with gaps between them."""
    count, height, width, _ = pictures.shape
    rows, columns = -(-count // _IN_A_ROW), min(count, _IN_A_ROW)
    sheet = QPixmap(columns * (width + _GAP_PX) - _GAP_PX, rows * (height + _GAP_PX) - _GAP_PX)
    sheet.fill(Qt.GlobalColor.transparent)
    painter = QPainter(sheet)
    for place, picture in enumerate(pictures):
        row, column = divmod(place, _IN_A_ROW)
        painter.drawImage(column * (width + _GAP_PX), row * (height + _GAP_PX), to_image(picture))
    painter.end()
    return sheet
