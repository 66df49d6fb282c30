"""One card of the stack: painted, with its problems as widgets below."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFocusEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QPushButton, QWidget

from cnngui.network.group_colours import GROUP_COLOURS
from cnngui.network.inference.problems import Problem
from cnngui.ui.network.block_paint import paint_body, paint_fold
from cnngui.ui.network.cards import CardContents
from cnngui.ui.network.layout import BlockBody
from cnngui.ui.network.problem_box import ProblemBox
from cnngui.ui.network.telling import layers_text, spoken, tip
from cnngui.ui.network.words import lock_area, paint_words
from cnngui.ui.shared.theme import theme
from cnngui.ui.shared.widgets import discard, set_role

HEAD_PX = 38
_NARROW_HEAD_PX = 54
_NARROW_PX = 176
"""A narrower card writes its shape and parameters in a third line."""
_BAR_PX = 4
_PAD_PX = 12
_FOLD_PX = 16
_LINK_PX = 24
_CORNER_PX = 6
_LOCK_NEAR_PX = 4


class Card(QWidget):
    """Shows one layer or block. The column does the selecting, folding and dragging; the card only looks.

    A block's card lies under the cards of what is in it, and paints the ground between them.

    Attributes:
        selected, faded: as `set_selected` and `set_faded` left it.

    Signals:
        fix_chosen: a fix of one of its problems.
        reveal_asked: name of an entry, folded away in here, that has a problem.
    """

    accessible_role = QAccessible.Role.ListItem
    fix_chosen = Signal(object)
    reveal_asked = Signal(str)
    focus_changed = Signal()

    def __init__(self, contents: CardContents, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._contents: CardContents | None = None
        self._body: BlockBody | None = None
        self.selected = self.faded = False
        self._boxes: list[ProblemBox] = []
        self._link: QPushButton | None = None
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
        if contents is self._contents or contents == self._contents:
            return
        before = self._contents
        if before is None or (before.problems, before.told) != (contents.problems, contents.told):
            self._show_problems(contents)
        if self._contents is None or contents.hidden != self._contents.hidden:
            self._show_link(contents.hidden)
        self._contents = contents
        self.setToolTip(tip(contents))
        self.setAccessibleName(spoken(contents))
        self.update()

    def set_body(self, body: BlockBody | None) -> None:
        """Say what a block holds, in pixels of the column; None for a layer or a folded block."""
        if body != self._body:
            self._body = body
            self.update()

    def set_selected(self, selected: bool) -> None:
        """Mark the card as the selected one."""
        if selected != self.selected:
            self.selected = selected
            for box in self._boxes:
                box.set_brief(not selected)
            self.update()

    @property
    def unfolds_words(self) -> bool:
        """Return whether the card is higher while it is selected."""
        return any(box.unfolds for box in self._boxes)

    def set_faded(self, faded: bool) -> None:
        """Fade the card while its image is dragged elsewhere."""
        self.faded = faded
        self.update()

    def head_height(self, width: int) -> int:
        """Arrange the problems within `width` pixels; return the height without what a block holds."""
        y = self._words_height(width)
        inner = width - _PAD_PX - 8
        if self._link is not None:
            self._link.setGeometry(_PAD_PX, y - 4, inner, _LINK_PX)
            y += _LINK_PX
        for box in self._boxes:
            height = box.arrange(inner)
            box.setGeometry(_PAD_PX, y, inner, height)
            y += height + 8
        return y

    def head(self) -> QRect:
        """Return the part without what a block holds, in pixels of the column."""
        height = self.height() if self._body is None else self._body.top
        return QRect(self.x(), self.y(), self.width(), height)

    def folds_at(self, place: QPoint) -> bool:
        """Return whether a click at `place`, in pixels of the card, is on the arrow that folds."""
        return bool(self.contents.branches) and place.x() < _PAD_PX + _FOLD_PX and place.y() < HEAD_PX

    def locks_at(self, place: QPoint) -> bool:
        """Return whether a click at `place`, in pixels of the card, is on the lock that freezes."""
        contents, height = self.contents, self._words_height(self.width())
        if not contents.learns or place.y() >= height:
            return False
        area = lock_area(self._words_area(), self.font(), contents)
        return area.adjusted(-_LOCK_NEAR_PX, -_LOCK_NEAR_PX, _LOCK_NEAR_PX, _LOCK_NEAR_PX).contains(place)

    def _words_area(self) -> QRectF:
        left = _PAD_PX + (_FOLD_PX if self.contents.branches else 0)
        return QRectF(left, 0, self.width() - left - _PAD_PX, self._words_height(self.width()))

    def _words_height(self, width: int) -> int:
        return _NARROW_HEAD_PX if width < _NARROW_PX and self.contents.parameters else HEAD_PX

    def _show_problems(self, contents: CardContents) -> None:
        discard(*self._boxes)
        shown = zip(contents.problems, contents.told, strict=True)
        self._boxes = [ProblemBox(problem, message, self) for problem, message in shown]
        for box in self._boxes:
            box.fix_chosen.connect(self.fix_chosen)
            box.set_brief(not self.selected)
            box.show()

    def _show_link(self, hidden: tuple[Problem, ...]) -> None:
        discard(self._link)
        self._link = None
        if not hidden:
            return
        first = next((each for each in hidden if each.severity == "error"), hidden[0])
        text = (
            self.tr("1 problem inside: show it") if len(hidden) == 1 else self.tr("{0} problems inside: show")
        )
        self._link = QPushButton(text.format(len(hidden)), self)
        self._link.setToolTip(first.message().one_line())
        self._link.setCursor(Qt.CursorShape.PointingHandCursor)
        set_role(self._link, "link")
        self._link.clicked.connect(lambda: self.reveal_asked.emit(first.where))
        self._link.show()

    # How it looks -------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        self.focus_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.faded:
            painter.setOpacity(0.35)
        self._paint_ground(painter)
        contents = self.contents
        if contents.branches:
            paint_fold(painter, QPoint(_PAD_PX + 4, HEAD_PX // 2), contents.folded)
        summary = contents.summary
        if contents.folded:
            summary = " · ".join(part for part in (summary, layers_text(contents)) if part)
        near = self.underMouse() or self.selected
        paint_words(painter, self._words_area(), self.font(), contents, summary, offer_lock=near)
        if self._body is not None:
            painter.translate(-self.pos())
            paint_body(painter, self._body, contents, self.font())
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        colours = theme().colours
        severity = self.contents.severity
        ground = colours.selected if self.selected else colours.hover if self.underMouse() else colours.pane
        edge = colours.accent if self.selected else getattr(colours, severity) if severity else colours.line
        width = 2.0 if self.selected and self.hasFocus() else 1.0
        inset = width / 2
        shape = QPainterPath()
        shape.addRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), _CORNER_PX, _CORNER_PX
        )
        painter.fillPath(shape, QColor(ground))
        if severity:
            top = self._words_height(self.width()) - 4
            painter.fillPath(shape & _below(top, self.rect()), QColor(getattr(colours, f"{severity}_ground")))
        if self._body is not None:
            painter.fillPath(shape & _below(self._body.top, self.rect()), QColor(colours.ground))
        bar = QPainterPath()
        bar.addRect(QRectF(0, 0, _BAR_PX + inset, self.height()))
        painter.fillPath(shape & bar, QColor(GROUP_COLOURS[self.contents.group]))
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)


def _below(top: int, rect: QRect) -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(rect).adjusted(0, top, 0, 0))
    return path
