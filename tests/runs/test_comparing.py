from __future__ import annotations

import csv
import io

import pytest

from cnngui.network.recipe import SGD, Adam, Recipe
from cnngui.runs.comparing import axes, axis, difference, differing, grouped, ordered, table_csv, value_of
from tests.runs.rows import row

RATE = "recipe.optimizer.learning_rate"
THREE = [
    row("a", Recipe(optimizer=Adam(learning_rate=0.1)), best_metric=0.9),
    row("b", Recipe(optimizer=Adam(learning_rate=0.001)), best_metric=None),
    row("c", Recipe(optimizer=Adam(learning_rate=0.01)), best_metric=0.95),
]


def ids(rows: object) -> list[str]:
    return [each.id for each in rows]  # type: ignore[attr-defined]


def test_only_what_was_chosen_otherwise_differs() -> None:
    assert differing(THREE) == [RATE]
    assert differing(THREE[:1]) == []
    assert differing([]) == []


def test_of_a_setting_that_only_some_have_those_are_compared() -> None:
    momentum, rate = "recipe.optimizer.momentum", 0.001
    rows = [row("a"), row("b", Recipe(optimizer=SGD(learning_rate=rate)))]
    assert differing(rows) == ["recipe.optimizer"]
    assert value_of(rows[0], momentum) is None
    rows.append(row("c", Recipe(optimizer=SGD(learning_rate=rate, momentum=0.9))))
    assert differing(rows) == ["recipe.optimizer", momentum]


def test_another_network_and_data_differ_names_do_not() -> None:
    rows = [row("a"), row("b", network="other", data="mnist", parameters=7)]
    assert differing(rows) == ["network", "data", "parameters"]


@pytest.mark.parametrize(("descending", "expected"), [(False, ["a", "c", "b"]), (True, ["c", "a", "b"])])
def test_what_was_not_measured_comes_last_either_way(descending: bool, expected: list[str]) -> None:
    assert ids(ordered(THREE, "best_metric", descending=descending)) == expected


def test_nan_and_nothing_come_last_and_equal_ones_stay() -> None:
    rows = [row("x", note=""), row("B", note="beta"), row("a", note="Alpha"), row("z", note="alpha")]
    assert ids(ordered(rows, "note")) == ["a", "z", "B", "x"]
    rows = [row("x", loss=float("nan")), row("y", loss=2.0), row("z", loss=1.0)]
    assert ids(ordered(rows, "loss", descending=True)) == ["y", "z", "x"]


def test_groups_are_in_the_order_of_their_values_and_rows_as_they_were() -> None:
    rows = [row("a", parameters=20), row("b", parameters=3), row("c", parameters=20), row("d", group="")]
    assert [(value, ids(group)) for value, group in grouped(rows, "parameters")] == [
        (0, ["d"]),
        (3, ["b"]),
        (20, ["a", "c"]),
    ]
    tagged = [row("a", tags=("x", "y")), row("b"), row("c", tags=("x", "y"))]
    assert [(value, ids(group)) for value, group in grouped(tagged, "tags")] == [
        ("x, y", ["a", "c"]),
        (None, ["b"]),
    ]


def test_a_difference_is_of_numbers_only() -> None:
    assert difference(0.95, 0.9) == pytest.approx(0.05)
    assert difference(None, 0.9) is None
    assert difference("Adam", "SGD") is None
    assert difference(True, 1) is None
    assert difference(float("nan"), 1) is None


def test_rates_far_apart_are_on_a_logarithmic_axis() -> None:
    found = axis(THREE, RATE)
    assert found is not None
    assert (found.kind, found.low, found.high) == ("log", 0.001, 0.1)
    assert found.place(0.01) == pytest.approx(0.5)
    assert found.value(0.5) == pytest.approx(0.01)
    assert found.place(None) is None


def test_axes_are_of_what_differs_and_of_results() -> None:
    rows = [row("a", Recipe(optimizer=SGD()), best_metric=0.5), row("b", best_metric=0.75)]
    by_key = {each.key: each for each in axes(rows, ["best_metric", "test_metric"])}
    assert "test_metric" not in by_key
    assert by_key["best_metric"].place(0.625) == pytest.approx(0.5)
    assert by_key["recipe.optimizer"].categories == ("Adam", "SGD")
    assert by_key["recipe.optimizer"].place("SGD") == 0.75
    assert by_key["recipe.optimizer"].place("Nadam") is None
    assert list(by_key)[-1] == "best_metric"


def test_an_axis_of_one_value_has_it_in_the_middle() -> None:
    found = axis([row("a", epochs=3)], "epochs")
    assert found is not None
    assert found.place(3) == 0.5


def test_a_csv_holds_numbers_as_numbers_and_no_formula() -> None:
    content = table_csv(["Name", "Δ"], [["=1+1", -0.5], ["한글, 二", None], ["@x", 3]])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [["Name", "Δ"], ["'=1+1", "-0.5"], ["한글, 二", ""], ["'@x", "3"]]
