"""The runs of this person as rows: read while somebody looks, edited and deleted with undo.

All that touches a disk is done by one thread, in its order: what was written before a reading is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from cnngui.errors import CnnguiError
from cnngui.runs.best import best_index, scores
from cnngui.runs.catalogue import Catalogue, damage
from cnngui.runs.deleted import Deleted
from cnngui.runs.run import Run, runs_folder
from cnngui.runs.run_files import Note
from cnngui.runs.run_row import RunRow
from cnngui.runs.taking_in import take_in
from cnngui.state.training import TrainingSession

REFRESH_MS = 2000
LIVE_MS = 250
SETTLE_MS = 500
"""When a run has ended, its worker still writes what came of it, and holds its lock."""
_SAID = ("name", "note", "tags", "color", "hidden")


@dataclass(frozen=True)
class Outcome:
    """What a job of the thread came to.

    Attributes:
        error: of the first thing that did not work. number: of the job, in their order.
    """

    done: Any = None
    error: CnnguiError | None = None
    number: int = 0


@dataclass
class Choices:
    """How a person wants to see the runs, as long as the program is open.

    Attributes:
        filter: as `cnngui.runs.run_filter` reads it.
        sort_key, group_key: of `cnngui.runs.comparing.value_of`; "" groups nothing.
        baseline: the run that the others are compared with, "" for none.
        only_differing: leave out columns in which all are alike.
    """

    filter: str = ""
    sort_key: str = "started_s"
    descending: bool = True
    group_key: str = ""
    baseline: str = ""
    only_differing: bool = False


class RunList(QObject):
    """What the catalogue says, with what a person has just done to it and where the run under way stands.

    Attributes:
        rows: the oldest first. loaded: whether they were read yet.
        damaged: why there is no row of a folder that holds a run, by the folder's name.
        choices: how they are to be seen; a window that is built anew finds them here.
        undo_stack: of names, notes, tags, colours, eyes and deletions.
        aside_bytes: what the runs that were deleted in this session take until it ends.

    Signals:
        rows_changed: read `rows`. row_changed: only the run of this name has moved on.
        failed: a `CnnguiError`; `rows` are as they were.
        deleted: how many runs were put aside, and what they take in bytes.
        taken_in: how many runs of another folder are here now, that were not.
        brought_back: how many runs a session had deleted that crashed; they are there again.
    """

    rows_changed = Signal()
    row_changed = Signal(str)
    failed = Signal(object)
    deleted = Signal(int, object)
    brought_back = Signal(int)
    taken_in = Signal(int)
    _done = Signal(object, object)

    def __init__(self, training: TrainingSession, folder: Path | None = None) -> None:
        super().__init__()
        self._training = training
        self.folder = folder or runs_folder()
        self.rows: list[RunRow] = []
        self.loaded = False
        self.damaged: dict[str, str] = {}
        self.choices = Choices()
        self.undo_stack = QUndoStack(self)
        self._catalogue, self._deleted = Catalogue(self.folder), Deleted(self.folder)
        self._read: list[RunRow] = []
        self._notes: dict[str, tuple[int, Note]] = {}
        self._gone: dict[str, int] = {}
        self._aside: dict[str, int] = {}
        self._watching: set[int] = set()
        self._jobs = 0
        self._reading = self._stale = self._closed = False
        # Not a QThreadPool: its destructor waits for the job, which waits for the lock of Python.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="runs")
        self._done.connect(self._on_done)
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._live = QTimer(self, singleShot=True, interval=LIVE_MS)
        self._live.timeout.connect(self._on_moved_on)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.refresh)
        training.status_changed.connect(self._on_status_changed)
        training.progress_changed.connect(self._on_progress)

    # Reading ------------------------------------------------------------------------------------

    def watch(self, who: object, seen: bool) -> None:
        """Keep `rows` up to date while `who` shows them."""
        (self._watching.add if seen else self._watching.discard)(id(who))
        if not self._watching:
            self._timer.stop()
        elif not self._closed and not self._timer.isActive():
            self._timer.start()
            self.refresh()

    def refresh(self) -> None:
        """Read the rows anew, in the thread."""
        if self._reading:
            self._stale = True
        elif not self._closed:
            self._reading = True
            if not self._jobs:  # whoever reads first: what is not there is not told of
                self._submit(self._deleted.bring_back_what_crashes_left, self._on_brought_back)
            self._submit(self._read_rows, self._on_rows)

    def _read_rows(self) -> tuple[list[RunRow], dict[str, str]]:
        return self._catalogue.rows(), self._catalogue.damaged

    @property
    def damage(self) -> CnnguiError | None:
        """Return what is to be told of the folders that hold a run and cannot be read, None for none."""
        return damage(self.folder, self.damaged)

    def row(self, run_id: str) -> RunRow | None:
        """Return a run's row, None if there is none."""
        return next((row for row in self.rows if row.id == run_id), None)

    def is_own_live(self, run_id: str) -> bool:
        """Return whether this window trains the run now."""
        return bool(run_id) and run_id == self._training.run_id and self._training.status.busy

    def fraction(self, row: RunRow) -> float:
        """Return the share of its epochs that a run has behind it, 0..1."""
        if self.is_own_live(row.id):
            return self._training.progress.fraction
        return min(1.0, row.epochs / row.planned) if row.planned else 0.0

    # Editing ------------------------------------------------------------------------------------

    def edit(self, title: str, run_ids: Collection[str], **changes: Any) -> None:
        """Change what is said of runs; `title` names it for undo.

        Args:
            changes: fields of `cnngui.runs.run_files.Note`; what is too long is cut.
        """
        rows = [row for row in self.rows if row.id in run_ids]
        self.edit_each(title, {row.id: changes for row in rows})

    def edit_each(self, title: str, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """Change what is said of each of some runs, by their names, as one edit."""
        before = {row.id: _note_of(row) for row in self.rows if row.id in changes}
        after = {run_id: _changed(note, changes[run_id]) for run_id, note in before.items()}
        after = {run_id: note for run_id, note in after.items() if note != before[run_id]}
        if after:
            before = {run_id: before[run_id] for run_id in after}
            self.undo_stack.push(_Edit(title, partial(self._say, after), partial(self._say, before)))

    def delete(self, title: str, run_ids: Collection[str]) -> None:
        """Put runs aside until the session ends; undo brings them back. Those that are trained stay."""
        rows = [row for row in self.rows if row.id in run_ids]
        for row in rows:
            if row.state == "training":
                self.failed.emit(CnnguiError("runs.live", run=row.shown_name))
        sizes = {row.id: row.size_bytes for row in rows if row.state != "training"}
        if sizes:
            self.undo_stack.push(
                _Edit(title, partial(self._put_aside, sizes), partial(self._bring_back, list(sizes)))
            )

    def take_in(self, folder: Path) -> None:
        """Copy the runs of another folder to these; `taken_in` or `failed` follows."""
        self._submit(partial(take_in, folder, self.folder), self._on_taken_in)

    def _on_taken_in(self, outcome: Outcome) -> None:
        if outcome.error is None:
            self.taken_in.emit(len(outcome.done))
        self.refresh()

    def drop_epochs(self) -> None:
        """Let the weights of epochs of all runs go that nobody trains; there is no undo of it."""
        ended = [row.id for row in self.rows if row.state != "training"]
        self._submit(
            partial(_each, lambda run_id: Run(self.folder / run_id).drop_epochs(), ended), self._on_changed
        )

    @property
    def aside_bytes(self) -> int:
        """What the deleted runs take on disk."""
        return sum(self._aside.values())

    def remove_for_good(self) -> None:
        """Free what the deleted runs take, now; there is no undo of anything before it."""
        self.undo_stack.clear()
        self._aside.clear()
        self._submit(self._deleted.remove_for_good, self._on_changed)

    def flush(self) -> None:
        """Wait until all that was asked for is on disk."""
        self._thread.submit(int).result()

    def close(self) -> None:
        """End the thread; what was deleted is removed for good."""
        if not self._closed:
            self._closed = True
            self._timer.stop()
            self._live.stop()
            self._settle.stop()
            self._thread.submit(self._deleted.remove_for_good)
            self._thread.shutdown()

    # Jobs ---------------------------------------------------------------------------------------

    def _submit(self, job: Callable[[], Any], then: Callable[[Outcome], None]) -> int:
        """Have `job` done behind what was submitted before, and return its number."""
        self._jobs += 1
        number = self._jobs

        def run() -> None:
            try:
                outcome = job()
                outcome = outcome if isinstance(outcome, Outcome) else Outcome(outcome)
            except CnnguiError as error:
                outcome = Outcome(error=error)
            except Exception as error:
                kind, reason = type(error).__name__, str(error)[:200]
                outcome = Outcome(error=CnnguiError("window.unexpected", kind=kind, reason=reason))
            if not self._closed:
                self._done.emit(then, replace(outcome, number=number))

        self._thread.submit(run)
        return number

    def _on_done(self, then: Callable[[Outcome], None], outcome: Outcome) -> None:
        if not self._closed:
            if outcome.error is not None:
                self.failed.emit(outcome.error)
            then(outcome)

    def _on_rows(self, outcome: Outcome) -> None:
        """Show what was read; what was done since that was asked for is not in it."""
        self._reading = False
        if outcome.error is None:
            first, number, self.loaded = not self.loaded, outcome.number, True
            self._read, damaged = outcome.done
            first, self.damaged = first or damaged != self.damaged, damaged
            self._notes = {name: each for name, each in self._notes.items() if each[0] > number}
            self._gone = {name: since for name, since in self._gone.items() if since > number}
            self._show(told=first)
        if self._stale:
            self._stale = False
            self.refresh()

    def _show(self, *, told: bool = False) -> None:
        rows = [self._now(row) for row in self._read if row.id not in self._gone]
        if rows != self.rows or told:
            self.rows = rows
            self.rows_changed.emit()

    def _now(self, row: RunRow) -> RunRow:
        """Return a row that was read with what was said since then, and how far it is if it is under way."""
        if (noted := self._notes.get(row.id)) is not None:
            named = noted[1].name != row.name  # what told it apart went with its name
            said = {name: getattr(noted[1], name) for name in _SAID}
            row = replace(row, **said, apart="" if named else row.apart)
        return self._progressed(row) if self.is_own_live(row.id) else row

    def _progressed(self, row: RunRow) -> RunRow:
        training, history = self._training, self._training.history
        progress, started = training.progress, training.started
        metric = started.metric if started is not None else row.metric
        values, best = scores(history, metric), best_index(history, metric)
        measured = history.val_metric if len(history.val_metric) else history.metric
        return replace(
            row,
            state="training",
            metric=metric,
            epochs=max(0, progress.epoch - 1),
            planned=progress.epochs or row.planned,
            images_per_second=progress.images_per_second or row.images_per_second,
            seconds=float(history.seconds.sum()) or row.seconds,
            best_metric=row.best_metric if best is None else abs(float(values[best])),
            best_epoch=row.best_epoch if best is None else int(history.epoch[best]),
            last_metric=float(measured[-1]) if len(measured) else row.last_metric,
        )

    # What is done -------------------------------------------------------------------------------

    def _say(self, notes: Mapping[str, Note]) -> None:
        number = self._submit(partial(_write_notes, self.folder, notes), self._on_changed)
        self._notes |= {run_id: (number, note) for run_id, note in notes.items()}
        self._show()

    def _put_aside(self, sizes: Mapping[str, int]) -> None:
        number = self._submit(partial(_each, self._deleted.put, list(sizes)), partial(self._on_put, sizes))
        self._gone |= dict.fromkeys(sizes, number)
        self._show()

    def _bring_back(self, run_ids: Sequence[str]) -> None:
        def job() -> Outcome:
            return _each(self._deleted.bring_back, [each for each in run_ids if self._deleted.holds(each)])

        self._submit(job, self._on_back)

    def _on_put(self, sizes: Mapping[str, int], outcome: Outcome) -> None:
        put = {run_id: sizes[run_id] for run_id in outcome.done or ()}
        self._aside |= put
        if put:
            self.deleted.emit(len(put), sum(put.values()))
        self.refresh()

    def _on_back(self, outcome: Outcome) -> None:
        for run_id in outcome.done or ():
            self._aside.pop(run_id, None)
            self._gone.pop(run_id, None)
        self.refresh()

    def _on_changed(self, outcome: Outcome) -> None:
        self.refresh()

    def _on_brought_back(self, outcome: Outcome) -> None:
        if outcome.done:
            self.brought_back.emit(len(outcome.done))

    # The run under way --------------------------------------------------------------------------

    def _on_status_changed(self) -> None:
        if self._watching and not self._closed:
            self.refresh()
            self._settle.start()

    def _on_progress(self) -> None:
        if self._watching and not self._closed and not self._live.isActive():
            self._live.start()

    def _on_moved_on(self) -> None:
        run_id = self._training.run_id
        for place, row in enumerate(self.rows):
            if row.id == run_id and (now := self._now(row)) != row:
                self.rows[place] = now
                self.row_changed.emit(run_id)


class _Edit(QUndoCommand):
    """Two functions: one does it, the other takes it back."""

    def __init__(self, title: str, redo: Callable[[], None], undo: Callable[[], None]) -> None:
        super().__init__(title)
        self._redo, self._undo = redo, undo

    def redo(self) -> None:
        self._redo()

    def undo(self) -> None:
        self._undo()


def _note_of(row: RunRow) -> Note:
    return Note(**{name: getattr(row, name) for name in _SAID})


def _changed(note: Note, changes: Mapping[str, Any]) -> Note:
    """Return a note with other values, cut to what its file may hold."""
    values = {**note.model_dump(), **changes}
    values["name"] = values["name"].strip()[:200]
    values["note"] = values["note"].strip()[:4096]
    tags = (tag.strip()[:60] for tag in values["tags"])
    values["tags"] = tuple(dict.fromkeys(tag for tag in tags if tag))[:50]
    return Note(**values)


def _write_notes(folder: Path, notes: Mapping[str, Note]) -> Outcome:
    def write(run_id: str) -> None:
        Run(folder / run_id).write_note(notes[run_id])

    return _each(write, list(notes))


def _each(act: Callable[[str], None], run_ids: Sequence[str]) -> Outcome:
    """Do something to each run, also when one does not allow it."""
    done, error = [], None
    for run_id in run_ids:
        try:
            act(run_id)
            done.append(run_id)
        except CnnguiError as refused:
            error = error or refused
    return Outcome(done, error)
