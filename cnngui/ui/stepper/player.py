"""Goes through steps: by itself, or one by one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSlider, QWidget

from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.widgets import bare_row, icon_button, label, named

INTERVAL_MS = 250


class Player(QWidget):
    """The row of buttons below the tables, and the clock behind it.

    Attributes:
        step: the one that is shown, from 0. count: how many there are; 0 for none.
        row: how many steps lie in a line, for the keys Up and Down.
        playing: whether it goes on by itself, though it may be `held` just now.

    Signals:
        moved: another step is to be shown. state_changed: it plays now, or no longer.
    """

    moved = Signal(int)
    state_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.step, self.count, self.row = 0, 0, 1
        self.playing = False
        self._held = False
        self._clock = QTimer(self, interval=INTERVAL_MS)
        self._clock.timeout.connect(self._on_tick)
        row = bare_row(self, 4)
        parts = (
            ("first", "first", self.tr("First cell (Home)"), self._on_first),
            ("previous", "chevron-left", self.tr("The cell before (←)"), partial(self._on_by, -1)),
            ("play", "play", self.tr("Go on by itself (Space)"), self.toggle),
            ("next", "chevron-right", self.tr("The next cell (→)"), partial(self._on_by, 1)),
            ("last", "last", self.tr("Last cell (End)"), self._on_last),
        )
        self.buttons = {}
        for name, picture, tip, slot in parts:
            button = icon_button(picture, tip)
            button.setObjectName(f"stepper_{name}_button")
            button.clicked.connect(slot)
            button.installEventFilter(self)
            row.addWidget(button)
            self.buttons[name] = button
        self.slider = named(QSlider(Qt.Orientation.Horizontal), "stepper_slider", spoken=self.tr("Cell"))
        self.slider.setToolTip(self.tr("Drag to any cell"))
        self.slider.valueChanged.connect(self.ask_for)
        row.addWidget(self.slider, 1)
        self.place = label("", "muted", figures=True, name="stepper_place")
        row.addWidget(self.place)
        self._show()

    # What is gone through -----------------------------------------------------------------------

    def set_count(self, count: int, row: int) -> None:
        """Go through so many steps from now on, from the first one, and stand still there."""
        self.count, self.row, self.step = count, max(1, row), 0
        self.stop()
        self._show()

    def go_to(self, step: int) -> None:
        """Show this step, or the nearest there is."""
        step = max(0, min(step, self.count - 1))
        if self.count and step != self.step:
            self.step = step
            self._show()
            self.moved.emit(step)

    def ask_for(self, step: int) -> None:
        """Show a step that a person wants: it stays there."""
        self.stop()
        self.go_to(step)

    def _on_by(self, steps: int) -> None:
        self.ask_for(self.step + steps)

    def _on_first(self) -> None:
        self.ask_for(0)

    def _on_last(self) -> None:
        self.ask_for(self.count - 1)

    # By itself ----------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Go on by itself, from the beginning if it is at the end; or stand still."""
        if self.playing:
            self.stop()
        elif self.count > 1:
            if self.step == self.count - 1:
                self.go_to(0)
            self._play(True)

    def stop(self) -> None:
        """Stand still."""
        self._play(False)

    def hold(self, held: bool) -> None:
        """Stand still for a while, such as under the pointer; then go on."""
        self._held = held
        self._set_clock()
        self._show()

    def _play(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self._set_clock()
            self._show()
            self.state_changed.emit()

    def _set_clock(self) -> None:
        if self.playing and not self._held:
            self._clock.start()
        else:
            self._clock.stop()

    def _on_tick(self) -> None:
        self.go_to(self.step + 1)
        if self.step >= self.count - 1:
            self.stop()

    # What is seen, and keys ---------------------------------------------------------------------

    def _show(self) -> None:
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, self.count - 1))
        self.slider.setValue(self.step)
        self.slider.blockSignals(False)
        play = self.buttons["play"]
        name = "pause" if self.playing else "play"
        if play.property("shown") != name:
            play.setProperty("shown", name)
            play.setIcon(icon(name))
            words = self.tr("Stand still (Space)") if self.playing else self.tr("Go on by itself (Space)")
            play.setToolTip(words)
            play.setAccessibleName(words)
        for name, usable in (
            ("first", self.step > 0),
            ("previous", self.step > 0),
            ("next", self.step < self.count - 1),
            ("last", self.step < self.count - 1),
            ("play", self.count > 1),
        ):
            self.buttons[name].setEnabled(usable)
        words = self.tr("{0:,} of {1:,}").format(self.step + 1, self.count) if self.count else ""
        if self.playing and self._held:
            words += self.tr(" · waits for the pointer")
        self.place.setText(words)

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; return whether it is one of ours."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self.row,
            Qt.Key.Key_Down: self.row,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self._on_by(steps[key])
        elif key == Qt.Key.Key_Home:
            self._on_first()
        elif key == Qt.Key.Key_End:
            self._on_last()
        elif key == Qt.Key.Key_Space:
            self.toggle()
        else:
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Arrow keys would move the keyboard from button to button; Space presses the one that has it.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return Qt.Key(event.key()) != Qt.Key.Key_Space and self.take_key(event)
        return super().eventFilter(watched, event)
