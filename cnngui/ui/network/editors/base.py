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

    def begin_anew(self) -> None:
        """Wait the whole time from now on. QTimer.start itself would take what was typed for a time."""
        self.start()


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

    def set_tip(self, tip: str) -> None:
        """Say what the field is for."""
        ...

    def show_fault(self, sentence: str) -> None:
        """Mark the control as holding a refused value and say why; "" takes the mark away."""
        ...


class Marked:
    """Half of an editor, the other half being a widget: its tip, and the mark of a refused value."""

    _tip = ""

    def set_tip(self, tip: str) -> None:
        """Say what the field is for."""
        self._tip = tip
        self.show_fault("")

    def show_fault(self, sentence: str) -> None:
        """Give the widget the red border and `sentence` as its tip, or with "" its own tip again."""
        assert isinstance(self, QWidget)
        state = "error" if sentence else ""
        if (self.property("state") or "") != state:
            self.setProperty("state", state)
            self.style().unpolish(self)
            self.style().polish(self)
        self.setToolTip(sentence or self._tip)
        self.setAccessibleDescription(sentence or self._tip)
