from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnngui.engine import reports
from cnngui.engine.reports import Report


def columns(loss: list[float], metric: list[float], **others: list[float]) -> dict[str, np.ndarray]:
    named = {"batch_loss": loss, "batch_metric": metric, **others}
    return {name: np.array(values, np.float32) for name, values in named.items()}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(reports.time, "monotonic", lambda: now[0])
    return now


def test_steps_are_bundled_until_it_is_time(clock: list[float]) -> None:
    told: list[Any] = []
    report = Report("7", told.append)
    report.steps(1, 0, columns([1, 2], [0, 0]), 10.0, 0.1)
    clock[0] += 0.01
    report.steps(1, 2, columns([3], [0.5]), 20.0, 0.1)
    clock[0] += 0.01
    report.steps(1, 3, columns([4, 5], [1, 1]), 30.0, 0.1)
    assert len(told) == 1
    clock[0] += 0.02
    report.steps(1, 5, columns([6], [1]), 40.0, 0.05)
    assert [(event.run_id, event.epoch, event.first_step) for event in told] == [("7", 1, 0), ("7", 1, 2)]
    assert told[1].loss.tolist() == [3, 4, 5, 6]
    assert told[1].metric.tolist() == [0.5, 1, 1, 1]
    assert told[1].images_per_second == 40.0


def test_what_is_left_can_be_told_at_once(clock: list[float]) -> None:
    told: list[Any] = []
    report = Report("7", told.append)
    report.steps(1, 0, columns([1], [0]), 10.0, 0.1)
    report.steps(1, 1, columns([2], [0]), 10.0, 0.1)
    report.flush()
    report.flush()
    assert [event.first_step for event in told] == [0, 1]


def test_a_call_without_steps_tells_nothing(clock: list[float]) -> None:
    told: list[Any] = []
    report = Report("7", told.append)
    report.steps(1, 0, columns([], []), 10.0, 0.1)
    report.flush()
    assert told == []


def test_what_is_measured_anew_begins_another_message(clock: list[float]) -> None:
    told: list[Any] = []
    report = Report("7", told.append)
    report.steps(1, 0, columns([1], [0]), 10.0, 0.1)
    report.steps(1, 1, columns([2], [0]), 10.0, 0.1)
    report.steps(1, 2, columns([3], [0], batch_gradient_norm=[5]), 10.0, 0.1)
    report.flush()
    assert [(event.first_step, sorted(event.columns)) for event in told[1:]] == [
        (1, ["batch_loss", "batch_metric"]),
        (2, ["batch_gradient_norm", "batch_loss", "batch_metric"]),
    ]
