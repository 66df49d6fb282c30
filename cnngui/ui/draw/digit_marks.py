"""Boxes around several digits on the canvas, each with what it is taken for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from cnngui.results.verdict import UNREAD, Verdict, joined, verdict_of
from cnngui.state.digits import Digit, Reading
from cnngui.ui.shared.theme import DARK
from cnngui.ui.shared.value_text import class_name, sure_percent

CHIP_PX, FONT_PX = 16, 12
_TOLD = 3
# Opaque: what shines through is filled by a pool of threads, for which each movement of the pen would wait.
_OTHERS = QColor(150, 150, 150)
# The canvas is black in both themes.
_CHOSEN, _ON_CHOSEN = QColor(DARK.accent), QColor(DARK.on_accent)


@dataclass(frozen=True)
class DigitMark:
    """What is painted around a digit.

    Attributes:
        box: of its ink, in canvas pixels. name: its class. sure: whether the network is.
        told: the likeliest classes with their probabilities, a line each. chosen: whether it is looked at.
    """

    box: QRectF
    name: str
    sure: bool
    told: str
    chosen: bool

    @property
    def label(self) -> str:
        """Its class, with a question mark where the network is not sure."""
        return self.name if self.sure or self.name == UNREAD else f"{self.name}?"


def marks_of(
    reading: Reading | None, names: tuple[str, ...], pen_px: float, reads_from: float = 0.0
) -> tuple[DigitMark, ...]:
    """Return the marks of several digits; a single one needs none.

    Args:
        reads_from: as `verdict_of` takes it.
    """
    if reading is None or len(reading.digits) < 2:
        return ()
    return tuple(
        _mark(digit, names, pen_px, reads_from, chosen=place == reading.chosen)
        for place, digit in enumerate(reading.digits)
    )


def number_text(digits: Sequence[Digit], names: tuple[str, ...], reads_from: float = 0.0) -> str:
    """Return the classes of digits as a number a row, "?" for what is not read; longer names stand apart."""
    return joined(
        [
            (class_name(names, int(digit.outputs.argmax())), verdict_of(digit.outputs, reads_from))
            for digit in digits
        ],
        [digit.row for digit in digits],
    )


def paint_marks(painter: QPainter, marks: Sequence[DigitMark], scale: float, font: QFont) -> None:
    """Paint boxes and labels; the one that is looked at last, so that nothing lies over it.

    Args:
        scale: widget pixels for each of the canvas.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(_bold(font))
    for chosen, colour, on_colour in ((False, _OTHERS, QColor(0, 0, 0)), (True, _CHOSEN, _ON_CHOSEN)):
        group = [mark for mark in marks if mark.chosen == chosen]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for sure, style in ((True, Qt.PenStyle.SolidLine), (False, Qt.PenStyle.DashLine)):
            if boxes := [box_of(mark, scale).toAlignedRect() for mark in group if mark.sure == sure]:
                painter.setPen(QPen(colour, 2 if chosen else 1, style))
                painter.drawRects(boxes)
        chips = [chip_of(mark, scale, font).toAlignedRect() for mark in group]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRects(chips)
        painter.setPen(on_colour)
        for mark, chip in zip(group, chips, strict=True):
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, mark.label)


def mark_at(marks: Sequence[DigitMark], point: QPointF, scale: float) -> int | None:
    """Return which box lies under a point of the widget; of several the one whose middle is nearest."""
    found = [place for place, mark in enumerate(marks) if box_of(mark, scale).contains(point)]
    return min(
        found, key=lambda at: (box_of(marks[at], scale).center() - point).manhattanLength(), default=None
    )


def chip_at(marks: Sequence[DigitMark], point: QPointF, scale: float, font: QFont) -> int | None:
    """Return whose label lies under a point of the widget."""
    hit = (place for place, mark in enumerate(marks) if chip_of(mark, scale, font).contains(point))
    return next(hit, None)


def box_of(mark: DigitMark, scale: float) -> QRectF:
    """Return where the box of a mark lies, in widget pixels."""
    box = mark.box
    return QRectF(box.x() * scale, box.y() * scale, box.width() * scale, box.height() * scale)


def chip_of(mark: DigitMark, scale: float, font: QFont) -> QRectF:
    """Return where its label lies: above the box, or where no room is left there, at its foot."""
    box = box_of(mark, scale)
    width = max(CHIP_PX, QFontMetrics(_bold(font)).horizontalAdvance(mark.label) + 8)
    top = box.top() - CHIP_PX if box.top() >= CHIP_PX else box.bottom()
    return QRectF(box.left(), top, width, CHIP_PX)


def _bold(font: QFont) -> QFont:
    font = QFont(font)
    font.setPixelSize(FONT_PX)
    font.setBold(True)
    return font


def _name(digit: Digit, names: tuple[str, ...], verdict: Verdict | None) -> str:
    if verdict is not None and verdict.kind == "nothing":
        return UNREAD
    return class_name(names, int(digit.outputs.argmax()))


def _mark(
    digit: Digit, names: tuple[str, ...], pen_px: float, reads_from: float, *, chosen: bool
) -> DigitMark:
    left, top, right, bottom = digit.box
    reach = pen_px / 2 + 2
    box = QRectF(left - reach, top - reach, right - left + 2 * reach, bottom - top + 2 * reach)
    verdict = verdict_of(digit.outputs, reads_from)
    name = _name(digit, names, verdict)
    sure = verdict is not None and verdict.kind in ("sure", "raw")
    return DigitMark(box, name, sure, _told(digit, names, verdict is not None and verdict.kind), chosen)


def _told(digit: Digit, names: tuple[str, ...], kind: object) -> str:
    if kind == "nothing":
        return QCoreApplication.translate("DigitMarks", "Nothing to read here.")
    if kind == "broken":
        return QCoreApplication.translate("DigitMarks", "The network answers with NaN.")
    best = np.argsort(-digit.outputs, kind="stable")[:_TOLD]
    shares = [
        f"{digit.outputs[index]:.2f}" if kind == "raw" else f"{sure_percent(float(digit.outputs[index]))} %"
        for index in best
    ]
    return "\n".join(
        f"{class_name(names, int(index))}: {share}" for index, share in zip(best, shares, strict=True)
    )
