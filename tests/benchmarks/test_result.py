"""What a benchmark says: whether a goal is met, the table for README, and percentiles."""

from __future__ import annotations

import importlib
import os

import pytest

from benchmarks.__main__ import NAMES, ON_REQUEST, table
from benchmarks.result import Result, percentile
from benchmarks.surroundings import own_home


@pytest.mark.parametrize(
    ("value", "goal", "at_least", "met"),
    [
        (15.9, 16.0, False, True),
        (16.0, 16.0, False, True),
        (16.1, 16.0, False, False),
        (1.5, 1.4, True, True),
        (1.3, 1.4, True, False),
        (3.0, None, False, None),
    ],
)
def test_a_goal_is_a_ceiling_or_a_floor(
    value: float, goal: float | None, at_least: bool, met: bool | None
) -> None:
    assert Result("beat", value, "ms", goal, at_least).met is met


def test_the_table_shows_measured_goal_and_verdict() -> None:
    rows = table(
        [
            Result("beat", 12.345, "ms", 16.0, note="load 0.1"),
            Result("speed", 1.25, "", 1.4, at_least=True),
            Result("answer", 5.0, "ms", None),
            Result("stop", 70.0, "ms", 250.0, note="worst", rounds=(61.25, 70.0), neighbours=(0.04, 1.5)),
        ]
    ).splitlines()[2:]
    assert rows == [
        "| what | measured | goal | met | how |",
        "|---|---|---|---|---|",
        "| beat | 12.3 ms | ≤ 16 ms | yes | load 0.1 |",
        "| speed | 1.25 | ≥ 1.4 | **no** |  |",
        "| answer | 5 ms |  |  |  |",
        "| stop | 70 ms | ≤ 250 ms | yes | worst; all rounds: 61.2, 70; 0.0 and 1.5 cores taken by others |",
    ]


def test_percentiles_are_measured_values() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert percentile(values, 0.0) == 1
    assert percentile(values, 0.5) == 51
    assert percentile(values, 0.99) == 100
    assert percentile([7.0], 0.99) == 7
    assert percentile(values, 1.0) == 100


def test_a_measurement_keeps_out_of_the_home_of_the_person() -> None:
    before = os.environ["CNNGUI_HOME"]
    with own_home() as home:
        assert os.environ["CNNGUI_HOME"] == str(home) != before
        assert home.is_dir()
    assert os.environ["CNNGUI_HOME"] == before
    assert not home.exists()


@pytest.mark.parametrize("name", [*NAMES, *ON_REQUEST])
def test_every_name_has_a_module_that_measures(name: str) -> None:
    assert callable(importlib.import_module(f"benchmarks.{name}").measure)
