"""What a person has done with one run, on its way from a click to the state: unsaved work is asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from cnngui.runs.model_id import Weights
from cnngui.runs.run import Run
from cnngui.state.run_actions import RunActions
from cnngui.state.tensorboard import TensorBoard

LeaveWork = Callable[[Callable[[], None]], None]
"""Does something once unsaved work is saved or given up."""


class Deeds(QObject):
    """Does things with a run by its name.

    Signals:
        taken_up: its network is on the cards now. working: what is being done, in a sentence; "" ends it.
        problem_raised: it could not be done (carries the `CnnguiError`).
        vote_wanted: several are to answer together (carries a list of `Run`).
    """

    taken_up = Signal()
    working = Signal(str)
    problem_raised = Signal(object)
    vote_wanted = Signal(object)

    def __init__(
        self,
        actions: RunActions,
        tensorboard: TensorBoard,
        folder: Path,
        leave_work: LeaveWork,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._actions, self._tensorboard = actions, tensorboard
        self._folder, self._leave_work = folder, leave_work
        tensorboard.opened.connect(self._on_tensorboard)
        tensorboard.failed.connect(self._on_failed)
        actions.taken_up.connect(self._on_taken_up)
        actions.failed.connect(self._on_failed)
        actions.working.connect(self._on_working)

    def resume(self, run_id: str) -> None:
        """Go on to the last planned epoch."""
        self._leave_work(lambda: self._actions.go_on(self._run(run_id)))

    def train_more(self, run_id: str, epochs: int) -> None:
        """Train so many epochs behind its last one."""
        self._leave_work(lambda: self._actions.go_on(self._run(run_id), epochs))

    def fork(self, run_id: str, weights: Weights) -> None:
        """Put it with these weights on the cards, to be trained as another run."""
        self._leave_work(lambda: self._actions.fork(self._run(run_id), weights))

    def replay(self, run_id: str) -> None:
        """Train the same again from new weights."""
        self._leave_work(lambda: self._actions.repeat(self._run(run_id)))

    def use_as_draft(self, run_id: str) -> None:
        """Put its network and recipe on the cards."""
        self._leave_work(lambda: self._actions.use_as_draft(self._run(run_id)))

    def draw_with(self, run_id: str, weights: Weights) -> None:
        """Let these weights answer what is drawn; the cards stay."""
        self._actions.draw_with(self._run(run_id), weights)

    def let_vote(self, run_ids: Sequence[str]) -> None:
        """Have several asked together."""
        self.vote_wanted.emit([self._run(run_id) for run_id in run_ids])

    def show_in_tensorboard(self, run_id: str) -> None:
        """Write its curves for TensorBoard, and open that in the browser."""
        self.working.emit(self.tr("Starting TensorBoard …"))
        self._tensorboard.show(self._run(run_id))

    def _run(self, run_id: str) -> Run:
        return Run(self._folder / run_id)

    def _on_working(self, name: str) -> None:
        self.working.emit(self.tr("Reading the run {0} …").format(name))

    def _on_tensorboard(self, page: QUrl) -> None:
        self.working.emit("")
        QDesktopServices.openUrl(page)

    def _on_taken_up(self) -> None:
        self.working.emit("")
        self.taken_up.emit()

    def _on_failed(self, error: object) -> None:
        self.working.emit("")
        self.problem_raised.emit(error)
