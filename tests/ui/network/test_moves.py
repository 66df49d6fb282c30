"""Where Alt and an arrow bring a card."""

from __future__ import annotations

import pytest

from cnngui.network import edit
from cnngui.network.blocks import Parallel, Repeat, Residual
from cnngui.network.layers import Dense
from cnngui.network.network import Network, Place
from cnngui.ui.network.moves import moved_by_keys

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
