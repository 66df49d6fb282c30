"""An editor for initializers, regularizers and constraints: a choice, with its numbers below it."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from cnngui.network.config_objects import ConfigObject
from cnngui.network.fields import CONFIG_OBJECTS, FieldSpec, field_specs
from cnngui.ui.network.editors.choices import ChoiceBox
from cnngui.ui.network.editors.number_boxes import FloatBox
from cnngui.ui.shared.widgets import discard, label, named

_NO_LIMIT = 1e6


class PartBox(QWidget):
    """Emits the part's kind and arguments as a mapping, which the document checks.

    With `none`, the first choice is these words and means None.
    """

    edited = Signal(object)
    left = Signal()

    def __init__(self, kinds: tuple[str, ...], none: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._none = none
        self.kinds = ChoiceBox(((none,) if none else ()) + kinds)
        self.kinds.edited.connect(self._on_kind)
        self.arguments: dict[str, FloatBox] = {}
        self._value: dict[str, Any] = {}
        self._edited_last = ""
        self._rows: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.kinds, 0, 0, 1, 2)
        self.setFocusProxy(self.kinds)

    def show_value(self, value: ConfigObject | None) -> None:
        """Show `value`, rebuilding the arguments only when the kind is another one."""
        shown = {} if value is None else value.model_dump()
        kind = shown.get("kind")
        if kind != self._value.get("kind"):
            self._show_arguments(() if kind is None else field_specs(CONFIG_OBJECTS[kind], kind))
        self._value = shown
        self.kinds.show_value(self._none if kind is None else kind)
        for name, box in self.arguments.items():
            with QSignalBlocker(box):
                box.show_value(shown[name])
            box.show_fault("")

    def show_fault(self, sentence: str) -> None:
        """Mark a refused value: the argument edited last, which is the only thing that can be wrong."""
        for name, box in self.arguments.items():
            box.show_fault(sentence if name == self._edited_last else "")

    def set_tip(self, tip: str) -> None:
        """Say what the field is for."""
        self.kinds.set_tip(tip)

    def setAccessibleName(self, name: str) -> None:
        self.kinds.setAccessibleName(name)

    def _show_arguments(self, fields: tuple[FieldSpec, ...]) -> None:
        for old in self._rows:
            self._grid.removeWidget(old)
            discard(old)
        self._rows, self.arguments = [], {}
        for row, field in enumerate(fields, start=1):
            words = label(field.label, "muted")
            words.setToolTip(field.help)
            low = -_NO_LIMIT if field.minimum is None else field.minimum
            high = _NO_LIMIT if field.maximum is None else field.maximum
            box = named(FloatBox(low, high, field.step), f"argument_{field.name}", spoken=field.label)
            box.set_tip(field.help)
            box.edited.connect(partial(self._on_argument, field.name))
            box.left.connect(self.left)
            self._grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(box, row, 1)
            self.arguments[field.name] = box
            self._rows += [words, box]

    def _on_kind(self, kind: str) -> None:
        if self._none and kind == self._none:
            if self._value:
                self.edited.emit(None)
        elif kind != self._value.get("kind"):
            self.edited.emit(CONFIG_OBJECTS[kind]().model_dump())

    def _on_argument(self, name: str, value: float) -> None:
        self._edited_last = name
        self.edited.emit({**self._value, name: value})
