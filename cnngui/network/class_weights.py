"""What the samples of each class count, so that rare classes are not overlooked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def balanced(counts: Sequence[int]) -> dict[int, float]:
    """Return ``samples / (classes · count)`` for each class, as scikit-learn's "balanced" does.

    All classes together then count as much as without weights, and each as much as another.

    Args:
        counts: samples of each class; those without any are left out, and are no class.
    """
    there = {place: count for place, count in enumerate(counts) if count > 0}
    samples = sum(there.values())
    return {place: samples / (len(there) * count) for place, count in there.items()}


def carried(
    weights: Mapping[int, float],
    before: Sequence[int],
    after: Sequence[int],
    counts_before: Sequence[int],
    counts_after: Sequence[int],
) -> dict[int, float]:
    """Return weights for classes of which some were merged or taken apart.

    A class that holds what it held keeps its weight. Others get their balanced one, if anything in them had a
    weight. Weights that were the balanced ones stay so.

    Args:
        weights: by the place of the class before.
        before, after: for each class as it came, the place of the class that it counts as.
        counts_before, counts_after: samples of each class, by its place.
    """
    balance = balanced(counts_after)
    if dict(weights) == balanced(counts_before):
        return balance
    held, holds = (_members(places) for places in (before, after))
    weight_of = {held[place]: weight for place, weight in weights.items() if place in held}
    found = {}
    for place, members in sorted(holds.items()):
        if members in weight_of:
            found[place] = weight_of[members]
        elif place in balance and any(members & weighted for weighted in weight_of):
            found[place] = balance[place]
    return found


def _members(places: Sequence[int]) -> dict[int, frozenset[int]]:
    """Return which classes as they came count at each place."""
    return {place: frozenset(came for came, at in enumerate(places) if at == place) for place in set(places)}
