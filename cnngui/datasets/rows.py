"""Samples that are rows of numbers in arrays: measurements, points of the plane, words of sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.assembling import Origin, UnreadPart, check_together, one_sided, with_test_part
from cnngui.datasets.dataset import Dataset, Note
from cnngui.datasets.images import is_flat_picture
from cnngui.datasets.labels import class_indices
from cnngui.errors import CnnguiError


def are_rows(train: UnreadPart, test: UnreadPart | None) -> bool:
    """Whether the samples of all parts are rows, too short or of a wrong length to be pictures."""
    shapes = [part.x.header.shape for part in (train, test) if part is not None]
    return all(len(shape) == 2 and not is_flat_picture(shape[1]) for shape in shapes)


def assemble_rows(
    train: UnreadPart,
    test: UnreadPart | None,
    origin: Origin,
    class_names: Sequence[str] | None = None,
    vocabulary: Sequence[str] = (),
) -> Dataset:
    """Return the dataset of a training and a test part, as `cnngui.datasets.assembling.assemble` does.

    Args:
        vocabulary: the words that whole numbers stand for; () where they are sizes.

    Raises:
        CnnguiError: parts that are too large, do not fit together, or cannot be used.
    """
    parts = [train] if test is None else [train, test]
    check_together(parts)
    labels, names = class_indices([part.y.read() for part in parts], class_names, shown=train.y.shown)
    rows = [_rows(part, vocabulary) for part in parts]
    notes: tuple[Note, ...] = ()
    if test is None:
        rows, labels = with_test_part(rows[0], labels[0])
        notes = (Note("datasets.note_split_samples", {"train": len(labels[0]), "test": len(labels[1])}),)
    return Dataset(
        **vars(origin),
        x_train=rows[0],
        y_train=labels[0],
        x_test=rows[1],
        y_test=labels[1],
        class_names=names,
        notes=(*notes, *one_sided(labels, names)),
        vocabulary=tuple(vocabulary),
    )


def _rows(part: UnreadPart, vocabulary: Sequence[str]) -> NDArray[np.generic]:
    values = part.x.read()
    if values.dtype.kind not in "biuf":
        raise CnnguiError("datasets.pixels_not_numbers", name=part.x.shown)
    if vocabulary:
        if values.dtype.kind not in "iu" or values.min() < 0 or values.max() >= len(vocabulary):
            raise CnnguiError("datasets.words_beyond", name=part.x.shown, words=len(vocabulary))
        return values.astype(np.int32)
    with np.errstate(over="ignore"):
        rows = values.astype(np.float32)
    if not np.isfinite(rows).all():
        raise CnnguiError("datasets.pixels_not_finite", name=part.x.shown)
    return rows
