"""An editor for two numbers, height and width: one field, since they are mostly alike."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from cnngui.ui.network.editors.base import Marked, TypingPause
from cnngui.ui.shared.undo_keys import UndoKeys

Pair = tuple[int, int]
_ONE = re.compile(r"\s*(-?\d{1,9})\s*")
_TWO = re.compile(r"\s*(-?\d{1,9})\s*[×xX*,; ]\s*(-?\d{1,9})\s*")


def pair_from_text(text: str) -> Pair | None:
    """Return the pair that `text` means: ``3`` is 3 × 3, ``3x5`` and ``3, 5`` are 3 × 5; None for neither."""
    if one := _ONE.fullmatch(text):
        return int(one[1]), int(one[1])
    if two := _TWO.fullmatch(text):
        return int(two[1]), int(two[2])
    return None


def pair_text(pair: Pair) -> str:
    """Return ``3 × 5``."""
    return f"{pair[0]} × {pair[1]}"


class PairBox(Marked, QLineEdit):
    """Height × width. Arrows step both while they are alike, else the one the caret is in.

    With `none`, an empty field means None and shows the words `none`.
    """

    edited = Signal(object)
    left = Signal()

    def __init__(self, minimum: int, maximum: int, none: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limits, self._none = (minimum, maximum), none
        self.setPlaceholderText(none)
        self._pause = TypingPause(self)
        self._pause.timeout.connect(self._hand_on)
        UndoKeys(self, self._commit)
        self.textEdited.connect(self._pause.begin_anew)
        self.returnPressed.connect(self._hand_on)

    def value(self) -> Pair | None:
        """Return what the text means, None when it is empty or half typed."""
        return pair_from_text(self.text())

    def show_value(self, value: Any) -> None:
        """Show `value`, unless it is shown already."""
        self._pause.stop()
        if value is None:
            self.setText("")
        elif self.value() != tuple(value):
            self.setText(pair_text(value))

    def set_tip(self, tip: str) -> None:
        """Say what the field is for, and how to type it."""
        super().set_tip(tip + "\n" + self.tr("Height × width: type 3 for 3 × 3, or 3 x 5."))

    def stepBy(self, steps: int) -> None:
        """Step within the limits; from None to the smallest pair."""
        low, high = self._limits
        pair, caret = self.value(), self.cursorPosition()
        if pair is None:
            stepped = (low, low)
        else:
            alike = pair[0] == pair[1]
            in_second = caret > len(re.split("[×xX*,;]", self.text())[0])
            first = pair[0] + steps * (alike or not in_second)
            second = pair[1] + steps * (alike or in_second)
            stepped = max(low, min(high, first)), max(low, min(high, second))
        if stepped != pair:
            self.setText(pair_text(stepped))
            self.setCursorPosition(min(caret, len(self.text())))
            self._pause.stop()
            self.edited.emit(stepped)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: 10,
            Qt.Key.Key_PageDown: -10,
        }
        if (key := Qt.Key(event.key())) in steps and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.stepBy(steps[key])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus() and event.angleDelta().y():
            self.stepBy(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._commit()
        if (pair := self.value()) is not None:
            self.setText(pair_text(pair))
        self.left.emit()

    def _commit(self) -> None:
        if self._pause.isActive():
            self._hand_on()

    def _hand_on(self) -> None:
        self._pause.stop()
        pair = self.value()
        if pair is not None or (self._none and not self.text().strip()):
            self.edited.emit(pair)
