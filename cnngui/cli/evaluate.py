"""`evaluate`: how many of the samples or drawings it never saw a network reads right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cnngui.cli.options import Data, Download, Json, Like, ModelFile, PathOption
from cnngui.cli.output import console, headings, label_value, picked, print_json, print_note, print_table
from cnngui.cli.sources import load_data
from cnngui.cli.terminal import progress_bar, quiet_loading
from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cnngui.api import Model, Scores

_MOST_MISTAKES = 3


def evaluate(
    model: ModelFile = None,
    data: Data = None,
    ink: Annotated[Path | None, PathOption("--ink", metavar="FILE", help=text("cli.help_ink"))] = None,
    like: Like = None,
    download: Download = False,
    as_json: Json = False,
) -> int:
    """Measure a trained network on the test part of a data set, or on a file of pen strokes."""
    if (data is None) == (ink is None):
        raise CnnguiError("cli.which_samples")
    from cnngui import api
    from cnngui.datasets.ink import read_ink

    found = api.load_model(model)
    if like is not None:
        found = found.like(load_data(like, download=download, may_ask=not as_json))
    samples = read_ink(ink) if ink else load_data(data or "", download=download, may_ask=not as_json)
    with progress_bar() as bar, quiet_loading() as silence:
        task = bar.add_task(text("cli.loading"), total=None)

        def show(done: int, total: int) -> None:
            silence.close()
            bar.update(task, description=text("cli.measuring"), completed=done, total=total)

        scores = api.evaluate(found, samples, progress=show)
    for note in scores.notes:
        print_note(note)
    if as_json:
        print_json(_facts(scores, found))
    else:
        print_scores(scores, found)
    return 0


def _facts(scores: Scores, model: Model) -> dict[str, Any]:
    per_class = [
        {"label": label_value(each.label), **picked(each, "samples", "correct", "accuracy")}
        for each in scores.per_class
    ]
    return {
        "model": str(model.path),
        **picked(scores, "samples", "accuracy", "confusion"),
        "per_class": per_class,
        "unknown": [{"label": label_value(each.label), "samples": each.samples} for each in scores.unknown],
        "class_names": model.class_names,
        "predictions": [label_value(model.class_names[index]) for index in scores.predicted],
    }


def print_scores(scores: Scores, model: Model) -> None:
    """Print accuracy and a row for each class, with all confusions where they fit beside each other."""
    out = console()
    told = text("cli.measured", model=model.path.name, accuracy=scores.accuracy, samples=scores.samples)
    out.print(told, style="bold")
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
