"""A layer's weights as pictures: one for each filter or unit. Numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from cnngui.engine.layer_numbers import LayerNumbers
from cnngui.network.layers import Conv1D, Conv2D, Conv2DTranspose, Dense, DepthwiseConv2D, SeparableConv2D
from cnngui.ui.inside.maps import Maps


@dataclass(frozen=True, eq=False)
class Filters:
    """The weights that look at one channel of the input.

    Attributes:
        maps: float32 (height, width, filters).
        channel: of the input, from 0. channels: how many there are to choose from; 1 where all are shown.
        units: they are those of units that see a whole picture, as behind a Flatten.
    """

    maps: Maps
    channel: int = 0
    channels: int = 1
    units: bool = False


def filters_of(numbers: LayerNumbers, channel: int = 0) -> Filters | None:
    """Return what a layer looks for in `channel` of its input, None for one that has no filters.

    A channel that is not there is the last one. Of grouped convolutions the channel counts in its group. A
    Conv1D's filters are features by steps, shown whole; so are the weights of a Dense layer whose input was
    never a picture.
    """
    if not numbers.weights:
        return None
    kernel, before = np.asarray(numbers.weights[0], np.float32), numbers.before
    match numbers.layer:
        case Conv2D():
            return _slice(kernel, channel)
        case Conv2DTranspose():  # Keras has its output channels before those of its input
            return _slice(kernel.transpose(0, 1, 3, 2), channel)
        case DepthwiseConv2D() | SeparableConv2D():
            return Filters(kernel.reshape(*kernel.shape[:2], -1))
        case Conv1D():
            return Filters(np.ascontiguousarray(kernel.transpose(1, 0, 2)))
        case Dense() if before is not None and len(before) == 3 and prod(before) == len(kernel):
            return _slice(kernel.reshape(*before, -1), channel, units=True)
        case Dense():
            return Filters(kernel.T[:, :, np.newaxis])
    return None


def _slice(kernel: np.ndarray, channel: int, *, units: bool = False) -> Filters:
    """Return one input channel of a kernel (height, width, channels, filters)."""
    channels = kernel.shape[2]
    place = min(max(channel, 0), channels - 1)
    return Filters(np.ascontiguousarray(kernel[:, :, place]), place, channels, units)
