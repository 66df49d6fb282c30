"""A report's results are measured and its mistakes fetched; the worker is played."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.report.measuring import MISTAKES
from cnngui.runs.model_id import ModelId
from cnngui.runs.run import Run
from cnngui.state.run_report import Prepared, RunReport
from tests.measured import LABELS, answer, give_samples
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD
from tests.ui.draw.stage import Stage, stage


@pytest.fixture
def played(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    with stage() as made:
        yield made


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = Run(tmp_path / "one")
    made.begin(RECORD)
    made.checkpoints.write(trained())
    return made


@pytest.fixture
def report(played: Stage) -> RunReport:
    return played.state.report


@pytest.fixture
def told(report: RunReport) -> list[tuple[str, str, Prepared | None]]:
    """Grow by what is told: where it is to be written, why it or its results are lacking, and all of it."""
    seen: list[tuple[str, str, Prepared | None]] = []
    report.prepared.connect(lambda prepared, path: seen.append((path, prepared.missing, prepared)))
    report.failed.connect(lambda error: seen.append(("", error.code, None)))
    return seen


def wrong(count: int) -> dict[int, int]:
    """Take the first samples for the digit behind theirs."""
    return {place: (int(LABELS[place]) + 1) % 10 for place in range(count)}


@pytest.mark.parametrize("best", [False, True])
def test_the_best_weights_are_measured_on_the_test_part_where_there_are_any(
    played: Stage, report: RunReport, run: Run, best: bool
) -> None:
    if best:
        run.keep_best(trained())
    report.prepare(run, "a.html")
    asked = played.asked(protocol.Evaluate)[-1]
    weights = "best" if best else "last"
    assert asked.model == ModelId("run", "one", weights)
    assert (asked.data, asked.part, asked.recipe) == (RECORD.data, "test", RECORD.recipe)
    assert asked.weights_file == str(run.weights_file(weights))


def test_a_report_shows_the_first_mistakes_as_they_look(
    played: Stage, report: RunReport, run: Run, told: list
) -> None:
    report.prepare(run, "a.html")
    answer(played, wrong(20))
    asked = played.asked(protocol.FetchSamples)[-1]
    assert (asked.data, asked.stored, len(asked.indices)) == ("digits", "test", MISTAKES)
    assert not told
    give_samples(played)
    ((path, missing, prepared),) = told
    assert (path, missing) == ("a.html", "")
    assert prepared is not None
    assert prepared.measured is not None
    assert (prepared.measured.samples, prepared.measured.accuracy) == (1000, 0.98)
    assert len(prepared.measured.mistakes) == MISTAKES
    assert all(each.png.startswith(b"\x89PNG") for each in prepared.measured.mistakes)
    shown = [(each.truth, each.taken_for) for each in prepared.measured.mistakes]
    assert shown == [(str(LABELS[at]), str((LABELS[at] + 1) % 10)) for at in asked.indices.tolist()]
    assert "last weights" in prepared.measured.part


def test_mistakes_that_cannot_be_fetched_are_left_out(
    played: Stage, report: RunReport, run: Run, told: list
) -> None:
    report.prepare(run, "a.html")
    answer(played, wrong(3))
    number = played.asked(protocol.FetchSamples)[-1].request_id
    played.hear(protocol.RequestFailed(number, CnnguiError("engine.no_model")))
    ((_, _, prepared),) = told
    assert prepared is not None
    assert prepared.measured is not None
    assert (prepared.measured.accuracy, prepared.measured.mistakes) == (0.997, [])


def test_what_cannot_be_measured_is_said_in_the_report(
    played: Stage, report: RunReport, run: Run, told: list
) -> None:
    report.prepare(run, "a.html")
    number = played.asked(protocol.Evaluate)[-1].request_id
    error = CnnguiError("engine.no_model")
    played.hear(protocol.RequestFailed(number, error))
    ((path, missing, prepared),) = told
    assert (path, missing) == ("a.html", error.message().one_line())
    assert prepared is not None
    assert prepared.measured is None
    assert not played.asked(protocol.FetchSamples)


def test_a_measurement_that_another_replaced_makes_no_report(
    played: Stage, report: RunReport, run: Run, told: list
) -> None:
    report.prepare(run, "a.html")
    played.engine.ask(
        protocol.Evaluate(ModelId("draft"), "digits", "test", RECORD.recipe), lambda reply: None
    )
    assert [code for _, code, _ in told] == ["runs.report_left"]


def test_a_second_report_takes_the_place_of_the_first(
    played: Stage, report: RunReport, run: Run, told: list
) -> None:
    report.prepare(run, "a.html")
    report.prepare(run, "b.html")
    assert told == [], "who asked for the second knows"
    answer(played, wrong(3))
    report.prepare(run, "c.html")
    give_samples(played)
    assert told == []
    answer(played, wrong(3))
    give_samples(played)
    assert [path for path, _, _ in told] == ["c.html"]


def test_a_run_without_weights_has_no_report(
    played: Stage, report: RunReport, tmp_path: Path, told: list
) -> None:
    report.prepare(Run(tmp_path / "gone"), "a.html")
    empty = Run(tmp_path / "empty")
    empty.begin(RECORD)
    report.prepare(empty, "a.html")
    assert [path for path, _, _ in told] == ["", ""]
    assert not played.asked(protocol.Evaluate)


def test_a_report_has_the_runs_title_and_curves(run: Run) -> None:
    contents = Prepared(run, None, "no data").contents()
    assert (contents.title, contents.measured, contents.missing) == (RECORD.title, None, "no data")
    assert all(curve.startswith("<svg") for curve in contents.curves)
    assert len(contents.curves) == 2
