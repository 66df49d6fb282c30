"""The value that everything after loading works with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnngui.messages import text

Pictures = NDArray[np.uint8]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Note:
    """Something to know about how a file was read; a code of the message table with its values."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return text(self.code, **self.values)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Labelled pictures with a training and a test part. The arrays are read-only.

    Args:
        key: "digits", "mnist", "fashion-mnist", or the path of a file or folder.
        label: how it is called in lists.
        x_train, x_test: uint8 (samples, height, width, channels), 0..255.
        y_train, y_test: int64 (samples,), class index 0..classes-1.
        class_names: one a class, in the order of the indices.
        source, licence: whom to thank and what is allowed; empty for a user's own files.
        notes: what was changed or assumed on reading.

    Raises:
        ValueError: arrays that do not fit together; loaders give clear errors before it comes to that.
    """

    key: str
    label: str
    x_train: Pictures
    y_train: Labels
    x_test: Pictures
    y_test: Labels
    class_names: tuple[str, ...]
    source: str
    licence: str
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        for x, y in ((self.x_train, self.y_train), (self.x_test, self.y_test)):
            if x.dtype != np.uint8 or y.dtype != np.int64 or x.shape != (*y.shape, *self.input_shape):
                raise ValueError(
                    f"{x.dtype} {x.shape} and {y.dtype} {y.shape} are no pictures with their labels"
                )
        for name in ("x_train", "y_train", "x_test", "y_test"):
            view = getattr(self, name).view()
            view.flags.writeable = False
            object.__setattr__(self, name, view)

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """(height, width, channels) of every picture."""
        height, width, channels = self.x_train.shape[1:]
        return height, width, channels

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return len(self.class_names)

    def fingerprint(self) -> str:
        """Return a sha256 of pictures, labels and class names, the same wherever they were read from.

        A checkpoint that holds it can tell whether it goes on with the data it began with. Computed once.
        """
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        digest = hashlib.sha256(repr(self.class_names).encode("utf-8", "surrogatepass"))
        for array in (self.x_train, self.y_train, self.x_test, self.y_test):
            digest.update(repr((array.shape, array.dtype.name)).encode())
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()
