"""The column of cards: places them, and turns mouse and keys into what a person means by them.

What is dragged is the matter of `rearranging`; where keys lead to, of `moves`.
"""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QContextMenuEvent, QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from cnngui.network.blocks import walk
from cnngui.network.names import INPUT
from cnngui.network.network import Network, Place
from cnngui.ui.network.card import Card
from cnngui.ui.network.cards import CardContents
from cnngui.ui.network.insertion import PlusButton, add_words
from cnngui.ui.network.layout import GAP_PX, MARGIN_PX, Arrangement, Gap, arrange
from cnngui.ui.network.moves import place_behind, reached, stepped
from cnngui.ui.network.rearranging import Rearranging
from cnngui.ui.shared.theme import theme
from cnngui.ui.shared.widgets import EmptyState, discard

_PAGE_CARDS = 8
_EMPTY_PX = 20


class CardColumn(QWidget):
    """The cards from the input to the last layer, those in unfolded blocks on top of their block's card.

    Mouse and keys reach it through the cards, which ignore them, so one place decides. Cards are found
    again by name: an edit touches the cards that changed and leaves the others, and the scroll bar, alone.

    Attributes:
        network: what is shown. places: where. selected: names of the selected cards.

    Signals:
        card_chosen: name of the card clicked or stepped to.
        extend_asked: name of the card to which the selection should reach.
        moved: names of the cards that were dropped, and their place in the network without them.
        add_asked: place at which to add, and the point below which to offer it (global).
        fold_asked: name of a block, and whether to fold it.
        freeze_asked: name of the card whose lock was clicked.
        peek_asked: the same during a drag, which goes on: nothing may be scrolled.
        reveal_asked: name of a card that is folded away.
        edit_asked: the selected layer's form is wanted.
        menu_asked: the point where the menu should open (global).
        scroll_asked: pixels to scroll while dragging.
    """

    accessible_role = QAccessible.Role.List
    card_chosen = Signal(str)
    extend_asked = Signal(str)
    moved = Signal(object, object)
    add_asked = Signal(object, QPoint)
    fold_asked = Signal(str, bool)
    freeze_asked = Signal(str)
    peek_asked = Signal(str, bool)
    reveal_asked = Signal(str)
    edit_asked = Signal()
    menu_asked = Signal(QPoint)
    scroll_asked = Signal(int)
    fix_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Layers"))
        self.network = Network()
        self._cards: list[Card] = []
        self._by_name: dict[str, Card] = {}
        self.places = Arrangement()
        self._selection = ""
        self.selected: tuple[str, ...] = ()
        self._pressed = ""
        self._empty = EmptyState(
            self.tr("No layers yet. Add the first one below, or start from a network of the slides above."),
            parent=self,
        )
        self._empty.setObjectName("empty_stack")
        self.plus = PlusButton(self)
        self.plus.clicked.connect(lambda: self.add_at(self.plus.place))
        self.plus.focus_changed.connect(self._place_plus)
        self.rearranging = Rearranging(self)
        self.rearranging.moved.connect(self.moved)
        self.rearranging.peek_asked.connect(self.peek_asked)
        self._drag = self.rearranging.drag
        self._drag.scrolled.connect(self.scroll_asked)
        theme().changed.connect(self._on_theme_changed)

    # What is shown ------------------------------------------------------------------------------

    @property
    def cards(self) -> list[Card]:
        """The cards from the input to the last layer that are not folded away."""
        return list(self._cards)

    def card(self, name: str) -> Card | None:
        """Return the card called `name`, None when there is none."""
        return self._by_name.get(name)

    def show_contents(
        self,
        network: Network,
        contents: list[CardContents],
        selection: str,
        selected: Collection[str] = (),
    ) -> None:
        """Show the cards of `network` that are not folded away; those that were there keep their widget."""
        self.rearranging.meet_contents()
        self.network = network
        old = dict(self._by_name)
        had_focus = any(card.hasFocus() for card in self._cards)
        self._cards = [self._updated(old.pop(each.name, None), each) for each in contents]
        self._by_name = {card.name: card for card in self._cards}
        discard(*old.values())
        self.arrange(self.width())
        self._stack_up()
        self.show_selection(selection, selected, focus=had_focus)

    def show_selection(self, name: str, selected: Collection[str] = (), *, focus: bool = False) -> None:
        """Mark the card called `name` and all that are `selected`; `focus` gives it the keyboard as well."""
        self._selection, self.selected = name, tuple(selected) or (name,)
        focus = focus or any(card.hasFocus() for card in self._cards)
        current = self.card(name)
        # One stop for Tab, as in a list; arrows go on from there.
        stop = current or self._cards[0]
        higher = False
        for card in self._cards:
            higher |= card.unfolds_words and card.selected != (card.name in self.selected)
            card.set_selected(card.name in self.selected)
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if card is stop else Qt.FocusPolicy.ClickFocus)
        if higher:
            self.arrange(self.width())
        if current is not None:
            QWidget.setTabOrder(current, self.plus)
            if focus:
                current.setFocus()
        self._place_plus()

    def arrange(self, width: int) -> None:
        """Place the cards in `width` pixels and take the height that they need."""
        self.places = arrange(self.network.layers, width, self._head_height, self._is_folded)
        for card in self._cards:
            card.setGeometry(self.places.cards[card.name])
            card.set_body(self.places.bodies.get(card.name))
        height = self.places.height
        self._empty.setVisible(len(self._cards) == 1)
        if len(self._cards) == 1:
            self._empty.setGeometry(_EMPTY_PX, height, width - 2 * _EMPTY_PX, _EMPTY_PX * 5)
            height += self._empty.height()
        self.resize(width, height + MARGIN_PX + GAP_PX)
        self._place_plus()

    def gap(self, place: Place) -> Gap | None:
        """Return where the cards part at `place`; None when it is folded away."""
        return self.places.gap(place)

    def add_at(self, place: Place) -> None:
        """Ask for a layer at `place`, with the point where the cards will part."""
        gap = self.gap(place) or self.places.gaps[-1]
        self.add_asked.emit(place, self.mapToGlobal(QPoint(gap.x + gap.width // 2, gap.y)))

    def _head_height(self, name: str, width: int) -> int:
        return self._by_name[name].head_height(width)

    def _is_folded(self, name: str) -> bool:
        return self._by_name[name].contents.folded

    def _updated(self, card: Card | None, contents: CardContents) -> Card:
        if card is None:
            card = Card(contents, self)
            card.fix_chosen.connect(self.fix_chosen)
            card.reveal_asked.connect(self.reveal_asked)
            card.focus_changed.connect(self._place_plus)
            card.show()
        else:
            card.show_contents(contents)
        return card

    def _stack_up(self) -> None:
        """Put what is in a block on top of its card, and the marks on top of all."""
        for card in self._cards:
            if card.contents.branches and not card.contents.folded:
                for inside in self.cards_of(card.name)[1:]:
                    inside.raise_()
        self.plus.raise_()
        self.rearranging.raise_marks()

    def cards_of(self, name: str) -> list[Card]:
        """Return the card of an entry, and behind it those shown in it, of its blocks too."""
        entries = walk((self.network.layer(name),))
        return [card for each in entries if (card := self.card(each.name)) is not None]

    def _on_theme_changed(self) -> None:
        for card in self._cards:
            card.update()

    # Mouse --------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        card = self.card_at(place)
        if card is None:
            return
        left = event.button() == Qt.MouseButton.LeftButton
        # One of several may be the handle of them all: only its release tells that it was meant alone.
        among = len(self.selected) > 1 and card.name in self.selected
        current = self.card(self._selection) if among else None
        (current or card).setFocus(Qt.FocusReason.MouseFocusReason)
        if left and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.extend_asked.emit(card.name)
            return
        if not among:
            self.card_chosen.emit(card.name)
        if left and card.folds_at(place - card.pos()):
            self.fold_asked.emit(card.name, not card.contents.folded)
        elif left and card.locks_at(place - card.pos()):
            self.freeze_asked.emit(card.name)
        elif left and card.name != INPUT:
            self._pressed = card.name if among else ""
            self.rearranging.press(card, place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag.move(place)
        else:
            self._place_plus(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            pressed, self._pressed = self._pressed, ""
            if pressed and not self._drag.active:
                self.card_chosen.emit(pressed)
            self._drag.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        card = self.card_at(place)
        if card is not None and card.folds_at(place - card.pos()):
            # The second of two quick clicks on the arrow comes as this.
            self.fold_asked.emit(card.name, not card.contents.folded)
        elif card is not None and card.locks_at(place - card.pos()):
            self.freeze_asked.emit(card.name)
        elif card is not None:
            self.edit_asked.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self._place_plus()

    def hideEvent(self, event: QHideEvent) -> None:
        self._drag.cancel()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        selected = self.card(self._selection)
        if event.reason() == QContextMenuEvent.Reason.Keyboard and selected is not None:
            self.menu_asked.emit(selected.mapToGlobal(selected.rect().center()))
        else:
            self.menu_asked.emit(event.globalPos())

    def card_at(self, place: QPoint) -> Card | None:
        """Return the innermost card at a place: those in a block come behind it."""
        return next((card for card in reversed(self._cards) if card.geometry().contains(place)), None)

    # Keys ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, many = Qt.Key(event.key()), len(self._cards)
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -_PAGE_CARDS,
            Qt.Key.Key_PageDown: _PAGE_CARDS,
            Qt.Key.Key_Home: -many,
            Qt.Key.Key_End: many,
        }
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if key == Qt.Key.Key_Escape and self._drag.active:
            self._drag.cancel()
        elif key == Qt.Key.Key_Escape and len(self.selected) > 1:
            self.card_chosen.emit(self._selection)
        elif plain and key in steps:
            self._step(steps[key])
        elif event.modifiers() == Qt.KeyboardModifier.ShiftModifier and key in steps:
            self._extend(steps[key])
        elif plain and key == Qt.Key.Key_Right:
            self._enter()
        elif plain and key == Qt.Key.Key_Left:
            self._leave()
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_asked.emit()
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        """Choose the card `step` below the selected one, among those that are shown."""
        self.card_chosen.emit(stepped([card.name for card in self._cards], self._selection, step))

    def _extend(self, step: int) -> None:
        """Let the selection reach the card `step` below the selected one in its stack."""
        if name := reached(self.network, self._selection, step):
            self.extend_asked.emit(name)

    def _enter(self) -> None:
        """Unfold the selected block, or go to the first card in it."""
        card = self.card(self._selection)
        if card is None or not card.contents.branches:
            return
        if card.contents.folded:
            self.fold_asked.emit(card.name, False)
        elif card.contents.inner:
            self._step(1)

    def _leave(self) -> None:
        """Fold the selected block, or go to the block that the selected card stands in."""
        card = self.card(self._selection)
        if card is None or card.name == INPUT:
            return
        if card.contents.branches and not card.contents.folded:
            self.fold_asked.emit(card.name, True)
        elif around := self.network.place(card.name).block:
            self.card_chosen.emit(around)

    # The places between cards -------------------------------------------------------------------

    def _place_plus(self, mouse: QPoint | None = None) -> None:
        """Show the + where the mouse is between two cards, else below the card that has the keyboard."""
        gap = None
        if not self._drag.active:
            gap = (self.places.gap_near(mouse) if mouse is not None else None) or self._gap_of_focus()
        if gap is None:
            self.plus.hide()
            return
        shown = {name: card.contents for name, card in self._by_name.items()}
        words = add_words(self.network, shown, gap.place)
        self.plus.setToolTip(words)
        self.plus.setAccessibleName(words)
        self.plus.show_at(gap)

    def _gap_of_focus(self) -> Gap | None:
        card = self.card(self._selection)
        if card is None or not (card.hasFocus() or self.plus.hasFocus()):
            return None
        return self.gap(place_behind(self.network, card.name))
