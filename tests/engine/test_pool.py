"""Trainings side by side in processes of their own: killed, stopped, paused and orphaned for real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnngui.engine import protocol
from cnngui.engine.members import seeded_members
from cnngui.engine.pool import MemberEvent, Pool
from cnngui.engine.protocol import Train
from cnngui.runs.project import read_project
from cnngui.runs.run import Run, runs_folder
from tests.contracts.source import ROOT
from tests.engine.talk import NETWORK, RECIPE
from tests.engine.test_process_transport import gone_within, needs_kill, running

pytestmark = [pytest.mark.tensorflow, pytest.mark.slow, pytest.mark.timeout(600)]
PATIENCE_S = 400.0
LONG = RECIPE.model_copy(update={"epochs": 100_000})


class Heard:
    """A pool, and all that was told by it."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.told: list[MemberEvent] = []

    def until(self, kind: type, members: set[int]) -> None:
        """Wait until an event of a kind was told of each of these members, from now on."""
        missing, end = set(members), time.monotonic() + PATIENCE_S
        while missing and time.monotonic() < end:
            told = self.pool.receive(0.1)
            if told is not None:
                self.told.append(told)
                if isinstance(told.event, kind):
                    missing.discard(told.member)
        assert not missing, f"no {kind.__name__} of {missing}"

    def to_the_end(self) -> dict[int, protocol.Event]:
        end = time.monotonic() + PATIENCE_S
        while not self.pool.over and time.monotonic() < end:
            if (told := self.pool.receive(0.1)) is not None:
                self.told.append(told)
        assert self.pool.over
        endings = [told for told in self.told if isinstance(told.event, protocol.ENDINGS)]
        assert len(endings) == len({told.member for told in endings}) == len(self.pool.members)
        return {told.member: told.event for told in endings}

    def kinds(self, member: int) -> list[type]:
        return [type(told.event) for told in self.told if told.member == member]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CNNGUI_HOME", str(tmp_path / "home"))
    return runs_folder()


@pytest.fixture
def made(home: Path) -> Iterator[list[Pool]]:
    pools: list[Pool] = []
    yield pools
    for pool in pools:
        pool.close()


def started(made: list[Pool], members: tuple[Train, ...], workers: int, folder: Path | None = None) -> Heard:
    pool = Pool(members, workers, folder)
    made.append(pool)
    pool.start()
    return Heard(pool)


def test_each_member_leaves_the_run_that_it_would_alone(made: list[Pool], tiny_data: str) -> None:
    members = seeded_members(NETWORK, RECIPE, tiny_data, 3, protocol.Origin("Small"))
    endings = started(made, members, 2).to_the_end()
    assert {type(ending) for ending in endings.values()} == {protocol.Finished}
    made[0].close()
    runs = [Run(runs_folder() / member.run_id) for member in members]
    records = [run.record() for run in runs]
    assert [record.recipe.seed for record in records] == [3, 4, 5]
    assert {record.group for record in records} == {members[0].origin.group}
    assert [run.summary().state for run in runs] == ["finished"] * 3
    # One core each; the last has all to itself.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    assert [record.threads for record in records] == [max(1, cores // 2)] * 2 + [cores]


def test_one_seed_gives_the_same_weights_whatever_is_trained_beside_it(
    made: list[Pool], tiny_data: str, tmp_path: Path
) -> None:
    once = seeded_members(NETWORK, RECIPE, tiny_data, 1)
    again = seeded_members(NETWORK, RECIPE, tiny_data, 1)
    folder = tmp_path / "elsewhere"
    started(made, once + again, 2, folder).to_the_end()
    made[0].close()
    ours, theirs = (
        read_project(Run(folder / member.run_id).weights_file("last")).weights for member in once + again
    )
    assert ours.keys() == theirs.keys()
    for name, arrays in ours.items():
        for one, other in zip(arrays, theirs[name], strict=True):
            assert (one == other).all(), name


@needs_kill
def test_a_killed_member_is_taken_up_again_and_the_others_go_on(made: list[Pool], tiny_data: str) -> None:
    recipe = RECIPE.model_copy(update={"epochs": 4_000})
    members = seeded_members(NETWORK, recipe, tiny_data, 2)
    heard = started(made, members, 2)
    heard.until(protocol.Epochs, {0, 1})
    run = Run(runs_folder() / members[0].run_id)
    wait_for_checkpoint(run)
    pid, other = heard.pool.pid_of(0), heard.pool.pid_of(1)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    heard.until(protocol.WorkerDied, {0})
    heard.until(protocol.Started, {0})
    assert heard.pool.pid_of(0) != pid
    assert heard.pool.pid_of(1) == other
    again = [told.event for told in heard.told if told.member == 0 and type(told.event) is protocol.Started]
    assert again[-1].continues
    assert again[-1].first_epoch > 0
    assert again[-1].epochs == 4_000
    endings = heard.to_the_end()
    assert {type(ending) for ending in endings.values()} == {protocol.Finished}
    assert protocol.WorkerDied not in heard.kinds(1)
    heard.pool.close()
    assert run.summary().state == "finished"
    assert run.summary().epoch == 4_000
    assert len(read_project(run.weights_file("last")).history["epoch"]) == 4_000


@needs_kill
def test_a_member_that_dies_twice_has_failed_and_keeps_its_checkpoint(
    made: list[Pool], tiny_data: str
) -> None:
    members = seeded_members(NETWORK, LONG, tiny_data, 2)
    heard = started(made, members, 2)
    run = Run(runs_folder() / members[1].run_id)
    for _ in range(2):
        heard.until(protocol.Epochs, {1})
        wait_for_checkpoint(run)
        pid = heard.pool.pid_of(1)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        heard.until(protocol.WorkerDied, {1})
    heard.until(protocol.Failed, {1})
    assert not running(pid)
    heard.pool.control("stop")
    endings = heard.to_the_end()
    assert isinstance(endings[0], protocol.Stopped)
    assert isinstance(endings[1], protocol.Failed)
    assert "killed" in str(endings[1].error) or "memory" in str(endings[1].error)
    assert read_project(run.weights_file("last")).weights


def test_stopped_members_keep_their_weights_and_waiting_ones_never_begin(
    made: list[Pool], tiny_data: str
) -> None:
    members = seeded_members(NETWORK, LONG, tiny_data, 3)
    heard = started(made, members, 2)
    heard.until(protocol.Batches, {0, 1})
    heard.pool.control("stop")
    endings = heard.to_the_end()
    assert {type(ending) for ending in endings.values()} == {protocol.Stopped}
    assert heard.kinds(2) == [protocol.Stopped]
    heard.pool.close()
    for member in members[:2]:
        run = Run(runs_folder() / member.run_id)
        assert run.summary().state == "stopped"
        assert read_project(run.weights_file("last")).weights
    assert not (runs_folder() / members[2].run_id).exists()


def test_paused_members_wait_and_go_on(made: list[Pool], tiny_data: str) -> None:
    heard = started(made, seeded_members(NETWORK, LONG, tiny_data, 2), 2)
    heard.until(protocol.Batches, {0, 1})
    heard.pool.control("pause")
    heard.until(protocol.Paused, {0, 1})
    while heard.pool.receive(0.5) is not None:
        continue
    assert heard.pool.receive(1.0) is None
    heard.pool.control("resume")
    heard.until(protocol.Batches, {0, 1})


ORPHANS = """
import sys, time
from cnngui.engine.members import seeded_members
from cnngui.engine.pool import Pool
from cnngui.engine.protocol import Batches
from tests.engine.test_pool import LONG
from tests.engine.talk import NETWORK
if __name__ == "__main__":
    pool = Pool(seeded_members(NETWORK, LONG, sys.argv[1], 2), 2)
    pool.start()
    learning = set()
    while len(learning) < 2:
        told = pool.receive(1.0)
        if told is not None and isinstance(told.event, Batches):
            learning.add(told.member)
    print(pool.pid_of(0), pool.pid_of(1), flush=True)
    time.sleep(600)
"""


@needs_kill
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_worker_outlives_a_killed_parent(home: Path, tiny_data: str, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(ORPHANS)
    parent = subprocess.Popen(
        [sys.executable, script, tiny_data],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert parent.stdout is not None
    pids = [int(word) for word in parent.stdout.readline().split()]
    assert len(pids) == 2
    parent.kill()
    parent.wait()
    parent.stdout.close()
    # On a quiet machine it takes no two seconds; the training itself would go on for hours.
    assert all(gone_within(pid, 30.0) for pid in pids)


def wait_for_checkpoint(run: Run) -> None:
    end = time.monotonic() + PATIENCE_S
    while not run.checkpoints.newest_first() and time.monotonic() < end:
        time.sleep(0.05)
    assert run.checkpoints.newest_first()
