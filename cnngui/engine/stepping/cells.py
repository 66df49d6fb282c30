"""One cell of an output, taken apart into what it is made of. All numbers are float64."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnngui.engine.numpy_backend.functions import FUNCTIONS, MERGES
from cnngui.engine.stepping.activations import OVER_ALL, activated
from cnngui.engine.stepping.order import Place
from cnngui.engine.stepping.stage import Stage, Values
from cnngui.engine.stepping.windows import Pair, Window
from cnngui.network.blocks import MergeName

Numbers = NDArray[np.float64]
_NONE: Numbers = np.zeros(0)


@dataclass(frozen=True, eq=False)
class SumCell:
    """A weighted sum: window × kernel, over the window and over the channels, plus bias, through a function.

    Attributes:
        place: row, column and channel of the output.
        window: where the values come from. channels: those of the input that are read.
        patch, kernel, products: (height, width, channels); 0 where there is padding or a gap.
        channel_sums: (channels,), the products of each channel added up.
        total: all of them. bias: None where there is none. before: their sum, before the activation.
        others: (filters,), `before` of every filter at this place, if the activation weighs them against each
            other; else empty.
        result: the cell.
    """

    place: Place
    window: Window
    channels: range
    patch: Numbers
    kernel: Numbers
    products: Numbers
    channel_sums: Numbers
    total: float
    bias: float | None
    before: float
    activation: str
    others: Numbers
    result: float


@dataclass(frozen=True, eq=False)
class PoolCell:
    """The largest or mean value of a window of one channel; padding does not count.

    Attributes:
        patch: (height, width), 0 where there is padding.
        winner: row and column of the largest value in the window, the first of several; None for a mean.
        total, count: sum and number of the values that count.
    """

    place: Place
    window: Window
    patch: Numbers
    winner: Pair | None
    total: float
    count: int
    result: float


@dataclass(frozen=True, eq=False)
class ScaleCell:
    """A value made comparable: (x − mean) / √(variance + epsilon) · gamma + beta.

    Attributes:
        measured: over what mean and variance are taken: "training", or for this sample the channels of the
            "place", or a "group" of channels at all places. others: (values,), these values; empty for
            "training".
        deviation: the root. gamma, beta: None where the layer has none.
    """

    place: Place
    value: float
    mean: float
    variance: float
    epsilon: float
    deviation: float
    normalized: float
    gamma: float | None
    beta: float | None
    measured: Literal["training", "place", "group"]
    others: Numbers
    result: float


@dataclass(frozen=True, eq=False)
class MergeCell:
    """One value of each branch, put together.

    Attributes:
        merge: how. values: (branches,), those that go in. branches: which ones these are of, from 0: all, but
            for concatenate.
    """

    place: Place
    merge: MergeName
    values: Numbers
    branches: tuple[int, ...]
    result: float


@dataclass(frozen=True, eq=False)
class FunctionCell:
    """A value through a function.

    Attributes:
        function: the activation's name, or the kind of a layer that is one.
        others: (channels,), the values of this place, if the function weighs them against each other.
        slope: by which negative values are multiplied, None where the function has no such number.
    """

    place: Place
    value: float
    function: str
    others: Numbers
    slope: float | None
    result: float


Cell = SumCell | PoolCell | ScaleCell | FunctionCell | MergeCell


def cell_of(stage: Stage, place: Place) -> Cell:
    """Take the cell at `place` of a stage's output apart.

    Raises:
        IndexError: there is no such cell.
    """
    if not all(0 <= each < length for each, length in zip(place, stage.shape, strict=True)):
        raise IndexError(f"no cell {place} in {stage.shape}")
    match stage.work:
        case "sum":
            return _sum_cell(stage, place)
        case "max" | "mean":
            return _pool_cell(stage, place)
        case "scale":
            return _scale_cell(stage, place)
        case "merge":
            return _merge_cell(stage, place)
        case _:
            return _function_cell(stage, place)


def patch_of(stage: Stage, place: Place) -> tuple[Window, Numbers]:
    """Return the window of a cell and what it holds: (height, width, channels), 0 where no input is met."""
    assert stage.sliding is not None
    row, column, channel = place
    area = stage.input.shape[0], stage.input.shape[1]
    window = stage.sliding.window(row, column, area)
    read = stage.read_by(channel)
    patch = np.zeros((*window.inside.shape, len(read)))
    inside = window.inside
    patch[inside] = stage.input[window.rows[inside], window.columns[inside], read.start : read.stop]
    return window, patch


def _sum_cell(stage: Stage, place: Place) -> SumCell:
    assert stage.kernel is not None
    channel = place[2]
    window, patch = patch_of(stage, place)
    kernel = stage.kernel[..., channel].astype(np.float64)
    products = patch * kernel
    channel_sums: Numbers = products.sum(axis=(0, 1))
    total = float(channel_sums.sum())
    bias = None if stage.bias is None else float(stage.bias[channel])
    before = total + (bias or 0.0)
    others = _sums_at(stage, place) if stage.activation in OVER_ALL else _NONE
    results = activated(stage.activation, others if len(others) else np.array([before]))
    return SumCell(
        *(place, window, stage.read_by(channel), patch, kernel, products, channel_sums),
        *(total, bias, before, stage.activation, others),
        float(results[channel if len(others) else 0]),
    )


def _sums_at(stage: Stage, place: Place) -> Numbers:
    """Return (filters,), the sum of every filter at a place, with its bias."""
    assert stage.kernel is not None
    each = stage.kernel.shape[3] // stage.groups
    parts = []
    for first in range(0, stage.kernel.shape[3], each):
        _, patch = patch_of(stage, (*place[:2], first))
        parts.append(np.tensordot(patch, stage.kernel[..., first : first + each].astype(np.float64), 3))
    sums: Numbers = np.concatenate(parts)
    return sums if stage.bias is None else sums + stage.bias


def _pool_cell(stage: Stage, place: Place) -> PoolCell:
    window, patch = patch_of(stage, place)
    patch, inside = patch[..., 0], window.inside
    total, count = float(patch[inside].sum()), int(inside.sum())
    if stage.work == "mean":
        return PoolCell(place, window, patch, None, total, count, total / count)
    flat = int(np.where(inside, patch, -np.inf).argmax())
    winner = divmod(flat, patch.shape[1])
    return PoolCell(place, window, patch, winner, total, count, float(patch[winner]))


def _scale_cell(stage: Stage, place: Place) -> ScaleCell:
    layer, channel = stage.layer, place[2]
    value, others = float(stage.input[place]), _NONE
    measured: Literal["training", "place", "group"] = "training"
    if layer.kind == "BatchNormalization":
        *learned, mean, variance = (float(each[channel]) for each in stage.weights)
    else:
        learned = [float(each[channel]) for each in stage.weights]
        measured = "place" if layer.kind == "LayerNormalization" else "group"
        others = (stage.input[place[:2]] if measured == "place" else _group_of(stage, channel)).astype(float)
        mean, variance = float(others.mean()), float(others.var())
    gamma = learned[0] if layer.scale else None
    beta = learned[-1] if layer.center else None
    deviation = sqrt(variance + layer.epsilon)
    normalized = (value - mean) / deviation
    result = normalized * (1.0 if gamma is None else gamma) + (beta or 0.0)
    return ScaleCell(
        *(place, value, mean, variance, layer.epsilon, deviation, normalized, gamma, beta),
        *(measured, others, result),
    )


def _group_of(stage: Stage, channel: int) -> Values:
    """Return the values of the group of channels that a channel is in, of all places."""
    channels = stage.input.shape[2]
    each = 1 if stage.layer.groups == -1 else channels // stage.layer.groups
    first = channel // each * each
    values: Values = stage.input[:, :, first : first + each].ravel()
    return values


def _merge_cell(stage: Stage, place: Place) -> MergeCell:
    found = {
        branch: float(values[there])
        for branch, values in enumerate(stage.branches)
        if (there := stage.branch_place(branch, place)) is not None
    }
    merged = MERGES[stage.layer.merge]([np.array([[each]]) for each in found.values()])
    values: Numbers = np.array(list(found.values()))
    return MergeCell(place, stage.layer.merge, values, tuple(found), float(merged[0, 0]))


def _function_cell(stage: Stage, place: Place) -> FunctionCell:
    layer, value = stage.layer, float(stage.input[place])
    if hasattr(layer, "activation"):
        name, at = layer.activation, stage.input[place[:2]].astype(np.float64)
        others = at if name in OVER_ALL else _NONE
        results = activated(name, at if len(others) else np.array([value]))
        result = float(results[place[2] if len(others) else 0])
        return FunctionCell(place, value, name, others, None, result)
    slope, weights = getattr(layer, "negative_slope", None), stage.weights
    if weights:  # a PReLU's own slope for each value, or one for all along an axis
        learned = np.broadcast_to(
            weights[0].reshape((1,) * (3 - weights[0].ndim) + weights[0].shape), stage.shape
        )
        slope, weights = float(learned[place]), (learned[place].reshape(1),)
    result = float(FUNCTIONS[layer.kind](layer, weights, np.array([[value]]))[0, 0])
    return FunctionCell(place, value, layer.kind, _NONE, slope, result)
