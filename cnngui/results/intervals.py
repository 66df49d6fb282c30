"""How far a share that was counted may be from the true one."""

from __future__ import annotations

import math

Z_95 = 1.959963984540054
"""Standard deviations on each side of a normal distribution's mean that hold 95 % of it."""


def wilson_interval(right: int, samples: int, z: float = Z_95) -> tuple[float, float]:
    """Return the lowest and the highest share, 0..1, that a count of `right` in `samples` speaks for.

    Of intervals made so, 95 % hold the true share, also for few samples and shares near 0 and 1, where the
    usual one goes astray. E. B. Wilson, "Probable inference, the law of succession, and statistical
    inference", JASA 22 (1927), p. 209; recommended by L. Brown, T. Cai and A. DasGupta, "Interval estimation
    for a binomial proportion", Statistical Science 16 (2001), p. 101.

    Without samples it is (0, 1): nothing is known.
    """
    if samples == 0:
        return 0.0, 1.0
    share, spread = right / samples, z * z / samples
    middle = (share + spread / 2) / (1 + spread)
    half = math.sqrt(spread * share * (1 - share) + spread * spread / 4) / (1 + spread)
    # By their formula these two are exact; rounding would leave a hair.
    low = 0.0 if right == 0 else middle - half
    high = 1.0 if right == samples else middle + half
    return low, high
