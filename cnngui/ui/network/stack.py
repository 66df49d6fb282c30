"""The layer stack: the column of cards, scrolling, bound to the document."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from cnngui.errors import CnnguiError
from cnngui.network.problems import Fix
from cnngui.state.document import Document
from cnngui.ui.network.cards import INPUT, card_contents
from cnngui.ui.network.column import CardColumn


class LayerStack(QScrollArea):
    """Shows the document's network as cards, and does to the document what is done to the cards.

    Signals:
        add_asked, edit_asked, menu_asked: see `CardColumn`.
        problem_raised: a CnnguiError; nothing has changed.
    """

    add_asked = Signal(int, QPoint)
    edit_asked = Signal()
    menu_asked = Signal(QPoint)
    problem_raised = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layer_stack")
        self.setAccessibleName(self.tr("Layers of the network"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._document = document
        self.column = CardColumn()
        self.setWidget(self.column)
        self.column.card_chosen.connect(document.select)
        self.column.step_asked.connect(document.select_neighbour)
        self.column.moved.connect(document.move_layer)
        self.column.fix_chosen.connect(self._on_fix_chosen)
        self.column.add_asked.connect(self.add_asked)
        self.column.edit_asked.connect(self.edit_asked)
        self.column.menu_asked.connect(self.menu_asked)
        self.column.scroll_asked.connect(self._on_scroll_asked)
        document.network_changed.connect(self._on_network_changed)
        document.selection_changed.connect(self._on_selection_changed)
        self._on_network_changed()

    def add_place(self) -> int:
        """Return the place among the cards right behind the selection; the end when nothing is selected."""
        names = list(self._document.network.names)
        selection = self._document.selection
        if selection == INPUT:
            return 0
        return names.index(selection) + 1 if selection in names else len(names)

    def focus_selection(self) -> None:
        """Give the selected card the keyboard; selects the first one when nothing is selected."""
        if not self._document.selection:
            self._document.select(INPUT)
        self.column.show_selection(self._document.selection, focus=True)

    def show_card(self, name: str) -> None:
        """Scroll so that the card called `name` is seen whole, if it fits."""
        card = self.column.card(name)
        if card is not None:
            margin = min(card.height() // 2 + 8, self.viewport().height() // 2)
            self.ensureVisible(0, card.geometry().center().y(), 0, margin)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        selected = self.column.card(self._document.selection)
        was_seen = selected is not None and not selected.visibleRegion().isEmpty()
        # Resized by hand, at once: a layout would do it later, and scrolling to a new card would miss it.
        self.column.arrange(self.viewport().width())
        if was_seen:
            self.show_card(self._document.selection)

    def _on_network_changed(self) -> None:
        document = self._document
        self.column.show_contents(card_contents(document.network, document.inference), document.selection)

    def _on_selection_changed(self) -> None:
        self.column.show_selection(self._document.selection)
        self.show_card(self._document.selection)

    def _on_scroll_asked(self, pixels: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + pixels)

    def _on_fix_chosen(self, fix: Fix) -> None:
        try:
            self._document.apply_fix(fix)
        except CnnguiError as error:
            self.problem_raised.emit(error)
