"""Which samples are meant: what a view points at, as a value that outlives a mended label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from cnngui.results.calibration import bin_of
from cnngui.state.results import Results
from cnngui.ui.shared.value_text import exact_percent

Kind = Literal["mistakes", "cell", "class", "bin", "first", "second", "neither"]


COMPARING: tuple[Kind, ...] = ("first", "second", "neither")
"""The ways in which two models disagree."""


@dataclass(frozen=True)
class Shown:
    """Some samples of a result.

    Attributes:
        kind: all mistakes; a cell of the matrix; the mistakes of a class; a bin of the calibration; where two
            models disagree and the first is right, the second, or neither.
        row, column: of the cell; `row` is the class or the bin too.
    """

    kind: Kind = "mistakes"
    row: int = 0
    column: int = 0


MISTAKES = Shown()


def positions(results: Results, shown: Shown) -> NDArray[np.int64]:
    """Return the positions of the samples that are meant, the surest answers first."""
    classified = results.classified
    if classified is None:
        return np.empty(0, np.int64)
    match shown.kind:
        case "mistakes":
            return classified.mistakes
        case "cell":
            return classified.cell(shown.row, shown.column)
        case "class":
            return classified.mistakes[classified.truth[classified.mistakes] == shown.row]
        case "bin":
            found = np.flatnonzero(bin_of(classified.confidence) == shown.row)
            return found[np.argsort(classified.right[found], kind="stable")]
        case way:
            apart = results.disagreement
            return np.empty(0, np.int64) if apart is None else getattr(apart, way)


def title(results: Results, shown: Shown) -> str:
    """Return what is meant, in a few words."""
    classified = results.classified
    names = classified.class_names if classified is not None else ()
    match shown.kind:
        case "mistakes":
            return _tr("Most confident mistakes")
        case "cell":
            words = _tr("{0} recognised") if shown.row == shown.column else _tr("{0} taken for {1}")
            return words.format(names[shown.row], names[shown.column])
        case "class":
            return _tr("{0} taken for others").format(names[shown.row])
        case "bin":
            return _tr("Answers of {0} to {1}").format(
                exact_percent(shown.row / 15, 0), exact_percent((shown.row + 1) / 15, 0)
            )
        case "first":
            return _tr("Only the first is right")
        case "second":
            return _tr("Only the second is right")
    return _tr("Both are wrong, differently")


def _tr(words: str) -> str:
    return QCoreApplication.translate("Shown", words)
