"""Editors for a choice, a switch and a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from cnngui.ui.network.editors.base import Marked
from cnngui.ui.shared.undo_keys import UndoKeys
from cnngui.ui.shared.widgets import Segmented

SEGMENTS_AT_MOST = 2


class ChoiceBox(Marked, QComboBox):
    """One of several words."""

    edited = Signal(object)
    left = Signal()

    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__()
        self.addItems(list(choices))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        # activated, not currentTextChanged: only what a person does.
        self.textActivated.connect(self.edited.emit)

    def show_value(self, value: Any) -> None:
        """Show `value`."""
        self.setCurrentText(value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SegmentedBox(Marked, Segmented):
    """One of two words, side by side."""

    edited = Signal(object)
    left = Signal()

    def __init__(self, choices: Sequence[str], name: str) -> None:
        super().__init__([(choice, choice) for choice in choices], name)
        self.chosen.connect(self.edited.emit)

    def show_value(self, value: Any) -> None:
        """Show `value`."""
        self.set_value(value)


class SwitchBox(Marked, QCheckBox):
    """On or off."""

    edited = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.clicked.connect(lambda checked: self.edited.emit(checked))

    def show_value(self, value: Any) -> None:
        """Show `value`."""
        self.setChecked(bool(value))


class NameBox(Marked, QLineEdit):
    """A layer's name. Taken over on Enter or on leaving: half a name may be the name of another layer."""

    edited = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""
        self.setMaxLength(64)
        self.editingFinished.connect(self._on_finished)
        UndoKeys(self, self._on_finished)
        self.textEdited.connect(lambda: self.show_fault(""))

    def show_value(self, value: Any) -> None:
        """Show `value`."""
        self._shown = value
        if self.text() != value:
            self.setText(value)

    def _on_finished(self) -> None:
        if not self.text().strip():
            self.setText(self._shown)
        elif self.text() != self._shown:
            self.edited.emit(self.text())
