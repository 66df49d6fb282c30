"""Editors for one number. They take any number that can be typed: the document says what is allowed."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QFocusEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSizePolicy, QSpinBox

from cnngui.ui.network.editors.base import Marked, TypingPause
from cnngui.ui.shared.share_steps import next_share
from cnngui.ui.shared.undo_keys import UndoKeys

_LARGEST_INT = 2**31 - 1
_FLOAT_DIGITS = 12
_FLOAT_TEXT = re.compile(r"[+-]?\d*\.?\d*([eE][+-]?\d*)?")


class _NumberBox(Marked):
    """What both boxes share: typing that waits for a pause, steps within limits, and an empty value."""

    _none = ""

    def _set_up(self: Any, limits: tuple[float, float], step: float, none: str) -> None:
        self._limits, self._none = limits, none
        self.setSingleStep(step)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setPlaceholderText(none)
        # WORKAROUND(Qt 6.11): spin boxes ignore a style sheet's side padding; no report known.
        self.lineEdit().setTextMargins(8, 0, 8, 0)
        # The range is wide to let wrong numbers be typed and explained; it must not make the box wide.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._pause = TypingPause(self)
        self._pause.timeout.connect(self._on_pause)
        self.lineEdit().textEdited.connect(self._pause.begin_anew)
        self.valueChanged.connect(self._on_value_changed)
        UndoKeys(self, self._commit)

    def show_value(self: Any, value: Any) -> None:
        """Show `value`, unless it is shown already."""
        self._pause.stop()
        wanted = self.minimum() if value is None else value
        if not self.hasAcceptableInput() or self.valueFromText(self.text()) != wanted:
            self.setValue(wanted)

    def stepBy(self: Any, steps: int) -> None:
        """Step within the field's limits; from None to the smallest value."""
        self.interpretText()
        low, high = self._limits
        now = low - self.singleStep() if self._is_none(self.value()) else self.value()
        stepped = round(now + steps * self.singleStep(), _FLOAT_DIGITS)
        self.setValue(max(low, min(high, stepped)))
        self.selectAll()

    def wheelEvent(self: Any, event: QWheelEvent) -> None:
        """Turn the wheel into steps only for the box in use: scrolling past must not change a network."""
        if not self.hasFocus():
            event.ignore()
            return
        turned = event.angleDelta().y()
        if turned:
            self.stepBy(1 if turned > 0 else -1)
        event.accept()

    def _is_none(self: Any, value: float) -> bool:
        # The smallest number stands for None: spin boxes have no empty value of their own.
        return bool(value == self.minimum())

    def _commit(self: Any) -> None:
        if self._pause.isActive():
            self.interpretText()

    def _on_pause(self: Any) -> None:
        # The text stays as it was typed, and so does the caret: the value is only read from it.
        if self.hasAcceptableInput():
            self._on_value_changed(self.valueFromText(self.text()))

    def _on_value_changed(self: Any, value: float) -> None:
        self._pause.stop()
        self.edited.emit(None if self._is_none(value) else value)


class IntBox(_NumberBox, QSpinBox):
    """A whole number; with `none`, an empty field means None and shows the words `none`."""

    edited = Signal(object)
    left = Signal()

    def __init__(self, minimum: int, maximum: int, step: int = 1, none: str = "") -> None:
        super().__init__()
        self.setRange(-_LARGEST_INT - 1, _LARGEST_INT)
        self._set_up((minimum, maximum), step, none)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if not text.strip():
            acceptable = QValidator.State.Acceptable if self._none else QValidator.State.Intermediate
            return acceptable, text, position
        return super().validate(text, position)

    def valueFromText(self, text: str) -> int:
        return super().valueFromText(text) if text.strip() else self.minimum()

    def textFromValue(self, value: int) -> str:
        return "" if value == self.minimum() else str(value)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class FloatBox(_NumberBox, QDoubleSpinBox):
    """A number, written as short as it can be: 0.5, 1e-07.

    With `none`, an empty field means None and shows the words `none`. With `near_one` steps grow finer
    towards 1 (`cnngui.ui.shared.share_steps`).
    """

    edited = Signal(object)
    left = Signal()

    def __init__(
        self, minimum: float, maximum: float, step: float = 0.01, none: str = "", *, near_one: bool = False
    ) -> None:
        super().__init__()
        self._near_one = near_one
        # The decimal point, whatever the system's locale: values are Keras', and files have points.
        self.setLocale(QLocale.c())
        self.setDecimals(_FLOAT_DIGITS)
        self.setRange(-1e9, 1e9)
        self._set_up((minimum, maximum), step, none)

    def stepBy(self, steps: int) -> None:
        if not self._near_one:
            super().stepBy(steps)
            return
        self.interpretText()
        low, high = self._limits
        value = self.value()
        for _ in range(abs(steps)):
            value = next_share(value, self.singleStep(), up=steps > 0)
        self.setValue(max(low, min(high, value)))
        self.selectAll()

    def _is_none(self, value: float) -> bool:
        return bool(self._none) and super()._is_none(value)

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

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
