"""Which weights of a run are meant: its last, its best, or those after an epoch that was kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSlider, QWidget

from cnngui.runs.model_id import Weights
from cnngui.ui.shared.widgets import Segmented, bare_row, label, named


class Moments(QWidget):
    """A choice of weights; with an epoch, a slider over those that were kept.

    Signals:
        changed: other weights are chosen.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kept: list[int] = []
        row = bare_row(self)
        choices = (("last", self.tr("last")), ("best", self.tr("best")), ("epoch", self.tr("epoch")))
        self.which = named(Segmented(choices, self.tr("Weights")), "moment_choice")
        self.which.set_value("best")
        self.which.chosen.connect(self._on_changed)
        self.slider = named(QSlider(Qt.Orientation.Horizontal), "moment_slider", spoken=self.tr("Epoch"))
        self.slider.setToolTip(self.tr("Epochs whose weights were kept"))
        self.slider.setPageStep(1)
        self.slider.setMinimumWidth(120)
        self.slider.valueChanged.connect(self._on_slid)
        self.told = label("", "muted", figures=True)
        self.told.setMinimumWidth(70)
        row.addWidget(label(self.tr("Weights"), "muted"))
        row.addWidget(self.which)
        row.addWidget(self.slider, 1)
        row.addWidget(self.told)
        self.show_epochs((), has_best=False)

    @property
    def weights(self) -> Weights:
        """What is chosen."""
        chosen = self.which.value()
        if chosen == "epoch":
            return self._kept[self.slider.value()]
        return "best" if chosen == "best" else "last"

    def show_epochs(self, kept: Sequence[int], *, has_best: bool, anew: bool = False) -> None:
        """Offer these epochs, their numbers from 1; of another run, `anew`, the best weights are chosen."""
        if anew:
            self.which.set_value("best")
        epoch = self.weights if self.which.value() == "epoch" and self._kept else None
        self._kept = list(kept)
        self.which.set_possible("epoch", bool(kept))
        self.which.set_possible("best", has_best)
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(kept) - 1))
        self.slider.setValue(self._kept.index(epoch) if epoch in self._kept else len(kept) - 1)
        self.slider.blockSignals(False)
        chosen = self.which.value()
        if (chosen == "epoch" and not kept) or (chosen == "best" and not has_best):
            self.which.set_value("last")
        self._tell()

    def _on_slid(self) -> None:
        self.which.set_value("epoch")
        self._on_changed()

    def _on_changed(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        self.slider.setEnabled(bool(self._kept))
        number = self._kept[self.slider.value()] if self._kept else 0
        shown = self.tr("epoch {0}").format(number) if self.which.value() == "epoch" else ""
        self.told.setText(shown)
