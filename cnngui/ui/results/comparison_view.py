"""Where two models disagree: how often, and who is right."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from cnngui.state.results import Results
from cnngui.ui.results.shown import COMPARING, Kind, Shown
from cnngui.ui.shared.value_text import exact_percent
from cnngui.ui.shared.widgets import label, push_button


class ComparisonView(QWidget):
    """Both accuracies, and a button for each way to disagree.

    Signals:
        way_chosen: the samples that are meant (`Shown`).
    """

    way_chosen = Signal(object)

    def __init__(self, results: Results, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_view")
        self._results = results
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.told = label("", wraps=True)
        column.addWidget(self.told)
        self.buttons = {
            way: push_button("", partial(self._on_clicked, way), name=f"{way}_button") for way in COMPARING
        }
        for button in self.buttons.values():
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setCheckable(True)
            column.addWidget(button)
        column.addStretch(1)

    def show_comparison(self, first: str, second: str) -> None:
        """Show how both models agree; `first` and `second` are what they are called."""
        results = self._results
        apart, ours, theirs = results.disagreement, results.classified, results.second_classified
        for button in self.buttons.values():
            button.setVisible(apart is not None)
        if results.incomparable:
            self.told.setText(self.tr("The two tell other classes apart, or were measured on other samples."))
            return
        if apart is None or ours is None or theirs is None:
            self.told.setText(self.tr("Choose a second network above to see where the two disagree."))
            return
        differ = len(apart.positions)
        lines = (
            self.tr("{0}: {1} right").format(first, exact_percent(ours.accuracy)),
            self.tr("{0}: {1} right").format(second, exact_percent(theirs.accuracy)),
            self.tr("They disagree on {0:,} of {1:,} samples; both are right on {2:,}.").format(
                differ, apart.samples, apart.both_right
            ),
        )
        self.told.setText("\n".join(lines))
        words = (
            self.tr("Only {0} is right: {1:,}").format(first, len(apart.first)),
            self.tr("Only {0} is right: {1:,}").format(second, len(apart.second)),
            self.tr("Both are wrong, differently: {0:,}").format(len(apart.neither)),
        )
        for way, text in zip(COMPARING, words, strict=True):
            self.buttons[way].setText(text.replace("&", "&&"))
            self.buttons[way].setAccessibleName(text)

    def mark(self, shown: Shown) -> None:
        """Mark the way whose samples are shown."""
        for way, button in self.buttons.items():
            button.setChecked(way == shown.kind)

    def _on_clicked(self, way: Kind) -> None:
        self.way_chosen.emit(Shown(way))
