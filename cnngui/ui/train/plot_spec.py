"""The curves there are: a new one is one more `PlotSpec` here and its named column in the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication

from cnngui.engine.protocol import Started
from cnngui.network.loss import chosen_metric
from cnngui.runs.history import RATE_COLUMN, RECIPE_COLUMN, History
from cnngui.state.document import Document
from cnngui.state.training import TrainingSession
from cnngui.ui.shared.value_text import exact_number, exact_percent, percent, short_number
from cnngui.ui.train.curve import Values


@dataclass(frozen=True)
class PlotSpec:
    """One curve over the batches, and how its values are read.

    Attributes:
        name: of the plot, for tests, scripts and settings.
        column: of the history, a value for each batch. validation: one for each epoch, "" if there is none.
        write: makes the axis' labels. write_exact: makes the value beside the title.
        top: the best value there can be, at which the axis ends; None where there is none.
        logarithmic: whether the "log cost" box is about it.
        optional: whether it is seen only when it was asked for, by a box of its own.
        short: what that box says, where the title is too long for it.
        exact: whether its values are no measurements, but known: they are not smoothed.
        tip: what is said of it at the mouse.
    """

    name: str
    title: str
    column: str
    validation: str = ""
    write: Callable[[float], str] = short_number
    write_exact: Callable[[float], str] = exact_number
    top: float | None = None
    logarithmic: bool = False
    optional: bool = False
    short: str = ""
    exact: bool = False
    tip: str = ""


def plot_specs(document: Document, training: TrainingSession) -> list[PlotSpec]:
    """Return the curves of the last run from left to right; before the first, of what would be trained."""
    run = training.started
    metric = run.metric if run is not None else chosen_metric(document.recipe)
    return [_cost(run), _metric(metric), _gradient_norm(), _learning_rate()]


def values_of(history: History, column: str) -> Values:
    """Return a column of the history by its name, empty for none."""
    return history.column(column) if column else np.empty(0)


def changes_of(history: History) -> Values:
    """Return where within runs the recipe was changed, in epochs: before the first batch that went by it."""
    count = np.nan_to_num(history.column(RECIPE_COLUMN))
    first = np.flatnonzero(np.diff(count, prepend=0.0) > 0)
    return np.where(first > 0, history.batch_x[first - 1], 0.0) if len(first) else np.empty(0)


def _cost(run: Started | None) -> PlotSpec:
    """Name the loss, and the layers whose weights have a part in it, where the curve is read."""
    title, tip = _tr("Cost"), ""
    if run is not None:
        tip = _tr("Mean over each batch: {0}").format(_in_words(run.loss))
    if run is not None and run.penalized:
        title = _tr("Total cost")
        tip += "\n" + _tr("plus the penalties of the weights in {0}").format(", ".join(run.penalized))
    return PlotSpec("cost_plot", title, "batch_loss", "val_loss", logarithmic=True, tip=tip)


def _metric(name: str) -> PlotSpec:
    """Accuracies are shares of 1; every other metric is a number that ought to become small."""
    if name == "accuracy":
        title = _tr("Accuracy")
        return PlotSpec("accuracy_plot", title, "batch_metric", "val_metric", percent, exact_percent, top=1.0)
    title = {"mean_absolute_error": _tr("Mean absolute error")}.get(name, _in_words(name).capitalize())
    return PlotSpec("accuracy_plot", title, "batch_metric", "val_metric")


def _gradient_norm() -> PlotSpec:
    tip = _tr("Length of the gradient of all weights together, √(Σ g²), of each batch.")
    tip += "\n" + _tr("Measured only while this is shown.")
    title = _tr("Gradient norm")
    return PlotSpec("gradient_norm_plot", title, "batch_gradient_norm", optional=True, tip=tip)


def _learning_rate() -> PlotSpec:
    tip = _tr("The learning rate of each batch, by the schedule of the recipe.")
    title = _tr("Learning rate")
    return PlotSpec(
        "learning_rate_plot", title, RATE_COLUMN, optional=True, short=_tr("rate"), exact=True, tip=tip
    )


def _in_words(name: str) -> str:
    return name.replace("_", " ")


def _tr(words: str) -> str:
    return QCoreApplication.translate("PlotSpec", words)
