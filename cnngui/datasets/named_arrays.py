"""Datasets in arrays that have names, wherever these lie: which array is which, by words in its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import Origin, UnreadArray, UnreadPart, assemble
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.labels import plain_text
from cnngui.datasets.rows import are_rows, assemble_rows
from cnngui.errors import CnnguiError
from cnngui.files.arrays import ArrayHeader
from cnngui.files.opening import shown_name, shown_text

TRAIN, TEST = ("x_train", "y_train"), ("x_test", "y_test")
CLASS_NAMES, VOCABULARY, NOTES = "class_names", "vocabulary", "notes"
INK_ARRAYS = ("ink_points", "ink_strokes", "ink_widths", "ink_pressed", "ink_raster", "ink_sizes", "ink_made")
"""What files of own samples hold besides (`cnngui.datasets.own_exchange`): how they were drawn."""
_PARTS = {
    "train": "train",
    "training": "train",
    "tr": "train",
    "test": "test",
    "testing": "test",
    "te": "test",
}
_PARTS |= dict.fromkeys(("val", "valid", "validation", "dev"), "other")
_WHATS = dict.fromkeys(
    ("x", "images", "image", "imgs", "img", "data", "pictures", "inputs", "features", "samples"), "x"
)
_WHATS |= dict.fromkeys(("y", "labels", "label", "targets", "target", "classes"), "y")
_UNNAMED = ("arr_0", "arr_1", "arr_2", "arr_3")
"""What numpy.savez calls arrays that were given without names."""
_SHOWN = 8
_MOST_NOTES = 20
_MAX_NAMES_BYTES = 1_000_000


class NamedArrays(Protocol):
    """Where the arrays lie; their headers can be judged before any values are read."""

    @property
    def names(self) -> Sequence[str]:
        """In the order in which they were stored."""

    def header(self, name: str) -> ArrayHeader:
        """Return type and shape. Raises CnnguiError."""

    def read(self, name: str) -> NDArray[Any]:
        """Return the values. Raises CnnguiError."""


@dataclass(frozen=True)
class HeldArrays:
    """Arrays that are in memory already."""

    arrays: Mapping[str, NDArray[Any]]

    @property
    def names(self) -> tuple[str, ...]:
        """In their order."""
        return tuple(self.arrays)

    def header(self, name: str) -> ArrayHeader:
        """Return type and shape."""
        array = self.arrays[name]
        return ArrayHeader(array.dtype, array.shape, fortran_order=False)

    def read(self, name: str) -> NDArray[Any]:
        """Return the values."""
        return self.arrays[name]


def dataset_of(
    arrays: NamedArrays, path: object, origin: Origin, class_names: Sequence[str] | None = None
) -> Dataset:
    """Return the dataset of x_train, y_train and, if there, x_test, y_test and class_names; or of x and y.

    Other usual names are taken too, such as train_images and train_labels, or data and target. Notes say
    which arrays were taken for what, and which are not used.

    Args:
        path: how messages name the file.

    Raises:
        CnnguiError: ``datasets.no_arrays``, ``datasets.npz_layout``, or arrays that cannot be used.
    """
    names = meant(arrays)
    train, test = _parts(arrays, names, path)
    if class_names is None and CLASS_NAMES in arrays.names:
        class_names = _text(arrays, CLASS_NAMES)
    if are_rows(train, test):
        words = _text(arrays, VOCABULARY) if VOCABULARY in arrays.names else ()
        dataset = assemble_rows(train, test, origin, class_names, words)
    else:
        dataset = assemble(train, test, origin, class_names)
    # Those that stand for several classes have labels behind them.
    shown = {name.rpartition(" (")[0] or name for name in dataset.class_names} | {*dataset.class_names}
    taken = class_names is None or bool(shown.intersection(map(shown_text, class_names)))
    return replace(dataset, notes=(*_notes(arrays, names, named=taken), *dataset.notes))


def _text(arrays: NamedArrays, name: str) -> list[str]:
    if arrays.header(name).data_bytes > _MAX_NAMES_BYTES:
        raise CnnguiError("datasets.text_damaged", name=name)
    return [str(each) for each in plain_text(arrays.read(name), shown=name).ravel()]


def meant(arrays: NamedArrays) -> dict[str, str]:
    """Return which array stands for x_train, y_train, x_test and y_test, by words in its name."""
    names = arrays.names
    if len(names) in (2, 4) and tuple(names) == _UNNAMED[: len(names)]:
        return _by_place(arrays)
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (name not in (*TRAIN, *TEST), names.index(name))):
        words = re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower())
        whats = [_WHATS[word] for word in words if word in _WHATS]
        parts = [_PARTS[word] for word in words if word in _PARTS]
        if len(whats) == 1 and len(parts) <= 1 and len(words) == len(whats) + len(parts):
            found.setdefault(f"{whats[0]}_{(parts or ['train'])[0]}", name)
    validation = {"x_test": found.pop("x_other", ""), "y_test": found.pop("y_other", "")}
    # Pictures for validation are there to be measured on, if there are no others.
    return found if set(found).intersection(TEST) or not all(validation.values()) else found | validation


def _by_place(arrays: NamedArrays) -> dict[str, str]:
    """Return the same of arrays without names: samples, labels, or both of each part before the other's."""
    if len(arrays.names) == 2:
        return dict(zip(TRAIN, _UNNAMED, strict=False))
    lengths = [arrays.header(name).shape[:1] for name in _UNNAMED]
    in_turn = lengths[0] == lengths[1] and lengths[2] == lengths[3]
    roles = (*TRAIN, *TEST) if in_turn else (TRAIN[0], TEST[0], TRAIN[1], TEST[1])
    return dict(zip(roles, _UNNAMED, strict=True))


def _parts(
    arrays: NamedArrays, names: Mapping[str, str], path: object
) -> tuple[UnreadPart, UnreadPart | None]:
    tests = len(set(names).intersection(TEST))
    if not set(names).issuperset(TRAIN) or tests == 1:
        if not arrays.names:
            raise CnnguiError("datasets.no_arrays", path=shown_text(path))
        found = ", ".join(shown_name(name) for name in arrays.names[:_SHOWN])
        raise CnnguiError("datasets.npz_layout", path=shown_text(path), found=found)
    train, test = ([names[each] for each in part if each in names] for part in (TRAIN, TEST))
    return _part(arrays, *train), _part(arrays, *test) if tests else None


def _part(arrays: NamedArrays, x: str, y: str) -> UnreadPart:
    samples, labels = (UnreadArray(name, arrays.header(name), partial(arrays.read, name)) for name in (x, y))
    return UnreadPart(_samples_first(samples, labels.header.shape), labels)


def _samples_first(x: UnreadArray, labels: tuple[int, ...]) -> UnreadArray:
    """Return pictures whose last axis has as many places as there are labels with this axis in front."""
    shape = x.header.shape
    count = max(labels[:2], default=0)  # MATLAB has rows of one, or columns
    if len(shape) < 3 or shape[0] == count or shape[-1] != count:
        return x
    header = replace(x.header, shape=(shape[-1], *shape[:-1]))
    return replace(x, header=header, read=lambda: np.moveaxis(x.read(), -1, 0), samples_last=True)


def _notes(arrays: NamedArrays, names: Mapping[str, str], *, named: bool) -> Iterator[Note]:
    used = {role: name for role, name in names.items() if role in (*TRAIN, *TEST)}
    if other := [f"{name} = {role}" for role, name in used.items() if name != role and name not in "xy"]:
        yield Note("datasets.note_names", {"names": ", ".join(shown_name(each) for each in other)})
    known = (*used.values(), VOCABULARY, NOTES, *INK_ARRAYS, *((CLASS_NAMES,) if named else ()))
    if NOTES in arrays.names and arrays.header(NOTES).dtype.kind in "US":
        told = " ".join(map(shown_text, _text(arrays, NOTES)[:_MOST_NOTES]))
        yield Note("datasets.note_kept", {"notes": told})
    unused = [name for name in arrays.names if name not in known]
    if unused:
        shown = ", ".join(shown_name(name) for name in unused[:_SHOWN]) + (
            " …" if len(unused) > _SHOWN else ""
        )
        yield Note("datasets.note_unused", {"names": shown})
