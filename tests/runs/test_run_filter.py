from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnngui.network.recipe import SGD, Recipe
from cnngui.runs.run_filter import allowed, parse
from tests.runs.rows import row

ROWS = [
    row("wide", tags=("good", "to keep"), best_metric=0.985, epochs=5, note="wider first layer"),
    row("넓은 망", Recipe(optimizer=SGD(momentum=0.9)), state="stopped", data="mnist", epochs=12),
]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", [0, 1]),
        ("WIDE", [0]),
        ("넓은", [1]),
        ("wide keep", [0]),
        ('"first layer"', [0]),
        ('"layer first"', []),
        ("tag:good", [0]),
        ('tag:"to keep"', [0]),
        ("-tag:good", [1]),
        ("state:stop", [1]),
        ("data:mnist", [1]),
        ("sgd", [1]),
        ("optimizer:adam", [0]),
        ("momentum>0.5", [1]),
        ("accuracy>0.98", [0]),
        ("accuracy>98%", [0]),
        ("accuracy<0.5", []),
        ("epochs>5", [1]),
        ("batch_size=100", [0, 1]),
        ("nothing:1", []),
        ('"', [0, 1]),
    ],
)
def test_a_line_lets_through_what_it_asks_for(line: str, expected: list[int]) -> None:
    terms = parse(line)
    assert [place for place, each in enumerate(ROWS) if allowed(each, terms)] == expected


@given(st.text(max_size=40))
def test_no_line_is_wrong(line: str) -> None:
    terms = parse(line)
    assert all(allowed(each, terms) in (True, False) for each in ROWS)
