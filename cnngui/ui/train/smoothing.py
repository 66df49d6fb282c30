"""Smooth a noisy curve, a piece at a time. Pure numpy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_BLOCK = 256


class ExponentialMean:
    """A running mean in which the past fades by `weight` a value, corrected at the start.

    ``m[k] = weight·m[k-1] + (1 - weight)·x[k]``, divided by ``1 - weight^(k+1)`` so that the first values
    are not pulled to 0 (Kingma and Ba, 2014, section 3). Values that are not finite are left out: there the
    mean is NaN, and what comes behind goes on from what was before.
    """

    def __init__(self, weight: float) -> None:
        """Start anew. `weight` is in 0..1; 0 smooths nothing."""
        self.weight = weight
        self._mean = 0.0
        self._count = 0
        powers = np.arange(_BLOCK)
        lags = powers[:, None] - powers[None, :]
        with np.errstate(divide="ignore"):
            self._kernel = np.where(lags >= 0, (1 - weight) * weight ** np.maximum(lags, 0), 0.0)
        self._decay = weight ** (powers + 1.0)

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
            means = self._decay[:n] * self._mean + self._kernel[:n, :n] @ block
            counts = self._count + 1.0 + np.arange(n)
            out[start : start + n] = means / (1 - self.weight**counts)
            self._mean = float(means[-1])
            self._count += n
        return out
