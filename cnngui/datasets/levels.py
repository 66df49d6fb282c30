"""Which numbers stand for black and for white in a file's pictures: found in all of their values.

Files hold 0 to 255, 0 to 1, -1 to 1, 0 to 16, 12 bits, logarithms, standardised values. What is not one of
the usual ranges goes from the smallest to the largest value that there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_LOOKED_AT = 4_000_000
_OVERSHOOT = 0.05
"""What resizing and rounding leave outside of a usual range, as a part of it."""
_FEW_LEVELS = 64
_ALIKE = 0.3
_OUTLIERS = 0.001
_SPREAD = 1 / 8
_FEW_APART = 0.5
"""What most values span at most, as a part of what all do, where the others lie far away."""


@dataclass(frozen=True)
class Levels:
    """The numbers of a black and of a white pixel; what lies outside is cut.

    Attributes:
        usual: it is a range that pictures usually have, not what was measured.
        cut: a few values far outside are cut, which would have left the rest too few levels.
    """

    black: float
    white: float
    usual: bool = True
    cut: bool = False


BYTES, UNIT = Levels(0, 255), Levels(0, 1)
_SYMMETRIC = (Levels(-1, 1), Levels(-0.5, 0.5), Levels(-128, 127))


@dataclass(frozen=True)
class Values:
    """What is known of a part's values: smallest, largest, whether all are whole, and some of them."""

    low: float
    high: float
    whole: bool
    some: Array

    @classmethod
    def of(cls, part: Array, *, whole: bool) -> Values:
        step = max(1, part.size // _LOOKED_AT)
        return cls(float(part.min()), float(part.max()), whole, part.reshape(-1)[::step])

    def quantile(self, share: float) -> float:
        """Return the value that `share` of all do not exceed."""
        return float(np.quantile(self.some, share))


def levels_of(parts: Sequence[Values]) -> list[Levels]:
    """Return the levels of each part: one for all where they agree, else each its own."""
    own = [_own_levels(values) for values in parts]
    first = own[0]
    common = [
        first if _agree(parts[0], first, values, levels) else levels for values, levels in _with(own, parts)
    ]
    if all(levels == first for levels in common):
        return common if first.usual or first.cut else [_all(parts, first)] * len(common)
    return own


def _with(own: Sequence[Levels], parts: Sequence[Values]) -> list[tuple[Values, Levels]]:
    return list(zip(parts, own, strict=True))


def _own_levels(values: Values) -> Levels:
    low, high = values.low, values.high
    for levels in _SYMMETRIC:
        if low <= 0.9 * levels.black and high >= 0.5 * levels.white and _within(values, levels):
            return levels
    levels = _whole_levels(values) if values.whole and low >= 0 else _fraction_levels(values)
    if not levels.usual or levels.white > 255:
        return _without_outliers(values, levels, _SPREAD)
    # A single 255 among fractions would leave all others two levels. Pale pictures without one stay pale.
    return _without_outliers(values, levels, 1 / _FEW_LEVELS) if _has_outliers(values) else levels


def _whole_levels(values: Values) -> Levels:
    if values.high <= 1:
        return UNIT
    if values.high <= _FEW_LEVELS:
        return Levels(0, values.high, usual=False)
    for bits in (8, 10, 12, 14, 16):
        if values.high < 2**bits:
            return Levels(0, 2**bits - 1)
    return Levels(0, values.high, usual=False)


def _fraction_levels(values: Values) -> Levels:
    for levels in (UNIT, BYTES, Levels(0, 1 / 255)):
        if values.high >= 0.5 * levels.white and _within(values, levels):
            return levels
    span = values.high - values.low
    black = 0.0 if abs(values.low) <= _OVERSHOOT * span else values.low
    # Where all values are the same they are black; a sum too small to count would leave no range.
    white = values.high if values.high > black else black + max(1.0, abs(black))
    return Levels(black, white, usual=False)


def _within(values: Values, levels: Levels) -> bool:
    more = _OVERSHOOT * (levels.white - levels.black)
    return levels.black - more <= values.low and values.high <= levels.white + more


def _has_outliers(values: Values) -> bool:
    """Whether a few fractions lie far from all others."""
    if values.whole:
        return False
    most = values.quantile(1 - _OUTLIERS) - values.quantile(_OUTLIERS)
    return most < _FEW_APART * (values.high - values.low)


def _without_outliers(values: Values, levels: Levels, spread: float) -> Levels:
    """Return levels that leave most values their differences: 255 steps are few if some lie far away."""
    low, high = values.quantile(_OUTLIERS), values.quantile(1 - _OUTLIERS)
    if high <= low or high - low >= spread * (levels.white - levels.black):
        return levels
    return Levels(min(low, max(levels.black, 0)), high, usual=False, cut=True)


def _agree(first: Values, first_levels: Levels, values: Values, levels: Levels) -> bool:
    """Whether a part can have the levels of the first one: it fits them, about as bright and dark."""
    if first_levels == levels:
        return True
    if not first_levels.usual and not levels.usual:
        span = first_levels.white - first_levels.black
        apart = abs(first_levels.black - levels.black), abs(first_levels.white - levels.white)
        return max(apart) <= _ALIKE * span
    if not _within(values, first_levels):
        return False
    bright, other = (each.quantile(0.99) - first_levels.black for each in (first, values))
    dark, other_dark = (each.quantile(0.01) for each in (first, values))
    return other >= _ALIKE * bright and other_dark - dark <= _ALIKE * (
        first_levels.white - first_levels.black
    )


def _all(parts: Sequence[Values], first: Levels) -> Levels:
    """Return measured levels that hold the values of all parts."""
    low = min(values.low for values in parts)
    black = first.black if first.black == 0 else low
    return Levels(black, max(first.white, *(values.high for values in parts)), usual=False)
