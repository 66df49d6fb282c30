"""Whether the cost of a training grows instead of falling. Numpy only."""

from __future__ import annotations

import numpy as np

from cnngui.runs.history import History

_BATCHES = 5
_TIMES = 10.0
_EPOCH_TIMES = 2.0


def growth(history: History) -> tuple[float, float] | None:
    """Return the cost before and now where steps that are too large have made it grow, else None.

    That is a cost of ten times the first one over some batches, or an epoch that is back near the first
    cost with twice the cost of an earlier one. The cost of training only falls otherwise; noise does neither.
    """
    costs, epochs = history.batch_loss, history.loss
    if len(costs) < 2 * _BATCHES:
        return None
    # The very first was measured before any step; with a rate of 3 the second is in the millions.
    first = float(min(costs[0], np.median(costs[:_BATCHES])))
    now = float(np.median(costs[-_BATCHES:]))
    if now > _TIMES * max(first, 1.0):
        return first, now
    if len(epochs) > 1 and epochs[-1] > _EPOCH_TIMES * epochs[:-1].min() and epochs[-1] > 0.5 * first:
        return float(epochs[:-1].min()), float(epochs[-1])
    return None
