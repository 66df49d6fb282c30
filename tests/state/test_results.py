"""What the page of results reads, with a worker that the test plays; its answers are the engine's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnngui.datasets.catalog import load_dataset
from cnngui.datasets.edits import Edits
from cnngui.datasets.kept_edits import edits_file, read_edits, write_edits
from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.runs.model_id import DRAFT, SHIPPED
from cnngui.runs.run_row import RunRow
from cnngui.state.results import Measurable, Results, runs_to_measure
from tests.measured import LABELS, RUN, answer, give_samples
from tests.ui.draw.stage import Stage, stage


@pytest.fixture
def played(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path))
    with stage() as made:
        yield made


@pytest.fixture
def results(played: Stage) -> Results:
    made = Results(played.document, played.engine, played.training, lambda: [RUN])
    made.setParent(played.engine)
    return made


def test_nothing_is_asked_of_a_network_without_weights(played: Stage, results: Results) -> None:
    assert results.why_not() == "no_weights"
    results.measure()
    assert not played.asked(protocol.Evaluate)
    results.choose(results.models()[1])
    assert results.why_not() == ""


def test_the_draft_is_measured_on_the_chosen_part(played: Stage, results: Results) -> None:
    played.own()
    results.choose_part("train")
    results.measure_missing()
    asked = played.asked(protocol.Evaluate)[-1]
    assert (asked.model, asked.data, asked.part) == (DRAFT, "digits", "train")
    results.measure_missing()
    assert len(played.asked(protocol.Evaluate)) == 1
    played.hear(protocol.Evaluating(DRAFT, "digits", "train", 100, 400))
    assert results.progress == 0.25


def test_the_answer_has_all_figures(played: Stage, results: Results) -> None:
    played.own()
    results.measure()
    answer(played, {3: (int(LABELS[3]) + 1) % 10})
    assert results.progress is None
    assert results.classified is not None
    assert results.classified.accuracy == 0.999
    assert results.classified.mistakes.tolist() == [3]


def test_a_run_is_named_with_its_file(played: Stage, results: Results) -> None:
    assert results.models()[-1] == RUN
    results.choose(RUN)
    results.measure()
    asked = played.asked(protocol.Evaluate)[-1]
    assert (asked.model, asked.weights_file) == (RUN.model, RUN.weights_file)


def test_another_choice_forgets_and_drops_what_is_under_way(played: Stage, results: Results) -> None:
    played.own()
    results.measure()
    results.choose_part("train")
    assert played.asked(protocol.StopEvaluating)
    answer(played, {})
    assert results.evaluated is None
    results.measure()
    answer(played, {})
    assert results.evaluated is not None
    played.document.set_data("sentences")
    assert results.evaluated is None


def test_figures_are_out_of_date_once_the_weights_move_on(played: Stage, results: Results) -> None:
    played.own()
    results.measure()
    answer(played, {})
    assert results.stale == ""
    played.training.weights_changed.emit()
    assert results.stale == "weights"
    results.measure()
    answer(played, {})
    assert results.stale == ""
    results.choose(Measurable(SHIPPED))
    results.measure()
    answer(played, {})
    played.training.weights_changed.emit()
    assert results.stale == ""


def test_a_refusal_is_told(played: Stage, results: Results) -> None:
    played.own()
    results.measure()
    asked = played.transport.last(protocol.Evaluate)
    assert isinstance(asked, protocol.Evaluate)
    played.hear(protocol.RequestFailed(asked.request_id, CnnguiError("engine.no_model")))
    assert results.error is not None
    assert results.error.code == "engine.no_model"
    results.measure_missing()
    assert len(played.asked(protocol.Evaluate)) == 1


def test_two_models_are_compared(played: Stage, results: Results) -> None:
    played.own()
    results.compare_with(Measurable(SHIPPED))
    results.measure()
    first, second = (int(LABELS[place]) for place in (3, 4))
    answer(played, {3: (first + 1) % 10, 4: (second + 1) % 10})
    assert played.asked(protocol.Evaluate)[-1].model == SHIPPED
    answer(played, {4: (second + 2) % 10})
    apart = results.disagreement
    assert apart is not None
    assert (apart.first.tolist(), apart.second.tolist(), apart.neither.tolist()) == ([], [3], [4])


def test_a_mended_label_counts_at_once_and_undo_brings_the_old_one_back(
    played: Stage, results: Results
) -> None:
    played.own()
    results.measure()
    other = (int(LABELS[3]) + 1) % 10
    answer(played, {3: other})
    data = results.data
    assert data is not None
    results.edits.relabel(data, "test", 3, other)
    assert results.classified is not None
    assert results.classified.accuracy == 1.0
    assert results.labels[3] == other
    assert load_dataset("digits").y_test[3] == other
    results.edits.undo_stack.undo()
    assert results.classified.accuracy == 0.999
    assert not edits_file(data.fingerprint).exists()
    results.edits.undo_stack.redo()
    assert results.classified.accuracy == 1.0
    results.edits.relabel(data, "test", 3, None)
    assert results.classified.accuracy == 0.999


def test_a_sample_left_out_counts_no_more(played: Stage, results: Results) -> None:
    played.own()
    results.measure()
    answer(played, {3: (int(LABELS[3]) + 1) % 10})
    data = results.data
    assert data is not None
    results.edits.leave_out(data, "test", 3)
    assert results.classified is not None
    assert (results.classified.samples, results.classified.accuracy) == (999, 1.0)
    assert results.stale == ""
    results.measure()
    answer(played, {}, load_dataset("digits"))
    assert results.classified.samples == 999
    results.edits.undo_stack.undo()
    assert results.stale == "edits"


def test_edits_of_another_window_are_kept(played: Stage, results: Results) -> None:
    played.own()
    results.measure()
    answer(played, {})
    data = results.data
    assert data is not None
    results.edits.relabel(data, "test", 3, 1)
    elsewhere = Results(played.document, played.engine, played.training)
    elsewhere.setParent(played.engine)
    elsewhere.edits.relabel(data, "test", 4, 2)
    results.edits.undo_stack.undo()
    assert read_edits(data.fingerprint) == Edits().relabelled("test", 4, 2)
    assert results.applied.mended == 1
    results.edits.take_all_back(data)
    assert results.applied == Edits()


def test_what_cannot_be_written_is_told_and_forgotten(played: Stage, results: Results) -> None:
    played.own()
    results.measure()
    answer(played, {})
    data = results.data
    assert data is not None
    path = edits_file(data.fingerprint)
    path.parent.mkdir(parents=True)
    path.write_text("{")
    told: list[CnnguiError] = []
    results.edits.problem_raised.connect(told.append)
    results.edits.relabel(data, "test", 3, 1)
    assert {each.code for each in told} == {"datasets.edits_damaged"}
    assert results.edits.undo_stack.count() == 0
    assert path.read_text() == "{"


def test_samples_come_when_they_are_wanted(played: Stage, results: Results) -> None:
    played.own()
    results.measure()
    answer(played, {})
    results.samples.want([7, 3])
    asked = played.asked(protocol.FetchSamples)[-1]
    assert (asked.data, asked.stored, asked.indices.tolist()) == ("digits", "test", [7, 3])
    assert results.samples.get(7) is None
    give_samples(played)
    seven = results.samples.get(7)
    assert seven is not None
    assert np.array_equal(seven.values, load_dataset("digits").x_test[7])
    results.samples.want([3])
    assert len(played.asked(protocol.FetchSamples)) == 1


def test_weights_that_moved_before_the_answer_came_are_told(played: Stage, results: Results) -> None:
    played.own()
    results.measure()
    played.training.weights_changed.emit()
    answer(played, {})
    assert results.stale == "weights"


def test_the_newest_runs_are_offered_with_their_best_and_last_weights(tmp_path: Path) -> None:
    def row(name: str, **values: object) -> RunRow:
        facts = {"epochs": 1, "hidden": False, "best_metric": 0.5} | values
        return RunRow(name, "finished", f"title {name}", False, "", "", (), "", network="n", **facts)

    rows = [row("a"), row("b", hidden=True), row("c", best_metric=None), row("d", epochs=0)]
    offered = runs_to_measure(rows, tmp_path)
    assert [(each.model.run, each.model.weights, each.title) for each in offered] == [
        ("c", "last", "title c"),
        ("a", "best", "title a"),
        ("a", "last", "title a"),
    ]
    assert offered[0].weights_file == str(tmp_path / "c")
    assert len(runs_to_measure([row(str(place)) for place in range(80)], tmp_path)) == 100


def test_samples_of_a_file_that_has_changed_are_fetched_anew(played: Stage, results: Results) -> None:
    played.own()
    results.measure()
    answer(played, {})
    results.samples.want([7])
    give_samples(played)
    results.measure()
    answer(played, {})
    assert results.samples.get(7) is not None
    forgotten: list[bool] = []
    results.samples.forgotten.connect(lambda: forgotten.append(True))
    results.measure()
    answer(played, {}, replace(load_dataset("digits"), class_names=tuple("abcdefghij")))
    assert forgotten
    assert results.samples.get(7) is None


def test_samples_that_were_moved_count_where_they_belong(played: Stage, results: Results) -> None:
    digits = load_dataset("digits", edits=False)
    moved = Edits().all_moved("train", [7]).all_moved("test", [0]).joined([4], 9)
    write_edits(digits.fingerprint(), moved)
    played.own(tuple("012356789"))
    results.measure()
    answer(played, {})
    assert results.classified is not None
    assert results.evaluated is not None
    assert results.classified.indices[[0, -1]].tolist() == [1, 1007]
    assert [results.home(index) for index in (1, 1007)] == [("test", 1), ("train", 7)]
    assert results.stale == ""
    names = results.evaluated.measured.data_names
    assert [names[label] for label in results.labels[-1:]] == [str(digits.y_train[7]).replace("4", "9")]
    assert results.data is not None
    results.edits.relabel(results.data, *results.home(1007), 2)
    assert names[results.labels[-1]] == "2"
    results.edits.move_all(results.data, {"train": [7]}, "train")
    assert 1007 not in results.classified.indices
    assert results.stale == ""
    results.edits.undo_stack.undo()
    assert 1007 in results.classified.indices
    results.edits.move_all(results.data, {"train": [8]}, "test")
    assert results.stale == "edits"
    results.edits.undo_stack.undo()
    assert results.stale == ""
    results.edits.merge(results.data, [1], 2)
    assert results.stale == "edits"
