"""One card of the stack: painted, with its problems as widgets below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from cnngui.network.problems import Problem
from cnngui.ui.network.cards import INPUT, UNKNOWN, CardContents
from cnngui.ui.network.problem_box import ProblemBox
from cnngui.ui.shared.theme import GROUP_COLOURS, tabular, theme

HEAD_PX = 38
_BAR_PX = 4
_PAD_PX = 12
_CORNER_PX = 6


class Card(QWidget):
    """Shows one layer. The column above it does the selecting and dragging; the card only looks."""

    fix_chosen = Signal(object)
    focus_changed = Signal()

    def __init__(self, contents: CardContents, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._contents: CardContents | None = None
        self._selected = self._faded = False
        self._boxes: list[ProblemBox] = []
        self.show_contents(contents)

    @property
    def contents(self) -> CardContents:
        assert self._contents is not None
        return self._contents

    @property
    def name(self) -> str:
        return self.contents.name

    def show_contents(self, contents: CardContents) -> None:
        """Show other contents; does nothing when they are the same."""
        if contents == self._contents:
            return
        if self._contents is None or contents.problems != self._contents.problems:
            self._show_problems(contents.problems)
        self._contents = contents
        self.setToolTip(self._tip(contents))
        self.setAccessibleName(self._spoken(contents))
        self.update()

    def set_selected(self, selected: bool) -> None:
        """Mark the card as the selected one."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def set_faded(self, faded: bool) -> None:
        """Fade the card while its image is dragged elsewhere."""
        self._faded = faded
        self.update()

    def height_for(self, width: int) -> int:
        """Arrange the problems within `width` pixels and return the card's height."""
        y = HEAD_PX
        inner = width - _PAD_PX - 8
        for box in self._boxes:
            height = box.arrange(inner)
            box.setGeometry(_PAD_PX, y, inner, height)
            y += height + 8
        return y

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        for old in self._boxes:
            old.hide()
            old.deleteLater()
        self._boxes = [ProblemBox(problem, self) for problem in problems]
        for box in self._boxes:
            box.fix_chosen.connect(self.fix_chosen)
            box.show()

    def _tip(self, contents: CardContents) -> str:
        """Return what a card has no room for. Names hold no tags, which Qt would take for rich text."""
        if contents.name == INPUT:
            return self.tr("What the network reads: height × width × channels")
        parts = [f"{contents.kind} “{contents.name}”", contents.summary]
        if contents.shape == UNKNOWN:
            parts.append(self.tr("No shape: a layer before it, or the layer itself, has a problem."))
        else:
            parts.append(self.tr("Output {0}, {1} parameters").format(contents.shape, contents.parameters))
        return "\n".join(part for part in parts if part)

    def _spoken(self, contents: CardContents) -> str:
        """Return the card for a screen reader."""
        parts = [contents.title, contents.summary]
        if contents.shape != UNKNOWN:
            parts.append(self.tr("output {0}").format(contents.shape))
        if contents.parameters not in ("", UNKNOWN):
            parts.append(self.tr("{0} parameters").format(contents.parameters))
        parts += [problem.message().what for problem in contents.problems]
        return ", ".join(part for part in parts if part)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        self.focus_changed.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._faded:
            painter.setOpacity(0.35)
        self._paint_ground(painter)
        self._paint_words(painter)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        colours = theme().colours
        severity = self.contents.severity
        ground = colours.selected if self._selected else colours.hover if self.underMouse() else colours.pane
        edge = colours.accent if self._selected else getattr(colours, severity) if severity else colours.line
        width = 2.0 if self._selected and self.hasFocus() else 1.0
        inset = width / 2
        shape = QPainterPath()
        shape.addRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), _CORNER_PX, _CORNER_PX
        )
        painter.fillPath(shape, QColor(ground))
        if severity:
            below = QPainterPath()
            below.addRect(QRectF(0, HEAD_PX - 4, self.width(), self.height()))
            painter.fillPath(shape & below, QColor(getattr(colours, f"{severity}_ground")))
        bar = QPainterPath()
        bar.addRect(QRectF(0, 0, _BAR_PX + inset, self.height()))
        painter.fillPath(shape & bar, QColor(GROUP_COLOURS[self.contents.group]))
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)

    def _paint_words(self, painter: QPainter) -> None:
        contents, colours = self.contents, theme().colours
        single = not contents.summary and not contents.parameters
        upper = QRectF(_PAD_PX, 0 if single else 3, self.width() - 2 * _PAD_PX, HEAD_PX if single else 17)
        lower = QRectF(_PAD_PX, 19, self.width() - 2 * _PAD_PX, 15)
        title, small = QFont(self.font()), tabular(self.font())
        title.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(11)
        left_of_title = upper
        if not single and not contents.summary:
            left_of_title = QRectF(upper.x(), 0, upper.width(), HEAD_PX)
        painter.setPen(QColor(colours.text))
        _write_pair(
            painter, (left_of_title, title, contents.title), (upper, tabular(self.font()), contents.shape)
        )
        painter.setPen(QColor(colours.muted))
        _write_pair(painter, (lower, small, contents.summary), (lower, small, contents.parameters))


_Line = tuple[QRectF, QFont, str]


def _write_pair(painter: QPainter, left: _Line, right: _Line) -> None:
    """Write one text at the left and one at the right; the left one is cut short where they would meet."""
    rect, font, text = right
    painter.setFont(font)
    painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    taken = QFontMetrics(font).horizontalAdvance(text)
    rect, font, text = left
    painter.setFont(font)
    room = int(rect.width()) - taken - (8 if taken else 0)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
