"""Which samples are seen: of which part, and whether all of them or those with something about them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from cnngui.datasets.standing import Wanted
from cnngui.ui.shared.flow import FlowLayout
from cnngui.ui.shared.widgets import Segmented, named, push_button

_BOTH = "both"
_SEARCH_PX, _TYPED_MS = 168, 200


class FilterRow(QWidget):
    """Edits a `Wanted`.

    Signals:
        wanted_changed: another is wanted (carries it).
    """

    wanted_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._wanted = Wanted()
        self.parts = Segmented(
            [(_BOTH, self.tr("All")), ("train", self.tr("Training")), ("test", self.tr("Test"))],
            self.tr("Part"),
        )
        self.parts.chosen.connect(self._on_part)
        self.only = named(QComboBox(), "only_combo", spoken=self.tr("Which samples"))
        for value, text in (
            ("all", self.tr("every sample")),
            ("edited", self.tr("edited")),
            ("excluded", self.tr("left out")),
            ("duplicates", self.tr("near-duplicates")),
            ("across", self.tr("in both parts")),
            ("unlike", self.tr("alike, other labels")),
            ("odd", self.tr("odd ones")),
        ):
            self.only.addItem(text, value)
        self.only.activated.connect(self._on_only)
        self.clear_button = push_button(
            self.tr("Show all"),
            partial(self._change, Wanted()),
            name="show_all_samples_button",
            tip=self.tr("Show the samples of every class and part again"),
            role="small",
        )
        self.text = named(QLineEdit(), "sample_search_box", spoken=self.tr("Search in samples"))
        self.text.setPlaceholderText(self.tr("class, words, #number"))
        self.text.setToolTip(
            self.tr("Samples of a class, or with these words or numbers in them; #7 is the sample at place 7")
        )
        self.text.setClearButtonEnabled(True)
        self.text.setFixedWidth(_SEARCH_PX)
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._typed.timeout.connect(self._on_typed)
        self.text.textEdited.connect(self._on_edited)
        row = FlowLayout(self, 6)
        for part in (self.parts, self.only, self.text, self.clear_button):
            row.addWidget(part)
        self.show_wanted(self._wanted)

    def show_wanted(self, wanted: Wanted, *, has_parts: bool = True) -> None:
        """Show what is wanted now; data whose parts are the same samples have no choice of them."""
        self._wanted = wanted
        self.parts.setVisible(has_parts)
        self.parts.set_value(wanted.part or _BOTH)
        self.only.setCurrentIndex(max(0, self.only.findData(wanted.only)))
        self.clear_button.setVisible(wanted != Wanted())
        if self.text.text() != wanted.text and not self._typed.isActive():
            self.text.setText(wanted.text)

    def _on_part(self, part: str) -> None:
        self._change(replace(self._wanted, part=None if part == _BOTH else part))  # type: ignore[arg-type]

    def _on_edited(self) -> None:
        self._typed.start()

    def _on_typed(self) -> None:
        self._typed.stop()
        self._change(replace(self._wanted, text=self.text.text()))

    def _on_only(self, place: int) -> None:
        self._change(replace(self._wanted, only=self.only.itemData(place)))

    def _change(self, wanted: Wanted, *_: object) -> None:
        self.show_wanted(wanted, has_parts=not self.parts.isHidden())
        self.wanted_changed.emit(wanted)
