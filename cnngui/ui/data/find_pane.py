"""What can be found out about the samples: which are there twice, and which are odd in their class."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cnngui.datasets.near_duplicates import ALIKE
from cnngui.datasets.odd_ones import ODD
from cnngui.datasets.standing import Only, Wanted
from cnngui.engine.protocol.examining import LookedFor
from cnngui.state.data_samples import DataSamples
from cnngui.state.examination import Examination
from cnngui.ui.shared.widgets import bare_column, label, named, push_button, rule


class FindPane(QWidget):
    """Says what was found; a click shows it in the grid, or begins to look for it."""

    def __init__(self, data: DataSamples, examination: Examination) -> None:
        super().__init__()
        self._data, self._examination = data, examination
        column = bare_column(self)
        self.twice_label, self.twice_button, self.across_button = self._made_twice(column)
        column.addWidget(rule())
        self.odd_label, self.odd_button = self._made_odd(column)
        column.addWidget(rule())
        self.progress = named(
            QProgressBar(), "examination_progress", spoken=self.tr("Samples looked through")
        )
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.progress_label = label("", "muted", wraps=True)
        self.stop_button = push_button(
            self.tr("Stop"), examination.stop, name="stop_examination_button", role="small"
        )
        for widget in (self.progress_label, self.progress, self.stop_button):
            column.addWidget(widget)
        column.addStretch(1)
        examination.changed.connect(self.refresh)

    def _made_twice(self, column: QVBoxLayout) -> tuple[QLabel, QPushButton, QPushButton]:
        tip = self.tr(
            "Pictures whose pixels correlate by {0} or more; rows and sentences that are equal"
        ).format(ALIKE)
        heading = label(self.tr("Near-duplicates"), "title")
        heading.setToolTip(tip)
        words = label("", "muted", wraps=True, name="duplicates_label")
        words.setToolTip(tip)
        every = push_button(
            "", partial(self._on_found, "duplicates"), name="show_duplicates_button", role="small"
        )
        across = push_button(
            self.tr("Show those in both parts"),
            partial(self._on_found, "across"),
            name="show_across_button",
            role="small",
        )
        for widget in (heading, words, every, across):
            column.addWidget(widget)
        return words, every, across

    def _made_odd(self, column: QVBoxLayout) -> tuple[QLabel, QPushButton]:
        tip = self.tr(
            "How far a sample is from the mean of its class, as a modified z-score (Iglewicz and Hoaglin); "
            "above {0} it is odd"
        ).format(ODD)
        heading = label(self.tr("Odd ones"), "title")
        heading.setToolTip(tip)
        words = label("", "muted", wraps=True, name="odd_label")
        words.setToolTip(tip)
        button = push_button("", partial(self._on_found, "odd"), name="show_odd_button", role="small")
        for widget in (heading, words, button):
            column.addWidget(widget)
        return words, button

    def refresh(self) -> None:
        """Show what is known now."""
        data, examination = self._data, self._examination
        found, now = data.found, data.now
        twice, across = int(found.duplicates(now).sum()), int(found.across(now).sum())
        known = found.groups is not None
        told = self.tr("{0:,} samples are there more than once, or nearly so.").format(twice)
        none = self.tr("Every sample is there once.") if known else self.tr("Not looked for yet.")
        self.twice_label.setText(told if twice else none)
        self._show_button(self.twice_button, known, twice, "duplicates")
        self.across_button.setVisible(across > 0)
        known, odd = found.odd is not None, int(found.odd_ones(now).sum())
        told = self.tr("Much farther from the mean of their class than the others: {0:,}.")
        none = self.tr("No sample is far from its class.") if known else self.tr("Not looked for yet.")
        self.odd_label.setText(told.format(odd) if odd else none)
        self._show_button(self.odd_button, known, odd, "odd")
        looking = examination.looking
        for widget in (self.progress, self.progress_label, self.stop_button):
            widget.setVisible(looking is not None)
        words = {
            "duplicates": self.tr("Looking for near-duplicates …"),
            "odd": self.tr("Looking for odd ones …"),
        }
        if looking is not None:
            self.progress_label.setText(words[looking])
            self.progress.setValue(round(1000 * examination.progress))

    def _show_button(self, button: QPushButton, known: bool, count: int, what: LookedFor) -> None:
        button.setVisible(not known or count > 0)
        button.setText(self.tr("Show them") if known else self.tr("Look for them"))
        button.setEnabled(known or self._examination.looking is None)

    def _on_found(self, only: Only, *_: object) -> None:
        found = self._data.found
        if only == "odd" and found.odd is None:
            self._examination.look("odd")
        elif only == "duplicates" and found.groups is None:
            self._examination.look("duplicates")
        else:
            self._data.want(Wanted(only=only))
