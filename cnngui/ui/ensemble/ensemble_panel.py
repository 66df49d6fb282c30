"""The Ensemble page: members in training, what they reach together, and where they disagree."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from cnngui.errors import CnnguiError
from cnngui.files.folders import person_folder
from cnngui.runs.catalogue import Catalogue
from cnngui.runs.run import Run, runs_folder
from cnngui.runs.run_row import RunRow
from cnngui.state.data_library import DataLibrary
from cnngui.state.document import Document
from cnngui.state.ensemble import Ensemble
from cnngui.state.ensemble_training import EnsembleTraining
from cnngui.ui.ensemble.divided_strip import DividedStrip
from cnngui.ui.ensemble.member_curves import MemberCurves
from cnngui.ui.ensemble.member_table import MemberTable
from cnngui.ui.ensemble.runs_dialog import RunsDialog
from cnngui.ui.ensemble.several_dialog import SeveralDialog
from cnngui.ui.shared.actions import make_action
from cnngui.ui.shared.flow import FlowLayout
from cnngui.ui.shared.jobs import Jobs
from cnngui.ui.shared.new_file import ask_new_file
from cnngui.ui.shared.questions import DESTROY, LEAVE, Question
from cnngui.ui.shared.theme import GAP_PX
from cnngui.ui.shared.value_text import exact_percent
from cnngui.ui.shared.widgets import ElidedLabel, EmptyState, Pane, bare_column, named, push_button

_DRAW_MS = 200
_TABLE_PX, _CURVES_PX = 424, 180


class EnsemblePanel(QWidget):
    """Several networks and their vote.

    Attributes:
        may_begin: asked before a training that may need more memory than there is, or cannot be kept.

    Signals:
        problem_raised, saved, told: for the window to say. shown: the page is to be seen.
        measure_wanted: their results together are to be seen (carries the `Measurable`).
    """

    problem_raised = Signal(object)
    saved = Signal(str)
    told = Signal(str)
    shown = Signal()
    measure_wanted = Signal(object)

    def __init__(
        self, document: Document, training: EnsembleTraining, ensemble: Ensemble, library: DataLibrary
    ) -> None:
        super().__init__()
        self.setObjectName("ensemble_panel")
        self._document, self._training, self._ensemble = document, training, ensemble
        self._library = library
        self.may_begin: Callable[[], bool] = lambda: True
        self._actions: list[QAction] = []
        self._jobs = Jobs(self)
        self._jobs.done.connect(self._on_rows)
        self._jobs.failed.connect(self.problem_raised)
        self._stack = QStackedLayout(self)
        sentence = self.tr(
            "Several networks that learned from different first weights, asked together, are usually right "
            "more often than the best of them alone."
        )
        self.empty = EmptyState(sentence, self.tr("Train several …"))
        self.empty.acted.connect(self.train_several)
        self.choose_first = push_button(self.tr("Choose runs …"), self.choose_runs, role="flat")
        self.choose_first.setToolTip(self.tr("Let runs that are kept vote, also of different networks"))
        self.empty.add_below(self.choose_first)
        ground = Pane()
        ground.body.addWidget(self.empty)
        self._stack.addWidget(ground)
        self._stack.addWidget(self._content())
        self._timer = QTimer(self, singleShot=True, interval=_DRAW_MS)
        self._timer.timeout.connect(self._draw)
        training.begun.connect(self._show)
        training.changed.connect(self._show)
        training.moved_on.connect(self._on_moved_on)
        training.failed.connect(self.problem_raised)
        training.told.connect(self._on_died)
        ensemble.changed.connect(self._show)
        ensemble.failed.connect(self.problem_raised)
        ensemble.exported.connect(self.saved)
        document.network_changed.connect(self._show_buttons)
        document.data_changed.connect(self._show_buttons)
        self._show()

    def _content(self) -> QWidget:
        content = QWidget()
        column = bare_column(content)
        column.addWidget(self._buttons())
        self.status = named(ElidedLabel("", "muted"), "ensemble_status")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(GAP_PX)
        split.setChildrenCollapsible(False)
        members = Pane(self.tr("Members"))
        self.table = MemberTable(self._training, self._ensemble)
        members.body.addWidget(self.table)
        members.body.addWidget(self.status)
        split.addWidget(members)
        curves = self._curves = QWidget()
        beside = QVBoxLayout(curves)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(GAP_PX)
        self.validation = MemberCurves(self.tr("Validation accuracy"), lambda row: row.val_metric)
        self.cost = MemberCurves(self.tr("Cost"), lambda row: row.loss)
        self._panes = []
        for title, plot in ((self.tr("Validation"), self.validation), (self.tr("Cost"), self.cost)):
            pane = Pane(title)
            pane.body.addWidget(plot)
            beside.addWidget(pane, 1)
            self._panes.append(pane)
        split.addWidget(curves)
        members.setMinimumWidth(_TABLE_PX)
        curves.setMinimumWidth(_CURVES_PX)
        split.setSizes([_TABLE_PX + 60, _TABLE_PX])
        column.addWidget(split, 1)
        self.divided_pane = Pane(self.tr("Where they disagree"))
        self.divided = DividedStrip()
        self.divided_note = ElidedLabel("", "muted")
        self.divided_pane.body.addWidget(self.divided_note)
        self.divided_pane.body.addWidget(self.divided)
        column.addWidget(self.divided_pane)
        return content

    def _buttons(self) -> QWidget:
        buttons, tr = QWidget(), self.tr
        row = FlowLayout(buttons, spacing_px=GAP_PX)
        self.again = self._button(row, "again_button", tr("Train several …"), self.train_several, "play")
        self.choose = self._button(row, "choose_runs_button", tr("Choose runs …"), self.choose_runs)
        self.choose.setToolTip(tr("Let runs that are kept vote, also of different networks"))
        self.pause = self._button(row, "pause_all_button", tr("Pause all"), self._on_pause, "pause")
        self.stop = self._button(row, "stop_all_button", tr("Stop all"), self._training.stop, "stop")
        self.stop.setToolTip(tr("What they have learned is kept; those that wait never begin"))
        self.results = self._button(row, "ensemble_results_button", tr("Results"), self._on_results)
        self.results.setToolTip(tr("See what they together take for what, sample by sample"))
        self.draw = self._button(row, "draw_together_button", tr("Draw with it"), self._ensemble.draw_with)
        self.draw.setToolTip(tr("Let them answer together in Draw; one is looked into"))
        self.export = self._button(row, "export_ensemble_button", tr("Export …"), self._on_export)
        self.export.setToolTip(tr("One Keras model (.keras) that averages what they answer"))
        return buttons

    def _button(self, row: FlowLayout, name: str, words: str, slot: object, picture: str = "") -> QPushButton:
        button = push_button(words, slot, name=name, picture=picture)  # type: ignore[arg-type]
        row.addWidget(button)
        return button

    def menu_actions(self, window: QWidget) -> list[QAction]:
        """Return the actions that train several, and let runs that are kept vote."""
        tip, words = self.tr("Train this network several times and let the results vote"), self.again.text()
        several = make_action(window, "train_several_action", words, tip, self.train_several)
        tip, words = self.choose.toolTip(), self.tr("Let runs vote …")
        choose = make_action(window, "vote_runs_action", words, tip, self.choose_runs)
        self._actions = [several, choose]
        self._show_buttons()
        return self._actions

    def minimumSizeHint(self) -> QSize:
        return QSize(_TABLE_PX, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the curves where there is room beside the table, which says the last of their values."""
        super().resizeEvent(event)
        self._curves.setVisible(self.width() >= _TABLE_PX + GAP_PX + _CURVES_PX)

    # What a person does -------------------------------------------------------------------------

    def train_several(self) -> None:
        """Ask how many, and begin."""
        self.shown.emit()
        if not self._training.can_begin or not self.may_begin():
            return
        dialog = SeveralDialog(self._training, self._document.recipe.seed, self._data_bytes(), self.window())
        if dialog.exec():
            wanted = dialog.answer()
            self._training.begin(wanted.count, wanted.first_seed, wanted.workers)
        dialog.deleteLater()

    def choose_runs(self) -> None:
        """Ask which runs that are kept are to vote, once they were read."""
        self.shown.emit()
        self._jobs.start(lambda: Catalogue(runs_folder()).rows())

    def _on_rows(self, rows: object) -> None:
        assert isinstance(rows, list)
        kept: list[RunRow] = [row for row in rows if row.state != "training" and row.epochs]
        dialog = RunsDialog(kept, self.window())
        if dialog.exec():
            self.let_vote([Run(runs_folder() / run_id) for run_id in dialog.chosen()])
        dialog.deleteLater()

    def let_vote(self, runs: list[Run]) -> None:
        """Have these runs answer together, and show what comes of it; not while members are in training."""
        self.shown.emit()
        if self._training.busy:
            self.told.emit(self.tr("Members are in training: let these vote when they have ended."))
        else:
            self._ensemble.choose(runs)

    def may_close(self, window: QWidget) -> bool:
        """Return whether the window may close: asks while members are in training."""
        busy = sum(member.under_way for member in self._training.members)
        if not self._training.busy or not busy:
            return True
        box = Question(
            window, "members_question", self.tr("{0} networks are still to be trained.").format(busy)
        )
        why = self.tr("Their training ends. What they have learned so far is kept among the runs.")
        stop, stay = (self.tr("Stop and close"), DESTROY), (self.tr("Go on training"), LEAVE)
        return box.ask(why, "cancel", stop=stop, cancel=stay) == "stop"

    def _on_pause(self) -> None:
        if self._training.paused:
            self._training.resume()
        else:
            self._training.pause()

    def _on_results(self) -> None:
        if (found := self._ensemble.measurable) is not None:
            self.measure_wanted.emit(found)

    def _on_export(self) -> None:
        proposed = person_folder() / "ensemble"
        title, kinds = self.tr("Export the ensemble"), self.tr("Keras model (*.keras)")
        if path := ask_new_file(self.window(), title, proposed, ".keras", kinds):
            self.told.emit(self.tr("Writing {0} …").format(Path(path).name))
            self._ensemble.export(path)

    def _on_died(self, number: int, error: CnnguiError) -> None:
        words = self.tr("Member {0}: {1} It is taken up again from its last checkpoint, once.")
        self.told.emit(words.format(number, error.message().what))

    # What is shown ------------------------------------------------------------------------------

    def _data_bytes(self) -> int:
        described = self._library.described
        if described is None:
            return 0
        samples = described.train_samples + described.test_samples
        return samples * math.prod(self._document.network.input_shape)

    def _on_moved_on(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _show(self) -> None:
        self._stack.setCurrentIndex(1 if self._training.members else 0)
        self._show_buttons()
        self.divided.show_vote(self._ensemble.vote)
        self.divided_pane.setVisible(self._ensemble.vote is not None)
        self._draw()

    def _show_buttons(self) -> None:
        training, ensemble = self._training, self._ensemble
        why = "" if training.can_begin else self._why_not()
        self.empty.button.setEnabled(training.can_begin)
        self.empty.button.setToolTip(why)
        self.again.setEnabled(training.can_begin)
        self.again.setToolTip(why or self.tr("Train the network on the cards several times"))
        self.choose.setEnabled(not training.busy)
        for action, button in zip(self._actions, (self.again, self.choose), strict=False):
            action.setEnabled(button.isEnabled())
        self.pause.setVisible(training.busy)
        self.stop.setVisible(training.busy)
        self.pause.setText(self.tr("Resume all") if training.paused else self.tr("Pause all"))
        self.results.setEnabled(ensemble.ready)
        self.draw.setEnabled(ensemble.ready)
        self.export.setEnabled(ensemble.ready)

    def _why_not(self) -> str:
        if self._training.busy:
            return self.tr("Some are in training now")
        return self.tr("Fix the network first, and choose data: its cards say what is wrong")

    def _draw(self) -> None:
        members = self._training.members
        self.table.refresh()
        self.validation.show_members(members)
        self.cost.show_members(members)
        self.status.setText(self._status())
        self.status.setToolTip(self.status.text())
        self.divided_note.setText(self._divided_words())

    def _status(self) -> str:
        training, ensemble = self._training, self._ensemble
        if training.busy:
            done = sum(not member.under_way for member in training.members)
            words = self.tr("{0} of {1} are done, {2} at once. Each is a run of its own.")
            return words.format(done, len(training.members), training.workers)
        if ensemble.voting is not None:
            return self.tr("They are asked about the test part: {0}").format(
                exact_percent(ensemble.voting, 0)
            )
        if ensemble.vote is None:
            return "" if len(ensemble.voters) > 1 else self.tr("Two with weights are needed to vote.")
        vote = ensemble.vote.vote
        words = self.tr("Together {0}, on average {1}, of {2:,} test samples.")
        return words.format(exact_percent(vote.accuracy), exact_percent(vote.mean), vote.samples)

    def _divided_words(self) -> str:
        if self._ensemble.vote is None:
            return ""
        vote = self._ensemble.vote.vote
        if not len(vote.divided):
            return self.tr("They agree on every sample.")
        right = int((vote.together[vote.divided] == vote.truth[vote.divided]).sum())
        words = self.tr(
            "They disagree on {0:,} of {1:,}; together they have {2:,} of these right. The most divided come "
            "first."
        )
        return words.format(len(vote.divided), vote.samples, right)
