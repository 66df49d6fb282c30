"""Members in a terminal: trained side by side, stopped, asked together, written as one model."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cnngui.runs.project import read_project
from cnngui.runs.run import Run, runs_folder
from tests.cli.conftest import Cnngui
from tests.cli.test_runs import kept
from tests.cli.test_train_kept import words  # noqa: F401 - a fixture
from tests.contracts.source import ROOT
from tests.engine.test_process_transport import needs_kill


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    return runs_folder()


@pytest.mark.tensorflow
@pytest.mark.slow
@pytest.mark.timeout(400)
def test_members_are_trained_vote_and_become_one_model(
    home: Path,
    cnngui: Cnngui,
    words: list[str],  # noqa: F811
    tmp_path: Path,
) -> None:
    few = [*words[:-4], "--epochs", "2", "--json", "--members", "2", "--workers", "2", "--seed", "7"]
    answer = cnngui(*few)
    assert answer.code == 0, answer.out + answer.err
    begun, *told, ended = answer.lines
    assert begun["event"] == "members"
    assert begun["seeds"] == [7, 8]
    assert begun["workers"] == 2
    assert {line["member"] for line in told} == {1, 2}
    for member in (1, 2):
        events = [line["event"] for line in told if line["member"] == member and line["event"] != "tested"]
        assert events == ["started", "epoch", "epoch", "finished"]
    assert ended["event"] == "ended"
    group, runs = ended["group"], begun["runs"]
    assert [Run(home / run).record().recipe.seed for run in runs] == [7, 8]
    voted = cnngui("runs", "vote", "--group", group, "--json").json
    assert [member["run"] for member in voted["members"]] == runs
    accuracies = [member["accuracy"] for member in voted["members"]]
    assert voted["mean"] == pytest.approx(sum(accuracies) / 2)
    assert voted["best"] == max(accuracies)
    assert voted["samples"] == 40
    assert 0 <= voted["ensemble"] <= 1
    table = cnngui("runs", "vote", *runs).out
    assert f"{voted['ensemble']:.4f}" in table
    assert "Mean of the members" in table
    path = tmp_path / "together.keras"
    assert cnngui("runs", "average", "--group", group, "--out", path, "--json").json["members"] == 2
    assert path.is_file()


@pytest.mark.tensorflow
@pytest.mark.slow
@pytest.mark.timeout(400)
@needs_kill
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all_and_keeps_their_weights(
    home: Path,
    words: list[str],  # noqa: F811
    number: signal.Signals,
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "cnngui", *words[:-1], "--members", "3", "--workers", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env={**os.environ, "CNNGUI_HOME": str(home.parent)},
        start_new_session=True,
    )
    assert process.stdout is not None
    runs: list[str] = []
    learning: set[int] = set()
    for line in process.stdout:
        told = json.loads(line)
        runs = told.get("runs", runs)
        if told["event"] == "epoch":
            learning.add(told["member"])
        if len(learning) == 2:
            break
    # As Ctrl+C does: to the whole group, the workers too.
    os.killpg(process.pid, number) if number is signal.SIGINT else process.send_signal(number)
    rest = [json.loads(line) for line in process.stdout]
    process.stdout.close()
    assert process.wait(60) == 130
    assert [line["event"] for line in rest if line["event"] in ("stopped", "failed", "died")] == 3 * [
        "stopped"
    ]
    for run_id in runs[:2]:
        run = Run(home / run_id)
        assert run.summary().state == "stopped"
        assert read_project(run.weights_file("last")).weights
    assert not (home / runs[2]).exists()


def test_what_cannot_vote_is_told_before_anything_is_loaded(home: Path, cnngui: Cnngui) -> None:
    kept(home, "a")
    kept(home, "b")
    for arguments in (["vote"], ["vote", "a", "b", "--group", "g"], ["average", "--out", "x.keras"]):
        answer = cnngui("runs", *arguments)
        assert answer.code == 2
        assert "which runs" in answer.err
    assert "no group g" in cnngui("runs", "vote", "--group", "g").err
    assert "no ensemble" in cnngui("runs", "vote", "a").err
    answer = cnngui("runs", "average", "a", "b", "--out", "x.h5")
    assert answer.code == 2
    assert ".keras" in answer.err
