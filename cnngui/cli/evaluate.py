"""`evaluate`: how many of the samples or drawings it never saw a network reads right."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from cnngui.cli import prepare
from cnngui.cli.options import Data, Download, Json, Like, ModelFile, PathOption, WithoutEdits
from cnngui.cli.output import console, headings, label_value, picked, print_json, print_note, print_table
from cnngui.cli.sources import load_data
from cnngui.cli.terminal import progress_bar, quiet_loading
from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cnngui.api import Model, Scores
    from cnngui.datasets.parts import PartName

_MOST_MISTAKES = 3
_PER_CLASS = ("samples", "correct", "accuracy", "predicted", "precision", "recall", "f1")


def evaluate(
    model: ModelFile = None,
    data: Data = None,
    part: Annotated[str, Option(metavar="NAME", help=text("cli.help_part"))] = "test",
    ink: Annotated[Path | None, PathOption("--ink", metavar="FILE", help=text("cli.help_ink"))] = None,
    like: Like = None,
    preparation: prepare.FromFile = None,
    download: Download = False,
    without_edits: WithoutEdits = False,
    as_json: Json = False,
) -> None:
    """Measure a trained network on the test part of a data set, or on a file of pen strokes."""
    if (data is None) == (ink is None):
        raise CnnguiError("cli.which_samples")
    if ink is not None and preparation is not None:
        raise CnnguiError("cli.data_options_alone", options="--preparation")
    from cnngui import api
    from cnngui.datasets.data_reference import as_learned
    from cnngui.datasets.drawn_sets import resolved
    from cnngui.datasets.ink import read_ink

    chosen = _part(part)
    found = api.load_model(model)
    asked = {"download": download, "may_ask": not as_json}
    if like is not None:
        found = found.like(load_data(like, **asked))
    named = prepare.prepared_data(str(resolved(data or "")), {"preparation": preparation}, "cnngui evaluate")
    chosen_data = as_learned(named, found.data)
    samples = read_ink(ink) if ink else load_data(chosen_data, **asked, edits=not without_edits)
    with progress_bar() as bar, quiet_loading() as silence:
        task = bar.add_task(text("cli.loading"), total=None)

        def show(done: int, total: int) -> None:
            silence.close()
            bar.update(task, description=text("cli.measuring"), completed=done, total=total)

        scores = api.evaluate(found, samples, part=chosen, progress=show)
    for note in scores.notes:
        print_note(note)
    if as_json:
        print_json(_facts(scores, found) | ({} if ink else {"part": chosen}))
    else:
        print_scores(scores, found)


def _part(name: str) -> PartName:
    from cnngui.datasets.parts import PART_NAMES

    for known in PART_NAMES:
        if name == known:
            return known
    reason = text("cli.reason_choice", found=name, expected=", ".join(PART_NAMES))
    raise CnnguiError("cli.bad_value", name="--part", reason=reason, path="cnngui evaluate")


def _facts(scores: Scores, model: Model) -> dict[str, Any]:
    from cnngui.results.per_class import macro, weighted

    names = model.class_names
    per_class = [{"label": label_value(each.label), **picked(each, *_PER_CLASS)} for each in scores.per_class]
    return {
        "model": str(model.path),
        **picked(scores, "samples", "correct", "accuracy"),
        "interval": dict(zip(("low", "high"), scores.interval, strict=True)),
        "confusion": scores.confusion,
        "per_class": per_class,
        "macro": asdict(macro(scores.per_class)),
        "weighted": asdict(weighted(scores.per_class)),
        "calibration": _calibration(scores),
        "regression": _regression(scores),
        "unknown": [{"label": label_value(each.label), "samples": each.samples} for each in scores.unknown],
        "class_names": names,
        "mistakes": [_mistake(scores, int(place)) for place in scores.mistakes],
        "predictions": [label_value(names[index]) for index in scores.predicted],
    }


def _calibration(scores: Scores) -> dict[str, Any]:
    found = scores.calibration
    columns = (found.edges[:-1], found.edges[1:], found.counts, found.confidence, found.accuracy)
    keys = ("above", "up_to", "samples", "confidence", "accuracy")
    bins = [dict(zip(keys, each, strict=True)) for each in zip(*columns, strict=True)]
    return {"expected_calibration_error": found.error, "bins": bins}


def _regression(scores: Scores) -> dict[str, Any] | None:
    found = scores.regression
    names = ("mean_squared_error", "mean_absolute_error", "r2", "residuals")
    return None if found is None else picked(found, *names)


def _mistake(scores: Scores, place: int) -> dict[str, Any]:
    """Return a wrong answer; its index counts the part of the data as it came, from 0."""
    return {
        "index": scores.indices[place],
        "label": label_value(scores.data_names[scores.labels[place]]),
        "predicted": label_value(scores.class_names[scores.predicted[place]]),
        "confidence": scores.confidence[place],
    }


def print_scores(scores: Scores, model: Model) -> None:
    """Print accuracy and a row for each class, with all confusions where they fit beside each other."""
    out = console()
    told = text("cli.measured", model=model.path.name, accuracy=scores.accuracy, samples=scores.samples)
    out.print(told, style="bold")
    low, high = scores.interval
    out.print(text("cli.interval", low=low, high=high))
    columns = headings("class", ">samples", ">accuracy")
    rows = [[each.label, str(each.samples), _percent(each.accuracy)] for each in scores.per_class]
    counts = [[str(count) if count else "·" for count in row] for row in scores.confusion]
    table = [row + cells for row, cells in zip(rows, counts, strict=True)]
    header = [*columns, *model.class_names]
    # A class may be called like a column: the headings of counts are told apart by a space nobody sees.
    matrix = {**columns, **{f"{name} ": "right" for name in model.class_names}}
    if sum(max(map(len, column)) + 2 for column in zip(header, *table, strict=True)) <= out.width:
        print_table(matrix, table, out, dense=True)
        out.print(text("cli.confusion"), style="dim")
    else:
        mistakes = [[_mistakes(row, place, model.class_names)] for place, row in enumerate(scores.confusion)]
        columns |= headings("mistakes")
        print_table(columns, [row + cell for row, cell in zip(rows, mistakes, strict=True)], out)
    out.print(text("cli.calibrated", error=scores.calibration.error), style="dim")
    if (numbers := scores.regression) is not None:
        figures = picked(numbers, "mean_squared_error", "mean_absolute_error", "r2")
        out.print(text("cli.regression", **figures), style="dim")
    if scores.unknown:
        samples = sum(each.samples for each in scores.unknown)
        names = ", ".join(f"{each.label} ({each.samples:,})" for each in scores.unknown)
        out.print(text("cli.unknown_classes", samples=samples, names=names))


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _mistakes(taken_for: NDArray[np.int64], own: int, names: tuple[str, ...]) -> str:
    """Return what samples of a class were wrongly taken for, the most frequent first."""
    order = [int(place) for place in taken_for.argsort()[::-1] if place != own and taken_for[place]]
    return ", ".join(f"{names[place]} ({taken_for[place]})" for place in order[:_MOST_MISTAKES])
