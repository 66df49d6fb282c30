"""A handful of validation samples with the network's current answers, right or wrong."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnngui.engine.protocol import Answers
from cnngui.state.training import TrainingSession, right_or_wrong
from cnngui.ui.shared.pixels import to_image
from cnngui.ui.shared.theme import tabular, theme

_CELL_PX = 36
_CAPTION_PX = 20
_WIDEST_PX = 96
_LINE_PX = 20
_LINE_COLUMNS = 2
_MARK_PX = 14
LONGEST_IN_A_CELL = 6
"""Letters that fit where a picture would be; longer texts get lines of their own."""


class AnswersStrip(QWidget):
    """Paints the samples of `TrainingSession.answers` in a row; wrong answers carry a cross too.

    Attributes:
        class_names: by which answers are written, numbers where there are none.
    """

    def __init__(self, training: TrainingSession) -> None:
        super().__init__()
        self._training = training
        self._images: list[QImage] = []
        self._shown: npt.NDArray[np.generic] | None = None
        self.class_names: tuple[str, ...] = ()
        self.setFixedHeight(_CELL_PX + _CAPTION_PX + 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setObjectName("answers_strip")
        self.setFont(tabular(self.font()))
        self.setToolTip(self.tr("Validation samples and what the network says they are, while it learns"))
        training.answers_changed.connect(self._on_answers_changed)
        theme().changed.connect(self.update)
        self._on_answers_changed()

    def set_class_names(self, names: tuple[str, ...]) -> None:
        """Write answers by these names instead of numbers."""
        self.class_names = names
        self.update()

    def _on_answers_changed(self) -> None:
        answers = self._training.answers
        if answers is None:
            self._images, self._shown = [], None
            self.setAccessibleName(self.tr("No answers yet"))
        else:
            if self._shown is None or not np.array_equal(self._shown, answers.samples):
                self._shown = answers.samples
                self._images = [_picture(sample) for sample in answers.samples]
            right = int(right_or_wrong(answers).sum())
            self.setAccessibleName(
                self.tr("{0} of {1} validation samples are answered right").format(right, len(answers.labels))
            )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        answers = self._training.answers
        colours = theme().colours
        if answers is None:
            painter.setPen(QColor(colours.muted))
            sentence = self.tr("Validation samples turn right or wrong here while the network learns.")
            centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), centred, sentence)
            painter.end()
            return
        if max(map(len, answers.texts), default=0) > LONGEST_IN_A_CELL:
            self._paint_lines(painter, answers)
            painter.end()
            return
        pitch = min(_WIDEST_PX, self.width() / max(1, len(self._images)))
        for place, (image, right) in enumerate(zip(self._images, right_or_wrong(answers), strict=True)):
            shown = answers.texts[place] if image.isNull() and answers.texts else image
            self._paint_one(painter, place, pitch, shown, bool(right), int(answers.predicted[place]))
        painter.end()

    def _paint_lines(self, painter: QPainter, answers: Answers) -> None:
        """Write as many samples as there is room for, each behind its mark and in front of its answer."""
        colours = theme().colours
        rows = self.height() // _LINE_PX
        width = self.width() // _LINE_COLUMNS
        for place, right in enumerate(right_or_wrong(answers)[: rows * _LINE_COLUMNS]):
            column, row = divmod(place, rows)
            box = QRect(column * width, row * _LINE_PX, width - _MARK_PX, _LINE_PX)
            colour = QColor(colours.right if right else colours.wrong)
            painter.setPen(QPen(colour, 2))
            name = self._name(int(answers.predicted[place]))
            said = name if right else f"{name} ×"
            metrics = painter.fontMetrics()
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, said)
            painter.setPen(QColor(colours.text))
            left = box.width() - metrics.horizontalAdvance(said) - _MARK_PX
            text = metrics.elidedText(answers.texts[place], Qt.TextElideMode.ElideRight, left)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _name(self, index: int) -> str:
        return self.class_names[index] if index < len(self.class_names) else str(index)

    def _paint_one(
        self, painter: QPainter, place: int, pitch: float, shown: QImage | str, right: bool, predicted: int
    ) -> None:
        colours = theme().colours
        colour = QColor(colours.right if right else colours.wrong)
        side = min(_CELL_PX, pitch - 6)
        box = QRectF(pitch * place + (pitch - side) / 2, 2, side, side)
        frame = QPainterPath()
        frame.addRoundedRect(box, 4, 4)
        painter.save()
        painter.setClipPath(frame)
        if isinstance(shown, QImage):
            painter.drawImage(box, shown)
        else:
            painter.setPen(QColor(colours.text))
            painter.setFont(self.font())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()
        painter.setPen(QPen(colour, 2))
        painter.drawPath(frame)
        name = self._name(predicted)
        caption = QRectF(pitch * place, _CELL_PX + 4, pitch, _CAPTION_PX)
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(colours.text) if right else colour)
        text = name if right else f"{name} ×"
        caption_text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(pitch) - 2)
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, caption_text)


def _picture(sample: npt.NDArray[np.uint8]) -> QImage:
    """Return the picture of a sample; of a row or a sentence it is null: that is written, not drawn."""
    return to_image(sample) if sample.ndim == 3 else QImage()
