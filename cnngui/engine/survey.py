"""What one layer makes of many samples: which light each unit most, and how it spreads them out."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]
Indices = NDArray[np.int64]

TOP = 9
"""Samples that are kept for each unit."""
_MOST_FEATURES = 16_384
"""Values of a sample that its place is found from; larger maps are averaged: 1,000 samples take 64 MB."""


@dataclass(frozen=True)
class LayerSurvey:
    """What was found of one layer. A unit is a map, a feature of steps, or a single number.

    Attributes:
        points: float32 (samples, 2), the two directions in which the samples differ most (PCA).
        shares: float32 (2,), the part of all differences (variance) that each of these shows, 0 to 1.
        averaged: places along each axis of a map that were averaged before; 1 for none.
        top: int64 (units, top), samples whose strongest value of the unit is largest, the largest first.
        strongest: float32 (units, top), that value.
        places: int64 (units, top, axes), where it is: row and column of a map, the step; axes may be 0.
    """

    points: Values
    shares: Values
    averaged: int
    top: Indices
    strongest: Values
    places: Indices


class Surveyor:
    """Takes a layer's outputs batch by batch; of maps it keeps what is needed, not the maps."""

    def __init__(self) -> None:
        self._features: list[Values] = []
        self._strongest: list[Values] = []
        self._flat: list[Indices] = []
        self._places: tuple[int, ...] = ()
        self._averaged = 1

    def add(self, outputs: Values) -> None:
        """Take the layer's outputs, float32 (samples, …, units), of the next samples."""
        self._places = outputs.shape[1:-1]
        self._averaged = _averaged(outputs.shape[1:])
        self._features.append(pooled(outputs, self._averaged).reshape(len(outputs), -1))
        rows = outputs.reshape(len(outputs), -1, outputs.shape[-1])
        flat = np.where(np.isfinite(rows), rows, -np.inf).argmax(axis=1)
        self._flat.append(flat)
        self._strongest.append(np.take_along_axis(rows, flat[:, np.newaxis], axis=1)[:, 0])

    def result(self) -> LayerSurvey:
        """Return what all samples together show."""
        points, shares = principal_components(np.concatenate(self._features))
        strongest, flat = np.concatenate(self._strongest), np.concatenate(self._flat)
        top = strongest_samples(strongest)
        units = np.arange(strongest.shape[1])[:, np.newaxis]
        places = np.unravel_index(flat[top, units], self._places) if self._places else ()
        return LayerSurvey(
            points=points,
            shares=shares,
            averaged=self._averaged,
            top=top,
            strongest=strongest[top, units],
            places=np.stack(places, axis=-1) if places else np.empty((*top.shape, 0), np.int64),
        )


def strongest_samples(values: Values, most: int = TOP) -> Indices:
    """Return int64 (units, most or fewer): for each column of `values` (samples, units) its largest rows.

    The largest stand first; of equal ones those that come first. NaN counts as the smallest.
    """
    ranked = np.where(np.isnan(values), -np.inf, values)
    return np.argsort(-ranked, axis=0, kind="stable")[:most].T.astype(np.int64)


def principal_components(features: Values) -> tuple[Values, Values]:
    """Return the first two principal components of `features` (samples, features), and their shares.

    Pearson (1901). Each direction is turned so that its farthest sample has a positive value: a sign means
    nothing here. Values that are not finite count as 0.

    Returns:
        float32 (samples, 2) and float32 (2,): zeros where the samples do not differ (so much).
    """
    values = np.nan_to_num(features.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    # Largest magnitude 1: squares of 1e30 are infinite in float32, and those of 1e-30 nothing.
    scale = max(float(np.abs(values).max(initial=0.0)), 1e-37)
    values = values / scale
    values -= values.mean(axis=0)
    # Of samples by samples the eigenvectors are the components themselves, scaled to length 1.
    products = (values @ values.T).astype(np.float64)
    total = max(float(np.trace(products)), 0.0)
    variances, vectors = np.linalg.eigh(products)
    variances = np.maximum(variances[::-1][:2], 0.0)
    components = np.zeros((len(values), 2))
    found = vectors[:, ::-1][:, :2] * np.sqrt(variances)
    components[:, : found.shape[1]] = found
    for axis in components.T:
        if axis.size and axis[np.abs(axis).argmax()] < 0:
            axis *= -1
    shares = np.zeros(2, np.float32)
    if total > 0:
        shares[: len(variances)] = variances / total
    return (components * scale).astype(np.float32), shares


def aligned(points: Values, before: Values) -> Values:
    """Return `points` (samples, 2) with each axis turned as it lay `before`: no cloud flips by itself."""
    turns = np.sign((points * before).sum(axis=0))
    return points * np.where(turns == 0, 1, turns).astype(np.float32)


def _averaged(shape: tuple[int, ...]) -> int:
    """Return over how many places along each axis an output of this shape is averaged."""
    side = 1
    while len(shape) > 1 and _features(shape, side) > _MOST_FEATURES and side < max(shape[:-1]):
        side += 1
    return side


def _features(shape: tuple[int, ...], side: int) -> int:
    return int(np.prod([ceil(each / side) for each in shape[:-1]])) * shape[-1]


def pooled(outputs: Values, side: int) -> Values:
    """Return `outputs` (samples, …, units) averaged over `side` places along each axis between."""
    if side == 1:
        return outputs
    for axis in range(1, outputs.ndim - 1):
        starts = np.arange(0, outputs.shape[axis], side)
        counts = np.diff(np.append(starts, outputs.shape[axis])).astype(np.float32)
        sums = np.add.reduceat(outputs, starts, axis=axis)
        outputs = np.asarray(sums / counts.reshape(-1, *[1] * (outputs.ndim - 1 - axis)), np.float32)
    return outputs
