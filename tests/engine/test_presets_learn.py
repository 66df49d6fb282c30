"""What the training_data on XOR print comes out of our own training, in fewer steps than theirs."""

from __future__ import annotations

from math import log

import pytest

from cnngui.course.presets import preset
from cnngui.runs.history import EpochRow
from tests.engine.talk import Talk

pytestmark = [pytest.mark.tensorflow, pytest.mark.slow]


def last_row(engine: Talk, name: str, epochs: int) -> EpochRow:
    shown = preset(name)
    engine.trained(shown.network, shown.recipe.model_copy(update={"epochs": epochs}), data="xor")
    return engine.rows()[-1]


@pytest.mark.parametrize(
    ("name", "epochs", "cost"),
    [("xor-10-relu", 1_000, 0.01), ("xor-2-2-1", 5_000, 0.1), ("xor-deep-wide", 2_000, 0.05)],
)
def test_hidden_units_learn_xor(engine: Talk, name: str, epochs: int, cost: float) -> None:
    """002: all three end at an accuracy of 1.0."""
    row = last_row(engine, name, epochs)
    assert row.val_metric == 1.0
    assert row.val_loss < cost


@pytest.mark.parametrize(("name", "epochs"), [("xor-logistic", 2_500), ("xor-10-sigmoid", 1_000)])
def test_one_unit_and_ten_layers_of_sigmoids_do_not(engine: Talk, name: str, epochs: int) -> None:
    """002: the cost ends at ln 2, and every answer is 0.5."""
    row = last_row(engine, name, epochs)
    assert row.val_loss == pytest.approx(log(2), abs=0.001)
    assert row.val_metric <= 0.75
