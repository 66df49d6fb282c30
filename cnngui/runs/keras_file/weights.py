"""Weights out of HDF5: over hard links, plain arrays of floating-point numbers, of exactly the right shape.

HDF5 can do much more: links into other files, data in other files, data put together from other files, and
filters, which are libraries that it looks for and loads. None of it is followed; Keras writes none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.file_window import FileWindow
from cnngui.errors import CnnguiError
from cnngui.network.network import Shape
from cnngui.runs.keras_file.findings import shown

_LAYOUTS = (h5py.h5d.CONTIGUOUS, h5py.h5d.COMPACT)
Arrays = tuple[NDArray[np.float32], ...]


def read_weights(
    file: FileWindow, shapes: Mapping[str, tuple[Shape, ...]], groups: Mapping[str, str], origin: str
) -> dict[str, Arrays]:
    """Return float32 arrays for each name of `shapes`, in the order of its shapes.

    Args:
        file: of HDF5, in which a reader can jump about.
        groups: where each name's arrays lie, such as ``layers/conv2d``.

    Raises:
        CnnguiError: ``keras_file.…``, for the first thing that is not as Keras writes it. All arrays are
            looked at before one is read.
    """
    try:
        with h5py.File(file, "r") as store:
            found = {name: _arrays(store, groups[name], each, origin) for name, each in shapes.items()}
            return {name: tuple(_values(array, name, origin) for array in found[name]) for name in found}
    except CnnguiError:
        raise
    except MemoryError:
        raise
    except Exception as error:  # whatever h5py makes of what the C library stumbled over
        raise CnnguiError("keras_file.damaged", path=origin, reason=shown(error)) from None


def _arrays(store: Any, group: str, shapes: tuple[Shape, ...], origin: str) -> list[Any]:
    """Return a layer's arrays, not read yet."""
    place = store
    for part in (*group.split("/"), "vars"):
        place = _child(place, part, h5py.Group, group, origin)
    if len(place) != len(shapes):
        raise CnnguiError(
            "keras_file.array_count", path=origin, name=shown(group), found=len(place), wanted=len(shapes)
        )
    arrays = []
    for number, shape in enumerate(shapes):
        array = _child(place, str(number), h5py.Dataset, group, origin)
        _check(array, shape, f"{group} {number}", origin)
        arrays.append(array)
    return arrays


def _child(parent: Any, name: str, kind: type, group: str, origin: str) -> Any:
    links, link = parent.id.links, name.encode()
    if not links.exists(link):
        raise CnnguiError("keras_file.no_weights", path=origin, name=shown(group))
    if links.get_info(link).type != h5py.h5l.TYPE_HARD:
        raise CnnguiError("keras_file.link", path=origin, name=shown(group))
    found = parent[name]
    if not isinstance(found, kind):
        raise CnnguiError("keras_file.no_weights", path=origin, name=shown(group))
    return found


def _check(array: Any, shape: Shape, name: str, origin: str) -> None:
    """Refuse what is not a plain array of the wanted shape, all of whose bytes stand in this file."""
    plan = array.id.get_create_plist()
    layout = plan.get_layout()
    if layout not in _LAYOUTS or plan.get_nfilters() or plan.get_external_count():
        raise CnnguiError("keras_file.not_plain", path=origin, name=shown(name))
    number = array.id.get_type()
    if not isinstance(number, h5py.h5t.TypeFloatID) or number.get_size() not in (2, 4, 8):
        raise CnnguiError("keras_file.not_numbers", path=origin, name=shown(name))
    if array.shape != shape:
        found = "×".join(map(str, array.shape or ())) or "1"
        wanted = "×".join(map(str, shape)) or "1"
        raise CnnguiError("keras_file.wrong_shape", path=origin, name=shown(name), found=found, wanted=wanted)
    if array.id.get_storage_size() != math.prod(shape) * number.get_size():
        raise CnnguiError("keras_file.not_plain", path=origin, name=shown(name))


def _values(array: Any, name: str, origin: str) -> NDArray[np.float32]:
    values = np.empty(array.shape, np.float32)
    if values.size:
        array.read_direct(values)
    if not np.isfinite(values).all():
        raise CnnguiError("keras_file.not_finite", path=origin, name=shown(name))
    return values
