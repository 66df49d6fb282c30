"""The two marks of a place between cards: the line where a drop goes, and the small + that adds there."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from cnngui.network.names import INPUT
from cnngui.network.network import Network, Place
from cnngui.ui.network.block_paint import branch_title
from cnngui.ui.network.cards import CardContents
from cnngui.ui.network.layout import Gap
from cnngui.ui.shared.theme import theme

LINE_PX = 8
PLUS_PX = 16


class InsertionLine(QWidget):
    """An accent line with a knob at its left end, across the gap between two cards."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_at(self, gap: Gap) -> None:
        """Show the line across `gap`."""
        self.setGeometry(gap.x, gap.y - LINE_PX // 2, gap.width, LINE_PX)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme().colours.accent), 2))
        middle = LINE_PX / 2
        painter.drawLine(QPointF(LINE_PX, middle), QPointF(self.width() - 1, middle))
        painter.drawEllipse(QPointF(middle, middle), 3, 3)
        painter.end()


class PlusButton(QAbstractButton):
    """A small round + in a gap. One serves all gaps: it goes to where the mouse or the selection is."""

    focus_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.resize(PLUS_PX + 8, PLUS_PX)
        self.place = Place(0)
        self.hide()

    def show_at(self, gap: Gap) -> None:
        """Show the button in the middle of `gap`."""
        self.place = gap.place
        self.move(gap.x + (gap.width - self.width()) // 2, gap.y - PLUS_PX // 2)
        self.raise_()
        self.show()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self.underMouse() or self.hasFocus()
        circle = QRectF((self.width() - PLUS_PX) / 2 + 0.5, 0.5, PLUS_PX - 1, PLUS_PX - 1)
        painter.setBrush(QColor(colours.accent if strong else colours.pane))
        painter.setPen(QPen(QColor(colours.accent), 1))
        painter.drawEllipse(circle)
        painter.setPen(QPen(QColor(colours.on_accent if strong else colours.accent), 1.4))
        centre = circle.center()
        painter.drawLine(centre - QPointF(3.5, 0), centre + QPointF(3.5, 0))
        painter.drawLine(centre - QPointF(0, 3.5), centre + QPointF(0, 3.5))
        painter.end()


def add_words(network: Network, contents: Mapping[str, CardContents], place: Place) -> str:
    """Return what the + at `place` does; `contents` are the cards that are seen, by name."""
    if place.index or not place.block:
        before = network.stack(place)[place.index - 1].name if place.index else INPUT
        return _tr("Add a layer here, after {0}").format(contents[before].title)
    block = contents[place.block]
    title = branch_title(block.kind, place.branch, block.branches)
    return _tr("Add a layer here: {0} of {1}").format(title, block.title)


def _tr(words: str) -> str:
    return QCoreApplication.translate("PlusButton", words)
