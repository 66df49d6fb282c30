"""What the window arranges: pages behind tabs in the centre, panels at its sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.widgets import bare_column, bring_near, named, set_role


@dataclass(frozen=True)
class Page:
    """One tab of the centre.

    Attributes:
        options: what stands at the right of the tabs while the page is shown.
        on_demand: it has a tab once it was asked for (`Pages.show_page`).
    """

    title: str
    widget: QWidget
    options: QWidget | None = None
    tooltip: str = ""
    on_demand: bool = False


@dataclass(frozen=True)
class Dock:
    """A panel that can be moved and closed.

    Attributes:
        name: by which its place is remembered.
        width_px: at the first start. least_px: it gets no narrower.
        extra: it is put away at first, and the window grows where it would take the room of the others.
    """

    name: str
    title: str
    widget: QWidget
    area: Qt.DockWidgetArea
    width_px: int
    least_px: int
    extra: bool = False


def narrowed(widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Return widths that fit into `room`, each less by the same share of what it has above its least.

    All are at their least where even so they do not fit; nobody gets less, and none is made wider.
    """
    spare = [max(0, width - at_least) for width, at_least in zip(widths, least, strict=True)]
    share = max(0.0, min(1.0, (sum(widths) - room) / max(1, sum(spare))))
    return [round(width - share * each) for width, each in zip(widths, spare, strict=True)]


class Pages(QWidget):
    """A tab for each page, its options beside them, and the page that was chosen below."""

    def __init__(self, pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = bare_column(self)
        head = self._head = QHBoxLayout()
        head.setContentsMargins(4, 0, 4, 0)
        self.tabs = named(QTabBar(), "page_tabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        # The chosen tab is bold, and wider than Qt takes it to be.
        self.tabs.setUsesScrollButtons(False)
        # In the smallest window names are cut: it is to be no larger than that for them.
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setAccessibleName(self.tr("Views"))
        head.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignTop)
        head.addStretch(1)
        self._stack = QStackedWidget()
        self._options = [page.options for page in pages]
        for place, page in enumerate(pages):
            self.tabs.addTab(page.title)
            self.tabs.setTabToolTip(place, page.tooltip)
            self.tabs.setTabVisible(place, not page.on_demand)
            self._stack.addWidget(page.widget)
            if page.options is not None:
                page.options.setParent(self)
        self._more = MoreButton()
        self._wide_px, self._more_px = 0, 0
        self._near = False
        head.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._show)
        self._show(0)

    def show_page(self, page: QWidget) -> None:
        """Show the page with this widget."""
        place = self._stack.indexOf(page)
        self._show_tab(place, True)
        self.tabs.setCurrentIndex(place)

    def look_like(self, other: Pages) -> None:
        """Show the page that `other` shows, and the same tabs."""
        for place in range(self.tabs.count()):
            self._show_tab(place, other.tabs.isTabVisible(place))
        self.tabs.setCurrentIndex(other.tabs.currentIndex())

    def show_first(self) -> None:
        """Show the first page."""
        self.tabs.setCurrentIndex(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_options()

    def _show_tab(self, place: int, shown: bool) -> None:
        self._bring_near(False)
        self.tabs.setTabVisible(place, shown)
        # Qt keeps the width of the bar as it was, and cuts the names of all instead.
        self.tabs.updateGeometry()
        self._arrange_options()

    def _bring_near(self, near: bool) -> None:
        """Put the tabs nearer to each other, and write no word on the button beside them."""
        if near == self._near:
            return
        self._near = near
        bring_near(self.tabs, near)
        self._more.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonIconOnly if near else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )

    def _show(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self._arrange_options()

    def _arrange_options(self) -> None:
        """Put the options of the page beside the tabs, or behind a button where they do not fit.

        Where even so the names of tabs would be cut, they come nearer to each other.
        """
        for place, options in enumerate(self._options):
            if options is None or place == self._stack.currentIndex():
                continue
            options.hide()
        shown = self._options[self._stack.currentIndex()]
        fits = True
        if shown is not None:
            space = self.width() - self._tabs_px() - 3 * GAP_PX
            fits = shown.sizeHint().width() <= space
            if fits and self._head.indexOf(shown) < 0:
                self._head.insertWidget(2, shown)
            elif not fits:
                self._more.take(shown)
            shown.show()
        self._more.setVisible(not fits)
        self._bring_near(self._tabs_px() + (0 if fits else self._more_px) + 3 * GAP_PX > self.width())

    def _tabs_px(self) -> int:
        """Return how wide the tabs are where there is room."""
        if not self._near:
            self._wide_px, self._more_px = self.tabs.sizeHint().width(), self._more.sizeHint().width()
        return self._wide_px


class MoreButton(QToolButton):
    """Opens what has no room beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page_options_button")
        self.setIcon(icon("sliders"))
        self.setText(self.tr("Options"))
        self.setToolTip(self.tr("How this page is shown"))
        self.setAccessibleName(self.tr("How this page is shown"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        set_role(self, "flat")
        self._popup = QFrame(self, Qt.WindowType.Popup)
        set_role(self._popup, "palette")
        self._column = QVBoxLayout(self._popup)
        self.clicked.connect(self._on_clicked)

    def take(self, options: QWidget) -> None:
        """Hold `options` until they are put elsewhere."""
        if self._column.indexOf(options) < 0:
            self._column.addWidget(options)

    def _on_clicked(self) -> None:
        self._popup.adjustSize()
        corner = self.mapToGlobal(QPoint(self.width() - self._popup.width(), self.height()))
        self._popup.move(corner)
        self._popup.show()


class PageSplit(QSplitter):
    """Two parts of a page, one above the other."""

    def __init__(self, upper: QWidget, lower: QWidget, heights_px: tuple[int, int]) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setObjectName("page_split")
        self._heights_px = heights_px
        self._before: list[int] = []
        self._lent: list[int] = []
        self.setHandleWidth(GAP_PX)
        self.setChildrenCollapsible(False)
        for part, stretch in ((upper, 5), (lower, 4)):
            self.addWidget(part)
            self.setStretchFactor(self.indexOf(part), stretch)
        self.reset()
        self.splitterMoved.connect(self._on_moved)

    def give_lower(self, wanted: bool) -> None:
        """Give the lower part all that the upper one can spare; afterwards what it had before."""
        if wanted:
            self._before = self.sizes()
            self.setSizes([0, sum(self._before)])
        elif self._before:
            self.setSizes(self._before)
            self._before = []

    def give_upper(self, height_px: int) -> None:
        """Give the upper part this height, as far as the lower one can spare it; 0 for what it had before."""
        if height_px and sum(self.sizes()):
            self._lent = self._lent or self.sizes()
            upper = max(height_px, self.sizes()[0])
            self.setSizes([upper, max(0, sum(self.sizes()) - upper)])
        elif self._lent:
            self.setSizes(self._lent)
            self._lent = []

    def _on_moved(self) -> None:
        self._lent = []

    def look_like(self, other: PageSplit) -> None:
        """Share the height as `other` does, or will once its lower part needs no more than usual."""
        self.setSizes(other._before or other.sizes())

    def reset(self) -> None:
        """Share the height as at the first start."""
        self.setSizes(self._heights_px)
