"""What the window arranges: pages behind tabs in the centre, panels at its sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from cnngui.ui.shared.theme import GAP_PX


@dataclass(frozen=True)
class Page:
    """One tab of the centre.

    Attributes:
        options: what stands at the right of the tabs while the page is shown.
    """

    title: str
    widget: QWidget
    options: QWidget | None = None
    tooltip: str = ""


@dataclass(frozen=True)
class Dock:
    """A panel that can be moved and closed.

    Attributes:
        name: by which its place is remembered.
        width_px: at the first start. least_px: it gets no narrower.
    """

    name: str
    title: str
    widget: QWidget
    area: Qt.DockWidgetArea
    width_px: int
    least_px: int


class Pages(QWidget):
    """A tab for each page, its options beside them, and the page that was chosen below."""

    def __init__(self, pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 4, 0)
        self.tabs = QTabBar()
        self.tabs.setObjectName("page_tabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(self.tr("Views"))
        head.addWidget(self.tabs)
        head.addStretch(1)
        self._stack = QStackedWidget()
        self._options = [page.options for page in pages]
        for place, page in enumerate(pages):
            self.tabs.addTab(page.title)
            self.tabs.setTabToolTip(place, page.tooltip)
            self._stack.addWidget(page.widget)
            if page.options is not None:
                head.addWidget(page.options)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._show)
        self._show(0)

    def _show(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        for place, options in enumerate(self._options):
            if options is not None:
                options.setVisible(place == index)


class PageSplit(QSplitter):
    """Two parts of a page, one above the other."""

    def __init__(self, upper: QWidget, lower: QWidget, heights_px: tuple[int, int]) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setObjectName("page_split")
        self._heights_px = heights_px
        self.setHandleWidth(GAP_PX)
        self.setChildrenCollapsible(False)
        for part, stretch in ((upper, 5), (lower, 4)):
            self.addWidget(part)
            self.setStretchFactor(self.indexOf(part), stretch)
        self.reset()

    def reset(self) -> None:
        """Share the height as at the first start."""
        self.setSizes(self._heights_px)
