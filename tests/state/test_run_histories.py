from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnngui.runs.history import EpochRow, History
from cnngui.runs.run import Run
from cnngui.runs.run_row import read_row
from cnngui.state import run_histories
from cnngui.state.document import Document
from cnngui.state.engine_client import EngineClient
from cnngui.state.run_histories import STEP_COLUMN, RunHistories, shortened
from cnngui.state.training import TrainingSession
from tests.runs.test_project import trained
from tests.runs.test_run import RECORD


def long(batches: int) -> History:
    history = History()
    columns = {"batch_loss": np.arange(batches) * 1.0, "batch_metric": np.full(batches, 0.5)}
    history.append_batches(1, 0, columns, steps_per_epoch=100)
    history.append_batches(2, 0, {name: each[:3] for name, each in columns.items()}, steps_per_epoch=100)
    history.append_epoch(EpochRow(1, 1.5, 0.375, 1.0, 0.5, 3.0, 100.0, 0.001))
    return history


def test_a_short_history_stays_but_for_its_steps() -> None:
    history = long(7)
    found = shortened(history, most=10)
    assert found.column(STEP_COLUMN).tolist() == list(range(1, 11))
    np.testing.assert_array_equal(found.batch_loss, history.batch_loss)


def test_a_long_one_holds_means_of_batches_in_a_row() -> None:
    found = shortened(long(7), most=4)  # ten batches, three to a mean
    assert found.batch_loss.tolist() == [1.0, 4.0, (6.0 + 0 + 1) / 3, 2.0]
    assert found.column(STEP_COLUMN).tolist() == [3, 6, 9, 10]
    assert found.batch_x.tolist() == [0.03, 0.06, 1.02, 1.03]
    assert found.val_loss.tolist() == [1.0]


def test_what_was_not_measured_is_left_out_of_means() -> None:
    history = History()
    loss = np.array([1.0, np.nan, np.nan, np.nan, 5.0])
    history.append_batches(1, 0, {"batch_loss": loss, "batch_metric": loss}, steps_per_epoch=100)
    np.testing.assert_array_equal(shortened(history, most=3).batch_loss, [1.0, np.nan, 5.0])


@pytest.fixture
def histories(document: Document, engine: EngineClient, tmp_path: Path) -> Iterator[RunHistories]:
    for name in ("one", "둘"):
        run = Run(tmp_path / name)
        run.begin(RECORD)
        run.checkpoints.write(trained())
    Run(tmp_path / "none").begin(RECORD)
    made = RunHistories(TrainingSession(document, engine), tmp_path)
    yield made
    made.close()


def test_what_is_wanted_is_read(qtbot, histories: RunHistories, tmp_path: Path) -> None:
    rows = [read_row(Run(tmp_path / name)) for name in ("one", "둘", "none")]
    assert histories.of("one") is None
    with qtbot.waitSignal(histories.changed):
        histories.want(rows)
    qtbot.waitUntil(lambda: all(histories.of(row.id) is not None for row in rows))
    found = histories.of("둘")
    assert found is not None
    assert found.batch_loss.tolist() == [2.0, 1.0]
    assert histories.of("none").batch_loss.size == 0  # type: ignore[union-attr]
    qtbot.wait(150)
    histories.want(rows)
    with qtbot.assertNotEmitted(histories.changed, wait=200):
        pass


def test_what_nobody_wants_any_more_makes_room(
    qtbot, histories: RunHistories, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_histories, "MOST_VALUES", 5)
    one, two = (read_row(Run(tmp_path / name)) for name in ("one", "둘"))
    histories.want([one])
    qtbot.waitUntil(lambda: histories.of("one") is not None)
    histories.want([two])
    qtbot.waitUntil(lambda: histories.of("둘") is not None)
    assert histories.of("one") is None
