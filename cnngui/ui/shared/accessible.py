"""What screen readers are told beyond what Qt tells them: purposes instead of values, and roles."""

from __future__ import annotations

from itertools import count

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAccessibleWidget, QComboBox, QWidget

_FACES: dict[int, QAccessibleWidget] = {}
"""Until their widget is gone: Qt does not keep what the factory returns from Python's collector."""
_numbers = count()
_installed = False


class ComboFace(QAccessibleWidget):
    """A combo box by the name of what it chooses. Qt on Linux names it by the choice: "Adam"."""

    def __init__(self, combo: QComboBox) -> None:
        super().__init__(combo, QAccessible.Role.ComboBox)

    def text(self, kind: QAccessible.Text) -> str:
        combo = self.object()
        if isinstance(combo, QComboBox):
            if kind == QAccessible.Text.Name and combo.accessibleName():
                return combo.accessibleName()
            if kind == QAccessible.Text.Value:
                return combo.currentText()
        return super().text(kind)


class RoleFace(QAccessibleWidget):
    """A painted widget that says by `accessible_role` what it is, and by `selected` whether it is chosen."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, widget.accessible_role)  # type: ignore[attr-defined]

    def state(self) -> QAccessible.State:
        state = super().state()
        if hasattr(chosen := self.object(), "selected"):
            state.selectable, state.selected = True, bool(chosen.selected)
        return state


def install() -> None:
    """Have Qt ask us first; a second call does nothing."""
    global _installed
    if not _installed:
        _installed = True
        QAccessible.installFactory(_face)


def _face(class_name: str, asked: QObject) -> QAccessibleWidget | None:
    if isinstance(asked, QComboBox):
        face: QAccessibleWidget = ComboFace(asked)
    elif isinstance(asked, QWidget) and hasattr(asked, "accessible_role"):
        face = RoleFace(asked)
    else:
        return None
    # Not the id of `asked`: that may be a passing wrapper, and its id another widget's while this one lives.
    key = next(_numbers)
    _FACES[key] = face
    asked.destroyed.connect(lambda: _FACES.pop(key, None))
    return face
