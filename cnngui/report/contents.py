"""What a report tells of a run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnngui.datasets.data_reference import words_of
from cnngui.export.picture import Chart, Curve, network_drawing
from cnngui.export.picture.svg import drawing_svg
from cnngui.messages import text
from cnngui.network.recipe import Recipe
from cnngui.runs.history import History
from cnngui.runs.run import Run
from cnngui.runs.run_files import RunRecord, Summary
from cnngui.runs.run_row import settings_of

TRAINING, VALIDATION = "#0072b2", "#d55e00"


@dataclass(frozen=True)
class Mistake:
    """A sample that was taken for something else.

    Attributes:
        png: its picture, b"" for what is none.
        confidence: the probability of the wrong answer, 0..1.
    """

    png: bytes
    truth: str
    taken_for: str
    confidence: float


@dataclass(frozen=True, eq=False)
class Measured:
    """How well the run's weights do on some data.

    Attributes:
        part: in words, such as "test part of digits, with the best weights".
        interval: where the accuracy lies with 95 % certainty.
        confusion: int64 (classes, classes), true by taken for.
    """

    part: str
    samples: int
    accuracy: float
    interval: tuple[float, float]
    class_names: Sequence[str]
    confusion: NDArray[np.int64]
    mistakes: Sequence[Mistake] = ()


@dataclass(frozen=True, eq=False)
class Contents:
    """All of a report.

    Attributes:
        facts, recipe: names and values, in words.
        layers: of the network: name, kind, output shape, parameters; in words.
        network: its picture. curves: cost, and accuracy or error. SVG texts.
        missing: why nothing was measured, "" where it was or nobody wanted it.
    """

    title: str
    subtitle: str
    note: str
    facts: Sequence[tuple[str, str]]
    recipe: Sequence[tuple[str, str]]
    network: str
    curves: Sequence[str]
    measured: Measured | None = None
    missing: str = ""


def contents_of(run: Run, history: History, measured: Measured | None = None, missing: str = "") -> Contents:
    """Return what is told of a run.

    Args:
        missing: why nothing was measured, where that was wanted.

    Raises:
        CnnguiError: its record is damaged.
    """
    record, summary, note = run.record(), run.summary(), run.note()
    began = time.strftime("%Y-%m-%d %H:%M", time.localtime(record.started_s))
    return Contents(
        title=note.name or record.title or run.id,
        subtitle=text("report.subtitle", began=began, data=words_of(record.data), run=run.id),
        note=note.note,
        facts=[(text(f"report.{name}"), value) for name, value in _facts(record, summary) if value],
        recipe=_settings(record.recipe),
        network=drawing_svg(network_drawing(record.network, record.title)),
        curves=[drawing_svg(chart) for chart in charts(history, summary)],
        measured=measured,
        missing=missing,
    )


_ALWAYS = ("optimizer", "optimizer.learning_rate", "schedule", "batch_size", "epochs", "seed")


def _settings(recipe: Recipe) -> list[tuple[str, str]]:
    """Return what a recipe says, but for what every recipe has where nobody has changed it."""
    usual = settings_of(Recipe())
    return [
        (name.removeprefix("optimizer."), str(value))
        for name, value in settings_of(recipe).items()
        if name in _ALWAYS or usual.get(name) != value
    ]


def charts(history: History, summary: Summary) -> list[Chart]:
    """Return the curves of a run: its cost and its accuracy, or error, by epoch."""
    metric = summary.metric_name or "accuracy"
    title = text("report.accuracy") if metric == "accuracy" else metric.replace("_", " ")
    return [
        _chart(history, text("report.cost"), "loss", logarithmic=True),
        _chart(history, title, "metric"),
    ]


def _chart(history: History, title: str, column: str, logarithmic: bool = False) -> Chart:
    batches = history.column(f"batch_{column}")
    training = Curve(text("report.training"), history.batch_x, batches, TRAINING)
    values = history.column(f"val_{column}")
    validation = Curve(text("report.validation"), history.epoch, values, VALIDATION, dashed=True)
    shown = [training, *([validation] if np.isfinite(values).any() else [])]
    return Chart(title, text("report.epoch"), shown, logarithmic)


def _facts(record: RunRecord, summary: Summary) -> list[tuple[str, str]]:
    metric = summary.metric_name
    best = _result(summary.best_metric, metric)
    machine = text("report.machine_words", machine=record.machine, threads=record.threads)
    changes = len(summary.changes)
    return [
        ("state", text(f"cli.state_{summary.state}") + (f": {summary.problem}" if summary.problem else "")),
        ("epochs", f"{summary.epoch} / {summary.epochs}"),
        ("best", text("report.best_words", value=best, epoch=summary.best_epoch) if best else ""),
        ("last", _result(summary.val_metric, metric)),
        ("test", _tested(summary)),
        ("parameters", f"{record.parameters:,}"),
        ("time", text("report.time_words", seconds=summary.seconds, speed=summary.images_per_second)),
        ("parent", f"{record.parent} @ {record.parent_epoch}" if record.parent else ""),
        ("changes", str(changes) if changes else ""),
        ("machine", f"{machine}, {record.precision}"),
        ("versions", ", ".join(f"{name} {version}" for name, version in record.created_with.items())),
        ("fingerprint", record.fingerprint[:16]),
    ]


def _tested(summary: Summary) -> str:
    value = _result(summary.test_metric, summary.metric_name)
    return text("report.test_words", value=value, samples=summary.test_samples) if value else ""


def _result(value: float | None, metric: str) -> str:
    if value is None:
        return ""
    return f"{value:.2%}" if metric == "accuracy" else f"{value:.4g}"
