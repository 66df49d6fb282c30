"""What answers are worth as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cnngui.export.tables import safe_cell
from cnngui.results.classified import Classified


def confusion_csv(classified: Classified) -> str:
    """Return a row for each true class, with how many of its samples were taken for which class."""
    heading = ["true class", *classified.class_names]
    rows = zip(classified.class_names, classified.confusion.tolist(), strict=True)
    return _written([heading, *([name, *counts] for name, counts in rows)])


def classes_csv(classified: Classified) -> str:
    """Return a row for each class, with the figures of `cnngui.results.per_class.ClassScore`."""
    columns = ("samples", "correct", "predicted", "precision", "recall", "f1")
    rows = ([each.label, *(getattr(each, name) for name in columns)] for each in classified.per_class)
    return _written([["class", *columns], *rows])


def answers_csv(classified: Classified, labels: Sequence[str], positions: NDArray[np.int64]) -> str:
    """Return a row for each of some samples: place in the data, label, answer and its probability.

    Args:
        labels: the name of each sample's label, by its position.
    """
    rows = (
        [
            int(classified.indices[place]),
            labels[place],
            classified.class_names[classified.predicted[place]],
            f"{classified.confidence[place]:.6f}",
        ]
        for place in positions.tolist()
    )
    return _written([["index", "label", "predicted", "probability"], *rows])


def _written(rows: Iterable[Sequence[object]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([safe_cell(str(cell)) for cell in row] for row in rows)
    return written.getvalue()
