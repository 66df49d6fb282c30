"""After which epochs a run keeps its weights for good: at even distances, and never many."""

from __future__ import annotations

from collections.abc import Collection

from cnngui.files.opening import MB

MOST = 20
MOST_BYTES = 200 * MB
"""Of all of a run together."""


def most_kept(weights_bytes: int) -> int:
    """Return of how many epochs the weights are kept: 20, fewer of large ones, two at least."""
    return int(max(2, min(MOST, MOST_BYTES // max(1, weights_bytes))))


def thinned(epochs: Collection[int], most: int) -> set[int]:
    """Return those of `epochs`, numbers from 1, that are kept: at most `most`.

    They lie at a distance that doubles as the run grows: all of the first twenty, every second up to the
    39th, every fourth up to the 79th. Where an epoch at that distance was not seen, the next one stands in.
    """
    distance = 1
    while max(epochs, default=0) // distance + 1 > most:
        distance *= 2
    kept: dict[int, int] = {}
    for epoch in sorted(epochs):
        kept.setdefault(epoch // distance, epoch)
    return set(kept.values())
