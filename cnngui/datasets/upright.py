"""Pictures whose rows and columns are exchanged, as in the files of EMNIST (Cohen et al. 2017).

Writing is taller than wide; what is wider on the whole was turned.
"""

from __future__ import annotations

import numpy as np

from cnngui.datasets.dataset import Note, Pictures
from cnngui.datasets.ink_like import extents, ink_like
from cnngui.datasets.splits import evenly

_LOOKED_AT = 1000
_MOST = 0.75


def exchanged(parts: list[Pictures]) -> list[Pictures]:
    """Return the parts, uint8 (pictures, height, width, channels), with rows for columns."""
    return [part.transpose(0, 2, 1, 3) for part in parts]


def turned_upright(parts: list[Pictures], *, named: bool) -> tuple[list[Pictures], tuple[Note, ...]]:
    """Return the parts, with rows and columns exchanged back where that is certain, and what was seen.

    Args:
        parts: uint8 (pictures, height, width, channels).
        named: the files are called like those that have it so.
    """
    share = wider(parts[0]) if ink_like(parts[0]) else 0.0
    if named and share > 0.5:
        return exchanged(parts), (Note("datasets.note_turned"),)
    return parts, (Note("datasets.note_maybe_turned"),) if share > _MOST else ()


def wider(pictures: Pictures) -> float:
    """Return which share of writing is wider than tall, of that which is not as wide as tall."""
    some = evenly(pictures, _LOOKED_AT)[..., 0].astype(np.int16)
    border = np.concatenate([some[:, 0], some[:, -1], some[:, :, 0], some[:, :, -1]], axis=1)
    ink = np.abs(some - np.median(border, axis=1)[:, np.newaxis, np.newaxis]) > 60
    tall, wide = (extents(ink.any(axis=axis)) for axis in (2, 1))
    unlike = np.count_nonzero(tall != wide)
    return float(np.count_nonzero(wide > tall) / unlike) if unlike else 0.0
