"""A diagram on the screen, in the colours of the theme: the nearer it is, the more a box says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygonF

from cnngui.export.picture.items import DETAIL_SIZE, MUTED, TITLE_SIZE, Area, Box, Frame, Label, Line
from cnngui.ui.network.map.scene import Scene
from cnngui.ui.network.map.sight import Sight
from cnngui.ui.shared.theme import tabular, theme

_LEAST_TEXT = 0.75
"""Of the diagram's sizes: smaller text cannot be read, so a far box rather says less."""
_LABELS_FROM, _WORDS_FROM = 0.7, 0.2
"""Shapes have just the room that the diagram gives them; counts and totals stand alone."""
_THIRD_LINE_ZOOM = 1.3
"""Up to here what a box gains in height is for another line; beyond, text grows too."""
_STRIPE_PX = 5.0
_TITLE_LINE, _DETAIL_LINE = 1.22, 1.24
_BOX_PAD_PX = 2.0
_LEAST_TITLE_PX = 26.0
_TINT = 0.35
_RING_PX = 2.0
MARK_PX = 15.0
"""A problem's mark has one size, so that it is found from far."""


@dataclass(frozen=True)
class Look:
    """What is shown of a network beside its diagram.

    Attributes:
        selection, selected: the selected entry, and all that are. pointed: the one below the pointer.
        severities: "error" or "warning" for each entry that has a problem.
        figures: what comes out of a layer, and its parameters, for the last line of its box; the first of
            several wordings that fits is written.
        ringed: whether the map has the keyboard.
    """

    selection: str = ""
    selected: tuple[str, ...] = ()
    pointed: str = ""
    severities: Mapping[str, str] = field(default_factory=dict)
    figures: Callable[[str], Sequence[str]] = lambda name: ()
    ringed: bool = False


def text_scale(zoom: float) -> float:
    """Return by what text is larger than in the exported diagram: it stays legible, and leaves room."""
    if zoom <= 1:
        return max(_LEAST_TEXT, zoom)
    return max(1.0, zoom / _THIRD_LINE_ZOOM)


def lines_in_box(height: float, scale: float) -> int:
    """Return how many lines of text a box of so many pixels has room for: 0 to 3, the title first."""
    title = TITLE_SIZE * scale
    if height < title + _BOX_PAD_PX / 2:
        return 0
    room = height - _BOX_PAD_PX - title * _TITLE_LINE
    return 1 + max(0, min(2, int(room / (DETAIL_SIZE * scale * _DETAIL_LINE))))


def paint_map(painter: QPainter, scene: Scene, sight: Sight, part: QRectF, font: QFont, look: Look) -> None:
    """Paint what a sight shows within `part`, in pixels of the window."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left, top = sight.place(part.x(), part.y())
    area = Area(left, top, part.width() / sight.zoom, part.height() / sight.zoom)
    _paint_blocks(painter, scene, sight, look)
    _paint_lines(painter, scene, sight, area)
    for frame in scene.frames:
        _paint_frame(painter, frame, sight, look)
    for label in scene.labels_in(area):
        if sight.zoom >= (_LABELS_FROM if label.size == DETAIL_SIZE else _WORDS_FROM):
            _paint_label(painter, label, sight, font)
    boxes = [(box, _rect(sight.seen(box))) for box in scene.boxes_in(area)]
    scale = text_scale(sight.zoom)
    far = not any(_lines(rect, scale) for _, rect in boxes)
    for box, rect in boxes:
        if far:
            # Its colour is all that it can say.
            painter.fillRect(rect, QColor(box.colour))
        else:
            _paint_box(painter, box, rect, scale, look)
    _write_boxes(painter, boxes, scale, font, look)
    _paint_discs(painter, scene, sight, font, look)
    _paint_rings(painter, scene, sight, look)
    for name, severity in look.severities.items():
        if (mark := scene.marks.get(name)) is not None:
            seen = _rect(sight.seen(mark))
            if seen.adjusted(-MARK_PX, -MARK_PX, MARK_PX, MARK_PX).intersects(part):
                paint_mark(painter, mark_place(seen), severity)


def mark_place(rect: QRectF) -> QPointF:
    """Return the middle of the mark of a problem at the upper right corner of what it is about.

    What is hardly larger than the mark has it beside itself, and stays to be seen.
    """
    if rect.width() < 3 * MARK_PX:
        return QPointF(rect.right() + MARK_PX / 2, rect.top())
    return QPointF(rect.right() - 4, rect.top() + min(3.0, rect.height() / 2))


def paint_mark(painter: QPainter, middle: QPointF, severity: str) -> None:
    """Paint a disc for an error, a triangle for a warning, each with its exclamation mark."""
    colours, half = theme().colours, MARK_PX / 2
    painter.setPen(QPen(QColor(colours.pane), 1.5))
    painter.setBrush(QColor(getattr(colours, severity)))
    x, y = middle.x(), middle.y()
    if severity == "error":
        painter.drawEllipse(middle, half, half)
    else:
        corners = (x, y - half), (x + half + 1, y + half - 0.5), (x - half - 1, y + half - 0.5)
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
    shift = 0.0 if severity == "error" else 1.5
    pen = QPen(QColor(colours.pane), 1.8)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(QPointF(x, y - 3.4 + shift), QPointF(x, y + 0.6 + shift))
    painter.drawPoint(QPointF(x, y + 3.4 + shift))


def _rect(area: Area) -> QRectF:
    return QRectF(area.x, area.y, area.width, area.height)


def _around(area: Area, sight: Sight) -> QRectF:
    return _rect(sight.seen(area)).adjusted(-6, 0, 6, 4)


def _paint_blocks(painter: QPainter, scene: Scene, sight: Sight, look: Look) -> None:
    """Give the selected blocks a ground, so that one sees what is in them."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme().colours.selected))
    for name in look.selected:
        if (area := scene.block_area(name)) is not None:
            painter.drawRoundedRect(_around(area, sight), 8, 8)


def _paint_lines(painter: QPainter, scene: Scene, sight: Sight, area: Area) -> None:
    pieces, headed = scene.lines_in(area)
    colour = QColor(theme().colours.muted)
    pen = QPen(colour, max(0.8, min(1.4, 1.4 * sight.zoom)))
    pen.setCosmetic(True)
    painter.save()
    painter.scale(sight.zoom, sight.zoom)
    painter.translate(-sight.x, -sight.y)
    painter.setPen(pen)
    painter.drawLines(pieces)
    if sight.zoom * 8 >= 3:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for line in headed:
            painter.drawPolygon(_head(line))
    painter.restore()


def _head(line: Line) -> QPolygonF:
    """Return the triangle of an arrow, as `Line.shapes` has it."""
    *_, head = line.shapes()
    return QPolygonF([QPointF(x, y) for x, y in getattr(head, "points", ())])


def _paint_frame(painter: QPainter, frame: Frame, sight: Sight, look: Look) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_edge(frame.name, look, theme().colours.muted), 1.0, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(_rect(sight.seen(frame)), 8 * sight.zoom, 8 * sight.zoom)


def _paint_label(painter: QPainter, label: Label, sight: Sight, font: QFont) -> None:
    scale = text_scale(sight.zoom)
    written = tabular(font)
    written.setPixelSize(round(label.size * (min(sight.zoom, scale) if label.size == DETAIL_SIZE else scale)))
    written.setBold(label.bold)
    x, y = (label.x - sight.x) * sight.zoom, (label.y - sight.y) * sight.zoom
    metrics = QFontMetrics(written)
    x -= {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor] * metrics.horizontalAdvance(label.text)
    painter.setFont(written)
    painter.setPen(QColor(theme().colours.muted if label.colour == MUTED else theme().colours.text))
    painter.drawText(QPointF(x, y + metrics.capHeight() / 2), label.text)


def _lines(rect: QRectF, scale: float) -> int:
    return lines_in_box(rect.height(), scale) if rect.width() >= _LEAST_TITLE_PX else 0


def _paint_box(painter: QPainter, box: Box, rect: QRectF, scale: float, look: Look) -> None:
    colours = theme().colours
    chosen = box.name in look.selected
    ground = colours.selected if chosen else colours.hover if box.name == look.pointed else colours.pane
    corner = min(5.0, rect.height() / 5)
    painter.setPen(QPen(_edge(box.name, look, colours.edge), 1.0))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(rect, corner, corner)
    painter.setPen(Qt.PenStyle.NoPen)
    if not _lines(rect, scale):
        # No room for words among boxes that have some: its colour speaks, but does not shout.
        tint = QColor(box.colour)
        tint.setAlphaF(_TINT)
        painter.setBrush(tint)
        painter.drawRoundedRect(rect, corner, corner)
    painter.setBrush(QColor(box.colour))
    stripe = max(3.0, min(_STRIPE_PX, _STRIPE_PX * rect.height() / 42))
    painter.drawRoundedRect(QRectF(rect.x(), rect.y(), stripe, rect.height()), stripe / 2, stripe / 2)


def _edge(name: str, look: Look, usual: str) -> QColor:
    severity = look.severities.get(name)
    return QColor(getattr(theme().colours, severity) if severity else usual)


def _write_boxes(
    painter: QPainter, boxes: list[tuple[Box, QRectF]], scale: float, font: QFont, look: Look
) -> None:
    """Write as many lines into each box as it has room for; a font is set once for all of them."""
    title, small = QFont(font), tabular(font)
    title.setPixelSize(max(1, round(TITLE_SIZE * scale)))
    title.setWeight(QFont.Weight.DemiBold)
    small.setPixelSize(max(1, round(DETAIL_SIZE * scale)))
    upper, lower = TITLE_SIZE * scale * _TITLE_LINE, DETAIL_SIZE * scale * _DETAIL_LINE
    metrics = QFontMetrics(small)
    titles: list[tuple[QRectF, str]] = []
    details: list[tuple[QRectF, str]] = []
    for box, rect in boxes:
        room = _lines(rect, scale)
        if not room:
            continue
        more = [box.detail] if box.detail else []
        if room > len(more) + 1:
            wordings = look.figures(box.name)
            fitting = (words for words in wordings if metrics.horizontalAdvance(words) < rect.width() - 12)
            more += [words for words in (next(fitting, ""),) if words]
        more = more[: room - 1]
        inner = rect.adjusted(_STRIPE_PX + 2, 0, -4, 0)
        y = rect.center().y() - (upper + lower * len(more)) / 2
        titles.append((QRectF(inner.x(), y, inner.width(), upper), box.title))
        for number, text in enumerate(more):
            details.append((QRectF(inner.x(), y + upper + number * lower, inner.width(), lower), text))
    _write(painter, titles, title, theme().colours.text)
    _write(painter, details, small, theme().colours.muted)


def _write(painter: QPainter, lines: list[tuple[QRectF, str]], font: QFont, colour: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    metrics = QFontMetrics(font)
    for rect, text in lines:
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)


def _paint_discs(painter: QPainter, scene: Scene, sight: Sight, font: QFont, look: Look) -> None:
    colours = theme().colours
    for disc in scene.discs:
        rect = _rect(sight.seen(scene.marks[disc.name]))
        painter.setPen(QPen(_edge(disc.name, look, colours.muted), 1.4))
        chosen = disc.name in look.selected
        ground = colours.selected if chosen else colours.hover if disc.name == look.pointed else colours.pane
        painter.setBrush(QColor(ground))
        painter.drawEllipse(rect)
        size = round((TITLE_SIZE + 2 if len(disc.sign) == 1 else DETAIL_SIZE - 1) * sight.zoom)
        if size >= 5:
            written = QFont(font)
            written.setPixelSize(size)
            written.setBold(True)
            painter.setFont(written)
            painter.setPen(QColor(colours.text))
            painter.drawText(rect.adjusted(-9, -9, 9, 9), Qt.AlignmentFlag.AlignCenter, disc.sign)


def _paint_rings(painter: QPainter, scene: Scene, sight: Sight, look: Look) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for name in look.selected or (look.selection,):
        if (mark := scene.marks.get(name)) is None:
            continue
        width = _RING_PX + 1 if look.ringed and name == look.selection else _RING_PX
        painter.setPen(QPen(QColor(theme().colours.accent), width))
        out = 2.5
        rect = _rect(sight.seen(mark)).adjusted(-out, -out, out, out)
        corner = min(7.0, rect.height() / 2)
        painter.drawRoundedRect(rect, corner, corner)
        if (block := scene.block_area(name)) is not None and not isinstance(mark, Frame):
            painter.setPen(QPen(QColor(theme().colours.accent), 1.2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(_around(block, sight), 8, 8)
