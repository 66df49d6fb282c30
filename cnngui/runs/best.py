"""Which epoch of a training was the best. Numpy only."""

from __future__ import annotations

import numpy as np

from cnngui.runs.history import History, Values

_SMALLER_IS_BETTER = ("mean_absolute_error", "mean_squared_error")


def scores(history: History, metric: str) -> Values:
    """Return float64 (epochs,) by which epochs are judged, the higher the better, NaN for what is unknown.

    That is the metric of validation; of a training that validates nothing, its own.

    Args:
        metric: Keras' name of it.
    """
    validated = history.val_metric
    measured = validated if np.isfinite(validated).any() else history.metric
    return measured if higher_is_better(metric) else -measured


def higher_is_better(metric: str) -> bool:
    """Return whether a metric, by Keras' name, is one of which more is better."""
    return metric not in _SMALLER_IS_BETTER


def best_index(history: History, metric: str) -> int | None:
    """Return the row of the best epoch, the earliest of equals; None while none was measured."""
    values = scores(history, metric)
    return int(np.nanargmax(values)) if np.isfinite(values).any() else None


def last_is_best(history: History, metric: str) -> bool:
    """Return whether the last epoch is better than each before it."""
    return bool(len(history.epoch)) and best_index(history, metric) == len(history.epoch) - 1
