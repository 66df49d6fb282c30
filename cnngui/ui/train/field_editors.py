"""Editors for plain values of a recipe, made from what their fields say of themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QSpinBox

from cnngui.network.fields import FieldSpec
from cnngui.ui.shared.share_steps import NEAR_ONE, next_share
from cnngui.ui.shared.undo_keys import UndoKeys
from cnngui.ui.train.rate_box import RateBox

EDITOR_PX = 90

ValueEditor = QSpinBox | RateBox | QCheckBox


class StepBox(RateBox):
    """A number that is moved by equal steps, written without zeros at its end."""

    def __init__(self, minimum: float, maximum: float, step: float) -> None:
        super().__init__(minimum, maximum)
        self.setSingleStep(step)

    def stepBy(self, steps: int) -> None:
        self.setValue(round(self.value() + steps * self.singleStep(), 6))


class ShareBox(StepBox):
    """A share of 1 that counts by how far it is from 1, as momentum does: 0.9, 0.99, 0.999."""

    def stepBy(self, steps: int) -> None:
        for _ in range(abs(steps)):
            self.setValue(next_share(self.value(), self.singleStep(), up=steps > 0))


def value_editor(field: FieldSpec, changed: Callable[[Any], object]) -> ValueEditor:
    """Return an editor for a switch or a number; `changed` is called with what a person sets."""
    editor = _made(field)
    editor.setObjectName(f"{field.owner}_{field.name}".lower())
    editor.setToolTip(field.help)
    editor.setAccessibleName(field.label.replace("_", " "))
    editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if isinstance(editor, QCheckBox):
        editor.toggled.connect(changed)
        return editor
    editor.setFixedWidth(EDITOR_PX)
    editor.setKeyboardTracking(False)
    # The style sheet's padding does not reach the text of a spin box without arrows.
    editor.lineEdit().setTextMargins(6, 0, 6, 0)
    UndoKeys(editor, editor.interpretText)
    editor.valueChanged.connect(changed)
    return editor


def _made(field: FieldSpec) -> ValueEditor:
    low, high = field.minimum or 0, field.maximum or 0
    match field.editor:
        case "bool":
            return QCheckBox()
        case "int":
            box = QSpinBox()
            box.setRange(int(low), int(high))
            box.setLocale(QLocale.c())
            return box
    # Of numbers over many magnitudes each is a few times the one before; the others have equal steps.
    if field.name in NEAR_ONE:
        return ShareBox(low, high, field.step)
    return StepBox(low, high, field.step) if high <= 1000 else RateBox(low, high)


def show_value(editor: ValueEditor, value: Any) -> None:
    """Show what a field is, without telling of it as a change."""
    editor.blockSignals(True)
    if isinstance(editor, QCheckBox):
        editor.setChecked(value)
    elif isinstance(editor, (QSpinBox, QDoubleSpinBox)):
        editor.setValue(value)
    editor.blockSignals(False)
