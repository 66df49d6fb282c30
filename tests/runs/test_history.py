from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from cnngui.runs.history import EpochRow, History


def batches(loss: npt.ArrayLike, metric: npt.ArrayLike) -> dict[str, npt.ArrayLike]:
    return {"batch_loss": loss, "batch_metric": metric}


def filled() -> History:
    history = History()
    history.append_batches(1, 0, batches([3.0, 2.0], [0.1, 0.2]), steps_per_epoch=4)
    history.append_batches(1, 2, batches([1.0, 0.5], [0.3, 0.4]), steps_per_epoch=4)
    history.append_epoch(EpochRow(1, 1.625, 0.25, 0.75, 0.5, 2.5, 400.0, 0.01))
    history.append_batches(2, 0, batches([0.25], [0.5]), steps_per_epoch=4)
    return history


def test_batches_stand_where_they_ended_on_an_axis_of_epochs() -> None:
    history = filled()
    assert history.batch_x.tolist() == [0.25, 0.5, 0.75, 1.0, 1.25]
    assert history.batch_x.dtype == np.float64
    assert history.batch_loss.tolist() == [3.0, 2.0, 1.0, 0.5, 0.25]
    assert history.batch_metric.tolist() == [0.1, 0.2, 0.3, 0.4, 0.5]


def test_epochs_are_rows() -> None:
    history = filled()
    assert history.epoch.tolist() == [1]
    assert (history.loss[0], history.metric[0]) == (1.625, 0.25)
    assert (history.val_loss[0], history.val_metric[0]) == (0.75, 0.5)
    assert (history.seconds[0], history.images_per_second[0]) == (2.5, 400.0)
    assert history.learning_rate[0] == 0.01


def test_columns_are_views_that_later_batches_do_not_change() -> None:
    history = filled()
    before = history.batch_loss
    assert np.shares_memory(before, history.batch_loss)
    history.append_batches(2, 1, batches(np.zeros(10_000), np.zeros(10_000)), steps_per_epoch=10_001)
    assert before.tolist() == [3.0, 2.0, 1.0, 0.5, 0.25]
    assert len(history.batch_loss) == 10_005


def test_columns_go_out_and_come_back() -> None:
    history = filled()
    columns = history.to_columns()
    again = History.from_columns(columns)
    columns["batch_loss"][:] = -1
    assert again.to_columns().keys() == columns.keys()
    for name, values in history.to_columns().items():
        np.testing.assert_array_equal(values, again.to_columns()[name])


def test_there_is_no_other_column() -> None:
    with pytest.raises(AttributeError):
        _ = History().accuracy


def test_half_a_million_batches_are_cheap() -> None:
    history, loss = History(), np.zeros(10)
    began = time.process_time()
    for step in range(0, 500_000, 10):
        history.append_batches(1, step, batches(loss, loss), steps_per_epoch=500_000)
        _ = history.batch_x
    seconds = time.process_time() - began
    assert len(history.batch_x) == 500_000
    assert history.batch_x[-1] == 1.0
    # 0.5 s on a quiet machine: 10 µs an append. Quadratic growth would take minutes.
    assert seconds < 20


def test_epochs_are_written_as_csv(tmp_path: Path) -> None:
    filled().write_csv(tmp_path / "history.csv")
    with (tmp_path / "history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1
    assert rows[0]["epoch"] == "1"
    assert float(rows[0]["val_loss"]) == 0.75


def test_a_column_that_is_measured_some_of_the_time_is_nan_in_between() -> None:
    history = filled()
    assert np.isnan(history.column("batch_gradient_norm")).tolist() == [True] * 5
    measured = batches([0.2], [0.6]) | {"batch_gradient_norm": [7.0]}
    history.append_batches(2, 1, measured, steps_per_epoch=4)
    history.append_batches(2, 2, batches([0.1], [0.7]), steps_per_epoch=4)
    for each in (history, History.from_columns(history.to_columns())):
        norms = each.column("batch_gradient_norm")
        assert norms[5] == 7.0
        assert np.isnan(norms).tolist() == [True] * 5 + [False, True]
        assert each.extra == {"batch_gradient_norm"}


def test_a_column_of_epochs_that_there_is_not_is_no_column() -> None:
    with pytest.raises(KeyError):
        History().column("accuracy")
