"""What single units of a network's layers make of a sample. Numpy only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnngui.engine.answering import ALL_ON, Answering, Off
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


def values_of(
    model: Answering, units: Sequence[Unit], sample: Values, off: Off = ALL_ON
) -> tuple[Values | None, ...]:
    """Return what `units` make of a sample, all of one moment; None for those that there are not.

    Args:
        sample: float32 of the network's input shape. off: units that are to be silent.
    """
    outputs = model.look(sample[np.newaxis], {layer for layer, _ in units}, off)[1]
    return tuple(unit_of(outputs[layer][0], unit) if layer in outputs else None for layer, unit in units)
