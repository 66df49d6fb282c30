"""A person's own changes to data: labels, parts and classes that are to be others. The data stay.

These are the values; `kept_edits` has them in a file, `applied_edits` makes data with them. Samples are named
by their places in the part as it came, from 0, and classes by their indices as they came, whatever else is
edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import STORED_PARTS, StoredPart, other_part
from cnngui.datasets.groups import Groups


@dataclass(frozen=True)
class PartEdits:
    """Changes to the samples that came in one part.

    Attributes:
        labels: the class index that counts, by the place of the sample. excluded: places left out.
        moved: places of those that belong to the other part.
    """

    labels: Mapping[int, int] = field(default_factory=dict)
    excluded: frozenset[int] = frozenset()
    moved: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class Divided:
    """How data are divided.

    Attributes:
        own: how many samples are in the training part. homes: as `cnngui.datasets.dataset.Undivided`.
    """

    own: int
    homes: NDArray[np.int64]


@dataclass(frozen=True)
class Edits:
    """Changes to a data set; a value: a change returns another.

    Attributes:
        train, test: to the samples of each part.
        names: what a class is called, by its index. merged: the class that another counts as, by the index of
            that other; none of them is merged itself.
    """

    train: PartEdits = PartEdits()
    test: PartEdits = PartEdits()
    names: Mapping[int, str] = field(default_factory=dict)
    merged: Mapping[int, int] = field(default_factory=dict)

    def part(self, name: StoredPart) -> PartEdits:
        """Return the changes to the samples that came in one part."""
        return self.train if name == "train" else self.test

    @property
    def mended(self) -> int:
        """How many labels are others than those that came."""
        return sum(len(self.part(name).labels) for name in STORED_PARTS)

    @property
    def excluded(self) -> int:
        """How many samples are left out."""
        return sum(len(self.part(name).excluded) for name in STORED_PARTS)

    @property
    def moved(self) -> int:
        """How many samples belong to another part than they came in."""
        return sum(len(self.part(name).moved) for name in STORED_PARTS)

    @property
    def regrouped(self) -> int:
        """How many classes have another name, or count as another class."""
        return len({*self.names, *self.merged})

    # Samples ------------------------------------------------------------------------------------

    def relabelled(self, name: StoredPart, index: int, label: int | None) -> Edits:
        """Return edits by which that sample has another label; None is the one that came."""
        return self.all_relabelled(name, [index], label)

    def all_relabelled(self, name: StoredPart, indices: Iterable[int], label: int | None) -> Edits:
        """Return edits by which these samples have another label; None is the one that came."""
        part, meant = self.part(name), set(indices)
        labels = {place: each for place, each in part.labels.items() if place not in meant}
        if label is not None:
            labels |= dict.fromkeys(meant, label)
        return self._with(name, replace(part, labels=labels))

    def left_out(self, name: StoredPart, index: int, out: bool = True) -> Edits:
        """Return edits by which that sample counts no more, or again."""
        return self.all_left_out(name, [index], out)

    def all_left_out(self, name: StoredPart, indices: Iterable[int], out: bool = True) -> Edits:
        """Return edits by which these samples count no more, or again."""
        part = self.part(name)
        excluded = part.excluded.union(indices) if out else part.excluded.difference(indices)
        return self._with(name, replace(part, excluded=excluded))

    def all_moved(self, name: StoredPart, indices: Iterable[int], away: bool = True) -> Edits:
        """Return edits by which samples that came in a part belong to the other one, or to it again."""
        part = self.part(name)
        moved = part.moved.union(indices) if away else part.moved.difference(indices)
        return self._with(name, replace(part, moved=moved))

    def alike(self, other: Edits, name: StoredPart, indices: Iterable[int]) -> Edits:
        """Return edits in which these samples stand as in `other`, and all else as it is."""
        mine, theirs, meant = self.part(name), other.part(name), frozenset(indices)
        labels = {place: each for place, each in mine.labels.items() if place not in meant}
        labels |= {place: each for place, each in theirs.labels.items() if place in meant}
        excluded = (mine.excluded - meant) | (theirs.excluded & meant)
        moved = (mine.moved - meant) | (theirs.moved & meant)
        return self._with(name, PartEdits(labels, excluded, moved))

    def followed(self, here: Divided, there: Divided) -> Edits:
        """Return edits to the same samples, and classes, of data that are divided as `there`, not as `here`.

        Which part a sample was moved to is left out: the parts are others.
        """
        place_of = np.empty(len(there.homes), np.int64)
        place_of[there.homes] = np.arange(len(there.homes))
        labels: dict[StoredPart, dict[int, int]] = {name: {} for name in STORED_PARTS}
        excluded: dict[StoredPart, set[int]] = {name: set() for name in STORED_PARTS}

        def now(name: StoredPart, place: int) -> tuple[StoredPart, int]:
            counted = int(place_of[here.homes[place if name == "train" else here.own + place]])
            return ("train", counted) if counted < there.own else ("test", counted - there.own)

        for name in STORED_PARTS:
            part = self.part(name)
            for place, label in part.labels.items():
                stored, at = now(name, place)
                labels[stored][at] = label
            for place in part.excluded:
                stored, at = now(name, place)
                excluded[stored].add(at)
        train, test = (PartEdits(labels[name], frozenset(excluded[name])) for name in STORED_PARTS)
        return Edits(train, test, self.names, self.merged)

    def moved_as(self, other: Edits) -> Edits:
        """Return edits by which the samples belong to the parts that they belong to by `other`."""
        train, test = (replace(self.part(name), moved=other.part(name).moved) for name in STORED_PARTS)
        return replace(self, train=train, test=test)

    def within(self, other: Edits) -> bool:
        """Return whether all that these change is so by `other`, too; moves are not looked at."""
        parts = [(self.part(name), other.part(name)) for name in STORED_PARTS]
        return (
            all(mine.labels.items() <= theirs.labels.items() for mine, theirs in parts)
            and all(mine.excluded <= theirs.excluded for mine, theirs in parts)
            and self.names.items() <= other.names.items()
            and self.merged.items() <= other.merged.items()
        )

    def seen_in(self, name: StoredPart, own: int) -> PartEdits:
        """Return the changes to samples as whoever looks at one part counts them.

        Places from `own`, the number of samples that came in this part, are those of the other one, counted
        on. Those that belong there are `excluded` here, and `moved` has those that came from there.
        """
        here, there = self.part(name), self.part(other_part(name))
        return PartEdits(
            {**here.labels, **{own + place: label for place, label in there.labels.items()}},
            here.excluded | here.moved | {own + place for place in there.excluded},
            frozenset(own + place for place in there.moved),
        )

    def _with(self, name: StoredPart, part: PartEdits) -> Edits:
        return replace(self, train=part) if name == "train" else replace(self, test=part)

    # Classes ------------------------------------------------------------------------------------

    def renamed(self, label: int, text: str | None) -> Edits:
        """Return edits by which a class is called otherwise; None is the name that came."""
        names = {each: name for each, name in self.names.items() if each != label}
        return replace(self, names=names if text is None else {**names, label: text})

    def joined(self, labels: Iterable[int], into: int) -> Edits:
        """Return edits by which these classes, and what counts as one of them, count as the class `into`."""
        meant = {*labels} - {into}
        merged = {each: into if root in meant else root for each, root in self.merged.items()}
        return replace(self, merged={**merged, **dict.fromkeys(meant, into)})

    def parted(self, label: int) -> Edits:
        """Return edits by which all that counted as this class is a class of its own again, as it came."""
        merged = {each: root for each, root in self.merged.items() if root != label}
        names = {each: name for each, name in self.names.items() if each != label}
        return replace(self, merged=merged, names=names)

    def classes_alike(self, other: Edits) -> Edits:
        """Return edits in which the classes stand as in `other`, and the samples as they are."""
        return replace(self, names=other.names, merged=other.merged)

    def groups(self, classes: int) -> Groups:
        """Return which of so many classes are one; edits to classes that are not there are passed over."""
        root_of = np.arange(classes, dtype=np.int64)
        for each, root in self.merged.items():
            if each < classes and root < classes:
                root_of[each] = root
        roots = np.flatnonzero(root_of == np.arange(classes))
        return Groups(np.searchsorted(roots, root_of).astype(np.int64), roots.astype(np.int64))

    def class_names(self, came: tuple[str, ...]) -> tuple[str, ...]:
        """Return what the classes are called now, those that count as others left out."""
        return tuple(self.names.get(int(root), came[root]) for root in self.groups(len(came)).roots)
