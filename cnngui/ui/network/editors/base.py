"""What every editor can do, and what the editors share."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget


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
