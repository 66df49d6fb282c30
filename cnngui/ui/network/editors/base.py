"""What every editor can do, and what the editors share."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, SignalInstance
from PySide6.QtWidgets import QWidget

TYPING_PAUSE_MS = 400


class TypingPause(QTimer):
    """Fires once nothing has been typed for a moment.

    Handed on letter by letter, typing 128 would build networks of 1 and 12 units on the way, and a refused
    70000 would leave 7000 behind.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, interval=TYPING_PAUSE_MS, singleShot=True)


class Editor(Protocol):
    """A control for one value.

    Attributes:
        edited: carries the new value, valid or not: the document is the judge.
        left: the person has gone elsewhere; a refused value may be replaced by the one in force.
    """

    edited: SignalInstance
    left: SignalInstance

    def show_value(self, value: Any) -> None:
        """Show `value`, unless it is shown already."""
        ...

    def show_fault(self, sentence: str) -> None:
        """Mark the control as holding a refused value and say why; "" takes the mark away."""
        ...


def mark_fault(widget: QWidget, sentence: str, tip: str) -> None:
    """Give `widget` the red border and `sentence` as its tip, or with "" its own `tip` again."""
    state = "error" if sentence else ""
    if widget.property("state") != state:
        widget.setProperty("state", state)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
    widget.setToolTip(sentence or tip)
    widget.setAccessibleDescription(sentence or tip)
