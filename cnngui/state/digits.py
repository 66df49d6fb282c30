"""Several digits on the canvas: where each ends, what each is taken for, and which one is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from cnngui.datasets.segmenting import Box, Division, Line, Span, divide
from cnngui.state.drawing import Drawing, Members

Values = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Digit:
    """One of several.

    Attributes:
        members: places of its strokes, or of its pieces of ink on a picture.
        box: around the pen's way, in canvas pixels.
        outputs: float32 (classes,), what the network answers for it.
        row: in which row it stands, from 0 at the top.
    """

    members: Members
    box: Box
    outputs: Values
    row: int = 0


@dataclass(frozen=True, eq=False)
class Reading:
    """What a network read on a sheet.

    Attributes:
        digits: as one reads. other: what it may be instead if it is not sure where they end, else ().
        chosen: place of the digit that is looked at.
    """

    digits: tuple[Digit, ...]
    other: tuple[Digit, ...] = ()
    chosen: int = 0

    @property
    def looked_at(self) -> Digit:
        """The digit that is looked at."""
        return self.digits[self.chosen]

    @property
    def members(self) -> Members | None:
        """Its strokes, None where it is all there is."""
        return self.looked_at.members if len(self.digits) > 1 else None

    def with_outputs(self, outputs: Values) -> Reading:
        """Return the same with other outputs for the digit that is looked at."""
        digits = list(self.digits)
        digits[self.chosen] = replace(self.looked_at, outputs=outputs)
        return replace(self, digits=tuple(digits))


class Digits(QObject):
    """Divides what is drawn into digits, as the network that answers reads it best.

    The digit that is looked at is the one that was drawn last, or on a picture the one that begins furthest
    to the right, until a person chooses another.

    Args:
        reads_several: whether the network that answers reads several digits; to all others a sheet is
            one picture.

    Signals:
        changed: the sheet is divided in another way, or another digit is looked at.
    """

    changed = Signal()

    def __init__(
        self, drawing: Drawing, reads_several: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._drawing, self._reads_several = drawing, reads_several
        self._divided: tuple[Line, Division] | None = None
        self._chosen: tuple[int, tuple[int, int]] | None = None
        drawing.changed.connect(self._on_drawn)

    @property
    def line(self) -> Line | None:
        """What may be several digits; None where the sheet is one picture."""
        line = self._drawing.line() if self._reads_several() else None
        return line if line is not None and len(line.parts) > 1 else None

    @property
    def members(self) -> Members | None:
        """The strokes of the digit that is looked at; None where it is all there is."""
        line = self.line
        if line is None or len(spans := self._division(line).spans) < 2:
            return None
        return line.members(spans[self._place(line, spans)])

    def choose(self, place: int) -> None:
        """Look at another digit, counted as one reads, until something is drawn again."""
        line = self.line
        if line is None or not 0 <= place < len(spans := self._division(line).spans):
            return
        if self._place(line, spans) != place:
            self._chosen = line.members(spans[place])[0], self._sheet
            self.changed.emit()

    def read(self, line: Line, outputs: Values) -> Reading:
        """Return what a network read; from now on such a line is divided as it says.

        Args:
            outputs: float32 (spans, classes), its answers for `Line.spans`.
        """
        answers = dict(zip(line.spans, outputs, strict=True))
        before, division = self._division(line), divide(line, answers)
        self._divided = line, division
        if division.spans != before.spans:
            self.changed.emit()
        place = self._place(line, division.spans)
        digits, other = (
            tuple(Digit(line.members(span), line.box(span), answers[span], line.row(span)) for span in spans)
            for spans in (division.spans, division.other)
        )
        return Reading(digits, other, place)

    def _division(self, line: Line) -> Division:
        """Return how a line is divided: as the last one, if its parts are the same; else by its gaps."""
        if self._divided is not None:
            last, division = self._divided
            alike = [part.members for part in last.parts] == [part.members for part in line.parts]
            if alike and set(division.spans) <= set(line.spans):
                return division
        return divide(line)

    def _place(self, line: Line, spans: Sequence[Span]) -> int:
        last = max(part.members[-1] for part in line.parts)
        wanted = last if self._chosen is None else self._chosen[0]
        return next((at for at, span in enumerate(spans) if wanted in line.members(span)), 0)

    def _on_drawn(self) -> None:
        if self._chosen is not None and self._sheet != self._chosen[1]:
            self._chosen = None

    @property
    def _sheet(self) -> tuple[int, int]:
        """What tells whether something was drawn, or another picture shown."""
        sheet = self._drawing.sheet
        return len(sheet.strokes), id(sheet.picture)
