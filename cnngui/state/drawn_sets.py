"""The sets of drawings that there are, and the one that is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnngui.datasets import drawn_sets
from cnngui.datasets.drawn_sets import SetEntry
from cnngui.errors import CnnguiError
from cnngui.state.behind import Behind
from cnngui.state.drawn_set import DrawnSet

_Found = tuple[tuple[SetEntry, ...], tuple[SetEntry, ...]]


def _nothing() -> None:
    """Do nothing: a set goes, and that is all."""


class DrawnSets(Behind):
    """Lists the sets of a folder, makes, renames and deletes them, and opens one.

    Attributes:
        entries: those there are, by name. deleted: those that can come back. Both empty until `refresh`.
        current: the set that is open, None for none.
        loaded: whether the list has been read.

    Signals:
        changed: read `entries` and `deleted`. opened: read `current`; another is open, or none.
        set_changed: the set that is open has changed. made: a set was begun (carries its folder).
        removed: a set was deleted (carries its `SetEntry`).
        imported: a set took another file in (carries its name and the `Merged`). exported: the path.
    """

    opened = Signal()
    set_changed = Signal()
    made = Signal(object)
    removed = Signal(object)
    imported = Signal(str, object)
    exported = Signal(str)

    def __init__(self, home: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__("drawn_sets", parent)
        self._home = home or drawn_sets.sets_folder()
        self.entries: tuple[SetEntry, ...] = ()
        self.deleted: tuple[SetEntry, ...] = ()
        self.loaded = False
        self.current: DrawnSet | None = None
        self._leaving: dict[DrawnSet, Callable[[], object]] = {}
        self._going: set[Path] = set()

    def label(self, data: str) -> str:
        """Return the name of the set that lies in a folder; "" if none of ours does."""
        return next((entry.name for entry in self.entries if str(entry.folder) == data), "")

    # What a person does ---------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read which sets there are now."""
        self._submit(self._read, self._show)

    def create(self, name: str, classes: Sequence[str] = ()) -> None:
        """Begin a set, and open it; `made` or `problem_raised` follows."""
        self._do(partial(drawn_sets.create_set, name, classes, self._home), self._on_made)

    def rename(self, name: str) -> None:
        """Call the open set otherwise; projects and runs go on finding it."""
        if self.current is not None:
            self.current.rename(name, self.refresh)

    def delete(self) -> None:
        """Put the open set aside, whole; `bring_back` undoes it."""
        current = self.current
        if current is not None:
            entry = SetEntry(current.path, current.name)
            self.entries = tuple(each for each in self.entries if each.folder != entry.folder)
            self.current = None
            self.opened.emit()
            # Until then it is in no list that was being read meanwhile: opened from there, it would stay.
            self._going.add(entry.folder)
            self._leave(current, partial(self._put_aside, entry))

    def bring_back(self, entry: SetEntry) -> None:
        """Put a deleted set where it was, and open it."""
        self._do(partial(drawn_sets.bring_back, entry.folder), self.open)

    def remove_deleted(self) -> None:
        """Remove the deleted sets for good."""
        self._do(partial(drawn_sets.remove_deleted, self._home), lambda _: None)

    def open(self, folder: Path) -> None:
        """Open a set, or go on with it if it is open."""
        if self.current is None or self.current.path != folder:
            before, self.current = self.current, self.at(folder)
            self._leaving.pop(self.current, None)
            if before is not None:
                self._leave(before)
            self.opened.emit()
        self.current.refresh()

    def at(self, folder: Path) -> DrawnSet:
        """Return the set of a folder; unless it is open, it goes once all that is asked of it is written."""
        there = self._leaving if self.current is None else (self.current, *self._leaving)
        found = next((each for each in there if each.path == folder), None)
        if found is None:
            found = DrawnSet(folder, self)
            # To methods and signals of this object alone: a function that holds the set would be the last to
            # hold it while Qt deletes it, and would have it deleted once more.
            found.changed.connect(self._on_set_changed)
            found.problem_raised.connect(self.problem_raised)
            found.took_in.connect(self.imported)
            found.exported.connect(self.exported)
            self._leaving[found] = _nothing
        return found

    def close(self) -> None:
        """End the threads, once all is written."""
        if self.current is not None:
            self.current.close()
        for leaving in tuple(self._leaving):
            self._end(leaving)
        super().close()

    # Inside ---------------------------------------------------------------------------------------

    def _leave(self, left: DrawnSet, then: Callable[[], object] = _nothing) -> None:
        """Let a set go on until all is written, which holds up nobody, and then go."""
        self._leaving[left] = then
        if not left.busy:
            self._end(left)

    def _on_set_changed(self) -> None:
        for left in [each for each in self._leaving if not each.busy]:
            self._end(left)
        self.set_changed.emit()

    def _end(self, left: DrawnSet) -> None:
        if (then := self._leaving.pop(left, None)) is not None:
            left.close()
            left.deleteLater()
            then()

    def _put_aside(self, entry: SetEntry) -> None:
        delete = partial(drawn_sets.delete_set, entry.folder)
        went = partial(self._going.discard, entry.folder)
        self._do(delete, lambda _: self.removed.emit(entry), went)

    def _do(
        self,
        job: Callable[[], object],
        then: Callable[..., object],
        first: Callable[[], object] = _nothing,
    ) -> None:
        """Have a job done and the list read again, also if it failed; then is told what it returned.

        `first` is called before the list is shown.
        """

        def work() -> tuple[object, CnnguiError | None, _Found]:
            try:
                return job(), None, self._read()
            except CnnguiError as error:
                return None, error, self._read()

        def tell(outcome: tuple[object, CnnguiError | None, _Found]) -> None:
            done, refused, found = outcome
            first()
            self._show(found)
            if refused is None:
                then(done)
            else:
                self.problem_raised.emit(refused)

        self._submit(work, tell)

    def _read(self) -> _Found:
        return tuple(drawn_sets.list_sets(self._home)), tuple(drawn_sets.deleted_sets(self._home))

    def _show(self, found: _Found) -> None:
        entries, self.deleted = found
        self.entries = tuple(each for each in entries if each.folder not in self._going)
        self.loaded = True

    def _on_made(self, folder: Path) -> None:
        self.open(folder)
        self.made.emit(folder)
