"""One set of drawings in the window: its samples and its classes, kept as they are made, with one undo."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand

from cnngui.datasets.drawn import format_of, kept_aside
from cnngui.datasets.drawn_pictures import write_pictures
from cnngui.datasets.drawn_sets import (
    SAMPLES_FOLDER,
    SetClass,
    SetHead,
    is_drawn_set,
    read_head,
    rename_set,
    write_head,
)
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_pictures import INK
from cnngui.datasets.own_samples import Contents, Merged, OwnSample
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_name
from cnngui.state.own_samples import OwnSamples, Samples


@dataclass(frozen=True)
class SetContents(Contents):
    """What the folder of a set holds, and what follows from it, worked out where it is read.

    Attributes:
        head: None if it cannot be read: `fault` tells why.
        classes: each with its samples, the newest first. keys: what is drawn.
        tests: how many samples are kept aside. input_format: as what they are read.
    """

    head: SetHead | None = None
    fault: CnnguiError | None = None
    classes: tuple[tuple[SetClass, Samples], ...] = ()
    keys: frozenset[str] = frozenset()
    tests: int = 0
    input_format: InputFormat = INK


class DrawnSet(OwnSamples):
    """A folder of `cnngui.datasets.drawn_sets`, whoever writes to it.

    Attributes:
        path: its folder, which is its name as data.
        head: its name and classes; nothing before `refresh` has read them (`loaded`), or if it is damaged.
        classes: those that it lists, and behind them those of samples that it does not list; each with its
            samples, the newest first.
        counts: how many samples each class has, in their order. keys: `OwnSample.key` of all samples.
        tests: how many samples are kept aside to test with.
        input_format: as what its samples are read.

    Signals:
        took_in: another file was taken in (carries its name and the `Merged`).
    """

    took_in = Signal(str, object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(path / SAMPLES_FOLDER, parent)
        self.path = path
        self.head: SetHead | None = None
        self.classes: tuple[tuple[SetClass, Samples], ...] = ()
        self.counts: dict[str, int] = {}
        self.keys: frozenset[str] = frozenset()
        self.tests = 0
        self.input_format = INK
        self._fault: CnnguiError | None = None
        self._asked_heads: deque[SetHead] = deque()
        self.imported.connect(self._on_imported)

    # What there is --------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """What it is called."""
        return self.path.name if self.head is None else self.head.name

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of its classes."""
        return tuple(self.counts)

    @property
    def learned(self) -> tuple[str, ...]:
        """The classes that a network would learn: those with samples."""
        return tuple(name for name, count in self.counts.items() if count)

    @property
    def can_train(self) -> bool:
        """Whether it is enough to train on: two classes, and one sample to test with."""
        return len(self.learned) > 1 and self.tests > 0

    # What a person does ---------------------------------------------------------------------------

    def add_class(self, name: str) -> bool:
        """Add a class behind the others; whether it could be."""
        return self._edit(lambda head: head.with_class(name))

    def colour_class(self, name: str, colour: int) -> None:
        """Give a class another colour."""
        self._edit(lambda head: head.coloured(name, colour))

    def rename_class(self, old: str, new: str) -> bool:
        """Call a class, and each of its samples, otherwise; whether it could be."""
        if " ".join(new.split()) == old:
            return True
        members = self._of(old)

        def after() -> Samples:
            return tuple(sample.relabelled(new) for sample in members)

        return self._edit(lambda head: head.with_renamed(old, new), members, after)

    def remove_class(self, name: str) -> None:
        """Take a class out with its samples; `undo_stack` brings both back."""
        self._edit(lambda head: head.without(name), self._of(name))

    def rename(self, name: str, then: Callable[[], object]) -> None:
        """Call the set otherwise; projects and runs go on finding it. `then` is called once it is."""

        def job() -> Contents:
            rename_set(self.path, name)
            return self._read()

        def show(contents: Contents) -> None:
            self._show(contents)
            then()

        self._submit(job, show)

    def export_folder(self, into: str) -> None:
        """Write a picture of each sample into a new folder; `exported` tells which, or `problem_raised`."""
        name, samples = self.name, self.samples
        self._submit(lambda: str(write_pictures(Path(into), name, samples)), self.exported.emit)

    def _of(self, name: str) -> Samples:
        return tuple(sample for sample in self.coming.values() if sample.label == name)

    def _edit(
        self,
        change: Callable[[SetHead], SetHead],
        before: Samples = (),
        after: Callable[[], Samples] = tuple,
    ) -> bool:
        head = self._asked_heads[-1] if self._asked_heads else self.head
        if head is None:
            if self._fault is not None:
                self.problem_raised.emit(self._fault)
            return False
        listed = head.with_classes_of(tuple(self.coming.values()))
        try:
            changed, new = change(listed), after()
        except CnnguiError as error:
            self.problem_raised.emit(error)
            return False
        if changed != listed:
            self.undo_stack.push(_SetChange(self, (listed, changed), before, new))
        return True

    def _on_imported(self, found: Merged) -> None:
        self.took_in.emit(self.name, found)

    # Reading --------------------------------------------------------------------------------------

    def replace_all(self, head: SetHead, before: Samples, after: Samples) -> None:
        """Put a head and samples in the place of others. Only the undo commands call this."""

        def job() -> tuple[Contents, CnnguiError | None]:
            try:
                # Classes first and samples behind: cut off between them, a sample has a class of its own.
                # The name stays, which another may have changed, and which undo is not to bring back.
                write_head(self.path, head.renamed(read_head(self.path).name))
            except CnnguiError as error:
                return self._read(), error
            return self._replaced(before, after)

        def show(outcome: tuple[Contents, CnnguiError | None]) -> None:
            self._asked_heads.popleft()
            self._asked.popleft()
            contents, refused = outcome
            self._show(contents)
            if refused is not None:
                self.problem_raised.emit(refused)

        self._asked_heads.append(head)
        self._asked.append((before, after))
        self._submit(job, show)

    def _replaced(self, before: Samples, after: Samples) -> tuple[Contents, CnnguiError | None]:
        if not is_drawn_set(self.path):  # it would come back as samples of no set
            return self._read(), CnnguiError("drawn.gone", path=shown_name(str(self.path)))
        return super()._replaced(before, after)

    def _read(self) -> SetContents:
        read, head, fault = super()._read(), None, None
        try:
            head = read_head(self.path)
        except CnnguiError as error:
            fault = error
        samples, listed = read.samples, () if head is None else head.with_classes_of(read.samples).classes
        members: dict[str, list[OwnSample]] = {}
        for sample in reversed(samples):
            members.setdefault(sample.label, []).append(sample)
        return SetContents(
            samples,
            read.damaged,
            head,
            fault,
            classes=tuple((each, tuple(members.get(each.name, ()))) for each in listed),
            keys=frozenset(sample.key for sample in samples),
            tests=int(kept_aside(samples).sum()),
            input_format=format_of(samples),
        )

    def _show(self, contents: Contents) -> None:
        assert isinstance(contents, SetContents)
        before, self.head, self._fault = self._fault, contents.head, contents.fault
        self.tests, self.input_format = contents.tests, contents.input_format
        self.classes, self.keys = contents.classes, contents.keys
        self.counts = {each.name: len(samples) for each, samples in contents.classes}
        super()._show(contents)
        self._watch_also(self.path)
        if self._fault is not None and before is None:
            self.problem_raised.emit(self._fault)


class _SetChange(QUndoCommand):
    """Another head, and samples in the place of others; and what was before."""

    def __init__(
        self,
        owner: DrawnSet,
        heads: tuple[SetHead, SetHead],
        before: Sequence[OwnSample],
        after: Sequence[OwnSample],
    ) -> None:
        super().__init__()
        self._owner, self._heads = owner, heads
        self._before, self._after = tuple(before), tuple(after)

    def redo(self) -> None:
        self._owner.replace_all(self._heads[1], self._before, self._after)

    def undo(self) -> None:
        self._owner.replace_all(self._heads[0], self._after, self._before)
