"""The words of a card: title and shape, arguments and parameters, in two lines or, narrow, in three."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from cnngui.ui.network.cards import CardContents
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.theme import tabular, theme

_TWO_LINES_PX = 38
_LOWER_PX, _THIRD_PX = 19, 16
_LOCK_PX, _LOCK_GAP_PX = 13, 4


def input_help(axes: int) -> str:
    """Return what a network with an input of this many axes reads, in a sentence."""
    sentences = {
        1: _tr("What the network reads: rows of numbers, in a sentence one number for each word."),
        2: _tr("What the network reads: sequences, steps × values of each step."),
        3: _tr("What the network reads: pictures, height × width × channels."),
    }
    return sentences.get(axes) or _tr("What the network reads: samples of these lengths × channels.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("CardWords", text)


def lock_area(area: QRectF, font: QFont, contents: CardContents) -> QRectF:
    """Return where the lock stands: left of the number of parameters that it locks."""
    small = _small(font)
    narrow = area.height() > _TWO_LINES_PX
    top = _LOWER_PX + (_THIRD_PX if narrow else 0)
    taken = QFontMetrics(small).horizontalAdvance(contents.parameters)
    return QRectF(area.right() - taken - _LOCK_GAP_PX - _LOCK_PX, top + 1, _LOCK_PX, _LOCK_PX)


def _paint_lock(painter: QPainter, area: QRectF, contents: CardContents, offered: bool) -> None:
    """Paint a closed lock on what is frozen, a faint one where a part is; an open one where it is offered."""
    if contents.frozen or (contents.learns and offered):
        name = "lock" if contents.frozen else "lock-open"
        icon(name, "text" if contents.frozen == "all" else "muted").paint(painter, area.toRect())


def paint_words(
    painter: QPainter,
    area: QRectF,
    font: QFont,
    contents: CardContents,
    summary: str,
    *,
    offer_lock: bool = False,
) -> None:
    """Paint what a card says within `area`: two lines, or three when it is higher than those.

    Args:
        offer_lock: show an open lock on what could be frozen.
    """
    _paint_lock(painter, lock_area(area, font, contents), contents, offer_lock)
    colours = theme().colours
    title, small = QFont(font), _small(font)
    title.setWeight(QFont.Weight.DemiBold)
    lock = _LOCK_PX + _LOCK_GAP_PX if contents.learns else 0
    words = contents.short or contents.title
    narrow = area.height() > _TWO_LINES_PX
    single = not summary and not contents.parameters
    upper = QRectF(area.x(), 0 if single else 3, area.width(), _TWO_LINES_PX if single else 17)
    lower = QRectF(area.x(), _LOWER_PX, area.width(), 15)
    # Without a summary the title has the height of both lines.
    left = QRectF(area.x(), 0, area.width(), _TWO_LINES_PX) if not (summary or narrow) else upper
    painter.setPen(QColor(colours.text))
    if narrow:
        _write_pair(painter, (upper, title, words), (upper, small, ""))
        painter.setPen(QColor(colours.muted))
        _write_pair(painter, (lower, small, summary), (lower, small, ""))
        painter.setPen(QColor(colours.text))
        third = lower.translated(0, _THIRD_PX)
        _write_pair(painter, (third, small, contents.shape), (third, small, contents.parameters), lock)
        return
    figures = tabular(font)
    taken = QFontMetrics(title).horizontalAdvance(words)
    if not summary and taken + 8 + QFontMetrics(figures).horizontalAdvance(contents.shape) > area.width():
        # Rather the whole of BatchNormalization, and its shape in the line that has room.
        _write_pair(painter, (upper, title, words), (upper, figures, ""))
        _write_pair(painter, (lower, small, contents.shape), (lower, small, contents.parameters), lock)
        return
    _write_pair(painter, (left, title, words), (upper, figures, contents.shape))
    painter.setPen(QColor(colours.muted))
    _write_pair(painter, (lower, small, summary), (lower, small, contents.parameters), lock)


_Line = tuple[QRectF, QFont, str]


def _small(font: QFont) -> QFont:
    small = tabular(font)
    small.setPixelSize(11)
    return small


def _write_pair(painter: QPainter, left: _Line, right: _Line, kept_px: int = 0) -> None:
    """Write one text at the left and one at the right; the left one is cut short where they would meet.

    `kept_px` are kept free beside the right one.
    """
    rect, font, text = right
    painter.setFont(font)
    painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    taken = QFontMetrics(font).horizontalAdvance(text)
    rect, font, text = left
    painter.setFont(font)
    area = int(rect.width()) - taken - kept_px - (8 if taken else 0)
    # What tells names like conv2_block1_1_conv apart stands at their end.
    mode = Qt.TextElideMode.ElideMiddle if "_" in text else Qt.TextElideMode.ElideRight
    shown = QFontMetrics(font).elidedText(text, mode, area)
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
