"""From whatever names the classes in a file to class indices 0..classes-1."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Labels
from cnngui.errors import CnnguiError
from cnngui.files.opening import shown_name

MAX_CLASSES = 1000
_MEASURED = 20
"""More different fractions are measurements, no classes."""
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}", re.ASCII)

Array = NDArray[Any]


def samples_of_labels(shape: tuple[int, ...], *, shown: str) -> int:
    """Return how many labels an array of `shape` holds: (n,), (n, 1), or (n, classes) for one-hot labels.

    Raises:
        CnnguiError: another shape, or more columns than classes are possible.
    """
    if len(shape) not in (1, 2) or (len(shape) == 2 and not 1 <= shape[1] <= MAX_CLASSES):
        raise CnnguiError("datasets.label_shape", name=shown, shape=shown_shape(shape), limit=MAX_CLASSES)
    return shape[0]


def class_indices(
    parts: Sequence[Array], class_names: Sequence[str] | None, *, shown: str
) -> tuple[list[Labels], tuple[str, ...]]:
    """Return each part's labels as class indices, and the names of the classes.

    Args:
        parts: labels of the training part, and of the test part if there is one, in any accepted shape.
        class_names: names that whole-number labels stand for: by value, or by rank if there are as many
            names as classes. Of labels that are these names they tell the order.
        shown: how messages name the labels.

    Classes are the distinct labels of all parts in ascending order: 3 and 7 are two classes, not eight. Names
    that stand for several classes get their labels behind them.

    Raises:
        CnnguiError: labels that are no classes, one class only, or names that do not fit.
    """
    flat = _as_numbers([_plain(part, shown) for part in parts])
    if len({part.dtype.kind for part in flat}) > 1 and any(part.dtype.kind == "U" for part in flat):
        raise CnnguiError("datasets.labels_differ", name=shown)
    distinct, inverse = np.unique(np.concatenate(flat), return_inverse=True)
    if len(distinct) > MAX_CLASSES:
        raise CnnguiError("datasets.too_many_classes", name=shown, classes=len(distinct), limit=MAX_CLASSES)
    if distinct.dtype.kind == "f" and len(distinct) > min(_MEASURED, max(2, len(inverse) // 4)):
        raise CnnguiError("datasets.labels_measured", name=shown, many=len(distinct))
    ends = np.cumsum([len(part) for part in flat])[:-1]
    indices = [part.astype(np.int64) for part in np.split(inverse, ends)]
    names = _names(distinct, class_names, shown)
    if len(np.unique(indices[0])) < 2:
        raise CnnguiError("datasets.one_class", name=shown, label=shown_name(names[indices[0][0]]))
    if distinct.dtype.kind == "U" and class_names is not None and set(names) <= set(class_names):
        order = sorted(range(len(names)), key=lambda index: class_names.index(names[index]))
        indices = [np.argsort(order)[part] for part in indices]
        names = tuple(names[index] for index in order)
    return indices, _told_apart(names, distinct)


def plain_text(values: Array, *, shown: str) -> NDArray[np.str_]:
    """Return an array of text as str, whether it was stored as characters or as UTF-8 bytes.

    Raises:
        CnnguiError: the array holds no text, or bytes that are no characters.
    """
    damaged = CnnguiError("datasets.text_damaged", name=shown)
    if values.dtype.kind == "S":
        try:
            return np.char.decode(values, "utf-8")
        except UnicodeDecodeError:
            raise damaged from None
    # numpy raises SystemError, or worse, when it makes a str of code points that Unicode does not have
    if (
        values.dtype.kind != "U"
        or np.ascontiguousarray(values).view(np.uint32).max(initial=0) > sys.maxunicode
    ):
        raise damaged
    return values


def shown_shape(shape: tuple[int, ...]) -> str:
    """Return a shape as it stands in sentences, such as (60000, 28, 28)."""
    return str(tuple(shape))


def _plain(labels: Array, shown: str) -> Array:
    """Return labels as (n,) int64, float64 or text."""
    if labels.ndim == 2:
        labels = labels[:, 0] if labels.shape[1] == 1 else _from_one_hot(labels, shown)
    if labels.dtype.kind in "US":
        return plain_text(labels, shown=shown)
    if labels.dtype.kind == "f":
        labels = labels.astype(np.float64)
        if not np.isfinite(labels).all():
            raise CnnguiError("datasets.labels_not_finite", name=shown)
        whole = (labels == np.rint(labels)).all() and (np.abs(labels) < 2**53).all()
        return labels.astype(np.int64) if whole else labels
    if labels.dtype == np.uint64 and (labels > np.iinfo(np.int64).max).any():
        raise CnnguiError("datasets.labels_not_finite", name=shown)
    return labels.astype(np.int64)


def is_one_hot(labels: Array) -> bool:
    """Whether labels (n, columns) have a single 1 in each row, and else zeros."""
    if labels.dtype.kind not in "biuf":
        return False
    plain = ((labels == 0) | (labels == 1)).all() and (np.count_nonzero(labels, axis=1) == 1).all()
    return bool(plain)


def _as_numbers(parts: list[Array]) -> list[Array]:
    """Return text of whole numbers, as Python writes them, as these: "10" comes after "9"."""
    words = [label for part in parts if part.dtype.kind == "U" for label in np.unique(part)]
    if not all(_WHOLE.fullmatch(word) for word in words):
        return parts
    return [part.astype(np.int64) if part.dtype.kind == "U" else part for part in parts]


def _told_apart(names: tuple[str, ...], distinct: Array) -> tuple[str, ...]:
    """Return names of which several are the same, as ImageNet's two cranes, with their labels behind."""
    count = Counter(names)
    return tuple(
        name if count[name] == 1 else f"{name} ({shown_name(label)})"
        for name, label in zip(names, distinct, strict=True)
    )


def _from_one_hot(labels: Array, shown: str) -> Array:
    if not is_one_hot(labels):
        raise CnnguiError("datasets.not_one_hot", name=shown, columns=labels.shape[1])
    return np.argmax(labels, axis=1)


def _names(distinct: Array, class_names: Sequence[str] | None, shown: str) -> tuple[str, ...]:
    if class_names is not None and distinct.dtype.kind == "i":
        if distinct[0] >= 0 and distinct[-1] < len(class_names):
            return tuple(shown_name(class_names[label]) for label in distinct)
        if len(distinct) == len(class_names):
            return tuple(shown_name(name) for name in class_names)
        raise CnnguiError(
            "datasets.names_do_not_fit",
            name=shown,
            names=len(class_names),
            classes=len(distinct),
            largest=distinct[-1],
        )
    if distinct.dtype.kind == "f":
        return tuple(f"{label:g}" for label in distinct)
    return tuple(shown_name(label) for label in distinct)
