"""One set of drawings in the window: its samples and its classes, kept as they are made, with one undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand

from cnngui.datasets.drawn import format_of, kept_aside
from cnngui.datasets.drawn_pictures import write_pictures
from cnngui.datasets.drawn_sets import SAMPLES_FOLDER, SetHead, read_head, write_head
from cnngui.datasets.input_format import InputFormat
from cnngui.datasets.own_samples import Contents, OwnSample, counts
from cnngui.errors import CnnguiError
from cnngui.state.own_samples import OwnSamples, Samples


class DrawnSet(OwnSamples):
    """A folder of `cnngui.datasets.drawn_sets`, whoever writes to it.

    Attributes:
        path: its folder, which is its name as data.
        head: its name and classes; nothing before `refresh` has read them (`loaded`).
    """

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(path / SAMPLES_FOLDER, parent)
        self.path = path
        self.head: SetHead | None = None

    # What there is --------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """What it is called."""
        return self.path.name if self.head is None else self.head.name

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes that it lists, and behind them those of samples that it does not list."""
        return () if self.head is None else self.head.with_classes_of(self.samples).names

    @property
    def counts(self) -> dict[str, int]:
        """How many samples each class has, in the order of `class_names`."""
        there = counts(self.samples)
        return {name: there.get(name, 0) for name in self.class_names}

    @property
    def learned(self) -> tuple[str, ...]:
        """The classes that a network would learn: those with samples."""
        return tuple(name for name, count in self.counts.items() if count)

    @property
    def tests(self) -> int:
        """How many samples are kept aside to test with."""
        return sum(map(kept_aside, self.counts.values()))

    @property
    def input_format(self) -> InputFormat:
        """As what its samples are read."""
        return format_of(self.samples)

    @property
    def can_train(self) -> bool:
        """Whether it is enough to train on: two classes, and one sample to test with."""
        return len(self.learned) > 1 and self.tests > 0

    def colour(self, name: str) -> int:
        """Return which of ten colours a class has."""
        head = self.head and self.head.with_classes_of(self.samples)
        return next((each.colour for each in head.classes if each.name == name), 0) if head else 0

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

    def export_folder(self, into: str) -> None:
        """Write a picture of each sample into a new folder; `exported` tells which, or `problem_raised`."""
        name, samples = self.name, self.samples
        self._submit(lambda: str(write_pictures(Path(into), name, samples)), self.exported.emit)

    def _of(self, name: str) -> Samples:
        return tuple(sample for sample in self.samples if sample.label == name)

    def _edit(
        self,
        change: Callable[[SetHead], SetHead],
        before: Samples = (),
        after: Callable[[], Samples] = tuple,
    ) -> bool:
        if self.head is None:
            return False
        listed = self.head.with_classes_of(self.samples)
        try:
            head, new = change(listed), after()
        except CnnguiError as error:
            self.problem_raised.emit(error)
            return False
        if head != listed:
            self.undo_stack.push(_SetChange(self, (listed, head), before, new))
        return True

    # Reading --------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read what lies in the folder now."""
        self._submit(lambda: read_head(self.path), self._show_head)
        super().refresh()

    def replace_all(self, head: SetHead, before: Samples, after: Samples) -> None:
        """Put a head and samples in the place of others. Only the undo commands call this."""

        def job() -> tuple[SetHead, tuple[Contents, CnnguiError | None]]:
            # Classes first and samples behind: cut off between them, a sample has a class of its own.
            return self._kept(head), self._replaced(before, after)

        def show(outcome: tuple[SetHead, tuple[Contents, CnnguiError | None]]) -> None:
            self.head, (contents, refused) = outcome
            self._show(contents)
            if refused is not None:
                self.problem_raised.emit(refused)

        self._submit(job, show)

    def _kept(self, head: SetHead) -> SetHead:
        name = read_head(
            self.path
        ).name  # which another may have changed, and which undo is not to bring back
        told = head.renamed(name)
        write_head(self.path, told)
        return told

    def _show_head(self, head: SetHead) -> None:
        self.head = head

    def _watch(self) -> None:
        super()._watch()
        if self._watcher is not None and str(self.path) not in self._watcher.directories():
            self._watcher.addPath(str(self.path))


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
