"""What the samples of a data set are on average, and how far they stray from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Samples

_VALUES_AT_ONCE = 4_000_000


@dataclass(frozen=True, eq=False)
class Averages:
    """Mean and standard deviation of some samples, value by value.

    Attributes:
        mean, deviation: float32 of a sample's shape, in the samples' own numbers: 0..255 of pictures.
        samples: how many were looked at.
    """

    mean: NDArray[np.float32]
    deviation: NDArray[np.float32]
    samples: int


def averages(
    parts: Sequence[tuple[Samples, NDArray[np.int64]]], go_on: Callable[[], None] = lambda: None
) -> Averages | None:
    """Return the averages of some samples; None without any, and of sentences: words have no mean.

    Args:
        parts: samples of one kind, (samples, …), and which of them are meant, ascending.
        go_on: is called before each block of some million values; what it raises ends the work.

    The deviation is that of the samples at hand: their number divides, not one less.
    """
    parts = [(samples, places) for samples, places in parts if len(places)]
    if not parts or parts[0][0].dtype == np.int32:
        return None
    first, shape = parts[0][0][parts[0][1][0]], parts[0][0].shape[1:]
    # Of rows that lie far from 0 the squares would drown what they differ by.
    origin = first.astype(np.float64) if first.dtype != np.uint8 else np.zeros(shape)
    total, squares = np.zeros(shape, np.float64), np.zeros(shape, np.float64)
    block = max(1, _VALUES_AT_ONCE // max(1, first.size))
    for samples, places in parts:
        for start in range(0, len(places), block):
            go_on()
            some = samples[places[start : start + block]]
            if some.dtype == np.uint8:
                total += some.sum(axis=0, dtype=np.uint64)
                wide = some.astype(np.uint16)
                squares += np.multiply(wide, wide, out=wide).sum(axis=0, dtype=np.uint64)
            else:
                away = some.astype(np.float64) - origin
                total += away.sum(axis=0)
                squares += np.square(away).sum(axis=0)
    count = sum(len(places) for _, places in parts)
    mean = total / count
    variance = np.maximum(squares / count - np.square(mean), 0)
    return Averages((mean + origin).astype(np.float32), np.sqrt(variance).astype(np.float32), count)
