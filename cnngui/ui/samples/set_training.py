"""Below a set of drawings: train on it, and go on with what was added since."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from cnngui.datasets.data_reference import source_of
from cnngui.datasets.drawn import LEAST_IN_CLASS, PICTURES
from cnngui.state.drawn_set import DrawnSet
from cnngui.state.drawn_sets import DrawnSets
from cnngui.state.drawn_training import DrawnTraining
from cnngui.state.training import TrainingSession
from cnngui.ui.shared.widgets import Pane, label, push_button

_SHOWN = 5


class SetTraining(Pane):
    """One sentence on how far the set is, one on how far the network is, and what comes next as a button.

    Signals:
        told: what was done, in a sentence. begins: a training is about to begin.
    """

    told = Signal(str)
    begins = Signal()

    def __init__(self, sets: DrawnSets, learning: DrawnTraining, training: TrainingSession) -> None:
        super().__init__()
        self.setObjectName("set_training")
        self._sets, self._learning, self._training = sets, learning, training
        tr = self.tr
        self.facts = label("", "muted", wraps=True, name="drawn_facts_label")
        self.state = label("", wraps=True, name="drawn_training_label")
        self.body.addWidget(self.facts)
        self.body.addWidget(self.state)
        row = QHBoxLayout()
        row.setSpacing(6)
        self.on_button = push_button("", self._on_more, name="train_on_button", role="primary")
        self.small_button = push_button(
            tr("Train a small network"), self._on_small, name="train_small_button", role="primary"
        )
        self.small_button.setToolTip(
            tr(
                "Put a small network, made for few samples, on the cards, with a recipe that varies each "
                "of them, and train it. Undo brings the network before back"
            )
        )
        self.cards_button = push_button(
            tr("Use the network on the cards"), self._on_cards, name="fit_cards_button", role="small"
        )
        self.cards_button.setToolTip(
            tr(
                "Choose this set as data, and fit the cards to it: the input and the last layer. The recipe "
                "gets batches and epochs for so few samples, and varies each"
            )
        )
        for button in (self.on_button, self.small_button, self.cards_button):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        for changed in (learning.changed, training.history_changed):
            changed.connect(self._show)
        training.ended.connect(self._show)
        self._show()

    def _on_more(self) -> None:
        self.begins.emit()
        self._learning.train_on()

    def _on_small(self) -> None:
        self.begins.emit()
        self._learning.use_small()
        self._learning.train_wanted.emit()

    def _on_cards(self) -> None:
        self._learning.use_cards()
        recipe = self._learning.recipe
        words = self.tr(
            "The network on the cards reads these samples now: {0} epochs in batches of {1}, each sample "
            "varied. F5 trains it."
        )
        self.told.emit(words.format(recipe.epochs, recipe.batch_size))

    # What is shown ------------------------------------------------------------------------------

    def _show(self, *_ignored: object) -> None:
        current, learning = self._sets.current, self._learning
        self.setVisible(current is not None and current.loaded)
        if current is None or not current.loaded:
            return
        # Each asked once: the cards are fitted to the set, and each of its samples is looked at.
        enough, added, fits = current.can_train, learning.added, learning.network_fits
        can_fit = fits or learning.can_fit_cards
        self.facts.setText(self._facts(current) if enough else self._missing(current))
        mine = learning.chosen and (added > 0 or self._learned)
        self.state.setText(self._progress(current, added) if learning.chosen else "")
        self.state.setVisible(bool(self.state.text()))
        self.on_button.setVisible(learning.chosen and added > 0)
        self.on_button.setEnabled(enough and not learning.waits)
        self.on_button.setText(self._more(added, anew=not fits))
        tip = self.tr("Go on from what it has learned, with all drawings of now, as a run of its own")
        if not fits:
            tip = self.tr(
                "The classes are others than the network's: its last layer is made anew, and the training "
                "begins from new weights. What was learned stays among the runs"
            )
        elif learning.busy:
            tip = self.tr("End the run under way, and go on from its weights with all drawings of now")
        self.on_button.setToolTip(tip)
        self.small_button.setVisible(not mine)
        self.small_button.setEnabled(enough and not learning.busy)
        self.cards_button.setVisible(not mine and not (learning.chosen and fits))
        self.cards_button.setEnabled(can_fit and not learning.busy)

    def _more(self, added: int, *, anew: bool) -> str:
        if anew:
            one, many = self.tr("Train anew with 1 more"), self.tr("Train anew with {0:,} more")
        else:
            one, many = self.tr("Train on with 1 more"), self.tr("Train on with {0:,} more")
        return one if added == 1 else many.format(added)

    @property
    def _learned(self) -> bool:
        """Whether the last run was on the open set."""
        running, current = self._training.running, self._sets.current
        return running is not None and current is not None and source_of(running.data) == str(current.path)

    def _facts(self, current: DrawnSet) -> str:
        learned, tests = len(current.samples) - current.tests, current.tests
        height, width, channels = current.input_format.shape
        words = self.tr("{0:,} to learn from, {1:,} kept aside to test with. Read as ink, {2}×{3}.")
        if channels == 3:
            words = self.tr(
                "{0:,} to learn from, {1:,} kept aside to test with. Pictures are among them: all are read "
                "in colour, {2}×{3}."
            )
        told = words.format(learned, tests, height, width)
        if empty := [name for name, count in current.counts.items() if not count]:
            told += " " + self.tr("Left out, as there are none yet: {0}.").format(_some(empty))
        return told

    def _missing(self, current: DrawnSet) -> str:
        counts = current.counts
        if len(counts) < 2:
            return self.tr("Add two classes at least: a network learns to tell classes apart.")
        words = self.tr("Draw {0} of each class at least, or drop pictures; ten are better. Missing: {1}.")
        missing = [
            f"{name} {LEAST_IN_CLASS - count}" for name, count in counts.items() if count < LEAST_IN_CLASS
        ]
        return words.format(LEAST_IN_CLASS, _some(missing))

    def _progress(self, current: DrawnSet, added: int) -> str:
        training, parts = self._training, []
        if self._learned and len(training.history.epoch):
            right = float(training.history.val_metric[-1])
            if not math.isnan(right):
                words = self.tr("After epoch {0} it has {1:.0f} % of the samples kept aside right.")
                parts.append(words.format(int(training.history.epoch[-1]), 100 * right))
        if added:
            one, many = (
                self.tr("1 was added since the run began."),
                self.tr("{0:,} were added since the run began."),
            )
            parts.append(one if added == 1 else many.format(added))
        elif self._learned and not training.status.busy and parts:
            words = self.tr("Draw something new to try it: its answer stands below the canvas.")
            if current.input_format == PICTURES:
                words = self.tr("Drop a new picture on the canvas to try it: its answer stands below.")
            parts.append(words)
        return " ".join(parts)


def _some(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
