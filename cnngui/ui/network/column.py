"""The column of cards: places them, and turns mouse and keys into what a person means by them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from cnngui.ui.network.card import Card
from cnngui.ui.network.cards import INPUT, CardContents
from cnngui.ui.network.drag import CardDrag
from cnngui.ui.network.insertion import InsertionLine, PlusButton
from cnngui.ui.shared.theme import theme
from cnngui.ui.shared.widgets import EmptyState

GAP_PX = 4
_HOVER_PX = 5
_MARGIN_PX = 2
_PAGE_CARDS = 8
_EMPTY_PX = 20


class CardColumn(QWidget):
    """The cards from the input to the last layer.

    Mouse and keys reach it through the cards, which ignore them, so one place decides. Cards are found
    again by name: an edit touches the cards that changed and leaves the others, and the scroll bar, alone.

    Signals:
        card_chosen: name of the card clicked or stepped to.
        step_asked: how many cards the selection should move.
        moved: name of a dropped card and the layer index it should have.
        add_asked: layer index at which to add, and the point below which to offer it (global).
        edit_asked: the selected layer's form is wanted.
        menu_asked: the point where the menu should open (global).
        scroll_asked: pixels to scroll while dragging.
    """

    card_chosen = Signal(str)
    step_asked = Signal(int)
    moved = Signal(str, int)
    add_asked = Signal(int, QPoint)
    edit_asked = Signal()
    menu_asked = Signal(QPoint)
    scroll_asked = Signal(int)
    fix_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Layers"))
        self._cards: list[Card] = []
        self._by_name: dict[str, Card] = {}
        self._selection = ""
        self._empty = EmptyState(
            self.tr("No layers yet. Add the first one below, or start from a network of the slides above."),
            parent=self,
        )
        self._line = InsertionLine(self)
        self.plus = PlusButton(self)
        self.plus.clicked.connect(self._on_plus)
        self.plus.focus_changed.connect(self._on_focus_changed)
        self._drag = CardDrag(self, self.gap_at)
        self._drag.hovered.connect(self._on_drag_hovered)
        self._drag.dropped.connect(self._on_dropped)
        self._drag.scrolled.connect(self.scroll_asked)
        theme().changed.connect(self._on_theme_changed)

    # What is shown ------------------------------------------------------------------------------

    @property
    def cards(self) -> list[Card]:
        """The cards from the input to the last layer."""
        return list(self._cards)

    def card(self, name: str) -> Card | None:
        """Return the card called `name`, None when there is none."""
        return self._by_name.get(name)

    def show_contents(self, contents: list[CardContents], selection: str) -> None:
        """Show these cards; those that were there keep their widget."""
        self._drag.cancel()
        old = dict(self._by_name)
        had_focus = any(card.hasFocus() for card in self._cards)
        self._cards = [self._updated(old.pop(each.name, None), each) for each in contents]
        self._by_name = {card.name: card for card in self._cards}
        for gone in old.values():
            gone.hide()
            gone.deleteLater()
        self.arrange(self.width())
        self.show_selection(selection, focus=had_focus)

    def show_selection(self, name: str, *, focus: bool = False) -> None:
        """Mark the card called `name`; `focus` gives it the keyboard as well."""
        self._selection = name
        focus = focus or any(card.hasFocus() for card in self._cards)
        selected = self.card(name)
        # One stop for Tab, as in a list; arrows go on from there.
        stop = selected or self._cards[0]
        for card in self._cards:
            card.set_selected(card is selected)
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if card is stop else Qt.FocusPolicy.ClickFocus)
        if selected is not None:
            QWidget.setTabOrder(selected, self.plus)
            if focus:
                selected.setFocus()
        self._place_plus()

    def arrange(self, width: int) -> None:
        """Place the cards in `width` pixels and take the height that they need."""
        y = _MARGIN_PX
        for card in self._cards:
            height = card.height_for(width - 2 * _MARGIN_PX)
            card.setGeometry(_MARGIN_PX, y, width - 2 * _MARGIN_PX, height)
            y += height + GAP_PX
        self._empty.setVisible(len(self._cards) == 1)
        if len(self._cards) == 1:
            self._empty.setGeometry(_EMPTY_PX, y, width - 2 * _EMPTY_PX, _EMPTY_PX * 5)
            y += self._empty.height()
        self.resize(width, y + _MARGIN_PX + GAP_PX)
        self._place_plus()

    def gap_at(self, y: int) -> int:
        """Return the layer index that something dropped at height `y` gets: 0 is right below the input."""
        layers = self._cards[1:]
        return sum(1 for card in layers if y > card.geometry().center().y())

    def gap_y(self, gap: int) -> int:
        """Return the middle of the gap before layer `gap`."""
        above = self._cards[min(gap, len(self._cards) - 1)]
        return above.geometry().bottom() + 1 + GAP_PX // 2

    def add_at(self, gap: int) -> None:
        """Ask for a layer at `gap`, with the place where the cards will part."""
        self.add_asked.emit(gap, self.mapToGlobal(QPoint(self.width() // 2, self.gap_y(gap))))

    def _updated(self, card: Card | None, contents: CardContents) -> Card:
        if card is None:
            card = Card(contents, self)
            card.fix_chosen.connect(self.fix_chosen)
            card.focus_changed.connect(self._on_focus_changed)
            card.show()
        else:
            card.show_contents(contents)
        return card

    def _on_theme_changed(self) -> None:
        for card in self._cards:
            card.update()

    # Mouse --------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        card = self._card_at(event.position().toPoint())
        if card is None:
            return
        card.setFocus(Qt.FocusReason.MouseFocusReason)
        self.card_chosen.emit(card.name)
        if event.button() == Qt.MouseButton.LeftButton and card.name != INPUT:
            self._drag.press(card, event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag.move(place)
        else:
            self._place_plus(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._card_at(event.position().toPoint()) is not None:
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

    def _card_at(self, place: QPoint) -> Card | None:
        return next((card for card in self._cards if card.geometry().contains(place)), None)

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
        elif plain and key in steps:
            self.step_asked.emit(steps[key])
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_asked.emit()
        else:
            super().keyPressEvent(event)

    # The places between cards -------------------------------------------------------------------

    def _place_plus(self, mouse: QPoint | None = None) -> None:
        """Show the + where the mouse is between two cards, else below the card that has the keyboard."""
        gap = -1 if self._drag.active else self._gap_near(mouse)
        if gap < 0 and not self._drag.active:
            gap = self._gap_of_focus()
        if gap < 0:
            self.plus.hide()
            return
        place = self.tr("Add a layer here, after {0}").format(self._cards[gap].contents.title)
        self.plus.setToolTip(place)
        self.plus.setAccessibleName(place)
        self.plus.show_at(gap, self.gap_y(gap), self.width())

    def _on_focus_changed(self) -> None:
        self._place_plus()

    def _gap_near(self, mouse: QPoint | None) -> int:
        if mouse is None:
            return -1
        gaps = range(len(self._cards))
        return next((gap for gap in gaps if abs(mouse.y() - self.gap_y(gap)) <= _HOVER_PX), -1)

    def _gap_of_focus(self) -> int:
        names = [card.name for card in self._cards]
        if self._selection not in names:
            return -1
        gap = names.index(self._selection)
        return gap if self._cards[gap].hasFocus() or self.plus.hasFocus() else -1

    def _on_plus(self) -> None:
        self.add_at(self.plus.gap)

    # Dragging -----------------------------------------------------------------------------------

    def _on_drag_hovered(self, gap: int) -> None:
        self.plus.hide()
        if gap < 0:
            self._line.hide()
        else:
            self._line.show_at(self.gap_y(gap), self.width())

    def _on_dropped(self, card: Card, gap: int) -> None:
        place = self._cards.index(card) - 1
        # The place is counted in the stack without the card, as `Document.move_layer` wants it.
        self.moved.emit(card.name, gap - 1 if gap > place else gap)
