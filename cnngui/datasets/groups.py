"""Which classes of the data as they came are one class now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Groups:
    """Classes as they came, and classes as they are now, by their indices.

    Attributes:
        of: int64 (classes as they came,), the index of the class that each is now.
        roots: int64 (classes now,), the class as it came that each is named by.
    """

    of: Indices
    roots: Indices

    @classmethod
    def apart(cls, classes: int) -> Groups:
        """Return groups in which each class stands for itself."""
        each = np.arange(classes, dtype=np.int64)
        return cls(each, each)
