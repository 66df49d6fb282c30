"""What was taken for what."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Shares = NDArray[np.float64]


def confusion_matrix(truth: Counts, predicted: Counts, classes: int) -> Counts:
    """Return int64 (classes, classes): how many samples of each class (row) were taken for which (column).

    Args:
        truth: (samples,); -1 is a class that the network does not know, and is left out.
        predicted: (samples,), 0..classes-1.
    """
    known = truth >= 0
    cells = np.bincount(truth[known] * classes + predicted[known], minlength=classes * classes)
    return cells.reshape(classes, classes).astype(np.int64)


def row_shares(matrix: Counts) -> Shares:
    """Return each count as a share, 0..1, of its row: the samples of that class. 0 in an empty row."""
    return _shares(matrix, matrix.sum(axis=1, keepdims=True))


def column_shares(matrix: Counts) -> Shares:
    """Return each count as a share, 0..1, of its column: what was taken for that class. 0 in an empty one."""
    return _shares(matrix, matrix.sum(axis=0, keepdims=True))


def _shares(matrix: Counts, totals: Counts) -> Shares:
    return np.divide(matrix, totals, out=np.zeros(matrix.shape), where=totals > 0)
