"""What a terminal shows of members that are trained side by side; the pool is played, and nothing learns."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cnngui.cli.output import INTERRUPTED, NOT_TRAINED
from cnngui.cli.train_members import train_members
from cnngui.engine import pool as pools
from cnngui.engine import protocol
from cnngui.engine.members import seeded_members
from cnngui.engine.shares import Workers
from cnngui.errors import CnnguiError
from cnngui.runs.history import EpochRow
from cnngui.runs.run import Run
from cnngui.runs.run_files import Summary
from tests.recording import PlayedPool
from tests.runs.test_run import RECORD

MEMBERS = seeded_members(RECORD.network, RECORD.recipe, "digits", 2)
IDS = [member.run_id for member in MEMBERS]
GROUP = MEMBERS[0].origin.group
FINISHED, STOPPED = protocol.Finished("r", 2, 3.0), protocol.Stopped("r", 1, 3.0)
ERROR = CnnguiError("engine.died", reason="x")
FAILED = protocol.Failed("r", ERROR, "")
STARTED = protocol.Started("r", 10, 0, 2, 400, 100, False, "mse", "accuracy")
EPOCH = protocol.Epochs("r", (EpochRow(1, 0.7, 0.8, 0.5, 0.9, 3.5, 1234.5, 0.01),))

Train = Callable[..., int]


@pytest.fixture
def train(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Train:
    """Train two members of which these events are told, each with its member, and return the exit code."""

    def call(*told: tuple[int, protocol.Event], workers: int = 1, as_json: bool = True) -> int:
        def make(members: object, count: int, folder: Path | None, make_transport: object) -> PlayedPool:
            made = PlayedPool(tmp_path, MEMBERS, count)
            for member, event in told:
                made.say(member, event)
            return made

        monkeypatch.setattr(pools, "Pool", make)
        return train_members(MEMBERS, workers, Workers(2, "cores", 2, 5), as_json)

    return call


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (FINISHED, FINISHED, 0),
        (FINISHED, FAILED, NOT_TRAINED),
        (STOPPED, FINISHED, INTERRUPTED),
        (STOPPED, FAILED, INTERRUPTED),
    ],
)
def test_the_exit_code_tells_how_they_ended(
    train: Train, first: protocol.Event, second: protocol.Event, code: int
) -> None:
    assert train((0, first), (1, second)) == code


def test_machines_get_a_line_for_all_that_happens_to_a_member(
    train: Train, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    train(
        (1, STARTED),
        (1, EPOCH),
        (1, protocol.WorkerDied(-9, ERROR)),
        (0, FAILED),
        (1, replace(FINISHED, waited=1, weights_epoch=1)),
    )
    begun, started, epoch, died, failed, best, finished, ended = map(
        json.loads, capsys.readouterr().out.splitlines()
    )
    seeds = [RECORD.recipe.seed, RECORD.recipe.seed + 1]
    assert begun == {
        "event": "members",
        "group": GROUP,
        "runs": IDS,
        "seeds": seeds,
        "workers": 1,
        "limit": "cores",
        "cores": 2,
        "fitting": 5,
    }
    assert (started["event"], started["member"]) == ("started", 2)
    assert (epoch["event"], epoch["member"], epoch["loss"]) == ("epoch", 2, 0.7)
    said = ERROR.message().as_dict()
    assert died == {"event": "died", "member": 2, "run": IDS[1], "error": said}
    assert failed == {"event": "failed", "member": 1, "run": IDS[0], "error": said}
    assert best == {"event": "best", "member": 2, "epoch": 2, "waited": 1, "weights_epoch": 1}
    assert finished == {"event": "finished", "member": 2, "run": IDS[1], "epochs": 2, "seconds": 3.0}
    assert ended == {"event": "ended", "group": GROUP, "folder": str(tmp_path)}


@pytest.mark.parametrize(("workers", "reason"), [(2, "one for each of 2 cores"), (1, "as you asked")])
def test_people_are_told_how_many_at_once_and_why(
    train: Train, capsys: pytest.CaptureFixture[str], workers: int, reason: str
) -> None:
    train((0, FINISHED), (1, FINISHED), workers=workers, as_json=False)
    assert f"2 members, {workers} at once: {reason}." in capsys.readouterr().out


def test_people_get_a_line_for_each_member_by_its_number_and_seed(
    train: Train, capsys: pytest.CaptureFixture[str]
) -> None:
    train(
        (1, STARTED),
        (1, EPOCH),
        (1, protocol.WorkerDied(-9, ERROR)),
        (1, STARTED),
        (1, STOPPED),
        (0, FINISHED),
        as_json=False,
    )
    lines = capsys.readouterr().out.splitlines()
    second, first = "Member 2 (seed 6)  ", "Member 1 (seed 5)  "
    assert any(line.startswith(second) and "cost 0.7000" in line for line in lines)
    assert any(line.startswith(second) and ERROR.message().what in line for line in lines)
    assert f"{second}Stopped after 3.0 s; what was learned so far is kept." in lines
    assert f"{first}Finished after 3.0 s." in lines


def test_at_the_end_people_get_a_table_and_what_comes_next(
    train: Train, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run = Run(tmp_path / IDS[0])
    run.begin(RECORD)
    known = {"best_metric": 0.91234, "best_epoch": 1, "metric": 0.7, "val_metric": 0.9, "seconds": 12.4}
    run.write_summary(Summary(state="finished", epoch=2, epochs=7, **known))
    train((0, FINISHED), (1, STOPPED), as_json=False)
    *_, trained, other, after = [line for line in capsys.readouterr().out.splitlines() if line.strip()]
    for shown in ("Member 1 (seed 5)", IDS[0], "finished", "2/7", "0.9123 @ 1", "0.9000", "12 s"):
        assert shown in trained
    for shown in ("Member 2 (seed 6)", IDS[1], "not begun", "–"):
        assert shown in other
    assert after == f"Let them vote with: cnngui runs vote --group {GROUP} --data digits"


def test_without_validation_the_last_figure_is_that_of_training(
    train: Train, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run = Run(tmp_path / IDS[0])
    run.begin(RECORD)
    run.write_summary(Summary(state="finished", epoch=2, epochs=7, metric=0.7))
    train((0, FINISHED), (1, STOPPED), as_json=False)
    (trained,) = [line for line in capsys.readouterr().out.splitlines() if IDS[0] in line]
    assert "0.7000" in trained
