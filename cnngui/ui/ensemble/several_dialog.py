"""Asks how many networks are to be trained, with which seeds, and how many at once."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QSpinBox, QVBoxLayout, QWidget

from cnngui.engine.shares import Workers
from cnngui.state.ensemble_training import EnsembleTraining
from cnngui.ui.shared.widgets import label, named

MOST_MEMBERS = 100
_MEMBERS = 5
_LAST_SEED = 2**31 - 1


@dataclass(frozen=True)
class Several:
    """What a person wants."""

    count: int
    first_seed: int
    workers: int


class SeveralDialog(QDialog):
    """Two or more of the network on the cards; as many at once as is best, unless a person says otherwise."""

    def __init__(
        self, training: EnsembleTraining, seed: int, data_bytes: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("several_dialog")
        self.setWindowTitle(self.tr("Train several"))
        self._training, self._data_bytes = training, data_bytes
        self._best: Workers | None = None
        self._chosen = False
        column = QVBoxLayout(self)
        column.setSpacing(12)
        about = self.tr(
            "The network on the cards is trained several times, each time from other first weights. Asked "
            "together, they are usually right more often than the best of them alone."
        )
        column.addWidget(label(about, "muted", wraps=True))
        if training.freezes:
            frozen = self.tr("Frozen layers keep these random weights: unfreeze them for members that learn.")
            column.addWidget(label(frozen, "error_text", wraps=True))
        form = QFormLayout()
        column.addLayout(form)
        self.count = self._box("member_count", self.tr("How many networks"), 2, MOST_MEMBERS, _MEMBERS)
        self.seed = self._box("first_seed", self.tr("First seed"), 0, _LAST_SEED - MOST_MEMBERS, seed)
        self.workers = self._box("workers_at_once", self.tr("How many at once"), 1, MOST_MEMBERS, 1)
        self.seeds_note, self.workers_note = label("", "muted"), label("", "muted", wraps=True)
        form.addRow(self.tr("Networks"), self.count)
        form.addRow(self.tr("First seed"), self.seed)
        form.addRow("", self.seeds_note)
        form.addRow(self.tr("At once"), self.workers)
        form.addRow("", self.workers_note)
        buttons = QDialogButtonBox()
        train = buttons.addButton(self.tr("Train"), QDialogButtonBox.ButtonRole.AcceptRole)
        train.setObjectName("train_several_button")
        train.setDefault(True)
        train.setProperty("role", "primary")
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.count.valueChanged.connect(self._on_count)
        self.seed.valueChanged.connect(self._show)
        self.workers.valueChanged.connect(self._on_workers)
        self._on_count()
        self.setMinimumWidth(400)

    def _box(self, name: str, spoken: str, least: int, most: int, value: int) -> QSpinBox:
        box = named(QSpinBox(), name, tip=spoken, spoken=spoken)
        # The style sheet's padding does not reach the text of a spin box without arrows.
        box.lineEdit().setTextMargins(6, 0, 6, 0)
        box.setRange(least, most)
        box.setValue(value)
        return box

    def answer(self) -> Several:
        """Return what is chosen."""
        return Several(self.count.value(), self.seed.value(), self.workers.value())

    def _on_count(self) -> None:
        count = self.count.value()
        self._best = self._training.best_workers(count, self._data_bytes)
        self.workers.blockSignals(True)
        self.workers.setMaximum(count)
        if not self._chosen:
            self.workers.setValue(self._best.count)
        self.workers.blockSignals(False)
        self._show()

    def _on_workers(self) -> None:
        self._chosen = True
        self._show()

    def _show(self) -> None:
        first, count = self.seed.value(), self.count.value()
        self.seeds_note.setText(self.tr("seeds {0} to {1}").format(first, first + count - 1))
        self.workers_note.setText(self.workers_words())

    def workers_words(self) -> str:
        """Return why so many at once are best, or what another number means."""
        best, chosen = self._best, self.workers.value()
        assert best is not None
        if chosen > best.count and best.limit == "memory":
            words = self.tr("There is memory for {0} at once: more may end the engines.")
            return words.format(best.fitting)
        if chosen > best.count and best.limit == "cores":
            return self.tr("More than the {0} cores: they take turns, and none is done sooner.").format(
                best.cores
            )
        if chosen < best.count:
            return self.tr("{0} at once would be done sooner.").format(best.count)
        reasons = {
            "members": self.tr("All at once: there are {0} cores."),
            "cores": self.tr("One for each of {0} cores; the document's own training would share them."),
            "memory": self.tr("There is memory for {1}, and {0} cores."),
        }
        return reasons[best.limit].format(best.cores, best.fitting)
