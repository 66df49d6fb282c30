"""The report of a run."""

from __future__ import annotations

from pathlib import Path

from cnngui.api.evaluation import evaluate
from cnngui.api.model import load_model
from cnngui.datasets.catalog import load_dataset
from cnngui.engine.evaluation import Progress
from cnngui.errors import CnnguiError
from cnngui.messages import text
from cnngui.report.contents import Measured, contents_of
from cnngui.report.measuring import MISTAKES, measured_of
from cnngui.report.page import report_html
from cnngui.runs.history import History
from cnngui.runs.model_id import Weights
from cnngui.runs.project import read_project
from cnngui.runs.run import Run


def report_page(run: Run, *, measure: bool = True, progress: Progress | None = None) -> str:
    """Return a run's report as HTML.

    Args:
        measure: the best weights, or the last where there are none, are measured on the test part of the data
            that it was trained on. Loads TensorFlow.
        progress: as `cnngui.api.evaluate` calls it.

    Raises:
        CnnguiError: the run has no weights or is damaged; or its data are not here any more.
    """
    history = History.from_columns(read_project(run.weights_file("last")).history)
    measured = _measured(run, progress) if measure else None
    return report_html(contents_of(run, history, measured))


def _measured(run: Run, progress: Progress | None) -> Measured:
    weights, path = _weights(run)
    data = run.record().data
    dataset = load_dataset(data)
    scores = evaluate(load_model(path), dataset, progress=progress)
    words = text("report.part_words", data=dataset.label, weights=text(f"report.weights_{weights}"))
    came = dataset.edited.original if dataset.edited else dataset  # places are counted before edits
    shown = list(came.taken("test", scores.indices[scores.mistakes[:MISTAKES]]))
    return measured_of(scores, words, shown, scores.labels, scores.data_names)


def _weights(run: Run) -> tuple[Weights, Path]:
    try:
        return "best", run.weights_file("best")
    except CnnguiError:
        return "last", run.weights_file("last")
