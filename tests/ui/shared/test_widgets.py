"""Small widgets in less room than they ask for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox

from cnngui.ui.shared.widgets import ElidedCombo


def test_a_choice_that_is_cut_ends_in_an_ellipsis(qtbot) -> None:
    combo = ElidedCombo()
    qtbot.addWidget(combo)
    combo.addItem("Selected: Conv2D 12")
    combo.resize(100, 28)
    combo.show()
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    kind, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    space = combo.style().subControlRect(kind, option, field, combo).width()
    whole = combo.grab().toImage()
    combo.setItemText(
        0, combo.fontMetrics().elidedText(combo.currentText(), Qt.TextElideMode.ElideRight, space)
    )
    assert combo.currentText().endswith("…")
    assert combo.grab().toImage() == whole
