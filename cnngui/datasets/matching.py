"""Which class of a network a class of the data is: by name, or by order where names are only numbers.

A file often leaves its class names out; labels are its names then, which may begin at 1, and a network of
Keras has none at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Note
from cnngui.errors import CnnguiError

Indices = NDArray[np.int64]

_SHOWN_CLASSES = 20


@dataclass(frozen=True, eq=False)
class Match:
    """How classes of data and network belong together.

    Attributes:
        places: int64 (classes,), the network's class for each class of the data, -1 where it has none.
        notes: what is to be said of it.
    """

    places: Indices
    notes: tuple[Note, ...] = ()


def must_share_classes(known: Sequence[str], found: Sequence[str]) -> None:
    """Raise CnnguiError ``datasets.other_classes`` unless a name or the number of classes is shared."""
    if len(known) != len(found) and not set(_plain(known)) & set(_plain(found)):
        raise CnnguiError("datasets.other_classes", known=_shown(known), found=_shown(found))


def matched(known: Sequence[str], found: Sequence[str], labels: Indices, predicted: Indices) -> Match:
    """Return which classes are the same.

    By name, if the network knows all names of the data. As many classes of other names are the same in their
    order; if only some names are shared, and all are numbers, that way is taken by which more answers are
    right, and both are told.

    Args:
        known: the network's names. found: those of the data.
        labels: (samples,) indices of `found`. predicted: (samples,) indices of `known`.
    """
    if tuple(known) == tuple(found):
        return Match(np.arange(len(found), dtype=np.int64))
    ours, theirs = _plain(known), _plain(found)
    by_name = np.array([ours.index(name) if name in ours else -1 for name in theirs], np.int64)
    if by_name.min() >= 0 or len(known) != len(found):
        return Match(by_name)
    by_order = np.arange(len(found), dtype=np.int64)
    told = {"known": _shown(known), "found": _shown(found)}
    if by_name.max() < 0:
        return Match(by_order, (Note("datasets.note_by_order", told),))
    if not all(name.lstrip("-").isdecimal() for name in (*known, *found)):
        return Match(by_name)
    right = {
        way: float((places[labels] == predicted).mean())
        for way, places in (("order", by_order), ("name", by_name))
    }
    way = max(right, key=lambda each: right[each])
    return Match(by_order if way == "order" else by_name, (Note(f"datasets.note_both_{way}", told | right),))


def _plain(names: Sequence[str]) -> list[str]:
    """Return names as people compare them, "Cat" being "cat", unless that would make two the same."""
    plain = [name.strip().casefold() for name in names]
    return plain if len(set(plain)) == len(plain) else list(names)


def _shown(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN_CLASSES]) + (" …" if len(names) > _SHOWN_CLASSES else "")
