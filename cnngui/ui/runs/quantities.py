"""What can be drawn of a run, and over what: plain arrays from its history. Numpy only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication

from cnngui.course.presets import Figures
from cnngui.runs.history import History, Values
from cnngui.state.run_histories import STEP_COLUMN
from cnngui.ui.runs.look import Over
from cnngui.ui.shared.smoothing import ExponentialMean
from cnngui.ui.shared.value_text import exact_number, exact_percent, percent, short_number

Line = tuple[Values, Values]


@dataclass(frozen=True)
class Quantity:
    """One thing that curves show.

    Attributes:
        column: of the history. by_batch: whether it has a value for each batch, or one for each epoch.
        printed: what the slides' figures call it (`cnngui.course.presets.Figures.history`), "" for nothing.
        is_cost: whether "log cost" is about it. is_metric: whether its words depend on the runs' metric.
    """

    key: str
    title: str
    column: str
    by_batch: bool
    printed: str = ""
    is_cost: bool = False
    is_metric: bool = False

    def writers(self, metric: str) -> tuple[Callable[[float], str], Callable[[float], str]]:
        """Return what writes values at the axis, and what writes one exactly."""
        share = self.is_metric and metric == "accuracy"
        return (percent, exact_percent) if share else (short_number, exact_number)

    def named(self, metric: str) -> str:
        """Return its title where the runs have this metric, "" for several."""
        return self.title if not self.is_metric or metric == "accuracy" else self.title.replace(
            _tr("accuracy"), metric.replace("_", " ") or _tr("metric")
        )  # fmt: skip


def quantities() -> list[Quantity]:
    """Return all there are, in the order of the menu."""
    cost, accuracy = {"is_cost": True}, {"is_metric": True}
    return [
        Quantity("val_loss", _tr("validation cost"), "val_loss", False, "val_cost", **cost),
        Quantity("batch_loss", _tr("training cost"), "batch_loss", True, "cost", **cost),
        Quantity("val_metric", _tr("validation accuracy"), "val_metric", False, "val_accuracy", **accuracy),
        Quantity("batch_metric", _tr("training accuracy"), "batch_metric", True, "accuracy", **accuracy),
        Quantity("learning_rate", _tr("learning rate"), "learning_rate", False),
        Quantity("gradient_norm", _tr("gradient norm"), "batch_gradient_norm", True),
    ]


def line_of(history: History, quantity: Quantity, over: Over, smoothing: float = 0.0) -> Line:
    """Return x and y (points,) each of what was measured; empty where nothing was.

    Args:
        over: epochs; batches behind the run; or seconds in training. When a batch ended is known from the
            seconds of whole epochs only: those of an epoch that has not ended have no place in time.
        smoothing: weight of the past, 0..1, of what has a value for each batch.
    """
    x = _of_batches(history, over) if quantity.by_batch else _of_epochs(history, over)
    y = history.column(quantity.column)
    count = min(len(x), len(y))
    known = np.isfinite(x[:count]) & np.isfinite(y[:count])
    x, y = x[:count][known], y[:count][known]
    return x, ExponentialMean(smoothing).extend(y) if smoothing and quantity.by_batch else y


def printed_line(figures: Figures, quantity: Quantity, steps_per_epoch: float, over: Over) -> Line:
    """Return what a slide prints of it, x and y (points,) each; empty where it prints less than two points.

    Args:
        steps_per_epoch: batches in an epoch of the recipe it was printed for. Times are not printed.
    """
    values = figures.history.get(quantity.printed, {})
    if len(values) < 2 or over == "time":
        return np.empty(0), np.empty(0)
    epochs = np.array(sorted(values), dtype=np.float64)
    y = np.array([values[int(epoch)] for epoch in epochs])
    return (epochs * steps_per_epoch if over == "step" else epochs), y


def _of_batches(history: History, over: Over) -> Values:
    if over == "epoch":
        return history.batch_x
    if over == "step":
        counted = STEP_COLUMN in history.extra
        return history.column(STEP_COLUMN) if counted else np.arange(1.0, len(history.batch_x) + 1)
    if not len(history.epoch):
        return np.full(len(history.batch_x), np.nan)
    ends, times = _of_epochs(history, "epoch"), _of_epochs(history, "time")
    return np.interp(history.batch_x, [ends[0] - 1, *ends], [0.0, *times], right=np.nan)


def _of_epochs(history: History, over: Over) -> Values:
    if over == "epoch":
        return history.epoch
    if over == "time":
        return np.cumsum(history.seconds)
    ended = np.searchsorted(history.batch_x, history.epoch + 1e-9)
    steps = np.concatenate([[0.0], _of_batches(history, "step")])
    return steps[ended]


def _tr(words: str) -> str:
    return QCoreApplication.translate("Quantity", words)
