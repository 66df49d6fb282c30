"""What a block's card shows between the cards in it: names of branches, the shortcut's lane, the merge."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen

from cnngui.network.blocks import MERGE_SIGNS
from cnngui.network.group_colours import GROUP_COLOURS
from cnngui.ui.network.cards import CardContents
from cnngui.ui.network.layout import BlockBody, Branch
from cnngui.ui.shared.theme import tabular, theme

_SMALL_PX = 11
_SUM_PX = 7
_CENTRED = Qt.AlignmentFlag.AlignCenter


def _tr(text: str) -> str:
    return QCoreApplication.translate("BlockPaint", text)


def branch_title(kind: str, number: int, count: int) -> str:
    """Return what a branch of a block is called: "main path", "shortcut", "branch 2 of 4"."""
    if kind == "Residual":
        return (_tr("main path"), _tr("shortcut"))[number]
    return _tr("branch {0} of {1}").format(number + 1, count) if count > 1 else _tr("layers")


def empty_text(kind: str, number: int, *, short: bool = False) -> str:
    """Return what stands in a branch without layers; `short` for a row of the form."""
    identity = kind == "Parallel" or (kind == "Residual" and number == 1)
    if short or not identity:
        return _tr("identity") if identity else _tr("no layers yet")
    return _tr("identity, no layers yet") if kind == "Parallel" else _tr("identity: the input itself")


def paint_fold(painter: QPainter, centre: QPoint, folded: bool) -> None:
    """Paint the arrow that folds and unfolds: to the right when folded, else down."""
    across, along = QPointF(3, 0), QPointF(0, 4)
    if not folded:
        across, along = QPointF(0, 2.5), QPointF(4, 0)
    middle = QPointF(centre)
    pen = QPen(QColor(theme().colours.muted), 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline([middle - across - along, middle + across, middle - across + along])


def paint_body(painter: QPainter, body: BlockBody, contents: CardContents, font: QFont) -> None:
    """Paint all that is no card, in pixels of the column."""
    small = tabular(font)
    small.setPixelSize(_SMALL_PX)
    painter.setFont(small)
    painter.setPen(QColor(theme().colours.muted))
    for branch in body.branches:
        _paint_branch(painter, branch, contents)
    if body.foot is None:
        return
    lane = next((branch for branch in body.branches if branch.lane), None)
    if lane is not None:
        _paint_lane(painter, lane.rect, body.foot)
    elif contents.merge in MERGE_SIGNS:
        _paint_sign(painter, QPointF(body.foot.center()), MERGE_SIGNS[contents.merge])
    else:
        text = _tr("channels {0}").format(contents.arithmetic) if contents.arithmetic else _tr("side by side")
        shown = QFontMetrics(small).elidedText(text, Qt.TextElideMode.ElideMiddle, body.foot.width())
        painter.drawText(QRectF(body.foot), _CENTRED, shown)


def _paint_branch(painter: QPainter, branch: Branch, contents: CardContents) -> None:
    if branch.heading is not None:
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        title = branch_title(contents.kind, branch.number, contents.branches)
        painter.drawText(QRectF(branch.heading.adjusted(2, 0, 0, 0)), align, title)
    if branch.empty and not branch.lane:
        top = branch.heading.bottom() + 1 if branch.heading is not None else branch.rect.y()
        area = QRect(branch.rect.x(), top, branch.rect.width(), branch.rect.bottom() - top - 2)
        painter.save()
        painter.setPen(QPen(QColor(theme().colours.line), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.restore()
        text = empty_text(contents.kind, branch.number)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width() - 8)
        painter.drawText(QRectF(area), _CENTRED, shown)


def _paint_lane(painter: QPainter, lane: QRect, foot: QRect) -> None:
    """Paint the shortcut: out of the block's input, past the main path, into the sum."""
    x = lane.center().x() + 0.5
    end = QPointF(lane.x() - 40, foot.center().y() + 0.5)
    path = QPainterPath(QPointF(lane.x() - 8, lane.y() + 0.5))
    path.lineTo(x - 6, lane.y() + 0.5)
    path.quadTo(x, lane.y() + 0.5, x, lane.y() + 6.5)
    path.lineTo(x, end.y() - 6)
    path.quadTo(x, end.y(), x - 6, end.y())
    path.lineTo(end.x() + _SUM_PX + 1, end.y())
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(GROUP_COLOURS["block"]), 1.4))
    painter.drawPath(path)
    tip = QPointF(end.x() + _SUM_PX + 1, end.y())
    painter.drawPolyline([tip + QPointF(4, -3), tip, tip + QPointF(4, 3)])
    painter.restore()
    _paint_sign(painter, end, MERGE_SIGNS["add"])
    painter.save()
    painter.translate(x, lane.center().y())
    painter.rotate(90)
    words = _tr("identity")
    width = painter.fontMetrics().horizontalAdvance(words) + 10
    box = QRectF(-width / 2, -8, width, 16)
    if lane.height() > width + 24:
        painter.fillRect(box, QColor(theme().colours.ground))
        painter.drawText(box, _CENTRED, words)
    painter.restore()


def _paint_sign(painter: QPainter, centre: QPointF, sign: str) -> None:
    painter.save()
    painter.setPen(QPen(QColor(GROUP_COLOURS["block"]), 1.4))
    painter.setBrush(QColor(theme().colours.pane))
    half = 2 * _SUM_PX if len(sign) > 1 else _SUM_PX
    box = QRectF(centre.x() - half, centre.y() - _SUM_PX, 2 * half, 2 * _SUM_PX)
    painter.drawRoundedRect(box, _SUM_PX, _SUM_PX)
    if sign == "+":
        painter.drawLine(centre - QPointF(4, 0), centre + QPointF(4, 0))
        painter.drawLine(centre - QPointF(0, 4), centre + QPointF(0, 4))
    else:
        painter.drawText(box, _CENTRED, sign)
    painter.restore()
