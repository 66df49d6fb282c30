"""How the layers fare while they are trained: when to look at them, and what is told of it. No TensorFlow."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from cnngui.engine.protocol import Event, LayerHealth

if TYPE_CHECKING:
    from cnngui.engine.keras_backend.inspection import InspectedStep

Given = TypeVar("Given")

LEAST_BETWEEN_S = 0.25
MOST_OF_THE_TIME = 0.01
"""What looking may take of the time of training. There are two looks: at a step, and at silent units."""
BINS = 24
_COUNTED = 4


@dataclass(frozen=True)
class Inspection:
    """What was seen of one step.

    Attributes:
        gradient_norm, weight_norm, update_norm: float64 (layers,), the lengths √(Σ x²) of the gradient of a
            layer's weights, of its weights before the step, and of what the step changed of them.
        weights: float32 (picked,), some of the weights after the step.
    """

    gradient_norm: NDArray[np.float64]
    weight_norm: NDArray[np.float64]
    update_norm: NDArray[np.float64]
    weights: NDArray[np.float32]

    @property
    def update_ratio(self) -> NDArray[np.float64]:
        """The length of the step against that of the weights (layers,); NaN where these are all 0."""
        ratio = np.full(len(self.weight_norm), np.nan)
        return np.divide(self.update_norm, self.weight_norm, out=ratio, where=self.weight_norm > 0)


class Sparing:
    """Says when to do something again that takes time, so that it takes `share` of all time at most."""

    def __init__(
        self,
        least_s: float = LEAST_BETWEEN_S,
        share: float = MOST_OF_THE_TIME,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._least_s, self._share, self._now = least_s, share, now
        self._next_s = 0.0
        self._costs: deque[float] = deque(maxlen=_COUNTED)

    @property
    def due(self) -> bool:
        """Whether it may be done now."""
        return self._now() >= self._next_s

    def took(self, seconds: float) -> None:
        """Learn what it cost. The least of a few counts: others may be busy, and at first it is traced."""
        self._costs.append(seconds)
        cost_s = min(self._costs) if len(self._costs) == _COUNTED else 0.0
        self._next_s = self._now() + max(self._least_s, cost_s / self._share)


def histograms(
    now: NDArray[np.float32], began: NDArray[np.float32], owners: NDArray[np.int64], layers: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Count the weights of each layer, as they are `now` and as they `began`, in bins that both share.

    Args:
        now, began: (picked,) weights. owners: (picked,) the place of each one's layer.

    Returns:
        float32 (layers, 2, `BINS`), the share of each bin, first of those now; and float32 (layers,), how far
        the bins reach to either side of 0.
    """
    reach = np.zeros(layers, np.float32)
    both = np.stack([now, began])
    np.maximum.at(reach, owners, np.abs(both).max(axis=0))
    scaled = np.divide(both, reach[owners], out=np.zeros_like(both), where=reach[owners] > 0)
    bins = np.minimum((scaled + 1) * (BINS / 2), BINS - 1).astype(np.int64)
    place = (owners * 2 + np.arange(2)[:, np.newaxis]) * BINS + bins
    counts = np.bincount(place.ravel(), minlength=layers * 2 * BINS).reshape(layers, 2, BINS)
    return (counts / np.maximum(1, counts.sum(axis=2, keepdims=True))).astype(np.float32), reach


class LayerWatch:
    """Looks at the layers of a run now and then, and tells it.

    The dearer look, at silent units, has a rhythm of its own: they change slowly.
    """

    def __init__(self, run_id: str, emit: Callable[[Event], None]) -> None:
        self._run_id, self._emit = run_id, emit
        self._steps, self._silent = Sparing(), Sparing()
        self._dead_share: NDArray[np.float64] | None = None

    def begin(self, inspected: InspectedStep) -> None:
        """Remember the weights with which the run begins."""
        self._began = inspected.weights()

    @property
    def due(self) -> bool:
        """Whether it is time to look at a step."""
        return self._steps.due

    def time_step(self, take: Callable[[], Given], usual_s: float) -> Given:
        """Take a step; what it takes longer than the usual one is what looking costs."""
        began = time.monotonic()
        given = take()
        self._steps.took(max(0.0, time.monotonic() - began - usual_s))
        return given

    def tell(self, epoch: int, step: int, seen: Inspection, inspected: InspectedStep) -> None:
        """Tell what was seen of a step, its epoch and place from 1."""
        if self._dead_share is None or self._silent.due:
            began = time.monotonic()
            self._dead_share = inspected.silent()
            self._silent.took(time.monotonic() - began)
        counted, reach = histograms(seen.weights, self._began, inspected.owners, len(inspected.layers))
        self._emit(
            LayerHealth(
                self._run_id,
                epoch,
                step,
                inspected.layers,
                seen.gradient_norm,
                seen.weight_norm,
                seen.update_ratio,
                self._dead_share,
                inspected.samples,
                counted,
                reach,
            )
        )
