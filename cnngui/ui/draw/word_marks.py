"""How the words of a typed sentence are marked: unknown, not read, or speaking for an answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from cnngui.datasets.words import spans_of
from cnngui.ui.shared.theme import theme

Shares = npt.NDArray[np.float32]
_STRONGEST_ALPHA = 150


@dataclass(frozen=True)
class Push:
    """What a word does to the answer.

    Attributes:
        place: which word of the sentence. towards: index of the class it speaks for.
        strength: by how much leaving it out changes the probability of class 1, 0..1.
    """

    place: int
    towards: int
    strength: float


def pushes(answer: Shares, without: Shares | None) -> tuple[Push, ...]:
    """Return what each word does; nothing unless there are two classes.

    Args:
        answer: (2,), the probabilities of the whole sentence.
        without: (words, 2), those with one word left out, each in turn.
    """
    if without is None or answer.shape != (2,) or not np.isfinite(without).all():
        return ()
    changes = [float(answer[1] - left[1]) for left in without]
    return tuple(Push(place, int(change > 0), abs(change)) for place, change in enumerate(changes))


class WordMarks(QSyntaxHighlighter):
    """Underlines unknown words, greys out those beyond what is read, and colours the others by their push."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._known: Collection[str] | None = None
        self._length = 0
        self._pushes: tuple[Push, ...] = ()
        theme().changed.connect(self.rehighlight)

    def know(self, words: Collection[str], length: int) -> None:
        """Mark by this vocabulary; a network reads `length` words."""
        self._known, self._length = words, length
        self.rehighlight()

    def show_pushes(self, made: tuple[Push, ...]) -> None:
        """Colour the words by what they do to the answer."""
        if made != self._pushes:
            self._pushes = made
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        # The words of earlier lines are counted in the state of the line before; -1 is Qt's for none.
        count = max(0, self.previousBlockState())
        if self._known is not None:
            for start, end, word in spans_of(text):
                self.setFormat(start, end - start, self._format(count, word))
                count += 1
        self.setCurrentBlockState(count)

    def _format(self, place: int, word: str) -> QTextCharFormat:
        colours, made = theme().colours, QTextCharFormat()
        if place >= self._length:
            made.setForeground(QColor(colours.muted))
            made.setFontStrikeOut(True)
        elif self._known is not None and word not in self._known:
            made.setForeground(QColor(colours.muted))
            made.setUnderlineColor(QColor(colours.warning))
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        elif place < len(self._pushes):
            push = self._pushes[place]
            ground = QColor(colours.train if push.towards else colours.validation)
            ground.setAlpha(round(_STRONGEST_ALPHA * min(1.0, 2 * push.strength)))
            made.setBackground(ground)
        return made
