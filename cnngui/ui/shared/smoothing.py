"""Smooth a noisy curve, a piece at a time. Pure numpy."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

_BLOCK = 256
_LARGEST_STEP = 100.0
"""A value this many times the mean, or a mean this many times a value (both at least 1), is a jump."""


@lru_cache(maxsize=2)
def _fading(weight: float) -> tuple[Values, Values]:
    """Return what each value of a block takes of each, (_BLOCK, _BLOCK), and of what was before, (_BLOCK,).

    All plots have one weight: each made them anew, 1 ms, at the start and for each new curve.
    """
    powers = np.arange(_BLOCK)
    lags = powers[:, None] - powers[None, :]
    with np.errstate(divide="ignore"):
        kernel = np.where(lags >= 0, (1 - weight) * weight ** np.maximum(lags, 0), 0.0)
    decay: Values = np.float64(weight) ** (powers + 1.0)
    return kernel, decay


class ExponentialMean:
    """A running mean in which the past fades by `weight` a value, corrected at the start.

    ``m[k] = weight·m[k-1] + (1 - weight)·x[k]``, divided by ``1 - weight^(k+1)`` so that the first values
    are not pulled to 0 (Kingma and Ba, 2014, section 3). Values that are not finite are left out: there the
    mean is NaN, and what comes behind goes on from what was before.

    At a jump both are counted for a hundred times the smaller only: one cost of 1e31 would otherwise be all
    that the line shows of the next thousand batches.
    """

    def __init__(self, weight: float) -> None:
        """Start anew. `weight` is in 0..1; 0 smooths nothing."""
        self.weight = weight
        self._mean = 0.0
        self._count = 0
        self._kernel, self._decay = _fading(weight)

    def extend(self, values: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Take in `values` (n,) and return the smoothed ones, float64 (n,)."""
        finite = np.isfinite(values)
        if not finite.all():
            gaps = np.full(len(values), np.nan)
            gaps[finite] = self.extend(values[finite])
            return gaps
        out = np.empty(len(values))
        for start in range(0, len(values), _BLOCK):
            block = np.asarray(values[start : start + _BLOCK], dtype=np.float64)
            n = len(block)
            if self._jumps(block):
                out[start : start + n] = [self._take(float(value)) for value in block]
                continue
            means = self._decay[:n] * self._mean + self._kernel[:n, :n] @ block
            counts = self._count + 1.0 + np.arange(n)
            out[start : start + n] = means / (1 - self.weight**counts)
            self._mean = float(means[-1])
            self._count += n
        return out

    def _jumps(self, block: npt.NDArray[np.float64]) -> bool:
        """Return whether a jump may be in `block`, or between it and the mean."""
        sizes = np.abs(block) if not self._count else np.append(np.abs(block), abs(self._corrected()))
        return bool(sizes.max() > _LARGEST_STEP * max(1.0, float(sizes.min())))

    def _corrected(self) -> float:
        return self._mean / (1 - self.weight**self._count)

    def _take(self, value: float) -> float:
        """Take in one value and return the mean, with what jumps held within bounds."""
        if self._count:
            mean = self._corrected()
            most = _LARGEST_STEP * max(1.0, abs(value))
            self._mean *= min(1.0, most / max(abs(mean), 1e-300))
            most = _LARGEST_STEP * max(1.0, abs(mean))
            value = max(-most, min(most, value))
        self._mean = self.weight * self._mean + (1 - self.weight) * value
        self._count += 1
        return self._corrected()
