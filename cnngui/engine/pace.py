"""How many steps to take at a time, and how fast that is."""

from __future__ import annotations

CALL_S = 0.075
"""Long enough that the call itself costs nothing, short enough to stop, draw and answer in between."""

_MOST_STEPS = 1_000
_SMOOTHING_S = 1.0


class Pace:
    """Learns from each call how many steps make up `CALL_S`."""

    def __init__(self) -> None:
        self._step_s: float | None = None
        self._last = 1
        self.images_per_second = 0.0

    def steps(self) -> int:
        """Return how many steps to take next: one at first, and never four times more than last time."""
        if self._step_s is None:
            return 1
        wanted = int(CALL_S / max(self._step_s, 1e-9))
        return max(1, min(wanted, 4 * self._last, _MOST_STEPS))

    @property
    def step_s(self) -> float:
        """About how long a step takes among others; 0 before the first."""
        return self._step_s or 0.0

    def taken(self, steps: int, images: int, seconds: float) -> None:
        """Learn that `steps` steps with `images` images took `seconds`."""
        seconds = max(seconds, 1e-6)
        self._last = max(1, steps)
        each = seconds / self._last
        # The slower of old and new decides at once, so that a machine that gets busy does not make Stop slow.
        self._step_s = each if self._step_s is None else max(each, 0.7 * self._step_s + 0.3 * each)
        speed = images / seconds
        weight = min(1.0, seconds / _SMOOTHING_S) if self.images_per_second else 1.0
        self.images_per_second += weight * (speed - self.images_per_second)
