"""Which training picture is varied how in which epoch. Pure arithmetic.

What is drawn depends on the seed, the epoch and the place of the sample in its data set, and on nothing else:
not on the order of the samples, on how they are cut into batches and parts, nor on what came before. So a
training that was interrupted goes on with the pictures that it would have had.
`cnngui.engine.keras_backend.augment` makes the pictures.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnngui.network.augmentation import Augmentation

_STREAM = 2  # the order of an epoch takes what follows from seed and epoch alone
_NUMBERS = 6  # drawn for each sample


class Draws(NamedTuple):
    """What is drawn for every sample of a data set.

    Attributes:
        transforms: float32 (samples, 6), (a, b, c, d, e, f): the pixel in column x and row y of a new picture
            is what stands at (a·x + b·y + c, d·x + e·y + f) in the old one.
        keys: uint32 (samples,), where the random numbers of its pixels start.
    """

    transforms: NDArray[np.float32]
    keys: NDArray[np.uint32]


def draws(augmentation: Augmentation, seed: int, epoch: int, samples: int, size: tuple[int, int]) -> Draws:
    """Return what becomes of each of `samples` pictures in an epoch.

    Args:
        epoch: from 1. size: height and width of a picture, in pixels.
    """
    drawn = np.random.default_rng([seed, epoch, _STREAM]).random((samples, _NUMBERS))
    signed = 2 * drawn - 1
    (height, width), turn = size, np.deg2rad(augmentation.rotation) * signed[:, 2]
    scale = 1 / (1 + augmentation.zoom * signed[:, 3])
    mirrored = np.where(augmentation.horizontal_flip & (drawn[:, 4] < 0.5), -1.0, 1.0)
    a, b = mirrored * scale * np.cos(turn), mirrored * scale * np.sin(turn)
    d, e = -scale * np.sin(turn), scale * np.cos(turn)
    middle_x, middle_y = (width - 1) / 2, (height - 1) / 2
    # The middle of the picture goes to where it is shifted, and all else turns around it.
    from_x = middle_x + augmentation.shift * width * signed[:, 0]
    from_y = middle_y + augmentation.shift * height * signed[:, 1]
    c, f = middle_x - a * from_x - b * from_y, middle_y - d * from_x - e * from_y
    transforms = np.stack([a, b, c, d, e, f], axis=1).astype(np.float32)
    return Draws(transforms, (drawn[:, 5] * 2**32).astype(np.uint32))


def smoothing(length: int, sigma: float) -> NDArray[np.float32]:
    """Return float32 (length, length): times a column of numbers it is their convolution with a Gaussian.

    Cut off at four standard deviations; beyond the ends of the column there are zeros.
    """
    reach = int(4 * sigma + 0.5)
    whole = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2).sum()
    away = np.abs(np.subtract.outer(np.arange(length), np.arange(length)))
    weights = np.where(away <= reach, np.exp(-0.5 * (away / sigma) ** 2), 0) / whole
    return weights.astype(np.float32)
