"""What the bar above the plots says. Kept apart from the bar, so that a window built anew says it too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QDateTime, QLocale, QObject, Signal

from cnngui.errors import CnnguiError
from cnngui.messages import Message
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.project_files import ProjectFiles
from cnngui.state.recovery import Recovered
from cnngui.state.training import Status, TrainingSession


@dataclass(frozen=True)
class Notice:
    """One thing that is said; its sentences are made when they are shown, in the language of then.

    Attributes:
        subject: what went wrong, what is to be known, or what a crashed session left.
        mend: what the bar's button does, "" when there is none.
    """

    subject: CnnguiError | Message | Recovered
    details: str = ""
    mend: Literal["", "restart", "restore"] = ""

    @property
    def is_error(self) -> bool:
        return isinstance(self.subject, CnnguiError)


class Notices(QObject):
    """Holds the newest notice until it is answered, dismissed, or about work that is over.

    Attributes:
        current: the notice, None while there is none.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        training: TrainingSession,
        files: ProjectFiles,
        engine: EngineClient,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._training, self._files, self._engine = document, training, files, engine
        self.current: Notice | None = None
        document.data_changed.connect(self._on_other_work)
        files.begun.connect(self._on_other_work)
        files.opened.connect(self.dismiss)
        files.failed.connect(self.show_error)
        files.noted.connect(self.show_note)
        training.failed.connect(self.show_error)
        training.status_changed.connect(self._on_status_changed)

    def show_error(self, error: CnnguiError, details: str = "") -> None:
        """Say what happened, why, and the mend.

        While the engine is dead, the bar offers to restart it, whatever else went wrong meanwhile.
        """
        self._show(Notice(error, details, "restart" if self._training.status is Status.DEAD else ""))

    def show_note(self, message: Message) -> None:
        """Say something about what was just done, which is no error."""
        self._show(Notice(message))

    def offer(self, recovered: Recovered) -> None:
        """Offer to go on with what a crashed session was working on."""
        self._show(Notice(recovered, mend="restore"))

    def dismiss(self) -> None:
        """Say no more."""
        self._show(None)

    def act(self) -> None:
        """Do what the button says."""
        notice = self.current
        self.dismiss()
        if notice is not None and isinstance(notice.subject, Recovered):
            self._restore(notice.subject)
        elif notice is not None and notice.mend == "restart":
            self.restart()

    def restart(self) -> None:
        """Replace a dead engine, and go on from what it left."""
        self.dismiss()
        self._engine.restart()
        if self._training.checkpoint:
            self._files.resume(self._training.checkpoint)

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
        if self._training.checkpoint:
            restart = self.tr("Restart and go on from the last checkpoint")
        return {"": "", "restart": restart, "restore": self.tr("Restore them")}[notice.mend]

    def _recovered(self, recovered: Recovered) -> Message:
        when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(recovered.saved_s)), "d MMM HH:mm")
        name = Path(recovered.path).name if recovered.path else recovered.title or self.tr("Untitled")
        return Message(
            self.tr("cnngui did not end as it should last time."),
            self.tr("Your edits to {0} up to {1} were kept.").format(name, when),
        )

    # What happens -------------------------------------------------------------------------------

    def _show(self, notice: Notice | None) -> None:
        if notice is not None or self.current is not None:
            self.current = notice
            self.changed.emit()

    def _restore(self, recovered: Recovered) -> None:
        self._document.restore(recovered.contents, path=recovered.path, title=recovered.title)
        if recovered.checkpoint:
            self._files.resume(recovered.checkpoint)

    def _on_other_work(self) -> None:
        # What was said of other data or another network is over; an offer stays until it is answered.
        if self.current is not None and not self.current.mend:
            self.dismiss()

    def _on_status_changed(self) -> None:
        if self._training.status is Status.BUILDING:
            self.dismiss()
