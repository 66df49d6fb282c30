from __future__ import annotations

from dataclasses import replace

from cnngui.network.recipe import SGD, Adam, Recipe
from cnngui.runs.told_apart import told_apart
from tests.runs.rows import row


def _apart(*rows: object) -> list[str]:
    return [each.apart for each in told_apart(rows)]  # type: ignore[arg-type]


def _rate(rate: float, seed: int = 1) -> Recipe:
    return Recipe(optimizer=Adam(learning_rate=rate), seed=seed)


def _unnamed(name: str, recipe: Recipe | None = None, **values: object):  # type: ignore[no-untyped-def]
    return replace(row(name, recipe, **values), name="")


def test_what_differs_is_said_of_runs_called_the_same_and_of_no_others() -> None:
    named, other = row("mine", _rate(0.5)), _unnamed("d", title="Deep CNN")
    found = _apart(_unnamed("a", _rate(0.01)), _unnamed("b", _rate(0.001, seed=2)), named, other)
    assert found == ["learning rate 0.01", "learning rate 0.001", "", ""]


def test_what_no_setting_tells_alone_two_tell() -> None:
    recipes = [Recipe(seed=seed, batch_size=size, epochs=7 if size == 10 else 9)
               for seed, size in ((1, 10), (2, 10), (1, 20), (3, 20), (2, 30))]  # fmt: skip
    found = _apart(*(_unnamed(str(number), recipe) for number, recipe in enumerate(recipes)))
    assert found[3] == "seed 3"
    assert found[4] == "batch size 30"
    assert sorted(found[0].split(", ")) == ["batch size 10", "seed 1"]
    assert len(set(found)) == 5


def test_a_setting_that_one_has_not_is_left_out() -> None:
    found = _apart(_unnamed("a", Recipe(optimizer=SGD())), _unnamed("b", Recipe(optimizer=Adam())))
    assert [words.split(",")[0] for words in found] == ["optimizer SGD", "optimizer Adam"]


def test_alike_ones_are_numbered_in_their_order() -> None:
    assert _apart(*map(_unnamed, "abc")) == ["#1", "#2", "#3"]
    found = _apart(_unnamed("a", _rate(0.1)), _unnamed("b", _rate(0.1)), _unnamed("c", _rate(0.2)))
    assert found == ["learning rate 0.1 #1", "learning rate 0.1 #2", "learning rate 0.2"]


def test_a_fork_and_other_layers_are_told_without_a_hash() -> None:
    found = _apart(_unnamed("a", parameters=1200), _unnamed("b", parameters=3400, network="other"))
    assert found == ["1,200 parameters", "3,400 parameters"]
    assert _apart(_unnamed("a"), _unnamed("b", parent="a", parent_epoch=2))[1] == "fork of epoch 2"


def test_an_edited_network_is_called_otherwise_and_two_of_one_name_are_not() -> None:
    assert _apart(_unnamed("a"), _unnamed("b", edited=True)) == ["", ""]
    assert _apart(row("x"), replace(row("y"), name="x", edited=True)) == ["#1", "#2"]


def test_runs_come_back_in_their_order_with_their_names() -> None:
    rows = told_apart([_unnamed("a"), row("b"), _unnamed("c")])
    assert [each.shown_name for each in rows] == ["MNIST CNN · #1", "b", "MNIST CNN · #2"]
