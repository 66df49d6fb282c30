"""The panel with the map: zoom above, what is selected or pointed at in words below."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QToolButton

from cnngui.network.names import INPUT
from cnngui.state.document import Document
from cnngui.ui.network.cards import contents_of
from cnngui.ui.network.telling import spoken
from cnngui.ui.shared.widgets import ElidedLabel, EmptyState, Pane, icon_button, label, named, set_role

if TYPE_CHECKING:
    from cnngui.ui.network.map.map_view import NetworkMap


class MapPanel(Pane):
    """Shows the document's network as a diagram while it is seen; a hidden one costs nothing.

    Signals:
        edit_asked, menu_asked: see `NetworkMap`.
        add_asked: a first layer is wanted.
        window_asked: the map should have a window of its own, or come back.
    """

    edit_asked = Signal()
    menu_asked = Signal(QPoint)
    add_asked = Signal()
    window_asked = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(self.tr("Map"))
        self.setObjectName("map_panel")
        self._document = document
        self._stale = self._other = True
        document.replaced.connect(self._on_replaced)
        document.network_changed.connect(self._on_network_changed)
        document.selection_changed.connect(self._on_selection_changed)

    @cached_property
    def view(self) -> NetworkMap:
        """The map itself; made, with all that is around it, when it is first seen: few starts end there."""
        from cnngui.ui.network.map.map_view import NetworkMap

        made = NetworkMap()
        self.zoom_label = label("", "muted", figures=True, name="map_zoom_label")
        self.zoom_label.setToolTip(self.tr("100 % is the size of the exported picture (1)"))
        self._buttons = self._fill_header()
        self.empty = EmptyState(self.tr("No layers yet: here they will be drawn."), self.tr("Add layer …"))
        self.empty.acted.connect(self.add_asked)
        self.words = named(ElidedLabel(role="muted"), "map_read_out")
        self.body.addWidget(made, 1)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.words)
        made.chosen.connect(self._document.select)
        made.extend_asked.connect(self._on_extend)
        made.edit_asked.connect(self.edit_asked)
        made.menu_asked.connect(self.menu_asked)
        made.sight_changed.connect(self._show_zoom)
        made.pointed_changed.connect(self._show_words)
        return made

    def read_out(self, name: str) -> str:
        """Return an entry of the network in words, its problems too; "" for none."""
        network = self._document.network
        if name != INPUT and name not in network.names:
            return ""
        return spoken(contents_of(network, self._document.inference, name), folds=False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._show()

    def _fill_header(self) -> list[QToolButton]:
        self.header.setSpacing(2)
        buttons = []
        for name, picture, tip, slot in (
            ("map_zoom_out_button", "minus", self.tr("Zoom out (−)"), self._on_zoom_out),
            ("", "", "", None),
            ("map_zoom_in_button", "plus", self.tr("Zoom in (+)"), self._on_zoom_in),
            ("map_width_button", "fit-width", self.tr("As wide as there is room (0)"), self._on_width),
            ("map_whole_button", "fit-whole", self.tr("The whole network (F)"), self._on_whole),
            ("map_window_button", "own-window", self.tr("A window of its own, or back"), self.window_asked),
        ):
            if slot is None:
                self.header.addWidget(self.zoom_label)
                continue
            button = icon_button(picture, tip)
            button.setObjectName(name)
            set_role(button, "menu")
            button.clicked.connect(slot)
            self.header.addWidget(button)
            buttons.append(button)
        return buttons

    # Following the document ---------------------------------------------------------------------

    def _on_replaced(self) -> None:
        self._other = True

    def _on_network_changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self._show()

    def _on_selection_changed(self) -> None:
        if self.isVisible():
            self._show_selection()

    def _show(self) -> None:
        document = self._document
        self._stale = False
        self.view.show_network(document.network, document.inference, document.counted)
        if self._other:
            self._other = False
            self.view.start_anew()
        filled = bool(document.network.layers)
        self.view.setVisible(filled)
        self.empty.setVisible(not filled)
        self.words.setVisible(filled)
        for button in self._buttons[:-1]:
            button.setEnabled(filled)
        self._show_selection()

    def _show_selection(self) -> None:
        self.view.show_selection(self._document.selection, self._document.selected)
        self._show_words()

    def _show_words(self) -> None:
        pointed, chosen = self.view.pointed, self.read_out(self._document.selection)
        words = self.read_out(pointed) if pointed else chosen
        self.words.setText(words or self.tr("Click a layer to select it."))
        self.words.setToolTip(words)
        spoken_words = chosen or self.tr("nothing selected")
        self.view.setAccessibleName(self.tr("Map of the network: {0}").format(spoken_words))

    def _show_zoom(self) -> None:
        self.zoom_label.setText(f"{100 * self.view.sight.zoom:.0f} %")

    def _on_extend(self, name: str) -> None:
        self._document.select(name, extend=True)

    def _on_zoom_in(self) -> None:
        self.view.step_zoom(1)

    def _on_zoom_out(self) -> None:
        self.view.step_zoom(-1)

    def _on_width(self) -> None:
        self.view.show_fitting("width")

    def _on_whole(self) -> None:
        self.view.show_fitting("whole")
