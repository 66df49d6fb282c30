"""How every sample of a data set stands with a person's edits, and which of them are to be seen.

Samples are counted through here: those of the training part as they came first, those of the test part behind
them. So one number says which is meant, whatever edits do to labels and parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Labels, StoredPart
from cnngui.datasets.edits import Edits
from cnngui.datasets.odd_ones import ODD

Places = NDArray[np.int64]
Mask = NDArray[np.bool_]

Only = Literal["all", "edited", "excluded", "duplicates", "across", "unlike", "odd"]
"""Which samples of the classes and the part that are wanted."""
GROUPED: frozenset[Only] = frozenset(("duplicates", "across", "unlike"))
"""Those of which near-duplicates are seen side by side."""


@dataclass(frozen=True, eq=False)
class Standing:
    """What each sample is now; arrays of one value a sample, counted through.

    Attributes:
        own: how many samples came in the training part.
        came, labels: class index as it came, and that by which its class is named now: both of the classes
            as they came.
        test: whether it is in the test part. excluded: whether it is left out. edited: whether anything about
            it is other than it came.
    """

    own: int
    came: Labels
    labels: Labels
    test: Mask
    excluded: Mask
    edited: Mask

    @property
    def samples(self) -> int:
        """How many samples there are, those left out too."""
        return len(self.labels)

    def home(self, place: int) -> tuple[StoredPart, int]:
        """Return the part in which a sample came, and its place there."""
        return ("train", place) if place < self.own else ("test", place - self.own)

    def counts(self, classes: int, part: StoredPart) -> Places:
        """Return int64 (classes,), how many samples of a part count for each class."""
        meant = ~self.excluded & (self.test == (part == "test"))
        return np.bincount(self.labels[meant], minlength=classes).astype(np.int64)


@dataclass(frozen=True)
class Wanted:
    """What is to be seen.

    Attributes:
        classes: class indices, none for all. part: None for both.
        text: words of a class's name, of a sentence or of a row; "#" and a number mean the sample at that
            place of its part; "" for all.
    """

    classes: frozenset[int] = frozenset()
    part: StoredPart | None = None
    only: Only = "all"
    text: str = ""


@dataclass(frozen=True, eq=False)
class Found:
    """What was found out about the samples, counted through.

    Attributes:
        groups: int64 (samples,), the group of near-duplicates of each, -1 for none
            (`cnngui.datasets.near_duplicates`). odd: float32 (samples,), how odd each is in its class
            (`cnngui.datasets.odd_ones`). None of either while it is not known.
        labels: int64 (samples,), by which `odd` was found: as `Standing.labels` at that moment.
    """

    groups: Places | None = None
    odd: NDArray[np.float32] | None = None
    labels: Labels | None = None

    def duplicates(self, now: Standing) -> Mask:
        """Return which samples have a near-duplicate, of those that are not left out."""
        if self.groups is None:
            return np.zeros(now.samples, bool)
        there = (self.groups >= 0) & ~now.excluded
        several = np.bincount(self.groups[there], minlength=self.groups.max(initial=0) + 1) > 1
        return there & several[np.maximum(self.groups, 0)]

    def across(self, now: Standing) -> Mask:
        """Return which samples of the test part have a near-duplicate in the training part."""
        if self.groups is None:
            return np.zeros(now.samples, bool)
        there = (self.groups >= 0) & ~now.excluded
        learned = np.bincount(self.groups[there & ~now.test], minlength=self.groups.max(initial=0) + 1) > 0
        return there & now.test & learned[np.maximum(self.groups, 0)]

    def unlike_labels(self, now: Standing) -> Mask:
        """Return which samples have a near-duplicate of another class."""
        if self.groups is None:
            return np.zeros(now.samples, bool)
        twice = self.duplicates(now)
        lowest = np.full(self.groups.max(initial=0) + 1, np.iinfo(np.int64).max)
        highest = np.full(len(lowest), -1)
        np.minimum.at(lowest, self.groups[twice], now.labels[twice])
        np.maximum.at(highest, self.groups[twice], now.labels[twice])
        return twice & (lowest != highest)[np.maximum(self.groups, 0)]

    def odd_ones(self, now: Standing) -> Mask:
        """Return which samples are odd in their class, of those that are not left out or of another since."""
        if self.odd is None or self.labels is None:
            return np.zeros(now.samples, bool)
        return (self.odd > ODD) & ~now.excluded & (self.labels == now.labels)


def standing(train: Labels, test: Labels, edits: Edits, classes: int) -> Standing:
    """Return how samples that came with these labels, of so many classes, stand with `edits`.

    Edits to samples that are not there are passed over: `cnngui.datasets.applied_edits` refuses them.
    """
    came = np.concatenate([train, test]).astype(np.int64)
    seen = edits.seen_in("train", len(train))
    here, there = edits.train, edits.test
    labels = came.copy()
    mended = [place for place in seen.labels if place < len(came)]
    labels[mended] = [seen.labels[place] for place in mended]
    excluded = _mask(len(came), here.excluded) | _mask(len(came), there.excluded, len(train))
    moved = _mask(len(came), here.moved) | _mask(len(came), there.moved, len(train))
    in_test = (np.arange(len(came)) >= len(train)) ^ moved
    groups = edits.groups(classes)
    edited = excluded | moved | (labels != came)
    return Standing(len(train), came, groups.roots[groups.of[labels]], in_test, excluded, edited)


def _mask(samples: int, places: Iterable[int], first: int = 0) -> Mask:
    """Return bool (samples,), set at `places`, which are counted from `first`."""
    mask = np.zeros(samples, bool)
    mask[[first + place for place in places if first + place < samples]] = True
    return mask


def matching(samples: Standing, text: str, classes: Mapping[int, str], read: Places) -> Mask:
    """Return which samples a text means, as `Wanted` has it.

    Args:
        classes: what each class is called. read: samples in whose own words it is.
    """
    words = text.strip().casefold()
    if words.startswith("#") and words[1:].isdecimal():
        place = np.arange(samples.samples)
        return np.where(place < samples.own, place, place - samples.own) == int(words[1:][:18])
    named = [label for label, name in classes.items() if words in name.casefold()]
    mask = np.isin(samples.labels, named)
    mask[read] = True
    return mask


def places_of(
    samples: Standing, wanted: Wanted, found: Found | None = None, meant: Mask | None = None
) -> Places:
    """Return the samples that are wanted: ascending, near-duplicates side by side, the oddest first.

    Of what is across, the samples of the training part are shown too: they are what is to be compared with.

    Args:
        meant: which samples `wanted.text` means, as `matching` tells; None for all.
    """
    found = found or Found()
    meant = np.ones(samples.samples, bool) if meant is None else meant.copy()
    if wanted.classes:
        meant &= np.isin(samples.labels, list(wanted.classes))
    if wanted.part is not None:
        meant &= samples.test == (wanted.part == "test")
    if wanted.only == "edited":
        meant &= samples.edited
    elif wanted.only == "excluded":
        meant &= samples.excluded
    elif wanted.only == "duplicates":
        meant &= found.duplicates(samples)
    elif wanted.only == "across":
        meant &= _groups_of(found.across(samples), samples, found)
    elif wanted.only == "unlike":
        meant &= found.unlike_labels(samples)
    elif wanted.only == "odd":
        meant &= found.odd_ones(samples)
    places = np.flatnonzero(meant)
    if wanted.only in GROUPED and found.groups is not None:
        return places[np.argsort(found.groups[places], kind="stable")]
    if wanted.only == "odd" and found.odd is not None:
        return places[np.argsort(-found.odd[places], kind="stable")]
    return places


def _groups_of(some: Mask, samples: Standing, found: Found) -> Mask:
    """Return which samples are in a group with one of these."""
    if found.groups is None:
        return some
    of_them = np.isin(found.groups, np.unique(found.groups[some]))
    return of_them & (found.groups >= 0) & ~samples.excluded
