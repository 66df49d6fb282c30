"""Refuse arrays that are not exactly what a network, an optimizer or a history consists of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from cnngui.errors import CnnguiError
from cnngui.files.arrays import Array, Arrays
from cnngui.network.inference.shapes import shape_text
from cnngui.network.inference.weight_shapes import slot_shapes, weight_shapes
from cnngui.network.network import Network, Shape
from cnngui.network.recipe import AnyOptimizer
from cnngui.runs.history import BATCH_COLUMNS, EPOCH_COLUMNS, extra_columns


class Described(Protocol):
    """An array, or what a file says of one."""

    @property
    def dtype(self) -> np.dtype[Any]: ...

    @property
    def shape(self) -> tuple[int, ...]: ...


def check_weights(network: Network, weights: Mapping[str, Arrays], origin: str) -> None:
    """Refuse weights that are not exactly those of `network`, float32 and finite.

    Raises:
        CnnguiError: ``runs.…``, naming `origin` and the first fault.
    """
    wanted = weight_shapes(network)
    if weights.keys() != wanted.keys():
        raise CnnguiError("runs.other_weights", path=origin)
    for name, shapes in wanted.items():
        _check_arrays(weights[name], shapes, name, origin)


def check_slots(network: Network, optimizer: AnyOptimizer, slots: Arrays, origin: str) -> None:
    """Refuse running means that are not those `optimizer` keeps of `network`. Raises as `check_weights`."""
    _check_arrays(slots, slot_shapes(network, optimizer), optimizer.kind, origin)


def check_seeds(names: Collection[str], seeds: Mapping[str, Array], origin: str) -> None:
    """Refuse seed states of layers that are not there. Raises as `check_weights`."""
    if not seeds.keys() <= set(names):
        raise CnnguiError("runs.other_weights", path=origin)
    for name, state in seeds.items():
        if state.dtype != np.int64 or state.shape != (2,):
            raise wrong_array(name, state, "int64", (2,), origin)


def check_history(history: Mapping[str, Array], origin: str) -> None:
    """Refuse columns that `History.from_columns` cannot take. Raises as `check_weights`."""
    for columns in ((*BATCH_COLUMNS, *extra_columns(history)), EPOCH_COLUMNS):
        length = history[columns[0]].size
        for name in columns:
            if history[name].dtype != np.float64 or history[name].shape != (length,):
                raise wrong_array(name, history[name], "float64", (length,), origin)


def _check_arrays(arrays: Arrays, shapes: Sequence[Shape], name: str, origin: str) -> None:
    if len(arrays) != len(shapes):
        raise CnnguiError("runs.other_weights", path=origin)
    for array, shape in zip(arrays, shapes, strict=True):
        if array.dtype != np.float32 or array.shape != shape:
            raise wrong_array(name, array, "float32", shape, origin)
        if not np.isfinite(array).all():
            raise CnnguiError("runs.not_finite", path=origin, name=name)


def wrong_array(name: str, found: Described, dtype: str, shape: Shape, origin: str) -> CnnguiError:
    """Return what to say of an array that is `found` where one of `dtype` and `shape` belongs."""
    values = {
        "found": f"{found.dtype} {shape_text(found.shape) or '1'}",
        "wanted": f"{dtype} {shape_text(shape) or '1'}",
    }
    return CnnguiError("runs.wrong_array", path=origin, name=name, **values)
