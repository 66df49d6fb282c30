"""The editor that belongs to a field of the layer table."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cnngui.network.fields import FieldSpec
from cnngui.ui.network.editors.choices import SEGMENTS_AT_MOST, ChoiceBox, NameBox, SegmentedBox, SwitchBox
from cnngui.ui.network.editors.number_boxes import FloatBox, IntBox
from cnngui.ui.network.editors.part_box import PartBox
from cnngui.ui.network.editors.sides_box import EdgesBox, NumbersBox, SidesBox
from cnngui.ui.shared.share_steps import NEAR_ONE
from cnngui.ui.shared.widgets import named

FieldEditor = IntBox | FloatBox | SidesBox | ChoiceBox | SegmentedBox | SwitchBox | PartBox | NameBox
_NO_LIMIT = 1e6


def field_title(field: FieldSpec) -> str:
    """Return Keras' word as a label: ``kernel_size`` becomes ``Kernel size``."""
    return field.label.replace("_", " ").capitalize()


def make_editor(field: FieldSpec) -> FieldEditor:
    """Return a new editor for `field`, named ``field_<name>`` and told what it is for."""
    editor = named(_bare_editor(field), f"field_{field.name}", spoken=field_title(field))
    allowed = f"\n{field.name}: {field.allowed}" if field.allowed and field.editor != "choice" else ""
    editor.set_tip(field.help + ("" if isinstance(editor, PartBox) else allowed))
    return editor


def _bare_editor(field: FieldSpec) -> FieldEditor:
    low = -_NO_LIMIT if field.minimum is None else field.minimum
    high = _NO_LIMIT if field.maximum is None else field.maximum
    none = _none_text(field) if field.optional else ""
    match field.editor:
        case "int":
            return IntBox(int(low), int(high), int(field.step), none)
        case "float":
            return FloatBox(low, high, field.step, none, near_one=field.name in NEAR_ONE)
        case "pair":
            return SidesBox(2, int(low), int(high), none)
        case "triple":
            return SidesBox(3, int(low), int(high), none)
        case "sizes":
            return SidesBox(None, int(low), int(high), none)
        case "edges":
            return EdgesBox(int(low), int(high))
        case "numbers":
            return NumbersBox(low, high)
        case "choice" if len(field.choices) <= SEGMENTS_AT_MOST:
            return SegmentedBox(field.choices, field_title(field))
        case "choice":
            return ChoiceBox(field.choices)
        case "bool":
            return SwitchBox()
        case "initializer" | "regularizer" | "constraint":
            return PartBox(field.choices, none)
        case "text":
            return NameBox()


def _none_text(field: FieldSpec) -> str:
    """Return what None means for a field."""
    if field.name == "strides":
        return QCoreApplication.translate("FieldEditor", "= pool size")
    if field.name == "seed":
        return QCoreApplication.translate("FieldEditor", "as in training")
    return QCoreApplication.translate("FieldEditor", "none")
