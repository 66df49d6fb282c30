"""The grid of the Data page: several samples can be chosen, and a double click opens one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from cnngui.state.parted_samples import PartedSamples
from cnngui.ui.data.choice import Choice
from cnngui.ui.shared.sample_grid import SampleGrid

_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class ChoosingGrid(SampleGrid):
    """Chooses by click, Shift and Ctrl, and by the keys: Ctrl+A all, Space one, Esc none, Shift+arrows more.

    Attributes:
        choice: what is chosen. It is shown what the grid shows by who calls `show_items`.

    Signals:
        chosen_changed: read `choice`. delete_wanted: the Del key.
    """

    chosen_changed = Signal()
    delete_wanted = Signal()

    def __init__(self, store: PartedSamples, parent: QWidget | None = None) -> None:
        super().__init__(store, parent)
        self.choice = Choice()

    def is_chosen(self, place: int) -> bool:
        return place in self.choice

    def point_and_choose(self, place: int, modifiers: Qt.KeyboardModifier) -> None:
        """Point at a sample and choose it as these keys say."""
        if modifiers & _SHIFT:
            self.choice.up_to(place, more=bool(modifiers & _CTRL))
        elif modifiers & _CTRL:
            self.choice.toggle(place)
        else:
            self.choice.only(place)
        self.point_at(place)
        self._on_chosen()

    def _on_chosen(self) -> None:
        self.viewport().update()
        self.chosen_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.at(event.position())
        if place < 0:
            if not event.modifiers() & (_SHIFT | _CTRL):
                self.choice.none()
                self._on_chosen()
        elif event.button() == Qt.MouseButton.LeftButton:
            self.point_and_choose(place, event.modifiers())
        elif place not in self.choice:
            # The menu is about what is pointed at, or about all that were chosen before.
            self.point_and_choose(place, Qt.KeyboardModifier.NoModifier)
        else:
            self.point_at(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.at(event.position()) >= 0:
            self.open_current()

    def event(self, event: QEvent) -> bool:
        """Keep Del and Ctrl+A from the cards of the network while the keyboard is here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            all_wanted = event.key() == Qt.Key.Key_A and event.modifiers() == _CTRL
            if all_wanted or event.key() == Qt.Key.Key_Delete:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if key == Qt.Key.Key_A and modifiers == _CTRL:
            self.choice.all()
            self._on_chosen()
        elif key == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        elif key == Qt.Key.Key_Escape and len(self.choice):
            self.choice.none()
            self._on_chosen()
        elif key == Qt.Key.Key_Space:
            self.choice.toggle(self.current)
            self._on_chosen()
        elif (place := self.stepped(key)) is not None:
            if modifiers & _CTRL and not modifiers & _SHIFT:
                self.point_at(place)
            else:
                self.point_and_choose(place, modifiers)
        else:
            super().keyPressEvent(event)
