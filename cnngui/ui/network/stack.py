"""The layer stack: the column of cards, scrolling, bound to the document."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from cnngui.errors import CnnguiError
from cnngui.network.blocks import Block, walk
from cnngui.network.inference.problems import Fix
from cnngui.network.names import INPUT
from cnngui.network.network import Place
from cnngui.state.document import Document
from cnngui.ui.network.cards import CardMaker
from cnngui.ui.network.column import CardColumn
from cnngui.ui.network.folding import Folding, blocks_around


class LayerStack(QScrollArea):
    """Shows the document's network as cards, and does to the document what is done to the cards.

    Signals:
        add_asked, edit_asked, menu_asked: see `CardColumn`.
        problem_raised: a CnnguiError; nothing has changed.
    """

    add_asked = Signal(object, QPoint)
    edit_asked = Signal()
    menu_asked = Signal(QPoint)
    problem_raised = Signal(object)

    def __init__(self, document: Document, folding: Folding | None = None) -> None:
        super().__init__()
        self.setObjectName("layer_stack")
        self.setAccessibleName(self.tr("Layers of the network"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._document = document
        self._folding = folding or Folding()
        self._maker = CardMaker()
        self.column = CardColumn()
        self.setWidget(self.column)
        self.column.card_chosen.connect(document.select)
        self.column.extend_asked.connect(lambda name: document.select(name, extend=True))
        self.column.moved.connect(self._on_moved)
        self.column.fold_asked.connect(self.fold)
        self.column.freeze_asked.connect(self._on_freeze_asked)
        self.column.peek_asked.connect(self._on_peek_asked)
        self.column.reveal_asked.connect(self.reveal)
        self.column.fix_chosen.connect(self.apply_fix)
        self.column.add_asked.connect(self.add_asked)
        self.column.edit_asked.connect(self.edit_asked)
        self.column.menu_asked.connect(self.menu_asked)
        self.column.scroll_asked.connect(self._on_scroll_asked)
        document.replaced.connect(self._on_replaced)
        document.network_changed.connect(self._on_network_changed)
        document.selection_changed.connect(self._on_selection_changed)
        self._on_network_changed()

    def fold(self, name: str, folded: bool) -> None:
        """Fold or unfold a block. A selection that would be folded away goes to the block."""
        network = self._document.network
        self._folding.fold(name, folded)
        selection = self._document.selection
        if folded and selection in network.names and name in blocks_around(network, selection):
            self._document.select(name)
        self._show()
        self.show_card(name)

    def unfold(self, name: str) -> None:
        """Show all that is in an entry, if it is a block, those in it too."""
        if name in self._document.network.names:
            for each in walk((self._document.network.layer(name),)):
                if isinstance(each, Block):
                    self._folding.fold(each.name, False)
            self._show()
            self.show_card(name)

    def toggle_selected(self) -> None:
        """Fold the selected block, or unfold it."""
        name = self._document.selection
        self.fold(name, not self._folding(name))

    def fold_all(self, folded: bool) -> None:
        """Fold or unfold all blocks. A selection that is folded away goes to the outermost block."""
        network, selection = self._document.network, self._document.selection
        around = blocks_around(network, selection) if selection in network.names else []
        for entry in network.entries:
            if isinstance(entry, Block):
                self._folding.fold(entry.name, folded)
        if folded and around:
            self._document.select(around[-1])
        self._show()
        self.show_card(self._document.selection)

    def reveal(self, name: str) -> None:
        """Select an entry and scroll to it, unfolding the blocks around it."""
        self._document.select(name)
        self.show_card(name)

    def focus_selection(self) -> None:
        """Give the selected card the keyboard; selects the first one when nothing is selected."""
        if not self._document.selection:
            self._document.select(INPUT)
        self._show_selection(focus=True)

    def show_card(self, name: str) -> None:
        """Scroll so that the card called `name` is seen whole; of a large block at least the head."""
        card = self.column.card(name)
        if card is not None:
            space = self.viewport().height()
            shown = card.geometry() if card.height() <= space else card.head()
            margin = min(shown.height() // 2 + 8, space // 2)
            self.ensureVisible(0, shown.center().y(), 0, margin)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        selected = self.column.card(self._document.selection)
        was_seen = selected is not None and not selected.visibleRegion().isEmpty()
        # Resized by hand, at once: a layout would do it later, and scrolling to a new card would miss it.
        self.column.arrange(self.viewport().width())
        if was_seen:
            self.show_card(self._document.selection)

    def _on_replaced(self) -> None:
        self._folding.forget()
        # Another network is read from its input on, wherever one looked at the last.
        self.verticalScrollBar().setValue(0)

    def _on_network_changed(self) -> None:
        self._folding.meet(self._document.network)
        self._reveal_selection()
        self._show()

    def _on_selection_changed(self) -> None:
        if self._reveal_selection():
            self._show()
        self._show_selection()
        self.show_card(self._document.selection)

    def _show(self) -> None:
        document = self._document
        contents = self._maker.contents(document.network, document.inference, self._folding)
        self.column.show_contents(document.network, contents, document.selection, document.selected)

    def _show_selection(self, *, focus: bool = False) -> None:
        self.column.show_selection(self._document.selection, self._document.selected, focus=focus)

    def _reveal_selection(self) -> bool:
        """Unfold what stands around the selected card. Return whether anything was folded."""
        network, selection = self._document.network, self._document.selection
        return selection in network.names and self._folding.reveal(network, selection)

    def _on_moved(self, names: tuple[str, ...], place: Place) -> None:
        try:
            self._document.move_layers(names, place)
        except CnnguiError as error:
            self.problem_raised.emit(error)

    def _on_freeze_asked(self, name: str) -> None:
        """Freeze or unfreeze a card; of several that are selected, all."""
        selected = self._document.selected
        self._document.toggle_trainable(selected if name in selected else (name,))

    def _on_peek_asked(self, name: str, folded: bool) -> None:
        self._folding.fold(name, folded)
        self._show()

    def _on_scroll_asked(self, pixels: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + pixels)

    def apply_fix(self, fix: Fix) -> None:
        """Mend a problem the way that a button says."""
        try:
            self._document.apply_fix(fix)
        except CnnguiError as error:
            self.problem_raised.emit(error)
