"""The data of the first lesson: whether exactly one of two inputs is 1."""

from __future__ import annotations

import numpy as np

from cnngui.datasets.assembling import Origin
from cnngui.datasets.dataset import Dataset

CASES = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
"""All there are, in the order of the slide's truth table."""

ANSWERS = (0, 1, 1, 0)


def xor(origin: Origin) -> Dataset:
    """Return the four cases, as float32 (4, 2), for training and for testing alike: there are no others."""
    x, y = np.array(CASES, np.float32), np.array(ANSWERS, np.int64)
    return Dataset(
        **vars(origin),
        x_train=x,
        y_train=y,
        x_test=x,
        y_test=y,
        class_names=("0", "1"),
        complete=True,
    )
