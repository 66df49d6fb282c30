"""Where the Tab key leads, and the ring around what has the keyboard because of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFocusFrame, QScrollArea, QWidget

from cnngui.ui.shared.theme import theme

_SAME_LINE_PX = 12
_RING_PX = 2


def tab_stops(regions: Iterable[QWidget]) -> list[QWidget]:
    """Return what Tab stops at: region by region, in each by lines from left to right, as one reads.

    It is worked out from what is seen. Qt's own order is that in which widgets were made, and forms, cards
    and buttons are made when they are first needed.
    """
    return [stop for region in regions if region.isVisible() for stop in _in_reading_order(region)]


def _in_reading_order(area: QWidget) -> Iterator[QWidget]:
    """Yield the stops in an area; what scrolls in it stands where its frame does."""
    parts = list(_parts(area, area))
    for line in _lines(parts, lambda part: part.mapTo(area, part.rect().center())):
        for part in line:
            inside = part.widget() if isinstance(part, QScrollArea) else None
            if inside is not None:
                yield from _in_reading_order(inside)
            else:
                yield part


def _parts(area: QWidget, within: QWidget) -> Iterator[QWidget]:
    for child in within.children():
        if not isinstance(child, QWidget) or child.isWindow() or not child.isVisibleTo(area):
            continue
        if isinstance(child, QScrollArea):
            yield child
            continue
        if _is_stop(child):
            yield child
        yield from _parts(area, child)


def _is_stop(widget: QWidget) -> bool:
    tabbed = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tabbed) and widget.isEnabled() and widget.focusProxy() is None


def _lines(parts: list[QWidget], middle: Callable[[QWidget], QPoint]) -> Iterator[list[QWidget]]:
    line: list[QWidget] = []
    top = 0
    for part in sorted(parts, key=lambda part: middle(part).y()):
        if line and middle(part).y() - top > _SAME_LINE_PX:
            yield sorted(line, key=lambda each: middle(each).x())
            line = []
        if not line:
            top = middle(part).y()
        line.append(part)
    yield sorted(line, key=lambda each: middle(each).x())


class FocusRing(QFocusFrame):
    """One ring, the same around whatever Tab has come to; what was clicked at needs none."""

    def lead_to(self, stop: QWidget, reason: Qt.FocusReason) -> None:
        """Give `stop` the keyboard, scroll to it and put the ring around it."""
        stop.setFocus(reason)
        around = stop.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(stop, 8, 8)
            around = around.parentWidget()
        self.setWidget(stop)

    def leave(self, old: QWidget | None, new: QWidget | None) -> None:
        """Go away when the keyboard goes elsewhere."""
        if new is not self.widget():
            self.setWidget(None)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme().colours.accent), _RING_PX))
        inset = _RING_PX / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
        painter.end()
