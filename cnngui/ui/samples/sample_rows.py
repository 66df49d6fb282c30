"""Own samples as a list of Qt's: a picture and a label each, made as they come into sight."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_pictures import INK, picture_of
from cnngui.datasets.own_samples import OwnSample
from cnngui.ui.shared.pixels import to_image

PICTURE_PX = 56
CELL = QSize(PICTURE_PX + 20, PICTURE_PX + 32)
"""What a sample takes of the grid, with its label."""
_MOST_PICTURES = 2_000
_MOST_S = 0.006
"""Pictures are made for so much of a frame; those left have the next one."""

Index = QModelIndex | QPersistentModelIndex


class SampleRows(QAbstractListModel):
    """The samples that are shown, as a network reads them: of digits, light ink, centred.

    Signals:
        pictures_due: paint what is in sight once more: a frame had no time for all pictures.
    """

    pictures_due = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._trained_on = INK
        self.samples: list[OwnSample] = []
        self._pictures: dict[str, QIcon] = {}
        self._spent_s = 0.0

    def show_samples(self, samples: Sequence[OwnSample]) -> None:
        """Show these, in their order."""
        self.beginResetModel()
        self.samples = list(samples)
        self.endResetModel()

    def show_as(self, trained_on: InputFormat) -> None:
        """Show them as a network reads them that learns from such samples."""
        if trained_on != self._trained_on:
            self._trained_on = trained_on
            self._pictures.clear()
            self.layoutChanged.emit()

    def picture(self, sample: OwnSample) -> QIcon:
        """Return what is shown of a sample, `PICTURE_PX` wide and high; nothing while a frame has no time."""
        if sample.key not in self._pictures:
            if self._spent_s > _MOST_S:
                self.pictures_due.emit()
                return QIcon()
            if len(self._pictures) >= _MOST_PICTURES:
                self._pictures.clear()
            began = time.perf_counter()
            self._pictures[sample.key] = _icon(sample, self._trained_on)
            self._spent_s += time.perf_counter() - began
        return self._pictures[sample.key]

    def begin_frame(self) -> None:
        """Make pictures once more: a frame is about to be painted."""
        self._spent_s = 0.0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.samples)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.samples):
            return None
        sample = self.samples[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return sample.label
            case Qt.ItemDataRole.DecorationRole:
                return self.picture(sample)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._told(sample)
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
            case Qt.ItemDataRole.SizeHintRole:
                # Else Qt measures it, perhaps while its picture is not made yet, and cuts it off for good.
                return CELL
        return None

    def _told(self, sample: OwnSample) -> str:
        if sample.strokes:
            words = self.tr("{0}, drawn in {1} strokes") if len(sample.strokes) > 1 else self.tr("{0}, drawn")
            return words.format(sample.label, len(sample.strokes))
        return self.tr("{0}, a picture").format(sample.label)


def _icon(sample: OwnSample, trained_on: InputFormat) -> QIcon:
    pixels = picture_of(sample, trained_on)
    if pixels is None:
        pixels = sample.picture
    size = QSize(PICTURE_PX, PICTURE_PX)
    drawn = QPixmap(size)
    drawn.fill(QColor("#000000"))
    if pixels is not None:
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = to_image(pixels).scaled(size, keep, smooth)
        painter = QPainter(drawn)
        painter.drawImage((PICTURE_PX - image.width()) // 2, (PICTURE_PX - image.height()) // 2, image)
        painter.end()
    icon = QIcon()
    # The same where it is chosen: by itself Qt would paint it blue.
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Active):
        icon.addPixmap(drawn, mode)
    return icon
