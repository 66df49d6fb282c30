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
        units: maps or units that there are. signed: some value of the whole layer is negative.
    """

    output: Values
    units: int
    signed: bool


def strip_of(output: Values) -> Strip:
    """Return the first maps of `output` (…, units), without the batch axis."""
    signed = bool((output < 0).any())
    if output.ndim == 1:
        return Strip(output[:MOST_UNITS], len(output), signed)
    if output.ndim == 2:
        steps, features = (-(-length // MOST_PX) for length in output.shape)
        return Strip(np.ascontiguousarray(output[::steps, ::features]), output.shape[1], signed)
    # A volume has more axes: its first plane is shown.
    plane = output.reshape(-1, *output.shape[-3:])[0]
    down, across = (-(-length // MOST_PX) for length in plane.shape[:2])
    return Strip(np.ascontiguousarray(plane[::down, ::across, :MOST_MAPS]), output.shape[-1], signed)
