"""The sets of drawings that there are, and the one that is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cnngui.datasets import drawn_sets
from cnngui.datasets.drawn_sets import SetEntry
from cnngui.state.behind import Behind
from cnngui.state.drawn_set import DrawnSet


class DrawnSets(Behind):
    """Lists the sets of a folder, makes, renames and deletes them, and opens one.

    Attributes:
        entries: those there are, by name. deleted: those that can come back. Both empty until `refresh`.
        current: the set that is open, None for none.
        loaded: whether the list has been read.

    Signals:
        changed: read `entries` and `deleted`. opened: read `current`; another is open, or none.
        set_changed: the set that is open has changed. made: a set was begun (carries its folder).
        removed: a set was deleted (carries its folder).
    """

    opened = Signal()
    set_changed = Signal()
    made = Signal(object)
    removed = Signal(object)

    def __init__(self, home: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__("drawn_sets", parent)
        self._home = home or drawn_sets.sets_folder()
        self.entries: tuple[SetEntry, ...] = ()
        self.deleted: tuple[SetEntry, ...] = ()
        self.loaded = False
        self.current: DrawnSet | None = None

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
        current = self.current
        if current is not None:
            current.flush()
            self._do(partial(drawn_sets.rename_set, current.path, name), lambda _: current.refresh())

    def delete(self) -> None:
        """Put the open set aside, whole; `bring_back` undoes it."""
        current = self.current
        if current is not None:
            self.entries = tuple(entry for entry in self.entries if entry.folder != current.path)
            self._close_current()
            self._do(partial(drawn_sets.delete_set, current.path), lambda _: self.removed.emit(current.path))
            self.refresh()  # also if it could not be

    def bring_back(self, entry: SetEntry) -> None:
        """Put a deleted set where it was, and open it."""
        self._do(partial(drawn_sets.bring_back, entry.folder), self.open)

    def remove_deleted(self) -> None:
        """Remove the deleted sets for good."""
        self._do(partial(drawn_sets.remove_deleted, self._home), lambda _: None)

    def open(self, folder: Path) -> None:
        """Open a set, or go on with it if it is open."""
        if self.current is None or self.current.path != folder:
            self._close_current(told=False)
            current = self.current = DrawnSet(folder, self)
            current.changed.connect(self.set_changed)
            current.problem_raised.connect(self.problem_raised)
            self.opened.emit()
        self.current.refresh()

    def close(self) -> None:
        """End the threads, once all is written."""
        if self.current is not None:
            self.current.close()
        super().close()

    # Inside ---------------------------------------------------------------------------------------

    def _do(self, job: Callable[[], object], then: Callable[..., object]) -> None:
        """Have a job done and the list read again; then is told what the job returned."""

        def work() -> tuple[object, tuple[tuple[SetEntry, ...], tuple[SetEntry, ...]]]:
            return job(), self._read()

        def tell(outcome: tuple[object, tuple[tuple[SetEntry, ...], tuple[SetEntry, ...]]]) -> None:
            self._show(outcome[1])
            then(outcome[0])

        self._submit(work, tell)

    def _read(self) -> tuple[tuple[SetEntry, ...], tuple[SetEntry, ...]]:
        return tuple(drawn_sets.list_sets(self._home)), tuple(drawn_sets.deleted_sets(self._home))

    def _show(self, found: tuple[tuple[SetEntry, ...], tuple[SetEntry, ...]]) -> None:
        self.entries, self.deleted = found
        self.loaded = True

    def _on_made(self, folder: Path) -> None:
        self.open(folder)
        self.made.emit(folder)

    def _close_current(self, *, told: bool = True) -> None:
        current, self.current = self.current, None
        if current is not None:
            current.close()
            current.deleteLater()
            if told:
                self.opened.emit()
