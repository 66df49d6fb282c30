"""Editors for several numbers in one field: the sides of a window, the axes of a shape, edges, means."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from cnngui.network.layers import shortest_edges
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
    """Several whole numbers. Arrows step all while they are alike, else the one the caret is in.

    With `none`, an empty field means None and shows the words `none`.
    """

    edited = Signal(object)
    left = Signal()
    _least = 1
    """The arrows go no lower where any count of numbers may stand."""

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
            self.setText(self._text(tuple(value)))

    @staticmethod
    def _text(numbers: Any) -> str:
        return text_of_numbers(numbers)

    def _told(self, numbers: Numbers | None) -> Any:
        """Return what is told of these numbers."""
        return numbers

    def set_tip(self, tip: str) -> None:
        """Say what the field is for, and how to type it."""
        super().set_tip(tip + "\n" + self._how_to_type())

    def stepBy(self, steps: int) -> None:
        """Step within the limits; from None to the smallest numbers."""
        low, high = self._limits
        low = max(self._least, low) if self._count is None else low
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
            self.setText(self._text(stepped))
            self.setCursorPosition(min(caret, len(self.text())))
            self._pause.stop()
            self.edited.emit(self._told(stepped))

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
            self.setText(self._text(numbers))
        self.left.emit()

    def _commit(self) -> None:
        if self._pause.isActive():
            self._hand_on()

    def _hand_on(self) -> None:
        self._pause.stop()
        numbers = self.value()
        if numbers is not None or (self._none and not self.text().strip()):
            self.edited.emit(self._told(numbers))

    def _how_to_type(self) -> str:
        if self._count == 2:
            return self.tr("Height × width: type 3 for 3 × 3, or 3 x 5.")
        if self._count == 3:
            return self.tr("Depth × height × width: type 3 for 3 × 3 × 3, or 3 x 5 x 5.")
        return self.tr("Type the axes one after the other: 28, 28, 1.")


class EdgesBox(SidesBox):
    """Rows and columns at a picture's edges: one number, rows × columns, or top × bottom × left × right."""

    _least = 0

    def __init__(self, minimum: int, maximum: int) -> None:
        super().__init__(None, minimum, maximum)

    def value(self) -> Numbers | None:
        """Return what the text means, None when it is half typed."""
        numbers = super().value()
        return numbers if numbers is not None and len(numbers) in (1, 2, 4) else None

    def show_value(self, value: Any) -> None:
        """Show ((top, bottom), (left, right)), unless what is typed says that, however long."""
        typed = self.value()
        if typed is not None and _all_edges(typed) == tuple(number for axis in value for number in axis):
            self._pause.stop()
            return
        shortest = shortest_edges(value)
        numbers: Any = (shortest,) if isinstance(shortest, int) else shortest
        if isinstance(numbers[0], tuple):
            numbers = tuple(number for axis in numbers for number in axis)
        super().show_value(numbers)

    def _told(self, numbers: Numbers | None) -> Any:
        if numbers is None or len(numbers) == 2:
            return numbers
        return numbers[0] if len(numbers) == 1 else (numbers[:2], numbers[2:])

    def _how_to_type(self) -> str:
        return self.tr("Type 1 for all edges, 1 x 2 for rows × columns, or top x bottom x left x right.")


def _all_edges(numbers: Numbers) -> Numbers:
    """Return top, bottom, left and right of what one, two or four numbers say."""
    rows_columns = numbers * 2 if len(numbers) == 1 else numbers
    return numbers if len(numbers) == 4 else tuple(side for side in rows_columns for _ in range(2))


class NumbersBox(SidesBox):
    """Any numbers, one after the other: ``0.5, 0.25``."""

    def __init__(self, minimum: float, maximum: float) -> None:
        super().__init__(None, int(minimum), int(maximum))

    def value(self) -> Any:
        """Return what the text means, None when it is half typed."""
        try:
            found = tuple(float(word) for word in re.split(r"[\s,;]+", self.text().strip()) if word)
        except ValueError:
            return None
        return found or None

    def stepBy(self, steps: int) -> None:
        """Do nothing: there is no usual step."""

    @staticmethod
    def _text(numbers: Any) -> str:
        return ", ".join(f"{number:.10g}" for number in numbers)

    def _how_to_type(self) -> str:
        return self.tr("Type the numbers one after the other: 0.5, 0.25.")
