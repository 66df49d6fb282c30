"""Editors for one number. They take any number that can be typed: the document says what is allowed."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QFocusEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSizePolicy, QSpinBox, QWidget

from cnngui.ui.network.editors.base import Marked, TypingPause
from cnngui.ui.shared.undo_keys import UndoKeys

_LARGEST_INT = 2**31 - 1
_FLOAT_DIGITS = 12
_FLOAT_TEXT = re.compile(r"[+-]?\d*\.?\d*([eE][+-]?\d*)?")


class IntBox(Marked, QSpinBox):
    """A whole number; with `none`, an empty field means None and shows the words `none`."""

    edited = Signal(object)
    left = Signal()

    def __init__(
        self, minimum: int, maximum: int, step: int = 1, none: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._limits, self._none = (minimum, maximum), none
        # The smallest int stands for None: QSpinBox has no empty value of its own.
        self.setRange(-_LARGEST_INT - 1, _LARGEST_INT)
        self.setSingleStep(step)
        self.lineEdit().setPlaceholderText(none)
        self._pause = _set_up(self)
        self._pause.timeout.connect(self._on_pause)
        self.valueChanged.connect(self._on_value_changed)

    def show_value(self, value: Any) -> None:
        """Show `value`, unless it is shown already."""
        self._pause.stop()
        wanted = self.minimum() if value is None else value
        if not self.hasAcceptableInput() or self.valueFromText(self.text()) != wanted:
            self.setValue(wanted)

    def stepBy(self, steps: int) -> None:
        """Step within the field's limits; from None to the smallest value."""
        self.interpretText()
        low, high = self._limits
        now = low - self.singleStep() if self.value() == self.minimum() else self.value()
        self.setValue(max(low, min(high, now + steps * self.singleStep())))
        self.selectAll()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if not text.strip():
            acceptable = QValidator.State.Acceptable if self._none else QValidator.State.Intermediate
            return acceptable, text, position
        return super().validate(text, position)

    def valueFromText(self, text: str) -> int:
        return super().valueFromText(text) if text.strip() else self.minimum()

    def textFromValue(self, value: int) -> str:
        return "" if value == self.minimum() else str(value)

    def wheelEvent(self, event: QWheelEvent) -> None:
        _wheel_when_focused(self, event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def _on_pause(self) -> None:
        # The text stays as it was typed, and so does the caret: the value is only read from it.
        if self.hasAcceptableInput():
            self._on_value_changed(self.valueFromText(self.text()))

    def _on_value_changed(self, value: int) -> None:
        self._pause.stop()
        self.edited.emit(None if value == self.minimum() else value)


class FloatBox(Marked, QDoubleSpinBox):
    """A number, written as short as it can be: 0.5, 1e-07.

    With `none`, an empty field means None and shows the words `none`.
    """

    edited = Signal(object)
    left = Signal()

    def __init__(
        self,
        minimum: float,
        maximum: float,
        step: float = 0.01,
        none: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._limits, self._none = (minimum, maximum), none
        self.lineEdit().setPlaceholderText(none)
        # The decimal point, whatever the system's locale: values are Keras', and files have points.
        self.setLocale(QLocale.c())
        self.setDecimals(_FLOAT_DIGITS)
        self.setRange(-1e9, 1e9)
        self.setSingleStep(step)
        self._pause = _set_up(self)
        self._pause.timeout.connect(self._on_pause)
        self.valueChanged.connect(self._on_value_changed)

    def show_value(self, value: Any) -> None:
        """Show `value`, unless it is shown already."""
        self._pause.stop()
        wanted = self.minimum() if value is None else value
        if not self.hasAcceptableInput() or self.valueFromText(self.text()) != wanted:
            self.setValue(wanted)

    def stepBy(self, steps: int) -> None:
        """Step within the field's limits; from None to the smallest value."""
        self.interpretText()
        low, high = self._limits
        now = low - self.singleStep() if self._is_none(self.value()) else self.value()
        stepped = round(now + steps * self.singleStep(), _FLOAT_DIGITS)
        self.setValue(max(low, min(high, stepped)))
        self.selectAll()

    def _is_none(self, value: float) -> bool:
        # The smallest number stands for None: QDoubleSpinBox has no empty value of its own.
        return bool(self._none) and value == self.minimum()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if self._none and not text.strip():
            return QValidator.State.Acceptable, text, position
        try:
            float(text)
        except ValueError:
            whole = _FLOAT_TEXT.fullmatch(text.strip()) is not None
            return QValidator.State.Intermediate if whole else QValidator.State.Invalid, text, position
        finite = _FLOAT_TEXT.fullmatch(text.strip()) is not None
        return QValidator.State.Acceptable if finite else QValidator.State.Invalid, text, position

    def valueFromText(self, text: str) -> float:
        return float(text) if text.strip() else self.minimum()

    def textFromValue(self, value: float) -> str:
        return "" if self._is_none(value) else f"{value:.10g}"

    def wheelEvent(self, event: QWheelEvent) -> None:
        _wheel_when_focused(self, event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def _on_pause(self) -> None:
        if self.hasAcceptableInput():
            self._on_value_changed(self.valueFromText(self.text()))

    def _on_value_changed(self, value: float) -> None:
        self._pause.stop()
        self.edited.emit(None if self._is_none(value) else value)


def _set_up(box: QSpinBox | QDoubleSpinBox) -> TypingPause:
    """Give `box` what both kinds share, and return its pause, which typing starts anew."""
    box.setKeyboardTracking(False)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    # WORKAROUND(Qt 6.11): spin boxes ignore a style sheet's side padding; no report known.
    box.lineEdit().setTextMargins(8, 0, 8, 0)
    # The range is wide to let wrong numbers be typed and explained; it must not make the box wide.
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    pause = TypingPause(box)
    box.lineEdit().textEdited.connect(pause.begin_anew)

    def commit() -> None:
        if pause.isActive():
            box.interpretText()

    UndoKeys(box, commit)
    return pause


def _wheel_when_focused(box: QSpinBox | QDoubleSpinBox, event: QWheelEvent) -> None:
    """Turn the wheel into steps only for the box in use: scrolling past must not change a network."""
    if not box.hasFocus():
        event.ignore()
        return
    turned = event.angleDelta().y()
    if turned:
        box.stepBy(1 if turned > 0 else -1)
    event.accept()
