"""A few maps of a layer's output, small: what a look at all layers at once has room for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]

MOST_MAPS, MOST_UNITS, MOST_PX = 24, 128, 40


@dataclass(frozen=True, eq=False)
class Strip:
    """The first maps of an output.

    Attributes:
        output: float32, of as many axes as the layer's output: the first `MOST_MAPS` maps with rows and
            columns left out beyond `MOST_PX`, or the first `MOST_UNITS` units of a row.
        limits: float32 (maps or units,), the largest finite magnitude of each whole map in `output`; of steps
            with features, which are one map, (1,).
        units, signed, limit: of the whole layer: how many maps or units there are, whether some value is
            negative, and the largest finite magnitude.
    """

    output: Values
    limits: Values
    units: int
    signed: bool
    limit: float


def strip_of(output: Values) -> Strip:
    """Return the first maps of `output` (…, units), without the batch axis."""
    magnitudes = np.where(np.isfinite(output), np.abs(output), np.float32(0))
    of_all = output.shape[-1], bool((output < 0).any()), float(magnitudes.max(initial=0.0))
    if output.ndim == 1:
        return Strip(output[:MOST_UNITS], magnitudes[:MOST_UNITS], *of_all)
    if output.ndim == 2:
        steps, features = (-(-length // MOST_PX) for length in output.shape)
        shown = np.ascontiguousarray(output[::steps, ::features])
        return Strip(shown, np.array([of_all[2]], np.float32), *of_all)
    # A volume has more axes: its first plane is shown.
    plane = output.reshape(-1, *output.shape[-3:])[0, ..., :MOST_MAPS]
    limits = magnitudes.reshape(-1, *output.shape[-3:])[0, ..., :MOST_MAPS].max(axis=(0, 1), initial=0.0)
    down, across = (-(-length // MOST_PX) for length in plane.shape[:2])
    return Strip(np.ascontiguousarray(plane[::down, ::across]), limits, *of_all)
