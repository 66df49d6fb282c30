"""The one path from any sample to what a network reads."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cnngui.errors import CnnguiError
from cnngui.network.inference.data_fit import fits
from cnngui.network.inference.shapes import shape_text
from cnngui.network.network import Shape

Number = TypeVar("Number", bound=np.generic)


def fitted(samples: NDArray[Number], input_shape: Shape) -> NDArray[Number]:
    """Return samples (samples, …) of `input_shape`; smaller pictures get a border of zeros.

    LeNet-5 reads digits of 28×28 so, on 32×32. The border is even, or one pixel wider below and right.

    Raises:
        CnnguiError: ``engine.other_samples``: they are of another shape, as `fits` tells.
    """
    shape = samples.shape[1:]
    if shape == input_shape:
        return samples
    if not fits(shape, input_shape):
        raise CnnguiError("engine.other_samples", found=shape_text(shape), wanted=shape_text(input_shape))
    missing: list[int] = [wants - has for has, wants in zip(shape, input_shape, strict=True)]
    return np.pad(samples, [(0, 0), *((rest // 2, rest - rest // 2) for rest in missing)])
