"""What is measured: which network, on which part of the data, and what it is compared with."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from cnngui.datasets.parts import PART_NAMES, PartName
from cnngui.runs.model_id import DRAFT, SHIPPED
from cnngui.state.results import Measurable, Results
from cnngui.ui.shared.edits_dialog import edits_text
from cnngui.ui.shared.flow import FlowLayout
from cnngui.ui.shared.widgets import ElidedCombo, named, push_button

_WIDEST_PX = 190


class ChoicesRow(QWidget):
    """Combos for the choices, and a button to measure again.

    Attributes:
        edits_button: tells of the edits to the data; it stands where the page has room for it.

    Signals:
        edits_asked: the edits to the data are to be shown.
    """

    edits_asked = Signal()

    def __init__(self, results: Results, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results = results
        row = FlowLayout(self, spacing_px=8)
        self.model_combo = self._combo("results_model_combo", self.tr("Network that is measured"))
        self.part_combo = self._combo("results_part_combo", self.tr("Part of the data"))
        self.second_combo = self._combo("results_second_combo", self.tr("Compare with another network"))
        for name, words in zip(PART_NAMES, self._part_words(), strict=True):
            self.part_combo.addItem(words, name)
        self.measure_button = push_button("", self._on_measure, name="measure_button")
        self.edits_button = push_button("", self.edits_asked.emit, name="edits_button", role="small")
        self.edits_button.setToolTip(self.tr("Your own edits to these data: see them, and take them back"))
        for widget in (self.model_combo, self.part_combo, self.second_combo):
            row.addWidget(widget)
        row.addWidget(self.measure_button)
        self.model_combo.activated.connect(lambda: results.choose(self.model_combo.currentData()))
        self.part_combo.activated.connect(lambda: results.choose_part(self.part_combo.currentData()))
        self.second_combo.activated.connect(lambda: results.compare_with(self.second_combo.currentData()))
        results.changed.connect(self.refresh)
        results.models_changed.connect(self.refresh)
        self.refresh()

    def _combo(self, name: str, spoken: str) -> QComboBox:
        combo = named(ElidedCombo(), name, tip=spoken, spoken=spoken)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        combo.setMaximumWidth(_WIDEST_PX)
        return combo

    def _part_words(self) -> tuple[str, ...]:
        return self.tr("training part"), self.tr("validation part"), self.tr("test part")

    def part_name(self, part: PartName) -> str:
        """Return what a part is called."""
        return self._part_words()[PART_NAMES.index(part)]

    def name_of(self, model: Measurable) -> str:
        """Return what a model is called."""
        own = {DRAFT: self.tr("this network"), SHIPPED: self.tr("shipped digits network")}
        if model.model in own:
            return own[model.model]
        if model.members:
            return self.tr("{0} together: {1}").format(len(model.members), model.title)
        weights = model.model.weights
        words = {"last": self.tr("last"), "best": self.tr("best")}
        moment = self.tr("epoch {0}").format(weights) if isinstance(weights, int) else words[weights]
        # Where there is no room, the end of a long name is left out.
        return self.tr("{0} of {1}").format(moment, model.title or model.model.run)

    # What is shown ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what is chosen, of the models that there are now."""
        results = self._results
        models = list(results.models())
        for combo, chosen, none in (
            (self.model_combo, results.model, ""),
            (self.second_combo, results.second, self.tr("compare with …")),
        ):
            wanted: list[tuple[str, Measurable | None]] = [(none, None)] if none else []
            known = [*models, *([chosen] if chosen is not None and chosen not in models else [])]
            wanted += [(self.name_of(each), each) for each in known]
            if wanted != [(combo.itemText(at), combo.itemData(at)) for at in range(combo.count())]:
                combo.clear()
                for words, model in wanted:
                    combo.addItem(words, model)
            combo.setCurrentIndex([model for _, model in wanted].index(chosen))
            combo.setToolTip(f"{combo.accessibleName()}\n{combo.currentText()}")
        self.part_combo.setCurrentIndex(PART_NAMES.index(results.part))
        self._show_buttons()

    def _show_buttons(self) -> None:
        results = self._results
        busy = results.progress is not None
        known = results.evaluated is not None
        words = self.tr("Stop") if busy else self.tr("Measure again") if known else self.tr("Measure")
        self.measure_button.setText(words)
        self.measure_button.setEnabled(busy or not results.why_not())
        told = edits_text(results.applied)
        self.edits_button.setText(told)
        self.edits_button.setVisible(bool(told))

    def _on_measure(self) -> None:
        if self._results.progress is not None:
            self._results.stop()
        else:
            self._results.measure()
