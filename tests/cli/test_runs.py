"""Runs in a terminal: what is kept is found, gone on with, forked, repeated, exported and removed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.runs.project import read_project
from cnngui.runs.run import Run, runs_folder
from cnngui.runs.run_files import Note, Summary
from tests.cli.conftest import Cnngui
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    return runs_folder()


def kept(folder: Path, name: str, state: str = "finished", epoch: int = 3) -> Run:
    run = Run(folder / name)
    run.begin(RECORD)
    run.checkpoints.write(trained())
    run.write_summary(
        Summary(state=state, epoch=epoch, epochs=7, val_metric=0.5, best_metric=0.6, best_epoch=2)
    )  # type: ignore[arg-type]
    return run


def test_runs_are_listed(home: Path, cnngui: Cnngui) -> None:
    assert "no run yet" in cnngui("runs").out
    kept(home, "20260101-000000-aa")
    kept(home, "20260102-000000-bb", "training").write_note(Note(name="더 큰 것"))
    for words in (("runs",), ("runs", "list")):
        answer = cnngui(*words)
        assert answer.code == 0
        assert "0.6000 @ 2" in answer.out
        assert "더 큰 것" in answer.out
        assert "interrupted" in answer.out
    rows = cnngui("runs", "list", "--json").lines
    assert [row["id"] for row in rows] == ["20260101-000000-aa", "20260102-000000-bb"]
    assert rows[0]["settings"]["epochs"] == 7


def test_a_run_that_cannot_be_read_is_told_of_beside_the_others(home: Path, cnngui: Cnngui) -> None:
    run = kept(home, "20260101-000000-aa")
    (run.folder / "run.json").write_text("{")
    answer = cnngui("runs")
    assert "no run yet" not in answer.out
    assert "cannot be read: 1" in answer.err
    assert run.id in answer.err
    kept(home, "20260102-000000-bb")
    answer = cnngui("runs", "--json")
    assert [row["id"] for row in answer.lines] == ["20260102-000000-bb"]
    assert "cannot be read: 1" in answer.err


def test_a_run_is_found_by_what_is_unmistakable(home: Path, cnngui: Cnngui) -> None:
    kept(home, "20260101-000000-aa")
    second = kept(home, "20260102-000000-bb")
    second.write_note(Note(name="mine"))
    for name in ("20260102", "mine", second.folder):
        answer = cnngui("runs", "show", name, "--json")
        assert answer.json["id"] == "20260102-000000-bb", name
    assert cnngui("runs", "show", "2026").code == 1
    assert "any of several" in cnngui("runs", "show", "2026").err
    assert "no run other" in cnngui("runs", "show", "other").err


def test_what_differs_is_compared(home: Path, cnngui: Cnngui) -> None:
    kept(home, "a")
    kept(home, "b", epoch=5)
    assert cnngui("runs", "compare", "a", "b", "--json").json == {
        "a": {"epochs_done": 3},
        "b": {"epochs_done": 5},
    }
    assert "epochs_done" in cnngui("runs", "compare", "a", "b").out


def test_figures_that_differ_are_shown_side_by_side(home: Path, cnngui: Cnngui) -> None:
    kept(home, "a")
    other = Run(home / "b")
    other.begin(replace(RECORD, recipe=RECORD.recipe.model_copy(update={"seed": 6, "batch_size": 7})))
    other.write_summary(Summary(state="stopped", epoch=3, epochs=7, best_metric=0.512345, best_epoch=2))
    told = cnngui("runs", "compare", "a", "b", "--json").json
    assert told["a"] == {
        "best_metric": 0.6,
        "last_metric": 0.5,
        "seed": 5,
        "batch_size": RECORD.recipe.batch_size,
    }
    assert told["b"] == {"best_metric": 0.512345, "last_metric": None, "seed": 6, "batch_size": 7}
    lines = [line.split() for line in cnngui("runs", "compare", "a", "b").out.splitlines()]
    assert ["best_metric", "0.6", "0.5123"] in lines
    assert ["last_metric", "0.5", "–"] in lines
    assert ["batch_size", str(RECORD.recipe.batch_size), "7"] in lines


def test_all_that_is_known_of_a_run_is_shown_and_nothing_that_is_not(home: Path, cnngui: Cnngui) -> None:
    run = kept(home, "20260101-000000-aa")
    run.keep_epoch(2, trained(), most=20)
    run.begin(replace(RECORD, machine="a laptop"))
    lines = cnngui("runs", "show", "20260101").out.splitlines()
    assert lines[0] == RECORD.title
    for line in (
        "Data: digits",
        "Seed: 5",
        "Began with: earlier @ 3",
        "Machine: a laptop, 2 × float32",
        "Weights: last, best, 2",
    ):
        assert line in lines
    assert not any(line.startswith(("Note:", "Ended by:")) for line in lines)
    run.write_note(Note(name="mine", note="a wider one"))
    run.begin(replace(RECORD, parent="", parent_epoch=0))
    lines = cnngui("runs", "show", "20260101").out.splitlines()
    assert "Note: a wider one" in lines
    assert lines[0] == "mine"
    assert not any(line.startswith("Began with:") for line in lines)
    told = cnngui("runs", "show", "20260101", "--json").json
    assert told["weights"] == ["last", "best", "2"]
    assert (told["threads"], told["precision"]) == (2, "float32")


def test_what_was_not_measured_is_a_dash(home: Path, cnngui: Cnngui, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    run = Run(home / "a")
    run.begin(RECORD)
    run.write_summary(Summary(state="stopped", epoch=0, epochs=7, seconds=12.4))
    line = cnngui("runs").out.strip().splitlines()[-1].split()
    began = time.strftime("%Y-%m-%d %H:%M", time.localtime(RECORD.started_s)).split()
    assert line == ["a", "A", "small", "one", "stopped", "0/7", "–", "–", "–", "10", "12", "s", *began]


@dataclass
class Played:
    """What was asked to be trained, in the place of a session."""

    asked: dict[str, Any] = field(default_factory=dict)
    as_json: bool | None = None


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    made = Played()

    def train(work: Callable[[object, object], object], as_json: bool) -> int:
        made.as_json = as_json
        work("session", "view")
        return 0

    def note(what: str) -> Callable[..., None]:
        def act(run: Run, session: object, **options: Any) -> None:
            made.asked = {"what": what, "run": run.id, "session": session, **options}

        return act

    monkeypatch.setattr("cnngui.cli.runs.train_run", train)
    for what in ("go_on", "fork", "repeat"):
        monkeypatch.setattr(f"cnngui.api.{what}", note(what))
    return made


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["resume", "a"], {"what": "go_on", "more": 0}),
        (["resume", "a", "--more", 3], {"what": "go_on", "more": 3}),
        (["repeat", "a"], {"what": "repeat"}),
    ],
)
def test_a_training_is_shown_as_was_asked(
    home: Path, cnngui: Cnngui, played: Played, words: list[object], asked: dict[str, Any], as_json: bool
) -> None:
    kept(home, "a")
    assert cnngui("runs", *words, *(["--json"] if as_json else [])).code == 0
    assert played.asked == {"run": "a", "session": "session", "on_event": "view", **asked}
    assert played.as_json is as_json


@pytest.mark.parametrize(("word", "moment"), [("last", "last"), ("best", "best"), ("1", 1), ("12", 12)])
def test_a_fork_begins_with_the_weights_that_were_named(
    home: Path, cnngui: Cnngui, played: Played, word: str, moment: object
) -> None:
    kept(home, "a")
    assert cnngui("runs", "fork", "a", "--weights", word).code == 0
    assert (played.asked["weights"], played.as_json) == (moment, False)
    assert played.asked["recipe"](RECORD.recipe) == RECORD.recipe


@pytest.mark.parametrize("word", ["0", "-1", "1.5", "first", "Last", ""])
def test_what_is_no_moment_is_told(home: Path, cnngui: Cnngui, played: Played, word: str) -> None:
    kept(home, "a")
    assert cnngui("runs", "fork", "a", f"--weights={word}").code == 2
    assert not played.asked


def test_a_fork_has_the_settings_that_were_typed(home: Path, cnngui: Cnngui, played: Played) -> None:
    kept(home, "a")
    settings = ("learning-rate=0.5", "batch_size=7", "schedule=cosinedecay")
    words = [word for setting in settings for word in ("--set", setting)]
    assert cnngui("runs", "fork", "a", *words).code == 0
    recipe = played.asked["recipe"](RECORD.recipe)
    assert (recipe.optimizer.learning_rate, recipe.batch_size) == (0.5, 7)
    assert recipe.schedule.kind == "CosineDecay"
    for wrong in ("learning_rate", "=3"):
        assert f"“{wrong}” is no setting" in cnngui("runs", "fork", "a", "--set", wrong).err


def test_runs_are_removed_only_if_that_is_said(home: Path, cnngui: Cnngui) -> None:
    kept(home, "a")
    kept(home, "b")
    assert cnngui("runs", "delete", "a", "b").code == 2
    assert (home / "a").exists()
    assert cnngui("runs", "delete", "a", "b", "--yes").code == 0
    assert cnngui("runs", "list", "--json").out == ""


def test_a_run_that_is_being_trained_is_not_removed(home: Path, cnngui: Cnngui) -> None:
    lock = kept(home, "a", "training").lock()
    assert lock.take()
    assert "another window" in cnngui("runs", "delete", "a", "--yes").err
    lock.release()
    assert (home / "a").exists()


def test_what_another_folder_holds_is_taken_in_whole(home: Path, tmp_path: Path, cnngui: Cnngui) -> None:
    for name in ("one", "two"):
        kept(tmp_path / "out", name)
    assert cnngui("runs", "add", tmp_path / "out", "--json").json["ids"] == ["one", "two"]
    assert cnngui("runs", "add", tmp_path / "out", "--json").json["ids"] == []
    assert cnngui("runs", "add", tmp_path / "out").out.count("–") == 1
    assert read_project(Run(home / "one").weights_file("last")).weights
    assert cnngui("runs", "add", tmp_path).code == 1
    lock = kept(tmp_path / "live", "three").lock()
    assert lock.take()
    assert "another window" in cnngui("runs", "add", tmp_path / "live").err
    lock.release()


@pytest.mark.parametrize("suffix", [".cnn", ".csv", ".xyz"])
def test_weights_and_curves_are_exported(home: Path, tmp_path: Path, cnngui: Cnngui, suffix: str) -> None:
    kept(home, "a")
    out = tmp_path / f"out{suffix}"
    answer = cnngui("runs", "export", "a", out)
    assert answer.code == (2 if suffix == ".xyz" else 0)
    assert out.exists() == (suffix != ".xyz")
    assert cnngui("runs", "export", "a", out, "--weights", "best").code == 1
    assert cnngui("runs", "export", "a", out, "--weights", "yesterday").code == 2


@pytest.mark.tensorflow
def test_a_run_goes_on_is_forked_and_repeated(home: Path, tmp_path: Path, cnngui: Cnngui) -> None:
    words = ("--preset", "xor-2-2-1", "--epochs", 4, "--json")
    begun = cnngui("train", *words)
    assert begun.code == 0, begun.err
    name = begun.lines[-1]["run"]
    first = Run(home / name)
    assert cnngui("runs", "resume", name).code == 1, "it is over"
    more = cnngui("runs", "resume", name, "--more", 3, "--json")
    assert more.lines[-1]["run"] == name
    assert first.summary().epoch == 7
    repeated = Run(Path(cnngui("runs", "repeat", name, "--json").lines[-1]["folder"]))
    losses = [read_project(run.weights_file("last")).history["loss"] for run in (first, repeated)]
    np.testing.assert_array_equal(*losses)
    answer = cnngui("runs", "fork", name, "--set", "learning_rate=0.5", "--set", "epochs=2", "--json")
    fork = Run(Path(answer.lines[-1]["folder"]))
    assert fork.record().recipe.optimizer.learning_rate == 0.5
    assert (fork.record().parent, fork.record().parent_epoch) == (name, 7)
    assert fork.summary().epoch == 9
    assert cnngui("runs", "fork", name, "--set", "learning_rate").code == 2


@pytest.mark.tensorflow
def test_a_report_has_the_results_on_the_test_part(home: Path, tmp_path: Path, cnngui: Cnngui) -> None:
    name = cnngui("train", "--preset", "mnist-softmax", "--data", "digits", "--epochs", 1, "--json").lines[
        -1
    ]["run"]
    out = tmp_path / "보고서.html"
    assert cnngui("report", name, "--out", out, "--json").json == {"event": "written", "file": str(out)}
    page = out.read_text("utf-8")
    assert "samples are right: the test part of" in page
    assert "surest mistakes" in page
    assert page.count("data:image/png") == 8
    assert cnngui("report", name, "--out", out, "--no-measure").code == 0
    assert "samples are right" not in out.read_text("utf-8")
