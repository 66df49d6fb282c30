"""What the samples that are seen are on average: a mean picture, and one of how far they stray from it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cnngui.datasets.averages import Averages
from cnngui.ui.shared.pixels import to_image
from cnngui.ui.shared.theme import theme
from cnngui.ui.shared.widgets import bare_column, label, named

_SIDE_PX, _GAP_PX, _CAPTION_PX = 88, 16, 18
_MOST_VALUES = 4


class _Pictures(QWidget):
    accessible_role = QAccessible.Role.Graphic

    def __init__(self) -> None:
        super().__init__()
        self._images: list[tuple[str, QImage]] = []
        theme().changed.connect(self.update)

    def show_pictures(self, images: list[tuple[str, QImage]]) -> None:
        """Show pictures, each with its caption below."""
        self._images = images
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(2 * _SIDE_PX + _GAP_PX, _SIDE_PX + _CAPTION_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        keep = Qt.AspectRatioMode.KeepAspectRatio
        for place, (caption, image) in enumerate(self._images):
            box = QRect(place * (_SIDE_PX + _GAP_PX), 0, _SIDE_PX, _SIDE_PX)
            size = image.size().scaled(box.size(), keep)
            painter.drawImage(QRect(box.topLeft(), size), image)
            painter.setPen(QColor(theme().colours.muted))
            below = QRect(box.left(), _SIDE_PX, _SIDE_PX + _GAP_PX, _CAPTION_PX)
            painter.drawText(below, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, caption)
        painter.end()


class AveragesView(QWidget):
    """Shows averages: of pictures as pictures, of rows their first numbers; hidden while there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._pictures = named(_Pictures(), "average_pictures")
        self.words = label("", "muted", figures=True, wraps=True, name="average_words")
        column = bare_column(self, 4)
        column.addWidget(self._pictures)
        column.addWidget(self.words)
        self.hide()

    def show_averages(self, averages: Averages | None) -> None:
        """Show these, or nothing."""
        self.setVisible(averages is not None)
        if averages is None:
            return
        is_picture = averages.mean.ndim == 3
        self._pictures.setVisible(is_picture)
        if is_picture:
            spread = float(averages.deviation.max())
            deviation = averages.deviation / max(spread, 1e-6)
            self._pictures.show_pictures(
                [
                    (self.tr("mean"), to_image(averages.mean / 255)),
                    (self.tr("deviation"), to_image(deviation)),
                ]
            )
            told = self.tr("Samples: {0:,}. Where they differ most, by {1:.2f} of the whole range.")
            self.words.setText(told.format(averages.samples, spread / 255))
            self.words.setToolTip(self.tr("Standard deviation of each pixel; black is 0, white the largest"))
            self._pictures.setAccessibleName(self.tr("Mean and standard deviation"))
            self._pictures.setAccessibleDescription(self.words.text())
            return
        few = zip(
            averages.mean.tolist()[:_MOST_VALUES], averages.deviation.tolist()[:_MOST_VALUES], strict=True
        )
        values = ", ".join(f"{mean:.3g} ± {deviation:.3g}" for mean, deviation in few)
        more = " …" if averages.mean.size > _MOST_VALUES else ""
        told = self.tr("Samples: {0:,}. Mean ± standard deviation: {1}")
        self.words.setText(told.format(averages.samples, values + more))
        self.words.setToolTip("")
