"""A run: one training on disk, in a folder of its own, kept until a person deletes it.

    run.json          what is trained, frozen when it began (`cnngui.runs.run_files.RunRecord`)
    a.cnn, b.cnn      the checkpoints (`cnngui.runs.checkpoints`), whole projects in turn: the newer is "last"
    best.cnn          the weights of the best epoch by validation, with the history up to it
    epochs/0003.cnn   the weights after some epochs (`cnngui.runs.kept_epochs`)
    summary.json      how far it is and what came of it (`cnngui.runs.run_files.Summary`)
    note.json         what a person says of it (`cnngui.runs.run_files.Note`)
    tuned.json        of one that fine-tuned a network on own samples (`cnngui.runs.run_files.Tuned`)
    *-and-own.npz     what that learned from
    run.lock          held by whoever trains it now

A run belongs to whoever trains, and no two share a folder; its name is given by the window.
"""

from __future__ import annotations

import contextlib
import shutil
import time
import uuid
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from cnngui.errors import CnnguiError
from cnngui.files import folders
from cnngui.files.locks import FileLock
from cnngui.runs.checkpoints import Checkpoints
from cnngui.runs.history import History
from cnngui.runs.kept_epochs import thinned
from cnngui.runs.model_id import Weights
from cnngui.runs.project import SUFFIX, Project, is_project, read_history, write_project
from cnngui.runs.run_files import Note, RecordFile, RunRecord, Summary, Tuned

RECORD, SUMMARY, NOTE, LOCK = "run.json", "summary.json", "note.json", "run.lock"
_TUNED = "tuned.json"
_BEST, _EPOCHS = f"best{SUFFIX}", "epochs"


class Run:
    """One training's folder; it may not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.checkpoints = Checkpoints(folder)

    @property
    def id(self) -> str:
        """The folder's name, which no other run has."""
        return self.folder.name

    @property
    def called(self) -> str:
        """What it is called: by a person, else as it began, else its id."""
        with contextlib.suppress(CnnguiError):
            return self.note().name or self.record().title or self.id
        return self.id

    # What is in it ------------------------------------------------------------------------------

    def begin(self, record: RunRecord) -> None:
        """Make the folder, and write down what is trained.

        Raises:
            CnnguiError: it could not be written.
        """
        with contextlib.suppress(OSError):  # writing tells what is wrong with the folder
            folders.make_own(self.folder)
        RecordFile.of(record).write(self.folder / RECORD)

    def record(self) -> RunRecord:
        """Return what is trained.

        Raises:
            CnnguiError: there is no record, or it is damaged.
        """
        return RecordFile.read(self.folder / RECORD).record(f"{self.id}/{RECORD}")

    def summary(self) -> Summary:
        """Return how far it is; of a run that version 0.1 wrote, or whose summary is damaged, nothing."""
        with contextlib.suppress(CnnguiError):
            return Summary.read(self.folder / SUMMARY)
        return Summary()

    def write_summary(self, summary: Summary) -> None:
        """Write down how far it is. Raises CnnguiError: it could not be written."""
        summary.write(self.folder / SUMMARY)

    def note(self) -> Note:
        """Return what a person says of it; nothing is said where the file is damaged."""
        with contextlib.suppress(CnnguiError):
            return Note.read(self.folder / NOTE)
        return Note()

    def write_note(self, note: Note) -> None:
        """Write down what a person says of it. Raises CnnguiError: it could not be written."""
        note.write(self.folder / NOTE)

    def tuned(self) -> Tuned | None:
        """Return how it fine-tuned a network; None for any other run, and where the file is damaged."""
        with contextlib.suppress(CnnguiError):
            return Tuned.read(self.folder / _TUNED)
        return None

    def write_tuned(self, tuned: Tuned) -> None:
        """Write down how it fine-tuned a network. Raises CnnguiError: it could not be written."""
        tuned.write(self.folder / _TUNED)

    # Its weights --------------------------------------------------------------------------------

    def weights_file(self, weights: Weights) -> Path:
        """Return the project file with the last weights, the best, or those after an epoch.

        Raises:
            CnnguiError: ``runs.no_weights``: there is none; ``runs.weights_damaged``: it cannot be read.
        """
        if not self.has_weights(weights):
            raise CnnguiError("runs.no_weights", run=self.called, weights=str(weights))
        if weights == "last":
            readable = [path for path, _ in self.checkpoints.newest_first()]
        else:
            path = self.folder / _BEST if weights == "best" else self._epoch_file(weights)
            readable = [path] if is_project(path) else []
        if not readable:
            raise CnnguiError(
                "runs.weights_damaged", run=self.called, weights=str(weights), folder=str(self.folder)
            )
        return readable[0]

    def has_weights(self, weights: Weights) -> bool:
        """Return whether there is a file with these weights; whether it can be read is not looked at."""
        if weights == "last":
            return self.checkpoints.exist
        return (self.folder / _BEST if weights == "best" else self._epoch_file(weights)).is_file()

    def history(self) -> History:
        """Return the history in the newest checkpoint whose curves can be read; an empty one if none can."""
        for path, _ in self.checkpoints.newest_first():
            with contextlib.suppress(CnnguiError):
                return History.from_columns(read_history(path))
        return History()

    @property
    def kept_epochs(self) -> list[int]:
        """The epochs whose weights are kept, their numbers from 1 in order."""
        names = (path.stem for path in (self.folder / _EPOCHS).glob(f"*{SUFFIX}"))
        return sorted(int(name) for name in names if name.isdecimal())

    def keep_best(self, project: Project) -> None:
        """Write the weights of the best epoch. Raises CnnguiError: it could not be written."""
        write_project(self.folder / _BEST, _without_means(project))

    def keep_epoch(self, epoch: int, project: Project, most: int) -> None:
        """Write the weights after an epoch, and remove those of others that are not kept any more.

        Args:
            most: as `cnngui.runs.kept_epochs.thinned` takes it.

        Raises:
            CnnguiError: it could not be written; the others are as they were.
        """
        kept = {*self.kept_epochs, epoch}
        staying = thinned(kept, most)
        if epoch in staying:
            folders.make_own(self.folder / _EPOCHS)
            write_project(self._epoch_file(epoch), _without_means(project))
        for gone in kept - staying:
            self._epoch_file(gone).unlink(missing_ok=True)

    def drop_epochs(self) -> None:
        """Let the weights after its epochs go; the last and the best stay."""
        shutil.rmtree(self.folder / _EPOCHS, ignore_errors=True)
        # So that whoever remembers its size reads it anew.
        with contextlib.suppress(OSError):
            (self.folder / SUMMARY).touch()

    def _epoch_file(self, epoch: int) -> Path:
        return self.folder / _EPOCHS / f"{epoch:04}{SUFFIX}"

    # Itself -------------------------------------------------------------------------------------

    def lock(self) -> FileLock:
        """Return the lock that whoever trains it holds meanwhile."""
        return FileLock(self.folder / LOCK)

    @property
    def is_live(self) -> bool:
        """Whether somebody trains it now, in whatever process."""
        if not (self.folder / LOCK).exists():
            return False
        lock = self.lock()
        free = lock.take()
        lock.release()
        return not free

    @property
    def size_bytes(self) -> int:
        """What it takes on disk."""
        sizes = 0
        with contextlib.suppress(OSError):
            for path in self.folder.rglob("*"):
                with contextlib.suppress(OSError):
                    sizes += path.stat().st_size
        return sizes

    def remove(self) -> None:
        """Remove the folder and all in it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def runs_folder() -> Path:
    """Return where the runs of this person are kept."""
    return folders.data_folder() / "runs"


def new_run_id() -> str:
    """Return a name for a run that no other has, and that sorts by the time of its beginning."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:8]}"


def find_runs(folder: Path) -> list[Run]:
    """Return the run that `folder` is, or those that lie in it, by name."""
    if (folder / RECORD).is_file():
        return [Run(folder)]
    return [Run(record.parent) for record in sorted(folder.glob(f"*/{RECORD}"))]


def _without_means(project: Project) -> Project:
    """Return a project without the optimizer's running means: its weights are what is kept."""
    training = project.training
    return project if training is None else replace(project, training=training.weights_only())


def remove_old_checkpoints(named: Collection[str] = (), kept_days: float = 14) -> None:
    """Remove what crashed sessions of version 0.1 left behind two weeks ago and nobody has asked for.

    Until then checkpoints lay in a folder of their own, one for each window.

    Args:
        named: paths of what is still to be asked about.
    """
    oldest = time.time() - kept_days * 24 * 3600
    with contextlib.suppress(OSError):
        for folder in old_checkpoints_folder().iterdir():
            if folder.stat().st_mtime < oldest and str(folder) not in named:
                shutil.rmtree(folder, ignore_errors=True)


def old_checkpoints_folder() -> Path:
    """Return where version 0.1 had the checkpoints of each window, in folders named by its process."""
    return folders.state_folder() / "checkpoints"
