from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.engine.worker import checkpoint_writer
from cnngui.engine.worker.checkpoint_writer import CheckpointWriter
from cnngui.engine.worker.worker import Worker
from cnngui.network.network import Network
from cnngui.runs.checkpoints import Checkpoints
from cnngui.runs.kept_weights import Place
from cnngui.runs.project import Project
from cnngui.runs.run import Run
from tests.engine.talk import NETWORK, RECIPE, Talk
from tests.runs.newest import newest


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(checkpoint_writer.time, "monotonic", lambda: now[0])
    return now


def kept(tmp_path: Path) -> tuple[CheckpointWriter, Callable[[int], bool]]:
    """Return a writer, and a function that tells whether one is due in an epoch and writes it."""
    made = CheckpointWriter(Run(tmp_path))

    def ask(epoch: int) -> bool:
        if made.due(epoch, ended=False):
            made.write(Project(NETWORK, RECIPE))
            return True
        return False

    return made, ask


def test_a_checkpoint_is_due_every_30_seconds_and_after_epochs_that_are_not_short(
    tmp_path: Path, clock: list[float]
) -> None:
    _, ask = kept(tmp_path)
    answers = []
    for seconds, epoch in ((10, 0), (19, 0), (2, 0), (3, 1), (3, 1), (1, 2), (5, 2), (10, 2), (16, 2)):
        clock[0] += seconds
        answers.append(ask(epoch))
    assert answers == [False, False, True, False, True, False, True, False, False]


def test_after_a_run_one_is_always_due(tmp_path: Path, clock: list[float]) -> None:
    made, ask = kept(tmp_path)
    assert made.due(0, ended=True)
    made.handed_over()
    clock[0] += 100
    assert not ask(1), "the first is still being written"
    assert made.due(1, ended=True)


def test_a_copy_that_failed_is_not_being_written(tmp_path: Path, clock: list[float]) -> None:
    made, ask = kept(tmp_path)
    assert made.due(0, ended=True)
    clock[0] += 31
    assert ask(0)


def test_the_first_epoch_has_one_however_short_it_is(tmp_path: Path, clock: list[float]) -> None:
    _, ask = kept(tmp_path)
    assert [ask(0), ask(1), ask(2)] == [False, True, False]


def test_a_full_disk_costs_no_run_and_is_said_until_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    made = CheckpointWriter(Run(tmp_path), failed=told.append)
    project = Project(NETWORK, RECIPE)
    made.write(project)
    for expected in (1, 2):
        with monkeypatch.context() as full:
            full.setattr("cnngui.files.writing._sync", no_space)
            made.write(project)
            made.write(project)
        assert len(told) == expected
        assert newest(Run(tmp_path).checkpoints) is not None, "the last good one stays"
        made.write(project)
    assert told[0].values["reason"] == "No space left on device"


def no_space(_: Path) -> None:
    raise OSError(28, os.strerror(28))


def resume(engine: Talk, *folders: Path, network: Network = NETWORK) -> None:
    places = tuple(Place(str(folder)) for folder in folders)
    engine.send(protocol.Resume(places, network, request_id=engine.number()))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The checkpoints that were written since, whenever one can be."""
    paths: list[Path] = []
    write = Checkpoints.write
    monkeypatch.setattr(checkpoint_writer, "EVERY_S", 0.0)
    monkeypatch.setattr(Checkpoints, "write", lambda made, project: paths.append(write(made, project)))
    return paths


class Kept:
    """A worker in a thread of its own that keeps its runs in a folder."""

    def __init__(self, runs: Path | None) -> None:
        self.told: list[Any] = []
        self._changed = threading.Event()
        self._worker = Worker(self._emit, runs)
        self._thread = threading.Thread(target=self._worker.run)

    def _emit(self, event: protocol.Event) -> None:
        self.told.append(event)
        self._changed.set()

    def heard(self, *kinds: type[Any]) -> list[Any]:
        return [event for event in self.told if isinstance(event, kinds)]

    def post(self, *commands: protocol.Command) -> None:
        for command in commands:
            self._worker.post(command)

    def wait(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not done():
            assert time.monotonic() < end
            # Not until something is said: files are written after the last word.
            self._changed.wait(0.05)
            self._changed.clear()

    def run(self, run_id: int, data: str) -> Any:
        """Do a whole run and return its ending."""
        self.post(protocol.Train(str(run_id), NETWORK, RECIPE, data))
        self.wait(lambda: len(self.heard(*protocol.ENDINGS)) == run_id)
        return self.heard(*protocol.ENDINGS)[-1]

    def __enter__(self) -> Kept:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.post(protocol.Shutdown())
        self._thread.join()


@pytest.mark.tensorflow
def test_a_run_goes_on_exactly_from_its_last_checkpoint(
    engine: Talk, tiny_data: str, tmp_path: Path, written: list[Path]
) -> None:
    engine.trained()
    straight = engine.losses()
    with Kept(tmp_path) as worker:
        worker.post(protocol.Train("1", NETWORK, RECIPE, tiny_data, paused=True))
        worker.post(*[protocol.Control("step")] * 9)
        worker.wait(lambda: sum(len(event.loss) for event in worker.heard(protocol.Batches)) == 9)
    engine.forget()
    resume(engine, tmp_path / "1")
    assert engine.wait(protocol.Opened, protocol.RequestFailed).has_weights
    engine.trained(recipe=RECIPE.model_copy(update={"epochs": 1}), fresh=False)
    np.testing.assert_array_equal(engine.losses(), straight[9:])


@pytest.mark.tensorflow
def test_a_run_without_a_checkpoint_cannot_be_gone_on_from(engine: Talk, tmp_path: Path) -> None:
    resume(engine, tmp_path)
    assert engine.wait(protocol.Opened, protocol.RequestFailed).error.code == "runs.weights_gone"


@pytest.mark.tensorflow
def test_a_copy_that_finds_no_memory_costs_a_checkpoint_and_neither_the_run_nor_those_to_come(
    tiny_data: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    written: list[Path],
) -> None:
    def out_of_memory(_: object) -> None:
        raise MemoryError

    with Kept(tmp_path) as worker:
        with monkeypatch.context() as short:
            short.setattr("cnngui.engine.keras_backend.build.weights_of", out_of_memory)
            assert isinstance(worker.run(1, tiny_data), protocol.Finished)
        assert "MemoryError" in capsys.readouterr().err
        (told,) = worker.heard(protocol.NotKept)
        assert (told.error.code, told.elsewhere) == ("runs.not_copied", False)
        assert not written
        worker.post(protocol.Train("2", NETWORK, RECIPE, tiny_data, fresh=False, paused=True))
        worker.wait(lambda: bool(worker.heard(protocol.Paused)))
        worker.post(*[protocol.Control("step")] * 3)
        worker.wait(lambda: len(worker.heard(protocol.Batches)) >= 3)
    assert len(written) > 1, "not only the one at the end of a run, which is always due"


@pytest.mark.tensorflow
def test_no_checkpoint_is_kept_of_more_than_a_file_can_hold(
    tiny_data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: list[Path]
) -> None:
    monkeypatch.setattr("cnngui.engine.keras_backend.learner.capacity_for", lambda *_: "nothing")
    monkeypatch.setattr("cnngui.engine.keras_backend.build.weights_of", None)
    with Kept(tmp_path) as worker:
        assert isinstance(worker.run(1, tiny_data), protocol.Finished)
    assert not written
