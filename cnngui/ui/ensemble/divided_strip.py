"""Samples that divide the members: the picture, its label, what they say together and each says alone."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from cnngui.engine.protocol import Voted
from cnngui.ui.shared.pixels import to_image
from cnngui.ui.shared.theme import tabular, theme
from cnngui.ui.shared.widgets import named

_PICTURE_PX, _PITCH_PX, _LINE_PX = 56, 92, 15


class DividedStrip(QScrollArea):
    """A row of samples, the most divided first; more of them to the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "divided_strip", spoken=self.tr("Samples that divide the members"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.samples = _Samples()
        self.setWidget(self.samples)
        self.setFixedHeight(self.samples.sizeHint().height() + 14)

    def show_vote(self, voted: Voted | None) -> None:
        """Show what divides the members of a vote; nothing for None."""
        self.samples.show_vote(voted)
        self.setAccessibleDescription(self.samples.words())


class _Samples(QWidget):
    """Paints all of them, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self._voted: Voted | None = None
        self._images: list[QImage] = []
        font = tabular(self.font())
        font.setPixelSize(11)
        self.setFont(font)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(_PITCH_PX * len(self._captions()), _PICTURE_PX + 3 * _LINE_PX + 6)

    def show_vote(self, voted: Voted | None) -> None:
        self._voted = voted
        pictures = voted is not None and voted.samples.ndim > 2
        self._images = [to_image(sample) for sample in voted.samples] if voted and pictures else []
        self.resize(self.sizeHint())
        self.update()

    def _captions(self) -> list[tuple[str, str, str, bool]]:
        """Return of each sample its label, what they say together and each alone, and if it is right."""
        if self._voted is None:
            return []
        vote, names = self._voted.vote, self._voted.class_names
        found = []
        for place in vote.divided[: len(self._voted.samples)]:
            truth, together = int(vote.truth[place]), int(vote.together[place])
            label = names[truth] if truth >= 0 else "?"
            each = " ".join(names[int(said)] for said in vote.predicted[:, place])
            found.append((label, names[together], each, truth == together))
        return found

    def words(self) -> str:
        """Return the samples in words, for who hears them."""
        said = self.tr("{0}: together {1}; alone {2}")
        return ". ".join(said.format(label, all_, each) for label, all_, each, _ in self._captions())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics, colours = self.fontMetrics(), theme().colours
        texts = self._voted.texts if self._voted is not None else ()
        for place, (label, together, each, right) in enumerate(self._captions()):
            left = place * _PITCH_PX
            box = QRect(left + (_PITCH_PX - _PICTURE_PX) // 2, 0, _PICTURE_PX, _PICTURE_PX)
            if self._images:
                painter.drawImage(box, self._images[place])
            else:
                painter.setPen(QColor(colours.text))
                wide = QRect(left + 4, 0, _PITCH_PX - 8, _PICTURE_PX)
                painter.drawText(wide, int(Qt.TextFlag.TextWordWrap), texts[place])
            width = _PITCH_PX - 6
            lines = (
                (self.tr("is {0}").format(label), colours.text),
                (f"{'✓' if right else '✗'} {together}", colours.right if right else colours.wrong),
                (each, colours.muted),
            )
            for number, (words, colour) in enumerate(lines):
                line = QRect(left + 3, _PICTURE_PX + 4 + number * _LINE_PX, width, _LINE_PX)
                painter.setPen(QColor(colour))
                shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
                painter.drawText(line, Qt.AlignmentFlag.AlignHCenter, shown)
        painter.end()
