"""Steps of shares that count by how far they are from 1. Pure."""

from __future__ import annotations

import math

NEAR_ONE = ("momentum", "beta_1", "beta_2", "rho")
"""Fields of such shares: a momentum of 0.999 looks back ten times as far as one of 0.99."""
_COARSE, _LEAST_LEFT = 0.1, 1e-5


def next_share(value: float, step: float, *, up: bool) -> float:
    """Return the share above or below `value`; what lies outside of 0..1 is for the caller to cut.

    Below 0.9 it moves by `step`; from there on in nine steps to 0.99, in nine more to 0.999, and so on.
    """
    left = round(1 - value, 6)
    if left > _COARSE + 1e-9 or (not up and left > _COARSE - 1e-9):
        # A step that would leap over where the fine ones begin ends there.
        return round(min(value + step, 1 - _COARSE) if up else value - step, 6)
    size = 10.0 ** math.floor(math.log10(max(left, _LEAST_LEFT)) + 1e-9)
    if up and abs(left - size) < 1e-9:
        size /= 10
    return round(1 - max(left - size if up else left + size, _LEAST_LEFT), 6)
