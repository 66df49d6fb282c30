"""Fine-tuning: which network, how far it is, what came of it, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QWidget

from cnngui.runs.run_files import Tuned
from cnngui.state.fine_tuning import FineTuning
from cnngui.state.own_samples import OwnSamples
from cnngui.ui.samples import tuning_words
from cnngui.ui.shared.widgets import ElidedLabel, Pane, bare_column, label, named, push_button

_STEPS = 1000


class TuningPane(Pane):
    """Below the own samples. It keeps no figures: the state has them."""

    def __init__(self, tuning: FineTuning, own: OwnSamples) -> None:
        super().__init__(self.tr("Fine-tune the network that answers"))
        self.setObjectName("tuning_pane")
        self._tuning, self._own = tuning, own
        self.start_button = push_button(
            self.tr("Fine-tune"), self._on_start, name="fine_tune_button", role="primary"
        )
        self.header.addWidget(self.start_button)
        self.stop_button = push_button(
            self.tr("Cancel"), tuning.stop, name="cancel_fine_tune_button", role="small"
        )
        self.stop_button.setToolTip(self.tr("Nothing of it is kept"))
        self.header.addWidget(self.stop_button)
        self.promise = label("", "muted", wraps=True, name="fine_tune_promise")
        self.body.addWidget(self.promise)
        self.body.addWidget(self._made_progress())
        self.body.addWidget(self._made_result())
        tuning.changed.connect(self._show)
        self._show()

    def _made_progress(self) -> QWidget:
        made = self._progress = QWidget()
        column = bare_column(made, 4)
        self.progress_label = named(ElidedLabel(""), "fine_tune_progress_label")
        column.addWidget(self.progress_label)
        self.bar = named(QProgressBar(), "fine_tune_bar", spoken=self.tr("Fine-tuning progress"))
        self.bar.setTextVisible(False)
        column.addWidget(self.bar)
        return made

    def _made_result(self) -> QWidget:
        made = self._result = QWidget()
        made.setObjectName("fine_tune_result")
        column = bare_column(made, 6)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self.result_title = ElidedLabel("", "muted")
        grid.addWidget(self.result_title, 0, 0)
        for place, words in enumerate((self.tr("before"), self.tr("now"))):
            grid.addWidget(label(words, "muted"), 0, place + 1, right)
        self._cells: list[tuple[QLabel, QLabel, QLabel]] = []
        for row in (1, 2):
            cells = (ElidedLabel(""), label(figures=True), label(figures=True))
            for place, cell in enumerate(cells):
                if place:
                    grid.addWidget(cell, row, place, right)
                else:
                    grid.addWidget(cell, row, 0)
            self._cells.append(cells)
        column.addLayout(grid)
        self.judged = label("", "muted", wraps=True, name="fine_tune_judged")
        column.addWidget(self.judged)
        buttons = QHBoxLayout()
        self.back_button = push_button("", self._tuning.back, name="fine_tune_back_button", role="small")
        self.answer_button = push_button(
            self.tr("Let the fine-tuned network answer"),
            self._tuning.answer,
            name="fine_tune_answer_button",
            role="small",
        )
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.answer_button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        return made

    # What is shown ------------------------------------------------------------------------------

    def _shipped(self) -> str:
        return self.tr("Shipped digits network")

    def _on_start(self) -> None:
        self._tuning.start(self._shipped())

    def _show(self) -> None:
        tuning = self._tuning
        why, running = tuning.why_not(), tuning.running
        self.start_button.setVisible(not running)
        self.start_button.setEnabled(not why)
        self.start_button.setToolTip(tuning_words.why_not_text(why))
        self.stop_button.setVisible(running)
        usable = len(tuning.usable)
        called = tuning.called or self._shipped()
        promise = tuning_words.promise(called, usable, len(self._own.samples) - usable)
        self.promise.setText(tuning_words.why_not_text(why) or promise)
        self.promise.setVisible(not running)
        self._progress.setVisible(running)
        if tuning.progress is not None:
            learning = tuning.progress.stage == "learning"
            self.bar.setRange(0, _STEPS if learning else 0)
            if learning:
                self.bar.setValue(round(_STEPS * tuning.progress.done))
            self.progress_label.setText(tuning_words.progress_text(tuning.progress))
            self.progress_label.setToolTip(self.progress_label.text())
        self._result.setVisible(tuning.tuned is not None and not running)
        if tuning.tuned is not None:
            self._show_result(tuning.tuned)

    def _show_result(self, tuned: Tuned) -> None:
        for cells, texts in zip(self._cells, tuning_words.rows(tuned), strict=True):
            for cell, text in zip(cells, texts, strict=True):
                cell.setText(text)
            cells[0].setToolTip(texts[0])
        title = self.tr("Made of “{0}” in {1:.0f} s; it answers now")
        if not self._tuning.answers:
            title = self.tr("Made of “{0}” in {1:.0f} s; it does not answer now")
        self.result_title.setText(title.format(tuned.called, tuned.seconds))
        self.judged.setText(tuning_words.judged(tuned))
        self.back_button.setVisible(self._tuning.answers)
        self._show_back(tuned.called)
        self.answer_button.setVisible(self._tuning.can_answer)

    def _show_back(self, called: str) -> None:
        if not self._tuning.answers or self._tuning.knows_back:
            self.back_button.setText(self.tr("Back to {0}").format(called))
            self.back_button.setToolTip(
                self.tr("Let it answer again; the fine-tuned one stays among the runs")
            )
        else:
            self.back_button.setText(self.tr("Back to the network on the cards"))
            words = self.tr("{0}, of which it was made, is not among the runs any more")
            self.back_button.setToolTip(words.format(called))
