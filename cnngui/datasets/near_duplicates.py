"""Samples that are there more than once, or nearly so: a picture again at another brightness or quality.

Pictures are compared by the correlation of all their pixels. To compare each with each would take hours of a
large set, so candidates are found first, by locality-sensitive hashing (M. Charikar, "Similarity estimation
techniques from rounding algorithms", 2002): the signs of random projections of a picture of 8×8, sixteen of
them to a number, in several tables. Pictures that are alike nearly surely have the same number in one of
these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.dataset import Samples

Places = NDArray[np.int64]
Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]

ALIKE = 0.985
"""Least correlation of near-duplicates. Photos of 32×32 that were saved anew as JPEG of quality 75, or made
lighter, keep above 0.996 (of quality 60, half of them 0.994); no two others of 300 had above 0.904. Of the
5,000 bundled digits no two are as alike, and 246 pairs have more than 0.95."""
_SIDE, _COMPARED_SIDE = 8, 32
_TABLES, _BITS = 16, 16
_NEIGHBOURS = 8
"""With how many behind it in its bucket a sample is compared. They lie there in the order of one projection,
so that those that are alike are next to each other."""
_AT_ONCE, _PAIRS_AT_ONCE = 2_000, 20_000
_NEARLY = 0.015
"""By how much less alike small pictures of near-duplicates may be: a pixel's shift shows more in them."""
_FLAT = 1.0
"""Deviation in grey levels below which a picture shows nothing: such are alike if they are equal."""


def duplicate_groups(parts: tuple[Samples, Samples], progress: Progress = lambda done, total: None) -> Places:
    """Return int64 (samples,), counted through both parts: the number of a sample's group, -1 without one.

    Groups count from 0 in the order of their first samples, and have two or more; samples are alike by way of
    others too. Rows and sentences are near-duplicates only if they are equal.

    Args:
        parts: samples of one kind.
        progress: is told how far it is, done and in all; what it raises ends the work.
    """
    if parts[0].dtype != np.uint8:
        return _numbered(_equal(np.concatenate(parts)))
    count = len(parts[0]) + len(parts[1])
    total = count + _TABLES * count // 4
    small = np.empty((count, _SIDE * _SIDE), np.float32)
    first = 0
    for samples in parts:
        for start in range(0, len(samples), _AT_ONCE):
            progress(first, total)
            some = samples[start : start + _AT_ONCE]
            small[first : first + len(some)] = _centred(_reduced(some, _SIDE).mean(axis=3), _FLAT)
            first += len(some)
    roots = np.arange(count)
    _join_flat(parts, np.flatnonzero(~small.any(axis=1)), roots)
    compared = np.empty(0, np.int64)
    for table, (left, right) in enumerate(_candidates(small)):
        near = np.empty(0, np.int64)
        for start in range(0, len(left), _PAIRS_AT_ONCE):
            progress(count + table * count // 4, total)
            pairs = left[start : start + _PAIRS_AT_ONCE], right[start : start + _PAIRS_AT_ONCE]
            alike = np.einsum("ij,ij->i", small[pairs[0]], small[pairs[1]]) >= ALIKE - _NEARLY
            first, second = np.minimum(*pairs)[alike], np.maximum(*pairs)[alike]
            near = np.concatenate([near, first * count + second])
        near = np.setdiff1d(near, compared)
        compared = np.concatenate([compared, near])
        for start in range(0, len(near), _AT_ONCE):
            progress(count + table * count // 4, total)
            some = near[start : start + _AT_ONCE]
            _join_alike(parts, some // count, some % count, roots)
    progress(total, total)
    return _numbered(roots)


def _candidates(small: Vectors) -> Iterator[tuple[Places, Places]]:
    """Yield pairs that have one number in a table, table by table."""
    draw = np.random.default_rng(1)
    weights = 1 << np.arange(_BITS)
    showing = np.flatnonzero(small.any(axis=1))
    for _ in range(_TABLES):
        directions = draw.standard_normal((small.shape[1], _BITS)).astype(np.float32)
        # Rounded, as the product gives equal rows other last bits by their place on some processors.
        projected = (small[showing] @ directions).round(4)
        # Halved at the median: the signs of pictures that are much the same say as much as others do.
        numbers = (projected > np.median(projected, axis=0)) @ weights if len(showing) else showing
        order = np.lexsort((projected[:, 0], numbers)) if len(showing) else showing
        ordered = numbers[order]
        left, right = [], []
        for step in range(1, min(_NEIGHBOURS, len(order) - 1) + 1):
            same = np.flatnonzero(ordered[step:] == ordered[:-step])
            left.append(order[same])
            right.append(order[same + step])
        if left:
            yield showing[np.concatenate(left)], showing[np.concatenate(right)]


def _join_alike(parts: tuple[Samples, Samples], left: Places, right: Places, roots: Places) -> None:
    """Join the pairs whose pictures are alike in all their pixels."""
    pairs = (left, right)
    one, other = (_centred(_reduced(_taken(parts, places), _COMPARED_SIDE), 0.0) for places in pairs)
    alike = np.einsum("ij,ij->i", one, other) >= ALIKE
    _join(left[alike], right[alike], roots)


def _join_flat(parts: tuple[Samples, Samples], places: Places, roots: Places) -> None:
    """Join pictures that show nothing, and the same nothing."""
    if len(places):
        equal = _equal(_taken(parts, places))
        _join(places, places[equal], roots)


def _join(left: Places, right: Places, roots: Places) -> None:
    """Let each of `left` be in one group with its other of `right`."""
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        first, second = _root(one, roots), _root(other, roots)
        roots[max(first, second)] = min(first, second)


def _root(place: int, roots: Places) -> int:
    while (root := int(roots[place])) != place:
        roots[place] = roots[root]
        place = root
    return place


def _numbered(roots: Places) -> Places:
    """Return the numbers of groups for each sample, of what leads from each to the first of its group."""
    found = np.array([_root(place, roots) for place in range(len(roots))], np.int64)
    _, inverse, counts = np.unique(found, return_inverse=True, return_counts=True)
    several = counts > 1
    numbers = np.where(several, np.cumsum(several) - 1, -1)
    return numbers[inverse].astype(np.int64) if len(roots) else found


def _equal(samples: Samples) -> Places:
    """Return for each sample the first one that equals it."""
    rows = np.ascontiguousarray(samples).reshape(len(samples), -1)
    first: dict[bytes, int] = {}
    return np.array([first.setdefault(row.tobytes(), place) for place, row in enumerate(rows)], np.int64)


def _taken(parts: tuple[Samples, Samples], places: Places) -> Samples:
    own = places < len(parts[0])
    found = np.empty((len(places), *parts[0].shape[1:]), parts[0].dtype)
    found[own], found[~own] = parts[0][places[own]], parts[1][places[~own] - len(parts[0])]
    return found


def _reduced(pictures: Samples, side: int) -> Vectors:
    """Return pictures of at most side × side, float32 (pictures, rows, columns, channels), by means."""
    made = pictures.astype(np.float32)
    for axis in (1, 2):
        length = made.shape[axis]
        if length > side:
            edges = np.arange(side) * length // side
            made = np.add.reduceat(made, edges, axis=axis)
            widths = np.diff([*edges.tolist(), length]).astype(np.float32)
            made /= widths.reshape([-1 if each == axis else 1 for each in range(made.ndim)])
    return made


def _centred(pictures: Vectors, flat: float) -> Vectors:
    """Return pictures as rows of mean 0 and length 1; zeros for those that deviate by no more than `flat`."""
    rows = pictures.reshape(len(pictures), -1)
    rows = rows - rows.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    shows = lengths > max(flat, 1e-6) * np.sqrt(rows.shape[1])
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=shows)
