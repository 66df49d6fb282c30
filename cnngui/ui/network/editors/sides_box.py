"""An editor for several whole numbers in one field: the sides of a window, or the axes of a shape."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from cnngui.ui.network.editors.base import Marked, TypingPause
from cnngui.ui.shared.undo_keys import UndoKeys

Numbers = tuple[int, ...]
_SEPARATOR = r"\s*[×xX*,; ]\s*"
_NUMBERS = re.compile(rf"\s*-?\d{{1,9}}({_SEPARATOR}-?\d{{1,9}})*\s*")


def numbers_from_text(text: str, count: int | None) -> Numbers | None:
    """Return the numbers that `text` means, None when it is not `count` of them.

    Separators are of any usual kind: ``3x5``, ``3 × 5``, ``3, 5``. A single number stands for all: ``3`` is
    3 × 3. A count of None takes any number of them as they are.
    """
    text = text.replace("−", "-")
    if not _NUMBERS.fullmatch(text):
        return None
    found = tuple(int(number) for number in re.findall(r"-?\d+", text))
    if count is not None and len(found) == 1:
        return found * count
    return found if count in (None, len(found)) else None


def text_of_numbers(numbers: Numbers) -> str:
    """Return ``3 × 5``."""
    return " × ".join(map(str, numbers))


class SidesBox(Marked, QLineEdit):
    """Several numbers. Arrows step all while they are alike, else the one the caret is in.

    With `none`, an empty field means None and shows the words `none`.
    """

    edited = Signal(object)
    left = Signal()

    def __init__(
        self,
        count: int | None,
        minimum: int,
        maximum: int,
        none: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._count, self._limits, self._none = count, (minimum, maximum), none
        self.setPlaceholderText(none)
        self._pause = TypingPause(self)
        self._pause.timeout.connect(self._hand_on)
        UndoKeys(self, self._commit)
        self.textEdited.connect(self._pause.begin_anew)
        self.returnPressed.connect(self._hand_on)

    def value(self) -> Numbers | None:
        """Return what the text means, None when it is empty or half typed."""
        return numbers_from_text(self.text(), self._count)

    def show_value(self, value: Any) -> None:
        """Show `value`, unless it is shown already."""
        self._pause.stop()
        if value is None:
            self.setText("")
        elif self.value() != tuple(value):
            self.setText(text_of_numbers(tuple(value)))

    def set_tip(self, tip: str) -> None:
        """Say what the field is for, and how to type it."""
        super().set_tip(tip + "\n" + self._how_to_type())

    def stepBy(self, steps: int) -> None:
        """Step within the limits; from None to the smallest numbers."""
        low, high = max(1, self._limits[0]) if self._count is None else self._limits[0], self._limits[1]
        numbers, caret = self.value(), self.cursorPosition()
        if numbers is None:
            stepped: Numbers = (low,) * (self._count or 1)
        else:
            together = self._count is not None and len(set(numbers)) == 1
            here = len(re.split("[×xX*,;]", self.text()[:caret])) - 1
            stepped = tuple(
                max(low, min(high, number + steps)) if together or place == here else number
                for place, number in enumerate(numbers)
            )
        if stepped != numbers:
            self.setText(text_of_numbers(stepped))
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
        if (numbers := self.value()) is not None:
            self.setText(text_of_numbers(numbers))
        self.left.emit()

    def _commit(self) -> None:
        if self._pause.isActive():
            self._hand_on()

    def _hand_on(self) -> None:
        self._pause.stop()
        numbers = self.value()
        if numbers is not None or (self._none and not self.text().strip()):
            self.edited.emit(numbers)

    def _how_to_type(self) -> str:
        if self._count == 2:
            return self.tr("Height × width: type 3 for 3 × 3, or 3 x 5.")
        if self._count == 3:
            return self.tr("Depth × height × width: type 3 for 3 × 3 × 3, or 3 x 5 x 5.")
        return self.tr("Type the axes one after the other: 28, 28, 1.")
