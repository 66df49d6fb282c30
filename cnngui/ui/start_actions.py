"""“Start from …”: the action, what it asks, and the question about unsaved work before it is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from cnngui.runs.run import Run
from cnngui.state.run_list import RunList
from cnngui.state.settings import Settings
from cnngui.state.starting import Starting
from cnngui.ui.file_dialogs import ask_open_path
from cnngui.ui.shared.actions import make_action

if TYPE_CHECKING:
    from cnngui.network.inference.starting import Freeze, Start
    from cnngui.ui.start_dialog import StartDialog


class StartActions(QObject):
    """Asks what to start from, and has it done.

    Signals:
        problem_raised, noted, working: for the window to say. begun: the network is on the cards.
    """

    problem_raised = Signal(object)
    noted = Signal(object)
    working = Signal(str)
    begun = Signal()

    def __init__(
        self,
        window: QWidget,
        starting: Starting,
        runs: RunList,
        settings: Settings,
        leave_work: Callable[[Callable[[], None]], None],
    ) -> None:
        super().__init__(window)
        self._window, self._starting, self._runs, self._settings = window, starting, runs, settings
        self._leave_work = leave_work
        tr = self.tr
        self.action = make_action(
            window,
            "start_from_action",
            tr("Start from a trained network …"),
            tr("Take what a run or a file has learned along to your data"),
            lambda: self.ask(),
            keys=("Ctrl+Shift+L",),
        )
        starting.failed.connect(self._on_failed)
        starting.noted.connect(self.noted)
        starting.begun.connect(self._on_begun)
        starting.working.connect(self._on_working)

    def ask(self, run_id: str = "") -> None:
        """Ask for a run, with this one chosen, or a file, and start from it."""
        from cnngui.ui.start_dialog import StartDialog

        rows = [row for row in self._runs.rows if row.epochs or row.id == run_id]
        dialog = StartDialog(rows, self._plan, run_id, self._window)
        dialog.accepted.connect(lambda: self._start(dialog))
        dialog.file_wanted.connect(lambda: self._on_file_wanted(dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _plan(self, run_id: str, freeze: Freeze) -> Start:
        return self._starting.plan(self._run(run_id), freeze)

    def _run(self, run_id: str) -> Run:
        return Run(self._runs.folder / run_id)

    def _start(self, dialog: StartDialog) -> None:
        run, freeze = self._run(dialog.run_id), dialog.frozen
        self._once_kept(lambda: self._starting.from_run(run, freeze))

    def _once_kept(self, then: Callable[[], None]) -> None:
        """Do `then`, after a question only where it would cost what Undo does not bring back."""
        if self._starting.loses:
            self._leave_work(then)
        else:
            then()

    def _on_file_wanted(self, dialog: StartDialog) -> None:
        if path := ask_open_path(dialog, self._settings):
            freeze = dialog.frozen
            dialog.reject()
            self._once_kept(lambda: self._starting.from_file(Path(path), freeze))

    def _on_working(self, name: str) -> None:
        self.working.emit(self.tr("Taking layers from {0} …").format(name))

    def _on_failed(self, error: object) -> None:
        self.working.emit("")
        self.problem_raised.emit(error)

    def _on_begun(self) -> None:
        self.working.emit("")
        self.begun.emit()
