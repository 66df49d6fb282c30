"""Moving cards by the mouse: what goes along, where it would land, and what unfolds on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal

from cnngui.network.blocks import walk
from cnngui.network.network import Place
from cnngui.ui.network.card import Card
from cnngui.ui.network.drag import CardDrag
from cnngui.ui.network.folding import blocks_around
from cnngui.ui.network.insertion import InsertionLine
from cnngui.ui.network.layout import Gap
from cnngui.ui.network.moves import dropped_place
from cnngui.ui.network.peek import DragPeek

if TYPE_CHECKING:
    from cnngui.ui.network.column import CardColumn


class Rearranging(QObject):
    """Fades what is dragged in a `CardColumn`, and shows the line where it would go.

    Attributes:
        drag: the image under the mouse. line: the place where it would be dropped.

    Signals:
        moved, peek_asked: see `CardColumn`.
    """

    moved = Signal(object, object)
    peek_asked = Signal(str, bool)

    def __init__(self, column: CardColumn) -> None:
        super().__init__(column)
        self._column = column
        self.line = InsertionLine(column)
        self.drag = CardDrag(column)
        self._faded: list[Card] = []
        self._peek, self._peeking = DragPeek(self), False
        self.drag.hovered.connect(self._on_hovered)
        self.drag.dropped.connect(self._on_dropped)
        self.drag.cancelled.connect(self._peek.end)
        self._peek.fold_asked.connect(self._on_peek)

    def press(self, card: Card, place: QPoint) -> None:
        """Remember where a drag may begin."""
        self.drag.press(card, place, len(self._moving(card)))

    def meet_contents(self) -> None:
        """End the drag, as other cards are to be shown, unless these unfold for it."""
        if not self._peeking:
            # Not the moment to fold what unfolded for the drag: other contents are on their way.
            self._peek.end(keep=[card.name for card in self._column.cards])
            self.drag.cancel()

    def raise_marks(self) -> None:
        """Put the line and the image on top of cards that came later."""
        self.line.raise_()
        self.drag.raise_image()

    def _moving(self, card: Card) -> tuple[str, ...]:
        """Return the names of what goes along with a card that is dragged, itself included."""
        selected = self._column.selected
        return selected if card.name in selected else (card.name,)

    def _on_hovered(self, card: Card | None, place: QPoint) -> None:
        self._column.plus.hide()
        if card is None:
            self.line.hide()
            self._fade([])
            return
        if not self._faded:
            self._fade([each for name in self._moving(card) for each in self._column.cards_of(name)])
        self.line.show_at(self._gap_for(card, place))
        self._look_into(place)

    def _fade(self, cards: list[Card]) -> None:
        for each in self._faded:
            each.set_faded(False)
        for each in cards:
            each.set_faded(True)
        self._faded = cards

    def _look_into(self, place: QPoint) -> None:
        """Let a folded block below the mouse unfold when the drag rests there."""
        below = self._column.card_at(place)
        over = below.name if below is not None and below.contents.folded and below not in self._faded else ""
        self._peek.hover(over, [card.name for card in self._column.cards if card.geometry().contains(place)])

    def _on_peek(self, name: str, folded: bool) -> None:
        before, self._peeking = self._column.y(), True
        self.peek_asked.emit(name, folded)
        self._peeking = False
        self.drag.shift(before - self._column.y())

    def _gap_for(self, card: Card, place: QPoint) -> Gap:
        network = self._column.network
        moving = map(network.layer, self._moving(card))
        return self._column.places.gap_for(place, {each.name for each in walk(tuple(moving))})

    def _on_dropped(self, card: Card, place: QPoint) -> None:
        network, names = self._column.network, self._moving(card)
        target: Place = self._gap_for(card, place).place
        self._peek.end(keep=[target.block, *blocks_around(network, target.block)] if target.block else [])
        self.moved.emit(names, dropped_place(network, names, target))
