from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnngui.engine import keeper, protocol
from cnngui.engine.keeper import CheckpointKeeper
from cnngui.engine.worker_loop import Worker
from cnngui.runs.checkpoints import Checkpoints
from cnngui.runs.project import Project
from tests.engine.talk import NETWORK, RECIPE, Talk


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(keeper.time, "monotonic", lambda: now[0])
    return now


def kept(tmp_path: Path) -> tuple[CheckpointKeeper, Callable[[int], bool]]:
    """Return a keeper, and a function that tells whether one is due in an epoch and writes it."""
    made = CheckpointKeeper(Checkpoints(tmp_path))

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
    clock[0] += 100
    assert not ask(1), "the first is still being written"
    assert made.due(1, ended=True)


def test_a_full_disk_costs_no_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    made = CheckpointKeeper(Checkpoints(tmp_path / "file"))
    made.write(Project(NETWORK, RECIPE))
    assert "was not saved" in capsys.readouterr().err


@pytest.mark.tensorflow
def test_a_run_goes_on_exactly_from_its_last_checkpoint(
    engine: Talk, tiny_data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.trained()
    straight = engine.losses()
    monkeypatch.setattr(keeper, "EVERY_S", 0.0)
    told: list[Any] = []
    changed = threading.Event()

    def emit(event: protocol.Event) -> None:
        told.append(event)
        changed.set()

    checkpoints = Checkpoints(tmp_path)
    worker = Worker(emit, checkpoints)
    thread = threading.Thread(target=worker.run)
    thread.start()
    worker.post(protocol.Train(1, NETWORK, RECIPE, tiny_data, paused=True))
    for _ in range(9):
        worker.post(protocol.Control("step"))
    while sum(len(event.loss) for event in told if isinstance(event, protocol.Batches)) < 9:
        changed.wait(1)
        changed.clear()
    worker.post(protocol.Shutdown())
    thread.join()

    path = checkpoints.latest()
    assert path is not None
    engine.forget()
    engine.open(str(path))
    engine.trained(recipe=RECIPE.model_copy(update={"epochs": 1}), fresh=False)
    np.testing.assert_array_equal(engine.losses(), straight[9:])
