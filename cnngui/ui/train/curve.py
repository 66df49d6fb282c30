"""A curve that grows: its values, their smoothed line and validation, and the range to show. Numpy only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cnngui.ui.shared.smoothing import ExponentialMean

Values = npt.NDArray[np.floating]

_SAMPLED = 2000
# The least height of a logarithmic axis, in powers of ten: a cost that stands still is a line, not noise.
_LEAST_DECADES = 0.02
_LEAST_BELOW_TOP = 0.1


class Curve:
    """The values of one curve over epochs; the smoothed line is only ever made longer.

    Attributes:
        x, raw: (batches,) place in epochs and value of each batch.
        epochs, validation: (epochs,) place and value; NaN where there is none.
    """

    def __init__(self, weight: float = 0.9) -> None:
        self.x: Values = np.empty(0)
        self.raw: Values = np.empty(0)
        self.epochs: Values = np.empty(0)
        self.validation: Values = np.empty(0)
        self._buffer = np.empty(0)
        self.set_smoothing(weight)

    @property
    def smooth(self) -> Values:
        """Return the smoothed values (batches,)."""
        return self._buffer[: self._count]

    def set_smoothing(self, weight: float) -> None:
        """Smooth with `weight` in 0..1 from now on, the past included."""
        self._mean, self._count = ExponentialMean(weight), 0
        self._smooth_new()

    def show(self, x: Values, raw: Values, epochs: Values, validation: Values) -> None:
        """Take over what has grown, or something else that is shorter."""
        if len(x) < self._count:
            self._mean, self._count = ExponentialMean(self._mean.weight), 0
        self.x, self.raw, self.epochs, self.validation = x, raw, epochs, validation
        self._smooth_new()

    def newest(self) -> tuple[float | None, float | None]:
        """Return the last smoothed value and the last validation, None where there is none."""
        known = self.validation[np.isfinite(self.validation)]
        newest = float(self.smooth[-1]) if self._count else np.nan
        return _known(newest), float(known[-1]) if len(known) else None

    def at(self, x: float) -> tuple[float, float | None, float | None]:
        """Return the place of the batch at `x`, its smoothed value, and the validation before it."""
        batch = int(np.clip(np.searchsorted(self.x, x), 0, len(self.x) - 1))
        done = int(np.searchsorted(self.epochs, x, side="right")) - 1
        value = float(self.validation[done]) if 0 <= done < len(self.validation) else np.nan
        return float(self.x[batch]), _known(float(self.smooth[batch])), _known(value)

    def bounds(self, *, log: bool = False, top: float | None = None) -> tuple[float, float]:
        """Return the range of the values that matter: the smoothed line and validation, not each outlier.

        Args:
            log: return exponents of ten. top: where the range ends, None for its greatest value.
        """
        # Some thousand values tell the range of a long curve as well as all of them.
        columns = (self.smooth, self.validation, self.raw)
        parts = (column[:: max(1, len(column) // _SAMPLED)] for column in columns)
        values = np.concatenate([np.asarray(part, dtype=np.float64) for part in parts])
        values = np.sort(values[np.isfinite(values) & (values > 0)] if log else values[np.isfinite(values)])
        if not len(values):
            return (-2.0, 0.5) if log else (0.0, 1.0)
        # np.quantile would load numpy.ma when it is first called: 60 ms in which the window stands still.
        low, high = (float(values[round(share * (len(values) - 1))]) for share in (0.002, 0.998))
        if log:
            return _decades(low, high)
        return (0.0, high) if top is None else (min(low, top - _LEAST_BELOW_TOP), top)

    def _smooth_new(self) -> None:
        """Smooth what has come since the last time; the past stays as it was."""
        count = len(self.x)
        if len(self._buffer) < count:
            grown = np.empty(max(1024, 2 * count))
            grown[: self._count] = self.smooth
            self._buffer = grown
        self._buffer[self._count : count] = self._mean.extend(self.raw[self._count : count])
        self._count = count


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _decades(low: float, high: float) -> tuple[float, float]:
    """Return the exponents of two values, somewhat apart."""
    low, high = float(np.log10(low)), float(np.log10(high))
    missing = max(0.0, _LEAST_DECADES - (high - low)) / 2
    return low - missing, high + missing
