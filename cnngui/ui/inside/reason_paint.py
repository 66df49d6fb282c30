"""A sample with what speaks for a class laid over it. Numpy only; the widget shows what is made here."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cnngui.ui.shared.colour_maps import LEVELS, SIGNED, VIRIDIS

Values = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint8]

MOST_OPAQUE = 0.85
_LEAST_OPAQUE, _MOST_OVER_PHOTO = 0.25, 0.7
_BLURRED_OPAQUE = 0.6
"""Of maps, which cover the whole picture: it is to be seen below them."""


def as_picture(sample: Values) -> Pixels:
    """Return a network's input (height, width, channels) as uint8 (height, width, 3).

    From its lowest value, black, to its highest, white: networks read 0..1, 0..255 and other scales.
    """
    low, high = float(sample.min(initial=0.0)), float(sample.max(initial=0.0))
    levels = np.rint((sample - low) * (255 / max(high - low, 1e-12))).astype(np.uint8)
    return levels if levels.shape[2] == 3 else np.repeat(levels[:, :, :1], 3, axis=2)


def limit_of(relevance: Values) -> float:
    """Return the largest finite magnitude, 0.0 for none: the strongest colour's."""
    finite = relevance[np.isfinite(relevance)]
    return float(np.abs(finite).max(initial=0.0))


def colours(relevance: Values, *, signed: bool, clear: bool = False) -> npt.NDArray[np.uint8]:
    """Return uint8 (height, width, 4), blue, green, red and alpha, to be laid over the picture.

    Where `signed`, what speaks for the class is orange, against it blue, and nothing at all is transparent;
    else from nothing, dark, to the most, yellow. Values that are not finite are left out.

    Args:
        clear: leave a photograph to be seen where little speaks: the less, the more transparent.
    """
    limit = max(limit_of(relevance), 1e-35)
    share = np.clip(np.where(np.isfinite(relevance), relevance, 0.0) / limit, -1.0, 1.0)
    if signed:
        # The ends of the scale alone: on its way to white it would be taken for the picture's own.
        ends = np.where(share < 0, SIGNED[1], SIGNED[LEVELS - 1])
        opaque = np.abs(share) * MOST_OPAQUE
    else:
        ends = VIRIDIS[np.rint(np.clip(share, 0, 1) * (LEVELS - 1)).astype(int)]
        opaque = np.full(share.shape, _BLURRED_OPAQUE)
        if clear:
            opaque = _LEAST_OPAQUE + (_MOST_OVER_PHOTO - _LEAST_OPAQUE) * np.clip(share, 0.0, 1.0)
    made = np.ascontiguousarray(ends.astype(np.uint32)).view(np.uint8).reshape(*share.shape, 4).copy()
    made[..., 3] = np.rint(opaque * 255).astype(np.uint8)
    return made
