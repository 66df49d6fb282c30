"""Assemble a dataset from arrays: their headers and labels are checked before any picture is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Dataset, Labels, Note
from cnngui.datasets.images import as_pictures, is_flat_picture, stored_picture_shape
from cnngui.datasets.labels import class_indices, samples_of_labels, shown_shape
from cnngui.datasets.splits import split_validation
from cnngui.datasets.upright import exchanged, turned_upright
from cnngui.errors import CnnguiError
from cnngui.files.arrays import ArrayHeader
from cnngui.files.opening import too_large

MAX_BYTES = 1_000_000_000
"""Most bytes that the arrays of one dataset may take: five times CIFAR-10, or CIFAR-10 as float32."""

MAX_ROW_VALUES = 10_000
"""Most numbers of a sample that is no picture."""
MAX_PICTURES = 2_000_000
"""Most pictures of one part: a small file can hold so many labels that sorting them takes minutes."""

Kind = TypeVar("Kind", bound=np.generic)

OF_PARTS = {
    *("datasets.note_split", "datasets.note_split_samples", "datasets.note_test_beside"),
    *("datasets.note_only_in_test", "datasets.note_only_in_training"),
    *("drawn.note_test", "drawn.note_few"),
}
"""Codes of notes that are of two parts, and no longer true once samples are divided anew."""

_SHOWN_CLASSES = 12
TEST_FRACTION = 0.2
"""Part set aside for testing when a file has none."""


@dataclass(frozen=True)
class Origin:
    """What a dataset is called and where it is from, as in `Dataset`."""

    key: str
    label: str
    source: str = ""
    licence: str = ""


@dataclass(frozen=True)
class UnreadArray:
    """An array whose header alone has been read: how messages name it, and how to read its values.

    Attributes:
        samples_last: in the file, samples were along its last axis.
    """

    shown: str
    header: ArrayHeader
    read: Callable[[], NDArray[Any]]
    samples_last: bool = False


@dataclass(frozen=True)
class UnreadPart:
    """Pictures and their labels."""

    x: UnreadArray
    y: UnreadArray

    def check(self) -> tuple[int, int, int]:
        """Return (height, width, channels) if there is one label a picture; raise CnnguiError otherwise."""
        shape = stored_picture_shape(self.x.header.shape, shown=self.x.shown)
        self.check_labels()
        return shape

    def check_labels(self) -> None:
        """Raise CnnguiError if there is not one label for each sample."""
        labels = samples_of_labels(self.y.header.shape, shown=self.y.shown)
        if labels > MAX_PICTURES:
            raise CnnguiError(
                "datasets.too_many_pictures", name=self.x.shown, pictures=labels, limit=MAX_PICTURES
            )
        if labels != self.x.header.shape[0]:
            raise CnnguiError(
                "datasets.counts_differ",
                pictures_name=self.x.shown,
                pictures=self.x.header.shape[0],
                labels_name=self.y.shown,
                labels=labels,
            )


def assemble(
    train: UnreadPart,
    test: UnreadPart | None,
    origin: Origin,
    class_names: Sequence[str] | None = None,
    *,
    exchange: bool = False,
) -> Dataset:
    """Return the dataset of a training and a test part; `class_names` as `class_indices` takes them.

    Without a test part a fifth of every class is set aside for it, always the same fifth, and a note says so.

    Args:
        exchange: the rows of pictures are known to be their columns; else it is found out.

    Raises:
        CnnguiError: parts that are too large, do not fit together, or cannot be used.
    """
    parts = [train] if test is None else [train, test]
    check_together(parts)
    labels, names = class_indices([part.y.read() for part in parts], class_names, shown=train.y.shown)
    pictures, notes = as_pictures([part.x.read() for part in parts], shown=train.x.shown)
    if exchange:
        pictures = exchanged(pictures)
    else:
        emnist = any("emnist" in name.lower() for name in (train.x.shown, PurePath(origin.key).name))
        pictures, turned = turned_upright(pictures, named=emnist)
        notes += turned
    if train.x.samples_last:
        notes = (Note("datasets.note_samples_last"), *notes)
    if test is None:
        pictures, labels = with_test_part(pictures[0], labels[0])
        notes += (Note("datasets.note_split", {"train": len(labels[0]), "test": len(labels[1])}),)
    notes += tuple(one_sided(labels, names))
    return Dataset(
        **vars(origin),
        x_train=pictures[0],
        y_train=labels[0],
        x_test=pictures[1],
        y_test=labels[1],
        class_names=names,
        notes=notes,
    )


def one_sided(labels: Sequence[Labels], names: Sequence[str]) -> Iterator[Note]:
    """Yield which classes one of two parts lacks."""
    held = [set(np.unique(part).tolist()) for part in labels]
    for code, only in (("only_in_test", held[1] - held[0]), ("only_in_training", held[0] - held[1])):
        if only:
            shown = ", ".join(names[index] for index in sorted(only)[:_SHOWN_CLASSES])
            yield Note(
                f"datasets.note_{code}", {"names": shown + (" …" if len(only) > _SHOWN_CLASSES else "")}
            )


def check_together(parts: Sequence[UnreadPart]) -> None:
    """Raise CnnguiError if parts differ in the shape of their samples, or are too large together."""
    shapes = [_checked_shape(part) for part in parts]
    if shapes[0] != shapes[-1]:
        raise CnnguiError(
            "datasets.shapes_differ",
            train_name=parts[0].x.shown,
            train=shown_shape(shapes[0]),
            test_name=parts[-1].x.shown,
            test=shown_shape(shapes[-1]),
        )
    total = sum(array.header.data_bytes for part in parts for array in (part.x, part.y))
    if total > MAX_BYTES:
        raise too_large(parts[0].x.shown, total, MAX_BYTES)


def _checked_shape(part: UnreadPart) -> tuple[int, ...]:
    shape = part.x.header.shape
    if len(shape) == 2 and not is_flat_picture(shape[1]):
        if not 0 < shape[1] <= MAX_ROW_VALUES:
            raise CnnguiError("datasets.row_length", name=part.x.shown, values=shape[1], limit=MAX_ROW_VALUES)
        if not shape[0]:
            raise CnnguiError("datasets.no_pictures", name=part.x.shown)
        part.check_labels()
        return shape[1:]
    return part.check()


def with_test_part(x: NDArray[Kind], y: Labels) -> tuple[list[NDArray[Kind]], list[Labels]]:
    """Return samples and labels with a fifth of every class set aside, always the same fifth.

    Raises:
        CnnguiError: ``datasets.too_few_pictures``.
    """
    held_back = test_places(y)
    kept = np.setdiff1d(np.arange(len(y)), held_back, assume_unique=True)
    return [x[kept], x[held_back]], [y[kept], y[held_back]]


def test_places(y: Labels) -> NDArray[np.int64]:
    """Return which samples `with_test_part` sets aside, ascending. Raises as it does."""
    _, held_back = split_validation(len(y), TEST_FRACTION, 0, y)
    if not len(held_back):
        raise CnnguiError("datasets.too_few_pictures", pictures=len(y))
    return held_back
