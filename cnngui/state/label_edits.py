"""A person's edits to the data: labels, parts and classes, with undo, kept as they are made."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from cnngui.datasets.applied_edits import check
from cnngui.datasets.dataset import StoredPart
from cnngui.datasets.edits import Edits
from cnngui.datasets.kept_edits import edits_file, read_edits, write_edits
from cnngui.errors import CnnguiError

Samples = Mapping[StoredPart, Collection[int]]
"""Samples by the part in which they came, and their places there."""


Follow = Callable[[Edits], Edits]
"""Makes edits to the same samples, divided otherwise; moves are left out."""


@dataclass(frozen=True)
class EditedData:
    """Which data are edited.

    Attributes:
        fingerprint: as they came. label: what they are called. class_names: as they came.
        samples: how many came to train on, and to test; None where that is not known, and nothing is checked.
    """

    fingerprint: str
    label: str = ""
    class_names: tuple[str, ...] = ()
    samples: tuple[int, int] | None = None


@dataclass(frozen=True)
class Followed:
    """What became of edits when the data were divided otherwise.

    Attributes:
        kept: labels, classes or samples left out are edited there as before. moved: how many samples belonged
            to another part, which they do no more. replaced: other edits were there, made by themselves; a
            step of undo has them.
    """

    kept: bool
    moved: int
    replaced: bool


class LabelEdits(QObject):
    """Reads and writes the edits file of the data; another window or program may have changed it meanwhile.

    The undo stack is its own: the data are no part of the document, and are not saved with it.

    Signals:
        changed: the edits to some data are others now.
        regrouped: other classes are one than before (carries the data, and the edits before and now).
        problem_raised: they cannot be read or written, or would leave data that nothing can learn from
            (carries the `CnnguiError`); nothing changed.
    """

    changed = Signal()
    regrouped = Signal(object, object, object)
    problem_raised = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._read: tuple[tuple[str, int, int], Edits] | None = None
        self._seen: dict[str, Edits] = {}
        self._ways: dict[str, tuple[EditedData, Follow, Follow]] = {}

    def close(self) -> None:
        """Forget the steps: a stack that goes with some tells of it, when nobody can be told any more."""
        self.undo_stack.clear()

    def of(self, data: EditedData) -> Edits:
        """Return the edits to data; none where they cannot be read, which is told once."""
        stamp = _stamp(data.fingerprint)
        if self._read is None or self._read[0] != stamp:
            try:
                edits = read_edits(data.fingerprint)
            except CnnguiError as error:
                edits = Edits()
                self._read = stamp, edits  # first: who is told of it asks again
                self.problem_raised.emit(error)
            self._read = stamp, edits
        return self._read[1]

    def relabel(self, data: EditedData, stored: StoredPart, index: int, label: int | None) -> None:
        """Give a sample another label, a class index of the data; None takes the mended one back."""
        self.relabel_all(data, {stored: [index]}, label)

    def relabel_all(
        self, data: EditedData, samples: Samples, label: int | None, came: Samples | None = None
    ) -> None:
        """Give samples another label in one step; `came` are those among them whose label it was."""
        theirs = came or {}

        def change(edits: Edits, stored: StoredPart, indices: Collection[int]) -> Edits:
            changed = edits.all_relabelled(stored, indices, label)
            return changed.all_relabelled(stored, theirs.get(stored, ()), None)

        self._edit_samples(data, samples, change)

    def leave_out(self, data: EditedData, stored: StoredPart, index: int, out: bool = True) -> None:
        """Leave a sample out, or take it in again."""
        self.leave_all_out(data, {stored: [index]}, out)

    def leave_all_out(self, data: EditedData, samples: Samples, out: bool = True) -> None:
        """Leave samples out, or take them in again, in one step."""
        self._edit_samples(data, samples, lambda edits, *those: edits.all_left_out(*those, out))

    def move_all(self, data: EditedData, samples: Samples, to: StoredPart) -> None:
        """Have samples belong to a part in one step."""

        def change(edits: Edits, stored: StoredPart, indices: Collection[int]) -> Edits:
            return edits.all_moved(stored, indices, away=stored != to)

        self._edit_samples(data, samples, change)

    def restore_all(self, data: EditedData, samples: Samples) -> None:
        """Have samples as they came again, in one step."""
        self.take_back(data, samples)

    def take_back(
        self, data: EditedData, samples: Samples, named: Iterable[int] = (), merged: Iterable[int] = ()
    ) -> None:
        """Have samples as they came, and classes, in one step.

        Args:
            named: classes that have another name. merged: those as which others count.
        """
        before = self.of(data)

        def change(edits: Edits) -> Edits:
            edits = reduce(lambda made, label: made.renamed(label, None), named, edits)
            edits = reduce(Edits.parted, merged, edits)
            return _alike(edits, Edits(), samples)

        if change(before) != before:
            self._push(data, change, lambda edits: _alike(edits.classes_alike(before), before, samples))

    def rename(self, data: EditedData, label: int, name: str | None) -> None:
        """Call a class otherwise; None for as it came."""
        self._edit_classes(data, lambda edits: edits.renamed(label, name))

    def merge(self, data: EditedData, labels: Collection[int], into: int) -> None:
        """Let classes count as the class `into`."""
        self._edit_classes(data, lambda edits: edits.joined(labels, into))

    def part_class(self, data: EditedData, label: int) -> None:
        """Let all that counts as this class be classes of their own again."""
        self._edit_classes(data, lambda edits: edits.parted(label))

    def take_over(self, data: EditedData, left: EditedData, follow: Follow, back: Follow) -> Followed | None:
        """Have the edits of the same samples as they were divided before, but for moves; None if they are so.

        What was taken back before is so here, too: `left` is what the person saw last. That is no step to be
        undone, as dividing the data is one, unless it replaces edits that were not here by the same way.

        From now on, what is done or undone in `left` is so here, too.

        Args:
            follow: makes edits to `data` of edits to `left`. back: the other way.
        """
        before, own = self.of(left), self.of(data)
        self._ways.pop(data.fingerprint, None)
        self._ways[left.fingerprint] = data, follow, back

        def change(edits: Edits) -> Edits:
            return follow(read_edits(left.fingerprint)).moved_as(edits)

        alike = follow(before).moved_as(own) == own
        written = None if alike else self._write(data, change)
        now = self.of(data)
        if before.merged != now.merged:  # they could not be written
            self.regrouped.emit(data, before, now)
        replaced = not own.within(now) and not own.within(self._seen.get(data.fingerprint, Edits()))
        self._seen |= {left.fingerprint: before, data.fingerprint: now}
        if written is None:
            return None
        if replaced:
            self._push(data, lambda edits: now.moved_as(edits), lambda edits: own.moved_as(edits))
        return Followed(before.moved_as(Edits()) != Edits(), before.moved, replaced)

    def take_all_back(self, data: EditedData) -> None:
        """Have the data as they came again."""
        if (before := self.of(data)) != Edits():
            self._push(data, lambda edits: Edits(), lambda edits: before)

    def _edit_samples(
        self,
        data: EditedData,
        samples: Samples,
        change: Callable[[Edits, StoredPart, Collection[int]], Edits],
    ) -> None:
        """Do a step that can be undone, if it changes anything: others may edit other samples meanwhile."""
        before = self.of(data)

        def done(edits: Edits) -> Edits:
            return reduce(lambda made, those: change(made, *those), samples.items(), edits)

        if done(before) != before:
            self._push(data, done, lambda edits: _alike(edits, before, samples))

    def _edit_classes(self, data: EditedData, change: Callable[[Edits], Edits]) -> None:
        before = self.of(data)
        if change(before) != before:
            self._push(data, change, lambda edits: edits.classes_alike(before))

    def write(self, data: EditedData, change: Callable[[Edits], Edits]) -> bool:
        """Change what the file holds now; return whether it was written: for the undo commands.

        Where the same samples were divided otherwise since (`take_over`), the edits there change alike.
        """
        written = self._write(data, change)
        if written is None:
            return False
        if written[0].merged != written[1].merged:
            self.regrouped.emit(data, *written)
        if (way := self._ways.get(data.fingerprint)) is not None:
            self._seen[data.fingerprint] = written[1]
            there, follow, back = way
            self.write(there, lambda edits: follow(change(back(edits))).moved_as(edits))
        return True

    def _write(self, data: EditedData, change: Callable[[Edits], Edits]) -> tuple[Edits, Edits] | None:
        """Return the edits before and now, None if they cannot be written."""
        try:
            before = read_edits(data.fingerprint)
            edits = change(before)
            if edits != Edits() and data.samples is not None:
                check(edits, data.label, data.class_names, data.samples)
            write_edits(data.fingerprint, edits, data.label)
        except CnnguiError as error:
            self.problem_raised.emit(error)
            return None
        self.changed.emit()
        return before, edits

    def _push(
        self, data: EditedData, change: Callable[[Edits], Edits], back: Callable[[Edits], Edits]
    ) -> None:
        self.undo_stack.push(_EditCommand(self, data, change, back))


class _EditCommand(QUndoCommand):
    """One change and what takes it back; what could not be written is forgotten."""

    def __init__(
        self,
        edits: LabelEdits,
        data: EditedData,
        change: Callable[[Edits], Edits],
        back: Callable[[Edits], Edits],
    ) -> None:
        super().__init__()
        self._edits, self._data, self._change, self._back = edits, data, change, back

    def redo(self) -> None:
        self.setObsolete(not self._edits.write(self._data, self._change))

    def undo(self) -> None:
        self.setObsolete(not self._edits.write(self._data, self._back))


def _alike(edits: Edits, other: Edits, samples: Samples) -> Edits:
    """Return edits in which these samples stand as in `other`."""
    return reduce(lambda made, those: made.alike(other, *those), samples.items(), edits)


def _stamp(fingerprint: str) -> tuple[str, int, int]:
    """Return what changes when the file with these edits does."""
    try:
        status = edits_file(fingerprint).stat()
    except OSError:
        return fingerprint, 0, 0
    return fingerprint, status.st_mtime_ns, status.st_size
