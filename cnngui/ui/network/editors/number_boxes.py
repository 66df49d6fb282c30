"""Editors for one number. They take any number that can be typed: the document says what is allowed."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QFocusEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

from cnngui.ui.network.editors.base import mark_fault

_LARGEST_INT = 2**31 - 1
_FLOAT_DIGITS = 12
_FLOAT_TEXT = re.compile(r"[+-]?\d*\.?\d*([eE][+-]?\d*)?")


class IntBox(QSpinBox):
    """A whole number; with `none`, an empty field means None and shows the words `none`."""

    edited = Signal(object)
    left = Signal()

    def __init__(
        self, minimum: int, maximum: int, step: int = 1, none: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._limits, self._none, self._tip = (minimum, maximum), none, ""
        # The smallest int stands for None: QSpinBox has no empty value of its own.
        self.setRange(-_LARGEST_INT - 1, _LARGEST_INT)
        self.setSingleStep(step)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setPlaceholderText(none)
        self.valueChanged.connect(self._on_value_changed)

    def show_value(self, value: Any) -> None:
        """Show `value`, unless it is shown already."""
        wanted = self.minimum() if value is None else value
        if self.value() != wanted or not self.hasAcceptableInput():
            self.setValue(wanted)

    def show_fault(self, sentence: str) -> None:
        """Mark a refused value."""
        mark_fault(self, sentence, self._tip)

    def set_tip(self, tip: str) -> None:
        """Say what the field is for."""
        self._tip = tip
        self.setToolTip(tip)

    def stepBy(self, steps: int) -> None:
        """Step within the field's limits; from None to the smallest value."""
        low, high = self._limits
        now = low - self.singleStep() if self.value() == self.minimum() else self.value()
        self.setValue(max(low, min(high, now + steps * self.singleStep())))
        self.selectAll()

    def validate(self, text: str, position: int) -> object:
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

    def _on_value_changed(self, value: int) -> None:
        self.edited.emit(None if value == self.minimum() else value)


class FloatBox(QDoubleSpinBox):
    """A number, written as short as it can be: 0.5, 1e-07."""

    edited = Signal(object)
    left = Signal()

    def __init__(
        self, minimum: float, maximum: float, step: float = 0.01, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._limits, self._tip = (minimum, maximum), ""
        # The decimal point, whatever the system's locale: values are Keras', and files have points.
        self.setLocale(QLocale.c())
        self.setDecimals(_FLOAT_DIGITS)
        self.setRange(-1e9, 1e9)
        self.setSingleStep(step)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(self._on_value_changed)

    def show_value(self, value: Any) -> None:
        """Show `value`, unless it is shown already."""
        if self.value() != value or not self.hasAcceptableInput():
            self.setValue(value)

    def show_fault(self, sentence: str) -> None:
        """Mark a refused value."""
        mark_fault(self, sentence, self._tip)

    def set_tip(self, tip: str) -> None:
        """Say what the field is for."""
        self._tip = tip
        self.setToolTip(tip)

    def stepBy(self, steps: int) -> None:
        """Step within the field's limits."""
        low, high = self._limits
        stepped = round(self.value() + steps * self.singleStep(), _FLOAT_DIGITS)
        self.setValue(max(low, min(high, stepped)))
        self.selectAll()

    def validate(self, text: str, position: int) -> object:
        try:
            float(text)
        except ValueError:
            whole = _FLOAT_TEXT.fullmatch(text.strip()) is not None
            return QValidator.State.Intermediate if whole else QValidator.State.Invalid, text, position
        finite = _FLOAT_TEXT.fullmatch(text.strip()) is not None
        return QValidator.State.Acceptable if finite else QValidator.State.Invalid, text, position

    def valueFromText(self, text: str) -> float:
        return float(text)

    def textFromValue(self, value: float) -> str:
        return f"{value:.10g}"

    def wheelEvent(self, event: QWheelEvent) -> None:
        _wheel_when_focused(self, event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def _on_value_changed(self, value: float) -> None:
        self.edited.emit(value)


def _wheel_when_focused(box: QSpinBox | QDoubleSpinBox, event: QWheelEvent) -> None:
    """Turn the wheel into steps only for the box in use: scrolling past must not change a network."""
    if not box.hasFocus():
        event.ignore()
        return
    turned = event.angleDelta().y()
    if turned:
        box.stepBy(1 if turned > 0 else -1)
    event.accept()
