"""The weights of each layer out of HDF5: exactly the arrays that the network asks for, and finite."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from cnngui.errors import CnnguiError
from cnngui.files.arrays import Arrays
from cnngui.files.file_window import FileWindow
from cnngui.keras_import.findings import shown
from cnngui.keras_import.hdf5 import Hdf5Error, Hdf5File, StoredArray
from cnngui.network.inference.shapes import shape_text
from cnngui.network.network import Shape


def read_weights(
    file: FileWindow,
    shapes: Mapping[str, tuple[Shape, ...]],
    groups: Mapping[str, str],
    origin: str,
    more: int = 0,
) -> dict[str, Arrays]:
    """Return float32 arrays for each name of `shapes`, in the order of its shapes.

    Args:
        groups: where each name's arrays lie, such as ``layers/conv2d``.
        more: how many arrays lie behind those of each name that are not wanted.

    Raises:
        CnnguiError: ``keras_file.…``, for the first thing that is not as Keras writes it. All arrays are
            looked at before one is read.
    """
    place = "model.weights.h5"
    try:
        store = Hdf5File(file)
        children = cache(store.children)
        found: dict[str, list[StoredArray]] = {}
        for name, wanted in shapes.items():
            place = f"{groups[name]}/vars"
            address = store.root
            for part in place.split("/"):
                address = _child(children(address), part)
            there = children(address)
            if len(there) != len(wanted) + more:
                raise _error("array_count", origin, place, found=len(there), wanted=len(wanted) + more)
            found[name] = []
            for number, shape in enumerate(wanted):
                place = f"{groups[name]}/vars/{number}"
                array = store.array(_child(there, str(number)))
                if array.shape != shape:
                    sizes = {"found": shape_text(array.shape) or "1", "wanted": shape_text(shape) or "1"}
                    raise _error("wrong_shape", origin, place, **sizes)
                found[name].append(array)
        weights: dict[str, Arrays] = {}
        for name, arrays in found.items():
            place = groups[name]
            weights[name] = tuple(map(store.read, arrays))
            if not all(np.isfinite(array).all() for array in weights[name]):
                raise _error("not_finite", origin, place)
        return weights
    except Hdf5Error as error:
        raise _error(error.code, origin, place) from None


def _child(children: Mapping[str, int | None], name: str) -> int:
    if name not in children:
        raise Hdf5Error("no_weights")
    if (address := children[name]) is None:
        raise Hdf5Error("link")
    return address


def _error(code: str, origin: str, place: str, **values: object) -> CnnguiError:
    return CnnguiError(f"keras_file.{code}", path=origin, name=shown(place), **values)
