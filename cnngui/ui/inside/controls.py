"""The right end of the header: whose layer is shown, how much of it, and in which colours."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from cnngui.ui.inside.maps import Scale
from cnngui.ui.shared.widgets import ElidedCombo, ElidedLabel, bare_row, label, named, set_role

Whose = Literal["", "untrained", "shipped", "run", "ensemble"]
NARROWEST_COMBO_PX = 72
COMBO_FRAME_PX = 34


class LayerControls(QWidget):
    """Shows which layer is looked into and lets a person choose another one.

    Signals:
        layer_chosen: the layer's name, "" to follow the selected card.
        scale_chosen: "map" or "layer".
    """

    layer_chosen = Signal(str)
    scale_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._whose: Whose = ""
        self._narrow = False
        self._offers_layers = True
        self.whose = label("", "muted")
        self.whose.setObjectName("whose_layer_label")
        self.layer_combo = _flat_combo(
            "inside_layer_combo",
            self.tr("Layer"),
            self.tr("The layer that is shown: the selected card's, or one that you choose."),
        )
        self.facts = named(ElidedLabel("", "muted"), "inside_facts")
        self.facts.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.facts.setMinimumWidth(32)
        self.scale_combo = _flat_combo(
            "inside_scale_combo",
            self.tr("Colour scale"),
            self.tr("The strongest colour is the largest value of each map, or of the whole layer."),
        )
        self.scale_combo.addItem(self.tr("scale per map"), "map")
        self.scale_combo.addItem(self.tr("scale per layer"), "layer")
        row = bare_row(self, 4)
        for widget in (self.whose, self.layer_combo, self.facts, self.scale_combo):
            row.addWidget(widget)
        self.layer_combo.activated.connect(lambda: self.layer_chosen.emit(self.layer_combo.currentData()))
        self.scale_combo.activated.connect(lambda: self.scale_chosen.emit(self.scale_combo.currentData()))

    def show_layers(self, shown: bool) -> None:
        """Offer the layers and say how much of one is shown, or leave both out."""
        self.layer_combo.setVisible(shown)
        self._offers_layers = shown
        self.facts.setVisible(shown and not self._narrow)

    def show_narrow(self, narrow: bool) -> None:
        """Say less where there is little room: the tooltips tell the rest."""
        words = (self.tr("per map"), self.tr("per layer"))
        if not narrow:
            words = (self.tr("scale per map"), self.tr("scale per layer"))
        for place, text in enumerate(words):
            self.scale_combo.setItemText(place, text)
        self._narrow = narrow
        self.show_layers(self._offers_layers)
        self.show_whose(self._whose)

    @property
    def scale(self) -> Scale:
        return self.scale_combo.currentData()

    def list_layers(self, titles: dict[str, str]) -> None:
        """Offer these layers, a title by name, behind the entry that follows the selected card."""
        if [self.layer_combo.itemData(i) for i in range(1, self.layer_combo.count())] == list(titles):
            return
        self.layer_combo.clear()
        self.layer_combo.addItem(self.tr("Selected card"), "")
        for name, title in titles.items():
            self.layer_combo.addItem(title, name)

    def show_layer(self, chosen: str, title: str, *, of_card: bool) -> None:
        """Show the layer that was `chosen`, or, if that is "", what is shown without a choice by its title.

        Args:
            of_card: that is the selected card's, not one of another network.
        """
        following = self.tr("Selected: {0}") if of_card else "{0}"
        following = following.format(title) if title else self.tr("Selected card")
        # Every new item text makes the header lay itself out again; pictures come 60 times a second.
        if following != self.layer_combo.itemText(0):
            self.layer_combo.setItemText(0, following)
        self.layer_combo.setCurrentIndex(max(0, self.layer_combo.findData(chosen)))

    def show_whose(self, whose: Whose) -> None:
        """Say what a person could not know of the network that is shown."""
        shipped = self.tr("shipped:") if self._narrow else self.tr("shipped network:")
        texts: dict[Whose, tuple[str, str]] = {
            "": ("", ""),
            "untrained": (
                self.tr("untrained"),
                self.tr("These are the weights that the seed starts from."),
            ),
            "shipped": (
                shipped,
                self.tr(
                    "The digits network that comes with cnngui. Yours is shown some seconds after the"
                    " start, or, where this one was chosen in Draw, once yours is chosen there."
                ),
            ),
        }
        texts["run"] = (
            self.tr("run:"),
            self.tr("The run whose weights answer in Draw; its epoch is chosen there."),
        )
        texts["ensemble"] = (
            self.tr("member:"),
            self.tr("One member of the ensemble that answers in Draw; which one is chosen there."),
        )
        self._whose = whose
        words, tip = texts[whose]
        if words != self.whose.text():
            self.whose.setText(words)
            self.whose.setToolTip(tip)
        self.whose.setVisible(bool(words))

    def show_output(self, facts: str, *, scalable: bool) -> None:
        """Say how much is shown, and offer the scale where there is a choice."""
        if facts != self.facts.text():
            self.facts.setText(facts)
            self.facts.setToolTip(facts)
        self.scale_combo.setVisible(scalable)


class _SnugCombo(ElidedCombo):
    """Asks for the width of what it shows, not of the longest entry: the header is short of room."""

    def __init__(self) -> None:
        super().__init__()
        self.currentTextChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.currentText()) + COMBO_FRAME_PX
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST_COMBO_PX, super().minimumSizeHint().height())


def _flat_combo(name: str, accessible_name: str, tip: str) -> QComboBox:
    combo = named(_SnugCombo(), name, tip=tip, spoken=accessible_name)
    set_role(combo, "flat")
    return combo
