"""What a person has done with one run, on its way from a click to the state: unsaved work is asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from cnngui.files.folders import person_folder
from cnngui.report.page import report_html
from cnngui.runs.model_id import ModelId, Weights
from cnngui.runs.run import Run
from cnngui.state.results import Measurable
from cnngui.state.run_actions import RunActions, name_of
from cnngui.state.run_report import Prepared, RunReport
from cnngui.state.tensorboard import TensorBoard
from cnngui.ui.shared.jobs import FileWriter
from cnngui.ui.shared.new_file import ask_new_file
from cnngui.ui.shared.report_pdf import report_pdf

LeaveWork = Callable[[Callable[[], None]], None]
"""Does something once unsaved work is saved or given up."""


class Deeds(QObject):
    """Does things with a run by its name.

    Signals:
        taken_up: its network is on the cards now. working: what is being done, in a sentence; "" ends it.
        problem_raised: it could not be done (carries the `CnnguiError`). saved: the path of a report.
        measure_wanted: its results are to be seen (carries the `Measurable`).
        start_wanted: a network is to start from it (carries its id).
        vote_wanted: several are to answer together (carries a list of `Run`).
    """

    taken_up = Signal()
    measure_wanted = Signal(object)
    working = Signal(str)
    problem_raised = Signal(object)
    saved = Signal(str)
    vote_wanted = Signal(object)
    start_wanted = Signal(str)

    def __init__(
        self,
        actions: RunActions,
        tensorboard: TensorBoard,
        report: RunReport,
        folder: Path,
        leave_work: LeaveWork,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._actions, self._tensorboard, self._report = actions, tensorboard, report
        self._writer = FileWriter(self)
        self._writer.done.connect(self._on_written)
        self._writer.failed.connect(self._on_failed)
        report.prepared.connect(self._on_report)
        report.failed.connect(self._on_failed)
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

    def start_from(self, run_id: str) -> None:
        """Have a network for other data start from it."""
        self.start_wanted.emit(run_id)

    def replay(self, run_id: str) -> None:
        """Train the same again from new weights."""
        self._leave_work(lambda: self._actions.repeat(self._run(run_id)))

    def use_as_draft(self, run_id: str) -> None:
        """Put its network and recipe on the cards."""
        self._leave_work(lambda: self._actions.use_as_draft(self._run(run_id)))

    def draw_with(self, run_id: str, weights: Weights) -> None:
        """Let these weights answer what is drawn; the cards stay."""
        self._actions.draw_with(self._run(run_id), weights)

    def measure(self, run_id: str, name: str, weights: Weights) -> None:
        """Show what these weights take for what."""
        model = ModelId("run", run_id, weights)
        self.measure_wanted.emit(Measurable(model, name, str(self._folder / run_id)))

    def let_vote(self, run_ids: Sequence[str]) -> None:
        """Have several asked together."""
        self.vote_wanted.emit([self._run(run_id) for run_id in run_ids])

    def show_in_tensorboard(self, run_id: str) -> None:
        """Write its curves for TensorBoard, and open that in the browser."""
        self.working.emit(self.tr("Starting TensorBoard …"))
        self._tensorboard.show(self._run(run_id))

    def write_report(self, run_id: str, kind: str) -> None:
        """Ask where, and write it on one page with its results on the test part.

        Args:
            kind: "html" or "pdf".
        """
        run = self._run(run_id)
        name = "".join(sign if sign.isalnum() else " " for sign in name_of(run)).split()
        proposed = person_folder() / ("-".join(name) or run_id)
        kinds = f"{kind.upper()} (*.{kind})"
        window = QApplication.activeWindow()
        if path := ask_new_file(window, self.tr("Write a report"), proposed, f".{kind}", kinds):
            self.working.emit(self.tr("Measuring for the report …"))
            self._report.prepare(run, path)

    def _on_report(self, prepared: Prepared, path: str) -> None:
        def content() -> bytes:
            contents = prepared.contents()
            as_pdf = path.lower().endswith(".pdf")
            return report_pdf(contents) if as_pdf else report_html(contents).encode("utf-8")

        self._writer.write(path, content)

    def _on_written(self, path: str) -> None:
        self.working.emit("")
        self.saved.emit(path)

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
