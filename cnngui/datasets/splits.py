"""Divide samples into a part to train on and a part to validate on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]

UNEVEN = 5.0
"""How many times the smallest class the largest may have; MNIST has 1.24."""

_MOST_VALUES = 8_000_000


def split_validation(n: int, fraction: float, seed: int, labels: NDArray[Any]) -> tuple[Indices, Indices]:
    """Return the indices of the training and of the validation samples, each class divided alike.

    Args:
        n: samples.
        fraction: part held back for validation, 0 <= fraction < 1.
        seed: the same seed gives the same split, whatever the pictures are.
        labels: (samples,) classes.

    Returns:
        Two ascending arrays without a common index that together hold 0..n-1. Validation has n * fraction
        samples to the nearest whole number, unless a class would lose its last training sample.

    Raises:
        ValueError: `fraction` out of range, or not one label a sample.
    """
    if not 0 <= fraction < 1:
        raise ValueError(f"fraction must be at least 0 and below 1, not {fraction}")
    if labels.shape != (n,):
        raise ValueError(f"{n} samples need labels of shape ({n},), not {labels.shape}")
    _, classes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    random = np.random.default_rng(seed)
    held_back = np.zeros(n, bool)
    for index, quota in enumerate(_quotas(counts, fraction)):
        members = np.flatnonzero(classes == index)
        held_back[random.permutation(members)[:quota]] = True
    return np.flatnonzero(~held_back), np.flatnonzero(held_back)


def _quotas(counts: Indices, fraction: float) -> Indices:
    """Return how many of each class to hold back: largest remainders, so that the sum is right too."""
    exact = counts * fraction
    quotas = np.floor(exact).astype(np.int64)
    missing = round(float(exact.sum())) - int(quotas.sum())
    # Ties go to the larger class, then to the first one; never by chance.
    order = np.lexsort((-counts, -(exact - quotas)))
    quotas[order[:missing]] += 1
    return np.minimum(quotas, counts - 1)


def evenly(samples: NDArray[Any], count: int) -> NDArray[Any]:
    """Return at most `count` samples from all over, fewer of large ones, none of them copied."""
    count = max(1, min(count, _MOST_VALUES // max(1, samples[0].size)))
    return samples[:: max(1, -(-len(samples) // count))]


def spread_over_classes(labels: NDArray[np.int64], count: int, seed: int) -> Indices:
    """Return `count` indices (fewer if there are not as many), drawn with `seed`, each class in turn."""
    random = np.random.default_rng(seed)
    shuffled = random.permutation(len(labels))
    turn = np.zeros(len(labels), np.int64)
    for label in np.unique(labels):
        of_class = labels[shuffled] == label
        turn[of_class] = np.arange(np.count_nonzero(of_class))
    return shuffled[np.lexsort((labels[shuffled], turn))][:count]


def split_drawn(n: int, fraction: float, seed: int) -> tuple[Indices, Indices]:
    """Return indices as `split_validation` does, drawn by chance whatever the classes are.

    Both parts have a sample, if there are two.
    """
    held_back = np.zeros(n, bool)
    count = min(max(1, round(n * fraction)), n - 1) if n > 1 else 0
    held_back[np.random.default_rng(seed).permutation(n)[:count]] = True
    return np.flatnonzero(~held_back), np.flatnonzero(held_back)


def split_groups(
    groups: Indices,
    fraction: float,
    seed: int,
    labels: Indices,
    *,
    stratified: bool,
    at_least_one: bool = False,
) -> tuple[Indices, Indices]:
    """Return indices as `split_validation` does, of which no group is in both parts.

    Groups are taken in an order of chance, large ones first, each if that brings the held back part nearer to
    its share: of every class if `stratified`, else of all samples. The last group that has a class stays to
    be learned from; so few groups, or groups that are classes, may leave nothing to hold back.

    Args:
        groups: int64 (samples,), 0 up. labels: int64 (samples,).
        at_least_one: the smallest group that may be is held back where even that one is more than the share.
    """
    order = np.argsort(groups, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)
    members = [members[place] for place in np.random.default_rng(seed).permutation(len(members))]
    members.sort(key=len, reverse=True)  # stable: chance decides among those of a size
    counted = [np.unique(labels[each], return_counts=True) for each in members]
    holders = np.zeros(int(labels.max(initial=0)) + 1, np.int64)
    for classes, _ in counted:
        holders[classes] += 1
    wanted = np.bincount(labels, minlength=len(holders)) * fraction if stratified else len(labels) * fraction
    held = np.zeros(len(holders))
    held_back = np.zeros(len(labels), bool)
    for each, (classes, counts) in zip(members, counted, strict=True):
        if (holders[classes] < 2).any():
            continue
        if stratified:
            missing = (wanted - held)[classes]
        else:
            missing, counts = wanted - held.sum(), counts.sum()
        if np.square(missing - counts).sum() < np.square(missing).sum():
            held[classes] += np.unique(labels[each], return_counts=True)[1]
            holders[classes] -= 1
            held_back[each] = True
    if at_least_one and not held_back.any():
        may_be = (each for each in reversed(members) if (holders[np.unique(labels[each])] > 1).all())
        held_back[next(may_be, [])] = True
    return np.flatnonzero(~held_back), np.flatnonzero(held_back)


def are_uneven(counts: Sequence[int]) -> bool:
    """Return whether classes have so different numbers of samples that class weights are worth a thought.

    The largest has at least `UNEVEN` times as many as the smallest; classes without any are no classes.
    """
    there = [count for count in counts if count > 0]
    return len(there) > 1 and max(there) >= UNEVEN * min(there)
