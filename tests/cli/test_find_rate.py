"""What a terminal shows of a search for a rate; the session is played, and nothing learns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnngui.engine import protocol
from cnngui.network.network import Network
from cnngui.network.recipe import Recipe
from tests.cli.conftest import Cnngui

RATES = np.geomspace(1e-6, 10, 40)
COST = 2.5


@pytest.fixture
def search(cnngui: Cnngui, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Search where the cost is the same at all rates; return the answer, and what was asked."""

    def call(suggestion: float | None, *words: str, count: int = 40) -> Any:
        asked: dict[str, Any] = {}

        class Played:
            def __init__(self, *, edits: bool) -> None:
                asked["edits"] = edits

            def __enter__(self) -> Played:
                return self

            def __exit__(self, *raised: object) -> None:
                pass

            def stop(self) -> None:
                pass

            def find_rate(
                self, network: Network, recipe: Recipe, data: str, show: Callable[[protocol.Event], None]
            ) -> float | None:
                asked.update(layers=len(network.layers), epochs=recipe.epochs, data=data)
                show(protocol.Ready("CPU", "float32", 2, {}))
                for rates in np.array_split(RATES[:count], 2):
                    show(protocol.RatesTried(rates, np.full(len(rates), COST)))
                return suggestion

        monkeypatch.setattr("cnngui.engine.session.Session", Played)
        answer = cnngui("find-rate", "--preset", "mnist-softmax", "--data", "digits", *words)
        assert answer.code == 0, answer.err
        return answer, asked

    return call


def test_machines_get_all_that_was_tried(search: Callable[..., Any]) -> None:
    answer, asked = search(0.01, "--json")
    assert answer.json == {"suggestion": 0.01, "rates": RATES.tolist(), "losses": [COST] * 40}
    assert asked == {"edits": True, "layers": 2, "epochs": asked["epochs"], "data": "digits"}
    assert search(None, "--json", "--without-edits")[1]["edits"] is False


@pytest.mark.parametrize(("count", "rows"), [(40, 15), (15, 15), (4, 4)])
def test_people_get_a_table_from_the_smallest_to_the_largest(
    search: Callable[..., Any], count: int, rows: int
) -> None:
    answer, _ = search(0.01, count=count)
    shown = [line.split() for line in answer.out.splitlines() if line.split()[-1:] == ["2.5000"]]
    assert len(shown) == rows
    assert [shown[0][0], shown[-1][0]] == ["1e-06", f"{RATES[count - 1]:.2g}"]


@pytest.mark.parametrize(
    ("suggestion", "told"),
    [
        (0.0123, "Suggestion, no more: 0.012, where the cost falls fastest."),
        (None, "No suggestion: the cost did not fall."),
    ],
)
def test_people_are_told_what_may_suit(
    search: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, suggestion: float | None, told: str
) -> None:
    monkeypatch.setattr("cnngui.cli.output._FILE_COLUMNS", 40)  # in one line, however narrow it is
    answer, _ = search(suggestion)
    assert answer.out.strip().splitlines()[-1] == told
