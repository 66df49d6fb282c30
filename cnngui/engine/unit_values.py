"""What single units of a network's layers make of a sample. Numpy only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from cnngui.engine.protocol.units import Unit

Values = NDArray[np.float32]


def unit_of(output: Values, unit: int) -> Values | None:
    """Return one map (height, width) of a layer's output; None where it has no such unit.

    A feature of a sequence (steps, features) is (1, steps), a unit of a row (1, 1), and the slices of a
    volume (depth, height, width, channels) stand one below the other.
    """
    if not 0 <= unit < output.shape[-1]:
        return None
    values = output[..., unit]
    width = values.shape[-1] if values.ndim else 1
    return np.ascontiguousarray(values.reshape(-1, width), np.float32)


def values_of(units: Sequence[Unit], output_of: Callable[[str], Values | None]) -> tuple[Values | None, ...]:
    """Return what `units` make of a sample, None for those that there are not.

    Args:
        output_of: gives a layer's output without the batch axis, None for a layer there is not.
    """
    outputs = {layer: output_of(layer) for layer in dict.fromkeys(layer for layer, _ in units)}
    found = ((outputs[layer], unit) for layer, unit in units)
    return tuple(None if output is None else unit_of(output, unit) for output, unit in found)
