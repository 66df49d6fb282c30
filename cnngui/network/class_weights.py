"""What the samples of each class count, so that rare classes are not overlooked."""

from __future__ import annotations

from collections.abc import Sequence


def balanced(counts: Sequence[int]) -> dict[int, float]:
    """Return ``samples / (classes · count)`` for each class, as scikit-learn's "balanced" does.

    All classes together then count as much as without weights, and each as much as another.

    Args:
        counts: samples of each class; those without any are left out, and are no class.
    """
    there = {place: count for place, count in enumerate(counts) if count > 0}
    samples = sum(there.values())
    return {place: samples / (len(there) * count) for place, count in there.items()}
