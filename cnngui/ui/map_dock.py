"""When the map of the network stands beside the cards: as a person chose, else with large networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDockWidget

from cnngui.network.blocks import Repeat
from cnngui.network.network import Network
from cnngui.state.document import Document
from cnngui.state.settings import Settings
from cnngui.ui.network.map.map_panel import MapPanel
from cnngui.ui.shared.icons import icon

if TYPE_CHECKING:
    from cnngui.ui.main_window import MainWindow

MOST_WITHOUT = 20
"""Of a network with more on its diagram, a person who has not chosen gets the map: no list shows it whole."""
_KEY = "network/map"
_OWN_WINDOW = 0.7
"""Of the screen, each way."""


def drawn_count(network: Network) -> int:
    """Return how many layers and merges a diagram has; what is repeated is drawn once."""
    return sum(not isinstance(entry, Repeat) for entry in network.entries)


class MapDock(QObject):
    """Shows the map and puts it away; once a person has done so, only a person does.

    Attributes:
        action: shows the map or puts it away, for menus and buttons.
    """

    def __init__(
        self, window: MainWindow, dock: QDockWidget, panel: MapPanel, document: Document, settings: Settings
    ) -> None:
        super().__init__(window)
        self._window, self._dock, self._document, self._settings = window, dock, document, settings
        self._opened = self._closing = False
        self.action: QAction = dock.toggleViewAction()
        self.action.setObjectName("map_action")
        self.action.setIcon(icon("map"))
        # A menu shows there whether it is on.
        self.action.setIconVisibleInMenu(False)
        self.action.setShortcut(QKeySequence("Ctrl+M"))
        self.action.setToolTip(
            self.tr(
                "Show the network as a diagram beside the cards (Ctrl+M). Opens by itself with large ones."
            )
        )
        self.action.triggered.connect(self._on_chosen)
        dock.installEventFilter(self)
        dock.visibilityChanged.connect(self._on_visible)
        panel.window_asked.connect(self._on_window_asked)
        window.layout_reset.connect(self._on_layout_reset)
        document.replaced.connect(self._on_replaced)
        document.network_changed.connect(self._on_network_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close and self._window.isVisible():
            self._settings.set_word(_KEY, "off")
            self._closing = True
        return False

    def _on_visible(self, visible: bool) -> None:
        if not visible and self._closing:
            self._closing = False
            self._window.make_room(self._dock)

    def _on_chosen(self, shown: bool) -> None:
        self._settings.set_word(_KEY, "on" if shown else "off")
        if shown and not self._window.has_room(self._dock):
            self._float()
        self._window.make_room(self._dock)

    def _on_replaced(self) -> None:
        # What is opened follows with the next change of the network.
        self._opened = True

    def _on_network_changed(self) -> None:
        if self._opened:
            self._opened = False
            self._show_by_itself()

    def _on_layout_reset(self) -> None:
        self._settings.set_word(_KEY, "")
        self._show_by_itself()

    def _show_by_itself(self) -> None:
        if self._settings.word(_KEY, ""):
            return
        # A window that a person has made narrow does not grow by itself.
        room = self._window.has_room(self._dock, as_it_is=True)
        wanted = room and drawn_count(self._document.network) > MOST_WITHOUT
        if wanted == self._dock.isHidden():
            self._dock.setVisible(wanted)
            self._window.make_room(self._dock)

    def _on_window_asked(self) -> None:
        if not self._dock.isFloating():
            self._float()
        elif self._window.has_room(self._dock):
            self._dock.setFloating(False)
        else:
            self._window.show_told(self.tr("The screen is too narrow for the map beside the cards."))
        self._window.make_room(self._dock)

    def _float(self) -> None:
        """Give the map a window of its own, in the middle of the screen."""
        if self._dock.isFloating():
            return
        space = self._window.screen().availableGeometry()
        self._dock.setFloating(True)
        place = QRect(space)
        place.setSize(space.size() * _OWN_WINDOW)
        place.moveCenter(space.center())
        self._dock.setGeometry(place)
