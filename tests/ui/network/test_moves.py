"""Where Alt and an arrow bring a card."""

from __future__ import annotations

import pytest

from cnngui.network import edit
from cnngui.network.blocks import Parallel, Repeat, Residual
from cnngui.network.layers import Dense, Flatten
from cnngui.network.network import Network, Place
from cnngui.ui.network.moves import dropped_place, moved_by_keys, place_behind, reached, stepped

NETWORK = Network(
    input_shape=(4,),
    layers=(
        Dense(name="a"),
        Parallel(name="p", branches=((Dense(name="b"),), (), (Dense(name="c"), Dense(name="d")))),
        Residual(name="r", branches=((Repeat(name="n", branches=((Dense(name="e"),),)),), ())),
        Dense(name="f"),
    ),
)


@pytest.mark.parametrize(
    ("name", "direction", "place"),
    [
        ("a", "up", None),
        ("a", "down", Place(1)),
        ("a", "in", Place(0, "p")),
        ("a", "out", None),
        ("b", "up", Place(1)),
        ("b", "down", Place(2)),
        ("b", "in", Place(0, "p", 1)),
        ("b", "out", Place(2)),
        ("c", "out", Place(0, "p", 1)),
        ("c", "in", None),
        ("d", "up", Place(0, "p", 2)),
        ("d", "down", Place(2)),
        ("p", "in", Place(0, "r")),
        ("r", "in", Place(1, "p")),
        ("n", "in", Place(0, "r", 1)),
        ("e", "in", None),
        ("e", "out", Place(1, "r")),
        ("f", "in", Place(1, "r")),
        ("f", "down", None),
    ],
)
def test_places(name: str, direction: str, place: Place | None) -> None:
    found = moved_by_keys(NETWORK, (name,), direction)
    assert found == place
    if found is not None:
        moved = edit.move(NETWORK, name, found)
        assert moved != NETWORK
        assert set(moved.names) == set(NETWORK.names)


@pytest.mark.parametrize(
    ("names", "direction", "place"),
    [
        (("a", "p"), "up", None),
        (("a", "p"), "down", Place(1)),
        (("p", "r"), "down", Place(2)),
        (("r", "f"), "down", None),
        (("r", "f"), "up", Place(1)),
        (("a", "p"), "in", Place(0, "r")),
        (("r", "f"), "in", Place(1, "p")),
        (("c", "d"), "up", Place(1)),
        (("c", "d"), "out", Place(0, "p", 1)),
    ],
)
def test_places_of_several(names: tuple[str, str], direction: str, place: Place | None) -> None:
    assert moved_by_keys(NETWORK, names, direction) == place
    if place is not None:
        moved = edit.move(NETWORK, names, place)
        assert moved.place(names[0]) == place
        assert moved.place(names[1]).index == place.index + 1


@pytest.mark.parametrize(
    ("names", "target", "dropped"),
    [
        (("a",), Place(3), Place(2)),
        (("c",), Place(0), Place(0)),
        (("a", "b"), Place(1), Place(0)),
        (("a", "b"), Place(3), Place(1)),
    ],
)
def test_a_drop_is_counted_without_what_is_dropped(names, target, dropped) -> None:
    network = Network(layers=tuple(Flatten(name=name) for name in "abc"))
    assert dropped_place(network, names, target) == dropped


@pytest.mark.parametrize(
    ("selection", "step", "name"), [("b", 1, "c"), ("b", -5, "a"), ("c", 1, "c"), ("", 1, "a"), ("", -1, "a")]
)
def test_a_step_ends_at_the_first_and_the_last(selection: str, step: int, name: str) -> None:
    assert stepped(("a", "b", "c"), selection, step) == name


def test_a_selection_reaches_no_further_than_its_own_stack() -> None:
    network = Network(layers=tuple(Flatten(name=name) for name in "abc"))
    assert reached(network, "b", 9) == "c"
    assert reached(network, "input", 1) == ""
    assert place_behind(network, "b") == Place(2)
    assert place_behind(network, "input") == Place(0)
