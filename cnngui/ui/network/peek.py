"""Looking into a folded block with a card in hand: it unfolds for as long as the drag is in it."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, QTimer, Signal

REST_MS = 600


class DragPeek(QObject):
    """Asks for blocks to unfold and fold while one drag goes over them.

    Signals:
        fold_asked: name of a block, and whether to fold it.
    """

    fold_asked = Signal(str, bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._over = ""
        self._opened: list[str] = []
        self._timer = QTimer(self, interval=REST_MS, singleShot=True)
        self._timer.timeout.connect(self._on_rested)

    def hover(self, over: str, inside: Collection[str]) -> None:
        """Follow the drag; one that has left a block which unfolded for it folds it again.

        Args:
            over: name of the folded block that the mouse is over, "" for none.
            inside: names of all blocks whose cards the mouse is over.
        """
        if over != self._over:
            self._over = over
            self._timer.stop()
            if over:
                self._timer.start()
        self._fold_again(inside)

    def end(self, keep: Collection[str] = ()) -> None:
        """Fold what unfolded for a drag that is over, except the blocks `keep`: there it was dropped."""
        self._over = ""
        self._timer.stop()
        self._fold_again(keep)
        self._opened = []

    def _fold_again(self, keep: Collection[str]) -> None:
        left = [name for name in self._opened if name not in keep]
        # Before any is folded: that moves the cards below the mouse, which is another hover.
        self._opened = [name for name in self._opened if name in keep]
        for name in reversed(left):
            self.fold_asked.emit(name, True)

    def _on_rested(self) -> None:
        name = self._over
        self._opened.append(name)
        self.fold_asked.emit(name, False)
