"""How each layer learns, and below it the gravest of what is wrong, with its mends."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from cnngui.errors import CnnguiError
from cnngui.network.inference.problems import Fix, Problem
from cnngui.state.document import Document
from cnngui.state.training import Status, TrainingSession
from cnngui.ui.shared.icons import icon
from cnngui.ui.shared.theme import theme
from cnngui.ui.shared.widgets import ElidedLabel, Pane, discard, fix_button, set_role
from cnngui.ui.train.layer_rows import rows_of
from cnngui.ui.train.layer_table import LayerTable

_ICON_PX = 16


class LayerPane(Pane):
    """Shows `TrainingSession.layers`, and selects the card of a row that is chosen.

    Signals:
        problem_raised: a mend could not be carried out (carries the `CnnguiError`).
        grown: it has another number of layers to show.
    """

    problem_raised = Signal(object)
    grown = Signal()

    def __init__(self, document: Document, training: TrainingSession) -> None:
        super().__init__()
        self._document, self._training = document, training
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(12, 4, 12, 4)
        layout.setSpacing(2)
        self.table = LayerTable()
        self.body.addWidget(self.table, 1)
        self.body.setSpacing(2)
        self._foot = QHBoxLayout()
        self._sign = QLabel()
        self.words = ElidedLabel()
        self.words.setObjectName("layer_problem")
        self._foot.addWidget(self._sign)
        self._foot.addWidget(self.words, 1)
        self.body.addLayout(self._foot)
        self.buttons: list[QPushButton] = []
        self._fixes: tuple[Fix, ...] = ()
        self.table.chosen.connect(document.select)
        document.selection_changed.connect(self._on_selected)
        document.network_changed.connect(self._show_problem)
        training.layers.changed.connect(self._show)
        training.status_changed.connect(self._show)
        theme().changed.connect(self._show_problem)
        self._on_selected()
        self._show()

    def _on_selected(self) -> None:
        self.table.select(self._document.selection)

    def _show(self) -> None:
        if not self.isVisible():
            return
        record = self._training.layers
        if record.newest is None:
            self.table.show_sentence(self._sentence())
        else:
            grown = len(record.newest.layers) != len(self.table.rows)
            self.table.show_rows(rows_of(record), record.newest.dead_samples)
            if grown:
                self.grown.emit()
        self._show_problem()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def _sentence(self) -> str:
        if self._training.status is Status.TRAINING:
            return self.tr("Measured in a moment …")
        if len(self._training.history.batch_loss):
            return self.tr("Not measured: it is measured while the network trains and this is shown.")
        return self.tr("How each layer learns is seen here while the network trains.")

    def _show_problem(self) -> None:
        """Say the gravest thing, with its mends as long as the cards show the network that is told of."""
        record = self._training.layers
        problem = record.problem if record.newest is not None else None
        if problem is not None and record.network != self._document.network:
            problem = replace(problem, fixes=())
        self._sign.setVisible(problem is not None)
        self._sign.setPixmap(icon("warning", "warning").pixmap(QSize(_ICON_PX, _ICON_PX)))
        set_role(self.words, "warning_text" if problem is not None else "muted")
        self.words.setText(self._said(problem))
        self.words.setToolTip(problem.message(record.titles).one_line() if problem is not None else "")
        self._offer(problem.fixes if problem is not None else ())

    def _said(self, problem: Problem | None) -> str:
        record = self._training.layers
        if problem is not None:
            message = problem.message(record.titles)
            return message.what if problem.fixes else f"{message.what} {message.mend}".strip()
        if record.newest is None:
            return ""
        noted = next((each for each in record.readings if each.severity), None)
        if noted is not None:
            return noted.message(record.titles).what
        at = self.tr("Epoch {0}, batch {1}").format(record.newest.epoch, record.newest.step)
        return self.tr("{0}: nothing keeps a layer from learning.").format(at)

    def _offer(self, fixes: tuple[Fix, ...]) -> None:
        if fixes == self._fixes:
            return
        self._fixes = fixes
        discard(*self.buttons)
        self.buttons = [fix_button(fix, self._mend) for fix in fixes]
        for button in self.buttons:
            self._foot.addWidget(button)

    def _mend(self, fix: Fix) -> None:
        try:
            self._document.apply_fix(fix)
        except CnnguiError as error:
            self.problem_raised.emit(error)
