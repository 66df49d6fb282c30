"""What the bar above the plots says. Kept apart from the bar, so that a window built anew says it too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QDateTime, QLocale, QObject, Signal
from PySide6.QtWidgets import QApplication

from cnngui.engine.protocol import NotKept
from cnngui.errors import CnnguiError
from cnngui.messages import Message, message
from cnngui.runs.growth import growth
from cnngui.state.document import Document
from cnngui.state.project_files import ProjectFiles
from cnngui.state.recovery import Recovered, Recovery
from cnngui.state.run_list import RunList
from cnngui.state.training import Status, TrainingSession
from cnngui.ui.file_dialogs import ask_folder, ask_throw_away


@dataclass(frozen=True)
class Notice:
    """One thing that is said; its sentences are made when they are shown, in the language of then.

    Attributes:
        subject: what went wrong, what is to be known, or what a crashed session left.
        mend: what the bar's button does, "" when there is none.
    """

    subject: CnnguiError | Message | Recovered
    details: str = ""
    mend: Literal["", "restart", "restore", "keep_elsewhere"] = ""

    @property
    def is_error(self) -> bool:
        return isinstance(self.subject, CnnguiError)


class Notices(QObject):
    """Holds the newest notice until it is answered, dismissed, or about work that is over.

    What a crashed session left is offered whenever nothing else is said and no unsaved work stands in its
    way, until it is answered.

    Attributes:
        current: the notice, None while there is none.
        leave_work: does something once unsaved work is saved or given up; of the window that is there now.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        training: TrainingSession,
        files: ProjectFiles,
        recovery: Recovery,
        runs: RunList,
    ) -> None:
        super().__init__()
        self._document, self._training, self._recovery = document, training, recovery
        self._offers: list[Recovered] = []
        self._later: Message | None = None
        self.current: Notice | None = None
        self._warned_run = ""
        self.leave_work: Callable[[Callable[[], None]], None] = lambda then: then()
        document.data_changed.connect(self._on_other_work)
        document.file_changed.connect(self._on_file_changed)
        files.begun.connect(self._on_other_work)
        files.opened.connect(self._say_no_more)
        files.failed.connect(self.show_error)
        files.noted.connect(self.show_note)
        runs.brought_back.connect(self._on_brought_back)
        training.failed.connect(self.show_error)
        training.not_kept.connect(self._on_not_kept)
        recovery.found.connect(self.offer)
        recovery.failed.connect(self.show_error)
        training.status_changed.connect(self._on_status_changed)
        training.history_changed.connect(self._watch_cost)

    def show_error(self, error: CnnguiError, details: str = "") -> None:
        """Say what happened, why, and the mend.

        While the engine is dead, the bar offers to restart it, whatever else went wrong meanwhile.
        """
        self._show(Notice(error, details, "restart" if self._training.status is Status.DEAD else ""))

    def show_note(self, message: Message) -> None:
        """Say something about what was just done, which is no error."""
        self._show(Notice(message))

    def offer(self, recovered: Sequence[Recovered]) -> None:
        """Offer to go on with what crashed sessions were working on, one after another."""
        self._offers += recovered
        if self.current is None:
            self._say_no_more()

    def dismiss(self) -> None:
        """Say no more of this. What a crashed session left is only thrown away after a question."""
        if self.current is None or not isinstance(offered := self.current.subject, Recovered):
            self._say_no_more()
        else:
            answer = ask_throw_away(QApplication.activeWindow())
            if answer == "throw_away":
                self._recovery.answer(offered, taken_up=False)
            if answer != "cancel":
                self._offers.remove(offered)
            self._say_no_more()

    def act(self) -> None:
        """Do what the button says."""
        notice = self.current
        if notice is None:
            return
        if isinstance(recovered := notice.subject, Recovered):
            self.changed.emit()  # the bar has hidden itself, and the person may change their mind
            self.leave_work(lambda: self._restore(recovered))
            return
        self._say_no_more()
        if notice.mend == "restart":
            self.restart()
        elif notice.mend == "keep_elsewhere":
            if folder := ask_folder(QApplication.activeWindow()):
                self._training.keep_runs_in(folder)
            else:
                self._show(notice)

    def restart(self) -> None:
        """Replace a dead engine, and go on from what it left."""
        self._say_no_more()
        self._training.restart()

    # In words -----------------------------------------------------------------------------------

    def message(self, notice: Notice) -> Message:
        """Return what happened, why, and the mend."""
        subject = notice.subject
        if isinstance(subject, Recovered):
            return self._recovered(subject)
        return subject.message() if isinstance(subject, CnnguiError) else subject

    def button(self, notice: Notice) -> str:
        """Return the button's text, "" when there is none."""
        restart = self.tr("Restart the engine")
        if self._training.places:
            restart = self.tr("Restart and take up what was learned")
        return {
            "": "",
            "restart": restart,
            "restore": self.tr("Restore them"),
            "keep_elsewhere": self.tr("Keep it in another folder …"),
        }[notice.mend]

    def _recovered(self, recovered: Recovered) -> Message:
        when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(recovered.saved_s)), "d MMM HH:mm")
        name = Path(recovered.path).name if recovered.path else recovered.title or self.tr("Untitled")
        kept = self.tr("Your edits to {0} up to {1} were kept.")
        if recovered.places:
            kept = self.tr("Your edits to {0} up to {1} were kept, and what it had learned.")
        return Message(self.tr("cnngui did not end as it should last time."), kept.format(name, when))

    # What happens -------------------------------------------------------------------------------

    def _show(self, notice: Notice | None) -> None:
        if notice is not None or self.current is not None:
            self.current = notice
            self.changed.emit()

    def _say_no_more(self) -> None:
        """Show what is left to be told, or to be answered if now is the time for it."""
        if self._later is not None:
            note, self._later = self._later, None
            self._show(Notice(note))
            return
        waits = self._document.dirty or self._training.status.busy or not self._offers
        self._show(None if waits else Notice(self._offers[0], mend="restore"))

    def _restore(self, recovered: Recovered) -> None:
        if recovered not in self._offers:
            return
        self._offers.remove(recovered)
        self._training.reset()
        self._document.restore(recovered.contents, path=recovered.path, title=recovered.title)
        if recovered.places:
            self._training.take_up(recovered.places)
        self._recovery.answer(recovered, taken_up=True)
        self._say_no_more()

    def _on_not_kept(self, event: NotKept) -> None:
        self._show(Notice(event.error, mend="keep_elsewhere" if event.elsewhere else ""))

    def _on_brought_back(self, count: int) -> None:
        # An offer that is seen stays so until it is answered.
        self._later = message("runs.brought_back", count=count)
        if self.current is None:
            self._say_no_more()

    def _on_file_changed(self) -> None:
        if self.current is None:
            self._say_no_more()

    def _on_other_work(self) -> None:
        # What was said of other data or another network is over; an offer stays until it is answered.
        if self.current is not None and not self.current.mend:
            self._say_no_more()

    def _on_status_changed(self) -> None:
        if self._training.status is Status.BUILDING:
            self._say_no_more()

    def _watch_cost(self) -> None:
        """Say once a run that its rate is too high, as soon as the cost shows it."""
        history, run = self._training.history, self._training.run_id
        # The curves of an opened project grow no more: there is nothing to stop.
        if not self._training.status.busy or run == self._warned_run or not (grown := growth(history)):
            return
        self._warned_run = run
        rate = self._training.progress.learning_rate or self._document.recipe.optimizer.learning_rate
        before, now = grown
        values = {"learning_rate": rate, "smaller": rate / 10}
        self.show_note(message("window.exploded", before=before, now=now, **values))
