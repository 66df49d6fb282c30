"""The report of a run is put together: its results are measured, and the pictures of mistakes fetched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.messages import text
from cnngui.report.contents import Contents, Measured, contents_of
from cnngui.report.measuring import MISTAKES, measured_of
from cnngui.runs.history import History
from cnngui.runs.model_id import ModelId, Weights
from cnngui.runs.project import read_project
from cnngui.runs.run import Run
from cnngui.runs.run_files import RunRecord
from cnngui.state.engine_client import EngineClient, Reply


@dataclass(frozen=True, eq=False)
class Prepared:
    """What is known for a report: the rest is read from the run's folder when it is written.

    Attributes:
        missing: why there are no results, "" where there are.
    """

    run: Run
    measured: Measured | None
    missing: str = ""

    def contents(self) -> Contents:
        """Return all of it; reads the run's curves. Raises CnnguiError: the run is damaged."""
        history = History.from_columns(read_project(self.run.weights_file("last")).history)
        return contents_of(self.run, history, self.measured, self.missing)


class RunReport(QObject):
    """Prepares one report at a time; a new one takes the place of the one under way.

    Signals:
        prepared: `Prepared`, and where it is to be written. failed: why there can be none.
    """

    prepared = Signal(object, str)
    failed = Signal(object)

    def __init__(self, engine: EngineClient) -> None:
        super().__init__()
        self._engine = engine
        self._asked = 0

    def prepare(self, run: Run, path: str) -> None:
        """Measure a run's best weights, or its last, on the test part of its data."""
        self._asked += 1
        try:
            record = run.record()
            weights: Weights = "best" if run.has_weights("best") else "last"
            file = str(run.weights_file(weights))
        except CnnguiError as error:
            self.failed.emit(error)
            return
        model = ModelId("run", run.id, weights)
        request = protocol.Evaluate(model, record.data, "test", record.recipe, file)
        self._engine.ask(request, partial(self._on_evaluated, self._asked, run, path, record, weights))

    def _on_evaluated(
        self, asked: int, run: Run, path: str, record: RunRecord, weights: Weights, reply: Reply
    ) -> None:
        if asked != self._asked:
            return
        evaluated = reply.answer
        if reply.outcome == "superseded":
            self.failed.emit(CnnguiError("runs.report_left", run=record.title or run.id))
            return
        if not isinstance(evaluated, protocol.Evaluated):
            reason = reply.error.message().one_line() if reply.error is not None else reply.outcome
            self.prepared.emit(Prepared(run, None, reason), path)
            return
        classified = evaluated.measured.classified
        wanted = classified.indices[classified.mistakes[:MISTAKES]]
        request = protocol.FetchSamples(record.data, evaluated.measured.stored, wanted)
        self._engine.ask(request, partial(self._on_fetched, asked, run, path, evaluated, weights))

    def _on_fetched(
        self,
        asked: int,
        run: Run,
        path: str,
        evaluated: protocol.Evaluated,
        weights: Weights,
        reply: Reply,
    ) -> None:
        if asked != self._asked:
            return
        measured, fetched = evaluated.measured, reply.answer
        shown = list(fetched.samples) if isinstance(fetched, protocol.SamplesFetched) else []
        words = text("report.part_words", data=evaluated.label, weights=text(f"report.weights_{weights}"))
        found = measured_of(measured.classified, words, shown, measured.labels, measured.data_names)
        self.prepared.emit(Prepared(run, found), path)
