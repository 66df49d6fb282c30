"""A person's own samples in the window: kept as they are made, with undo, read and written by a thread."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, SignalInstance
from PySide6.QtGui import QUndoCommand, QUndoStack

from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_exchange import npz_of_samples, read_samples
from cnngui.datasets.own_samples import Contents, Merged, OwnSample, SampleFolder, behind, merged
from cnngui.errors import CnnguiError
from cnngui.files.writing import atomic_bytes
from cnngui.state.behind import Behind
from cnngui.state.drawing import Sheet

DATA_FILE = "own-samples.npz"
SETTLE_MS = 150
"""What another window does to several samples is looked at once."""

Samples = tuple[OwnSample, ...]


class OwnSamples(Behind):
    """What lies in the folder of own samples, whoever put it there. Undo is its own: no document holds them.

    Attributes:
        samples: the newest last; empty until `refresh` has read them (`loaded`).
        coming: as they are once all that was asked for is written, by `OwnSample.key`: what is asked for next
            begins there.
        folder: where they lie. busy: a file is being taken in or written.

    Signals:
        changed: read the attributes. problem_raised: a `CnnguiError`.
        kept: a drawing is among them now (carries the `OwnSample`).
        imported: another file was taken in (carries the `Merged`). exported: the path.
        data_written: the path of all samples of now, to be trained on.
    """

    kept = Signal(object)
    imported = Signal(object)
    exported = Signal(str)
    data_written = Signal(str)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__("own_samples", parent)
        self._files = SampleFolder(folder)
        self.folder = self._files.folder
        self.samples: Samples = ()
        self.loaded = False
        self.undo_stack = QUndoStack(self)
        self._asked: deque[tuple[Samples, Samples]] = deque()
        self._damaged: set[str] = set()
        self._watcher: QFileSystemWatcher | None = None
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.refresh)

    @property
    def coming(self) -> dict[str, OwnSample]:
        """`samples` with all that was asked for and is not written yet."""
        there = {each.key: each for each in self.samples}
        for before, after in self._asked:
            for each in before:
                there.pop(each.key, None)
            there.update((each.key, each) for each in after)
        return there

    # What a person does -------------------------------------------------------------------------

    def keep(self, sheet: Sheet, label: str) -> None:
        """Keep what is on a sheet as a sample of a class; its strokes, or else its picture."""
        try:
            sample = OwnSample.of(label, sheet.strokes, sheet.picture, time.time())
        except CnnguiError as error:
            self.problem_raised.emit(error)
            return
        self.add([sample], lambda: self.kept.emit(sample))

    def add(self, samples: Sequence[OwnSample], then: Callable[[], object] = lambda: None) -> None:
        """Keep samples; those with the same ink as one that is there get their labels only."""
        if not self.loaded:  # what is there already decides on what undo brings back
            self._submit(self._read, partial(self._add_behind, samples, then))
            return
        there = self.coming
        before = tuple(there[each.key] for each in samples if each.key in there)
        known = tuple(each.made_at(there[each.key].made_s) for each in samples if each.key in there)
        new = behind(there.values(), [each for each in samples if each.key not in there])
        self.undo_stack.push(_Change(self, before, (*known, *new), then))

    def _add_behind(
        self, samples: Sequence[OwnSample], then: Callable[[], object], contents: Contents
    ) -> None:
        self._show(contents)
        self.add(samples, then)

    def relabel(self, samples: Sequence[OwnSample], label: str) -> None:
        """Say of samples that they are of another class."""
        before = self._as_they_come(samples)
        try:
            after = tuple(each.relabelled(label) for each in before)
        except CnnguiError as error:
            self.problem_raised.emit(error)
            return
        if any(old.label != new.label for old, new in zip(before, after, strict=True)):
            self.undo_stack.push(_Change(self, before, after))

    def delete(self, samples: Sequence[OwnSample]) -> None:
        """Delete samples; `undo_stack` brings them back while the window is open."""
        if before := self._as_they_come(samples):
            self.undo_stack.push(_Change(self, before, ()))

    def _as_they_come(self, samples: Sequence[OwnSample]) -> Samples:
        """Return those that stay of samples that are shown, with the classes that they get."""
        coming = self.coming
        return tuple(coming[each.key] for each in samples if each.key in coming)

    def import_file(self, path: str) -> None:
        """Take in the samples of a file that are not there yet; `imported` or `problem_raised` follows."""

        def job() -> tuple[Merged, Contents, CnnguiError | None]:
            # Read and written at once: it is whole even if nobody is left to hear of it.
            there = self._read().samples
            found = merged(there, read_samples(path))
            found = replace(found, new=behind(there, found.new))
            return found, *self._replaced((), found.new)

        def then(outcome: tuple[Merged, Contents, CnnguiError | None]) -> None:
            found, contents, refused = outcome
            self._show(contents)
            if found.new:
                self.undo_stack.push(_Change(self, (), found.new, done=True))
            if refused is None:
                self.imported.emit(found)
            else:
                self.problem_raised.emit(refused)

        self._submit(job, then)

    def export(self, path: str, trained_on: InputFormat) -> None:
        """Write all samples into a file for others (`cnngui.datasets.own_exchange`)."""
        self._write(path, trained_on, self.exported)

    def write_data(self, trained_on: InputFormat) -> None:
        """Write all samples of now as data to train on, beside their folder; `data_written` follows."""
        self._write(str(self.folder.parent / DATA_FILE), trained_on, self.data_written)

    def _write(self, path: str, trained_on: InputFormat, told: SignalInstance) -> None:
        samples = self.samples

        def job() -> str:
            atomic_bytes(path, npz_of_samples(samples, trained_on))
            return path

        self._submit(job, told.emit)

    # Reading ------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read what lies in the folder now."""
        self._submit(self._read, self._show)

    def replace(self, before: Samples, after: Samples, then: Callable[[], object]) -> None:
        """Put samples in the place of others. Only the undo commands call this."""

        def show(outcome: tuple[Contents, CnnguiError | None]) -> None:
            self._asked.popleft()
            contents, refused = outcome
            self._show(contents)
            if refused is None:
                then()
            else:
                self.problem_raised.emit(refused)

        self._asked.append((before, after))
        self._submit(partial(self._replaced, before, after), show)

    def _replaced(self, before: Samples, after: Samples) -> tuple[Contents, CnnguiError | None]:
        """Write samples in the place of others, and return what is there then, and why not all could be."""
        staying = {each.key for each in after}
        refused = None
        try:
            self._files.write(after)
            self._files.remove([each.key for each in before if each.key not in staying])
        except CnnguiError as error:
            refused = error
        return self._read(), refused

    def _read(self) -> Contents:
        return self._files.read()

    def close(self) -> None:
        """End the thread, once all is written."""
        if self._closed:
            return
        self._settle.stop()
        # While it is whole: a stack that goes with commands in it tells so when nobody can read it any more.
        self.undo_stack.clear()
        if self._watcher is not None:
            # Here and now: if Python's garbage collection ended it in another thread, Qt would warn of its
            # closed file without end.
            shiboken6.delete(self._watcher)
            self._watcher = None
        super().close()

    def _show(self, contents: Contents) -> None:
        self.samples, self.loaded = contents.samples, True
        self._watch()
        damaged = {name for name, _ in contents.damaged}
        new = [each for each in contents.damaged if each[0] not in self._damaged]
        self._damaged = damaged
        if new:
            names = ", ".join(name for name, _ in new[:3]) + (" …" if len(new) > 3 else "")
            self.problem_raised.emit(
                CnnguiError(
                    "samples.unreadable",
                    count=len(new),
                    names=names,
                    reason=new[0][1],
                    folder=str(self.folder),
                )
            )

    def _watch(self) -> None:
        """Hear of what another window does."""
        if not self.folder.is_dir():
            return
        if self._watcher is None:
            self._watcher = QFileSystemWatcher(self)
            self._watcher.directoryChanged.connect(self._settle.start)
        self._watch_also(self.folder)

    def _watch_also(self, folder: Path) -> None:
        """Watch a folder, which one that was deleted is no more when it comes back."""
        if self._watcher is not None and str(folder) not in self._watcher.directories():
            self._watcher.addPath(str(folder))


class _Change(QUndoCommand):
    """Samples in the place of others, and the others again."""

    def __init__(
        self,
        owner: OwnSamples,
        before: Samples,
        after: Samples,
        then: Callable[[], object] = lambda: None,
        *,
        done: bool = False,
    ) -> None:
        super().__init__()
        self._owner, self._before, self._after, self._then = owner, before, after, then
        self._done = done  # a stack redoes what is pushed

    def redo(self) -> None:
        if not self._done:
            self._owner.replace(self._before, self._after, self._then)
        self._then, self._done = _nothing, False

    def undo(self) -> None:
        self._owner.replace(self._after, self._before, _nothing)


def _nothing() -> None:
    """Do nothing: what is told of a change is told once."""
