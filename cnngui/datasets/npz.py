"""Datasets in one .npz file, in the layout that Keras uses."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from cnngui.datasets.assembling import MAX_BYTES, Origin, UnreadArray, UnreadPart, assemble
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.labels import plain_text
from cnngui.errors import CnnguiError
from cnngui.files.arrays import NpzFile
from cnngui.files.opening import shown_name, shown_text

_TRAIN, _TEST = ("x_train", "y_train"), ("x_test", "y_test")
_PARTS = {
    "train": "train",
    "training": "train",
    "tr": "train",
    "test": "test",
    "testing": "test",
    "te": "test",
}
_PARTS |= dict.fromkeys(("val", "valid", "validation", "dev"), "other")
_WHATS = dict.fromkeys(("x", "images", "image", "imgs", "img", "data", "pictures", "inputs", "features"), "x")
_WHATS |= dict.fromkeys(("y", "labels", "label", "targets", "target", "classes"), "y")
_CLASS_NAMES, _VOCABULARY = "class_names", "vocabulary"
INK_ARRAYS = ("ink_points", "ink_strokes", "ink_widths", "ink_pressed", "ink_raster", "ink_sizes", "ink_made")
"""What files of own samples hold besides (`cnngui.datasets.own_exchange`): how they were drawn."""
_SHOWN = 8
_MAX_NAMES_BYTES = 1_000_000


def load_npz(path: str | Path, origin: Origin, class_names: Sequence[str] | None = None) -> Dataset:
    """Load x_train, y_train and, if there, x_test, y_test and class_names; or x and y alone.

    Other usual names are taken too, such as train_images and train_labels, or data and target. Notes say
    which arrays were taken for what, and which are not used.

    Raises:
        CnnguiError: a damaged or hostile file, or one that is no dataset.
    """
    with NpzFile(path, MAX_BYTES) as file:
        names = _meant(file.names)
        train, test = _parts(file, names, path)
        if class_names is None and _CLASS_NAMES in file.names:
            if file.header(_CLASS_NAMES).data_bytes > _MAX_NAMES_BYTES:
                raise CnnguiError("datasets.text_damaged", name=_CLASS_NAMES)
            class_names = plain_text(file.read(_CLASS_NAMES), shown=_CLASS_NAMES).ravel().tolist()
        dataset = assemble(train, test, origin, class_names)
        # Those that stand for several classes have labels behind them.
        shown = {name.rpartition(" (")[0] or name for name in dataset.class_names} | {*dataset.class_names}
        taken = class_names is None or bool(shown.intersection(map(shown_text, class_names)))
        return replace(dataset, notes=(*_notes(file, names, named=taken), *dataset.notes))


def npz_of(dataset: Dataset) -> bytes:
    """Return a dataset as the content of an .npz file, for programs without cnngui.

    Its arrays are x_train, y_train, x_test, y_test and class_names, as in `Dataset`; of sentences also
    vocabulary, the words by their number.
    """
    arrays = {name: getattr(dataset, name) for name in (*_TRAIN, *_TEST)}
    arrays[_CLASS_NAMES] = np.array(dataset.class_names, str)
    if dataset.vocabulary:
        arrays[_VOCABULARY] = np.array(dataset.vocabulary, str)
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


def _meant(names: Sequence[str]) -> dict[str, str]:
    """Return which array stands for x_train, y_train, x_test and y_test, by words in its name."""
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (name not in (*_TRAIN, *_TEST), names.index(name))):
        words = re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower())
        whats = [_WHATS[word] for word in words if word in _WHATS]
        parts = [_PARTS[word] for word in words if word in _PARTS]
        if len(whats) == 1 and len(parts) <= 1 and len(words) == len(whats) + len(parts):
            found.setdefault(f"{whats[0]}_{(parts or ['train'])[0]}", name)
    validation = {"x_test": found.pop("x_other", ""), "y_test": found.pop("y_other", "")}
    # Pictures for validation are there to be measured on, if there are no others.
    return found if set(found).intersection(_TEST) or not all(validation.values()) else found | validation


def _parts(file: NpzFile, names: Mapping[str, str], path: str | Path) -> tuple[UnreadPart, UnreadPart | None]:
    tests = len(set(names).intersection(_TEST))
    if not set(names).issuperset(_TRAIN) or tests == 1:
        if not file.names:
            raise CnnguiError("datasets.no_arrays", path=shown_text(path))
        found = ", ".join(shown_name(name) for name in file.names[:_SHOWN])
        raise CnnguiError("datasets.npz_layout", path=shown_text(path), found=found)
    train, test = ([names[each] for each in part if each in names] for part in (_TRAIN, _TEST))
    return _part(file, *train), _part(file, *test) if tests else None


def _notes(file: NpzFile, names: Mapping[str, str], *, named: bool) -> Iterator[Note]:
    used = {role: name for role, name in names.items() if role in (*_TRAIN, *_TEST)}
    if other := [f"{name} = {role}" for role, name in used.items() if name != role and name not in "xy"]:
        yield Note("datasets.note_names", {"names": ", ".join(shown_name(each) for each in other)})
    known = (*used.values(), _VOCABULARY, *INK_ARRAYS, *((_CLASS_NAMES,) if named else ()))
    unused = [name for name in file.names if name not in known]
    if unused:
        shown = ", ".join(shown_name(name) for name in unused[:_SHOWN]) + (
            " …" if len(unused) > _SHOWN else ""
        )
        yield Note("datasets.note_unused", {"names": shown})


def _part(file: NpzFile, x: str, y: str) -> UnreadPart:
    return UnreadPart(*(UnreadArray(name, file.header(name), partial(file.read, name)) for name in (x, y)))
