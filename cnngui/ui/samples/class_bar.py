"""How many own samples each class has; one class, or all of them, is shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from cnngui.ui.shared.flow import FlowLayout
from cnngui.ui.shared.widgets import discard, push_button

ALL = ""


class ClassBar(QWidget):
    """A button for each class with its count.

    Attributes:
        shown: the class that is shown, `ALL` for every one.

    Signals:
        chosen: another is to be shown.
    """

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("class_bar")
        self.setAccessibleName(self.tr("Samples by class"))
        self.shown = ALL
        self._row = FlowLayout(self, spacing_px=4)
        self.buttons: dict[str, QPushButton] = {}
        self._counts: Mapping[str, int] = {}

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many samples each class has."""
        if self.shown not in counts:
            self.shown = ALL
        if tuple(counts) != tuple(self._counts) or not self.buttons:
            self._rebuild(counts)
        self._counts = dict(counts)
        total = sum(counts.values())
        for name, button in self.buttons.items():
            count = counts.get(name, total)
            words = self.tr("all · {0:,}").format(total) if name == ALL else f"{name} · {count:,}"
            button.setText(words.replace("&", "&&"))
            button.setChecked(name == self.shown)

    def _rebuild(self, counts: Mapping[str, int]) -> None:
        while self._row.count():
            item = self._row.takeAt(0)
            discard(item.widget() if item else None)
        self.buttons = {}
        for name in (ALL, *counts):
            button = push_button("", partial(self._on_clicked, name), role="small")
            button.setCheckable(True)
            button.setAutoExclusive(False)
            tip = (
                self.tr("Show the samples of {0} alone").format(name) if name else self.tr("Show all samples")
            )
            button.setToolTip(tip)
            self._row.addWidget(button)
            self.buttons[name] = button

    def _on_clicked(self, name: str) -> None:
        self.shown = name
        for each, button in self.buttons.items():
            button.setChecked(each == name)
        self.chosen.emit()
