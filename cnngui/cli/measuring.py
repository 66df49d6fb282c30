"""`evaluate`: how many of the samples or drawings it never saw a network reads right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cnngui.cli.data import load_data
from cnngui.cli.options import Data, Download, Json, ModelFile
from cnngui.cli.output import console, print_json, print_table
from cnngui.cli.progress import progress_bar
from cnngui.cli.scoring import Scores, label_value, score
from cnngui.errors import CnnguiError
from cnngui.messages import text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cnngui.cli.model import Model
    from cnngui.datasets.dataset import Dataset

_CHUNK = 500
_SHOWN_CLASSES = 20
_MOST_MISTAKES = 3


def evaluate(
    model: ModelFile = None,
    data: Data = None,
    ink: Annotated[Path | None, typer.Option("--ink", metavar="FILE", help=text("cli.help_ink"))] = None,
    download: Download = False,
    as_json: Json = False,
) -> int:
    """Measure a trained network on the test part of a data set, or on a file of pen strokes."""
    if (data is None) == (ink is None):
        raise CnnguiError("cli.which_samples")
    from cnngui.cli.model import find_model

    found = find_model(model)
    if ink is not None:
        samples, truth = _drawings(found, ink)
    else:
        dataset = load_data(data or "", download=download, may_ask=not as_json)
        samples, truth = dataset.x_test, _known_classes(found, dataset)[dataset.y_test]
    predicted = _predicted(found, samples)
    scores = score(truth, predicted, found.class_names)
    if as_json:
        print_json(_facts(scores, [found.class_names[index] for index in predicted], found))
    else:
        print_scores(scores, found)
    return 0


def _drawings(model: Model, path: Path) -> tuple[Any, NDArray[np.int64]]:
    """Return (samples, height, width, channels) in 0..1 and the true classes of a file of strokes."""
    import numpy as np

    from cnngui.datasets.ink import read_ink
    from cnngui.datasets.preparing import frame_side, prepare_ink

    model.must_read_pictures()
    samples = read_ink(path)
    side = frame_side(model.input_shape, model.input_format) or model.input_shape[0]
    ink = samples.rasterise_all(side)
    truth = [_place(str(label), model.class_names) for label in samples.labels]
    return prepare_ink(ink, model.input_shape, model.input_format), np.array(truth, dtype=np.int64)


def _known_classes(model: Model, dataset: Dataset) -> NDArray[np.int64]:
    """Return the network's class for each class of the data, -1 where it knows none.

    A file often leaves its class names out; then as many classes in the same order are taken for the same.

    Raises:
        CnnguiError: ``cli.other_classes``.
    """
    import numpy as np

    places = [_place(name, model.class_names) for name in dataset.class_names]
    if max(places) >= 0:
        return np.array(places, dtype=np.int64)
    if len(places) == len(model.class_names):
        return np.arange(len(places), dtype=np.int64)
    raise CnnguiError(
        "cli.other_classes",
        known=", ".join(model.class_names[:_SHOWN_CLASSES]),
        found=", ".join(dataset.class_names[:_SHOWN_CLASSES]),
    )


def _place(name: str, names: tuple[str, ...]) -> int:
    return names.index(name) if name in names else -1


def _predicted(model: Model, samples: Any) -> NDArray[np.int64]:
    """Return the class of every sample."""
    import numpy as np

    from cnngui.datasets.preparing import prepare_samples

    predictor = model.load()
    parts = []
    with progress_bar() as bar:
        for start in bar.track(range(0, len(samples), _CHUNK), description=text("cli.measuring")):
            chunk = prepare_samples(samples[start : start + _CHUNK], model.input_shape, model.input_format)
            answers = predictor.predict(chunk)
            parts.append(answers.argmax(axis=1))
    return np.concatenate(parts).astype(np.int64)


def _facts(scores: Scores, predictions: list[str], model: Model) -> dict[str, Any]:
    return {
        "model": str(model.path),
        "samples": scores.samples,
        "accuracy": scores.accuracy,
        "per_class": [
            {
                "label": label_value(each.label),
                "samples": each.samples,
                "correct": each.correct,
                "accuracy": each.accuracy,
            }
            for each in scores.per_class
        ],
        "class_names": model.class_names,
        "confusion": scores.confusion,
        "predictions": [label_value(name) for name in predictions],
    }


def print_scores(scores: Scores, model: Model) -> None:
    """Print accuracy and a row for each class, with all confusions where they fit beside each other."""
    out = console()
    told = text("cli.measured", model=model.path.name, accuracy=scores.accuracy, samples=scores.samples)
    out.print(told, style="bold", soft_wrap=True)
    columns = {text("cli.column_class"): "left", text("cli.column_samples"): "right"}
    columns |= {text("cli.column_accuracy"): "right"}
    rows = [[each.label, str(each.samples), _percent(each.accuracy)] for each in scores.per_class]
    counts = [[str(count) if count else "·" for count in row] for row in scores.confusion]
    table = [row + cells for row, cells in zip(rows, counts, strict=True)]
    header = [*columns, *model.class_names]
    # A class may be called like a column: the headings of counts are told apart by a space nobody sees.
    matrix = {**columns, **{f"{name} ": "right" for name in model.class_names}}
    if sum(max(map(len, column)) + 2 for column in zip(header, *table, strict=True)) <= out.width:
        print_table(matrix, table, out, dense=True)
        out.print(text("cli.confusion"), style="dim", soft_wrap=True)
    else:
        mistakes = [[_mistakes(row, place, model.class_names)] for place, row in enumerate(scores.confusion)]
        columns |= {text("cli.column_mistakes"): "left"}
        print_table(columns, [row + cell for row, cell in zip(rows, mistakes, strict=True)], out)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _mistakes(taken_for: NDArray[np.int64], own: int, names: tuple[str, ...]) -> str:
    """Return what samples of a class were wrongly taken for, the most frequent first."""
    order = [int(place) for place in taken_for.argsort()[::-1] if place != own and taken_for[place]]
    return ", ".join(f"{names[place]} ({taken_for[place]})" for place in order[:_MOST_MISTAKES])
