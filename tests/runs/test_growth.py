"""A cost that grows is told from noise, and from a training that only goes on elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.runs.growth import growth
from cnngui.runs.history import EpochRow, History


@pytest.mark.parametrize(
    ("batches", "epochs", "grows"),
    [
        ([2.3] * 5 + [1.0] * 5, [1.5, 1.0], False),
        ([2.3] * 5 + [5.0, 0.1, 30.0, 0.1, 0.2], [], False),  # noise
        ([2.3] * 5 + [2.31] * 5, [0.5, 2.3], True),  # dead units: back to guessing
        ([0.001] * 5 + [0.5] * 5, [], False),  # going on from a trained network, on other data
        ([1e4] * 5 + [1e6] * 5, [], True),
        ([1e31], [], False),
        ([2.3, 3e8, 2e10, 5e9, 3e6, 4e5, 9e4, 2e4, 1e4, 8e3], [], True),  # from the first step on
    ],
)
def test_a_cost_that_grows_is_told_from_noise(batches: list[float], epochs: list[float], grows: bool) -> None:
    history, values = History(), np.array(batches, np.float32)
    history.append_batches(1, 0, {"batch_loss": values, "batch_metric": values}, len(batches))
    for place, cost in enumerate(epochs):
        history.append_epoch(EpochRow(place + 1, cost, 0.5, cost, 0.5, 1.0, 1.0, 0.1))
    assert bool(growth(history)) is grows


@pytest.mark.parametrize(
    ("batches", "epochs", "told"),
    [
        ([2.0] * 5 + [20.5] * 5, [], (2.0, 20.5)),
        ([2.0] * 5 + [19.5] * 5, [], None),
        ([0.5] * 5 + [10.5] * 5, [], (0.5, 10.5)),
        ([0.5] * 5 + [9.5] * 5, [], None),
        ([2.0] * 5 + [1.0] * 5, [0.75, 1.0, 1.75], (0.75, 1.75)),
        ([2.0] * 5 + [1.0] * 5, [1.0, 1.75], None),  # less than twice as much
        ([2.0] * 5 + [1.0] * 5, [0.25, 0.75], None),  # not yet half of the first
        ([2.0] * 5 + [1.0] * 5, [1.75], None),
        ([2.0] * 5 + [90.0] * 4, [], None),  # too few
    ],
)
def test_how_much_is_growth(batches: list[float], epochs: list[float], told: object) -> None:
    history, values = History(), np.array(batches)
    history.append_batches(1, 0, {"batch_loss": values, "batch_metric": values}, len(batches))
    for place, cost in enumerate(epochs):
        history.append_epoch(EpochRow(place + 1, cost, 0.5, cost, 0.5, 1.0, 1.0, 0.1))
    assert growth(history) == told
