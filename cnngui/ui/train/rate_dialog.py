"""The search for a learning rate: a curve that grows, a suggestion, and a choice."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from cnngui.state.document import Document
from cnngui.state.rate_finder import RateFinder
from cnngui.ui.shared.undo_keys import UndoKeys
from cnngui.ui.shared.widgets import label, named, push_button
from cnngui.ui.train.rate_box import RateBox

_WIDTH_PX, _HEIGHT_PX = 680, 460


class RateDialog(QDialog):
    """Searches while it is open; what is chosen is one step of undo, and closing takes nothing."""

    def __init__(self, document: Document, finder: RateFinder, parent: QWidget) -> None:
        super().__init__(parent)
        # Not before: this imports what draws.
        from cnngui.ui.train.rate_curve import RateCurve

        self.setObjectName("rate_dialog")
        self.setWindowTitle(self.tr("Find a learning rate"))
        self.resize(_WIDTH_PX, _HEIGHT_PX)
        self._document, self._finder = document, finder
        self._touched = False
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        why = self.tr(
            "Each batch is trained with a larger rate than the one before, on a copy of the weights. A good "
            "rate lies where the cost falls fast, well before it goes up. Press in the plot to choose one."
        )
        column.addWidget(label(why, "muted", wraps=True))
        self.curve = RateCurve()
        self.curve.chosen.connect(self._on_chosen)
        column.addWidget(self.curve, 1)
        self.told = label("", wraps=True, name="rate_told")
        column.addWidget(self.told)
        column.addLayout(self._buttons())
        finder.changed.connect(self._show)
        document.network_changed.connect(self._show)
        self._set_rate(document.recipe.optimizer.learning_rate)
        self._show()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.search = push_button("", self._on_search, name="search_rate_button")
        self.suggestion = push_button("", self._on_suggestion, name="suggested_rate_button")
        self.rate = named(RateBox(), "found_rate_box", spoken=self.tr("Learning rate to take"))
        self.rate.setFixedWidth(100)
        self.rate.lineEdit().setTextMargins(6, 0, 6, 0)
        UndoKeys(self.rate, self.rate.interpretText)
        self.rate.valueChanged.connect(self._on_typed)
        self.take = push_button("", self._on_take, name="take_rate_button", role="primary")
        self.take.setDefault(True)
        close = push_button(self.tr("Close"), self.close, name="close_rate_button")
        for button in (self.search, self.suggestion, close):
            button.setAutoDefault(False)
        row.addWidget(self.search)
        row.addWidget(self.suggestion)
        row.addStretch(1)
        row.addWidget(label(self.tr("Learning rate"), "muted"))
        row.addWidget(self.rate)
        row.addWidget(self.take)
        row.addWidget(close)
        return row

    def showEvent(self, event: object) -> None:
        # Also where it has searched before: network and weights may be others since then.
        if self._can_search:
            self._finder.start()

    def done(self, result: int) -> None:
        """Close, and search no longer."""
        self._finder.stop()
        super().done(result)
        self.deleteLater()

    @property
    def _can_search(self) -> bool:
        document = self._document
        return document.inference.ok and bool(document.network.layers) and bool(document.data)

    def _show(self) -> None:
        finder = self._finder
        self.curve.show_costs(finder.rates, finder.losses)
        if finder.suggestion is not None and not self._touched:
            self._set_rate(_short(finder.suggestion))
        self.curve.show_rates(finder.suggestion, self.rate.value() if len(finder.rates) else None)
        self.told.setText(self._words())
        self.search.setText(self.tr("Cancel") if finder.running else self.tr("Search again"))
        self.search.setEnabled(finder.running or self._can_search)
        found = finder.suggestion
        self.suggestion.setVisible(found is not None)
        self.suggestion.setText(self.tr("Suggestion: {0:.2g}").format(found or 0))
        self.suggestion.setToolTip(self.tr("Where the smoothed cost falls fastest"))
        self.take.setText(self.tr("Take {0:.6g}").format(self.rate.value()))

    def _words(self) -> str:
        finder = self._finder
        if finder.error is not None:
            return finder.error.message().one_line()
        if finder.running and not len(finder.rates):
            return self.tr("Getting the network ready …")
        if finder.running:
            return self.tr("Trying {0:.2g} …").format(finder.rates[-1])
        if not self._can_search:
            return self.tr("The network has to be whole, and data chosen, before rates can be tried.")
        if finder.suggestion is None:
            return self.tr(
                "There is no suggestion: the cost did not fall. Choose by the curve, or search again."
            )
        return self.tr(
            "The dashed line is a suggestion, no more: where the cost fell fastest for these weights and "
            "batches. A schedule with warm-up may take a larger rate."
        )

    def _set_rate(self, rate: float) -> None:
        self.rate.blockSignals(True)
        self.rate.setValue(rate)
        self.rate.blockSignals(False)

    def _on_chosen(self, rate: float) -> None:
        self._touched = True
        self._set_rate(_short(rate))
        self._show()

    def _on_typed(self) -> None:
        self._touched = True
        self._show()

    def _on_suggestion(self) -> None:
        if self._finder.suggestion is not None:
            self._on_chosen(self._finder.suggestion)

    def _on_search(self) -> None:
        if self._finder.running:
            self._finder.stop()
        else:
            self._touched = False
            self._finder.start()

    def _on_take(self) -> None:
        self._finder.take(self.rate.value())
        self.close()


def _short(rate: float) -> float:
    """Return a rate in two figures: a curve says no more."""
    return float(f"{rate:.2g}")
