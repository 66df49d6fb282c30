"""Members as they are told of; the pool that trains them is played, and nothing learns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnngui.engine import protocol
from cnngui.errors import CnnguiError
from cnngui.network.network import Network
from cnngui.runs.history import EpochRow
from cnngui.runs.run import Run
from cnngui.state.document import Contents, Document
from cnngui.state.ensemble_training import EnsembleTraining, Member
from tests.recording import PlayedPool


@pytest.fixture
def pools() -> list[PlayedPool]:
    return []


@pytest.fixture
def training(document: Document, tmp_path: Path, pools: list[PlayedPool]) -> Iterator[EnsembleTraining]:
    def make(members: Sequence[protocol.Train], workers: int) -> PlayedPool:
        pools.append(PlayedPool(tmp_path, members, workers))
        return pools[-1]

    made = EnsembleTraining(document, make)  # type: ignore[arg-type]
    yield made
    made.close()


@pytest.fixture
def signals(training: EnsembleTraining) -> list[str]:
    """Grow by the name of each signal."""
    seen: list[str] = []
    for name in ("begun", "changed", "moved_on", "ended", "failed", "told"):
        getattr(training, name).connect(partial(_note, seen, name))
    return seen


def _note(seen: list[str], name: str, *_: object) -> None:
    seen.append(name)


Tell = Callable[[int, protocol.Event, Callable[[Member], object]], Member]


@pytest.fixture
def tell(qtbot: QtBot, training: EnsembleTraining, pools: list[PlayedPool]) -> Tell:
    """Begin with two members of four epochs; say something of one, wait until it shows, and return it."""
    training._document.set_recipe(training._document.recipe.model_copy(update={"epochs": 4}))
    training.begin(2, first_seed=5, workers=1)

    def say(member: int, event: protocol.Event, shown: Callable[[Member], object]) -> Member:
        pools[-1].say(member, event)
        qtbot.waitUntil(lambda: bool(shown(training.members[member])))
        return training.members[member]

    return say


def started(first_epoch: int = 0, epochs: int = 4) -> protocol.Started:
    return protocol.Started("r", 10, first_epoch, epochs, 400, 100, False, "mse", "accuracy")


def batches(epoch: int, first_step: int, count: int) -> protocol.Batches:
    values = np.ones(count, np.float32)
    columns = {"batch_loss": values, "batch_metric": values}
    return protocol.Batches("r", epoch, first_step, columns, 800.0, 0.001)


def rows(*epochs: int) -> protocol.Epochs:
    return protocol.Epochs("r", tuple(EpochRow(each, 1, 1, 1, 1, 1, 1, 1) for each in epochs))


DIED = protocol.WorkerDied(-9, CnnguiError("engine.died", reason="x"))


def test_members_differ_in_their_seeds_and_have_a_folder_each(
    training: EnsembleTraining,
    pools: list[PlayedPool],
    signals: list[str],
    tmp_path: Path,
    document: Document,
) -> None:
    assert (training.busy, training.can_begin, training.workers) == (False, True, 0)
    training.begin(3, first_seed=5, workers=2)
    (pool,) = pools
    assert [each.recipe.seed for each in pool.members] == [5, 6, 7]
    assert all(each.fresh and each.network == document.network for each in pool.members)
    assert [member.run.folder for member in training.members] == [
        tmp_path / each.run_id for each in pool.members
    ]
    assert [(each.seed, each.state, each.done) for each in training.members] == [
        (seed, "waiting", 0) for seed in (5, 6, 7)
    ]
    assert {each.epochs for each in training.members} == {document.recipe.epochs}
    assert (training.busy, training.can_begin, training.workers) == (True, False, 2)
    assert signals == ["begun"]


@pytest.mark.parametrize("lacks", ["data", "layers", "sense"])
def test_what_cannot_be_trained_once_cannot_be_trained_several_times(
    training: EnsembleTraining, document: Document, contents: Contents, lacks: str
) -> None:
    network = contents.network
    if lacks == "layers":
        network = Network(layers=())
    elif lacks == "sense":
        network = network.with_layers((*network.layers, network.layers[0].model_copy(update={"name": "x"})))
    document.replace_all(Contents(network, contents.recipe, "" if lacks == "data" else "digits"))
    assert not training.can_begin


def test_a_member_is_followed_through_its_epochs(tell: Tell) -> None:
    member = tell(1, started(), lambda each: each.state == "building")
    assert (member.metric, member.epochs, member.steps_per_epoch) == ("accuracy", 4, 10)
    member = tell(1, batches(1, 0, 5), lambda each: each.state == "training")
    assert (member.fraction, member.images_per_second) == (0.5 / 4, 800)
    member = tell(1, batches(3, 5, 5), lambda each: each.fraction > 0.5)
    assert member.fraction == 3 / 4
    member = tell(1, rows(1, 2), lambda each: each.rows)
    assert (member.done, sorted(member.rows)) == (2, [1, 2])
    member = tell(1, rows(3), lambda each: each.done == 3)
    assert sorted(member.rows) == [1, 2, 3]
    assert member.under_way
    member = tell(1, protocol.Paused("r"), lambda each: each.state == "paused")
    assert member.under_way
    member = tell(1, protocol.Resumed("r"), lambda each: each.state == "training")
    member = tell(1, protocol.Finished("r", 4, 1.0), lambda each: each.state == "finished")
    assert (member.fraction, member.under_way) == (1, False)


def test_more_epochs_than_were_planned_are_no_more_than_all(tell: Tell) -> None:
    tell(0, started(), lambda each: each.state == "building")
    assert tell(0, batches(6, 0, 5), lambda each: each.fraction > 0).fraction == 1


def test_a_member_whose_worker_died_goes_on_from_its_checkpoint(
    tell: Tell, training: EnsembleTraining, signals: list[str]
) -> None:
    numbers: list[int] = []
    training.told.connect(lambda number, error: numbers.append(number))
    tell(1, started(), lambda each: each.state == "building")
    tell(1, rows(1, 2, 3), lambda each: each.rows)
    member = tell(1, DIED, lambda each: each.state == "again")
    assert member.under_way
    assert numbers == [2], "as people count"
    member = tell(1, started(first_epoch=2), lambda each: each.state == "building")
    assert (sorted(member.rows), member.done, member.first_epoch) == ([1, 2], 2, 2)
    assert "failed" not in signals


def test_a_member_that_failed_says_why_and_the_others_go_on(
    tell: Tell, training: EnsembleTraining, signals: list[str]
) -> None:
    error = CnnguiError("engine.no_model")
    member = tell(0, protocol.Failed("r", error, "details"), lambda each: each.state == "failed")
    assert (member.error, member.under_way) == (error, False)
    assert "failed" in signals
    assert training.members[1].under_way


def test_what_is_on_no_disk_is_told_and_the_member_goes_on(
    qtbot: QtBot, tell: Tell, training: EnsembleTraining, pools: list[PlayedPool]
) -> None:
    error = CnnguiError("runs.not_kept", folder="x", reason="full")
    with qtbot.waitSignal(training.failed) as failed:
        pools[-1].say(0, protocol.NotKept("r", error))
    assert failed.args == [error]
    assert training.members[0].state == "waiting"


def test_what_a_member_does_and_what_it_learns_are_told_apart(tell: Tell, signals: list[str]) -> None:
    tell(0, started(), lambda each: each.state == "building")
    tell(0, batches(1, 0, 5), lambda each: each.state == "training")
    assert signals == ["changed", "changed"]
    tell(0, batches(1, 5, 5), lambda each: each.fraction == 0.25)
    tell(0, rows(1), lambda each: each.rows)
    assert signals == ["changed", "changed", "moved_on", "moved_on"]


def test_all_are_paused_resumed_and_stopped_together(
    tell: Tell, training: EnsembleTraining, pools: list[PlayedPool], signals: list[str]
) -> None:
    training.pause()
    assert training.paused
    training.resume()
    assert not training.paused
    training.stop()
    # It is started by a thread of its own, which on a busy machine may come behind these.
    assert [done for done in pools[-1].done if done != "start"][-3:] == ["pause", "resume", "stop"]
    assert signals == ["changed"] * 3


def test_once_all_have_ended_others_can_begin(
    qtbot: QtBot, tell: Tell, training: EnsembleTraining, pools: list[PlayedPool], signals: list[str]
) -> None:
    tell(0, protocol.Finished("r", 4, 1.0), lambda each: each.state == "finished")
    assert training.busy
    with qtbot.waitSignal(training.ended):
        pools[-1].say(1, protocol.Stopped("r", 2, 1.0))
    assert [member.state for member in training.members] == ["finished", "stopped"]
    assert (training.busy, training.paused, training.can_begin) == (False, False, True)
    assert pools[-1].done == ["start", "close"]
    assert signals[-2:] == ["changed", "ended"]
    for act in (training.pause, training.resume, training.stop):
        act()
    assert pools[-1].done == ["start", "close"], "there is nobody"
    training.begin(2, first_seed=1, workers=1)
    assert len(pools) == 2


def test_runs_that_are_kept_are_shown_while_none_is_trained(
    training: EnsembleTraining, tmp_path: Path, signals: list[str]
) -> None:
    kept = [Member(Run(tmp_path / "a"), "A", 1, state="kept")]
    training.show(kept)
    assert (training.members, training.workers, signals) == (kept, 0, ["begun"])
    assert not kept[0].under_way
    training.begin(2, first_seed=1, workers=1)
    training.show(kept)
    assert len(training.members) == 2


def test_at_the_end_the_pool_is_closed_and_nothing_more_is_heard(
    qtbot: QtBot, tell: Tell, training: EnsembleTraining, pools: list[PlayedPool], signals: list[str]
) -> None:
    qtbot.waitUntil(lambda: pools[-1].done == ["start"])
    training.close()
    assert pools[-1].done[:2] == ["start", "close"]
    assert not training.busy
    assert signals == []
    training.close()


def test_no_more_workers_are_best_than_there_are_members(training: EnsembleTraining) -> None:
    assert training.best_workers(1).count == 1
    assert 1 <= training.best_workers(3).count <= 3
    # Samples that fill the memory leave room for one.
    assert training.best_workers(3, data_bytes=10**15).count == 1
