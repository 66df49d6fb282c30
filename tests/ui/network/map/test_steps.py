"""Where arrow keys lead on the map."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnngui.export.picture import network_drawing
from cnngui.network.blocks import Block, Parallel, Repeat, Residual
from cnngui.network.layers import Conv2D, Flatten
from cnngui.network.names import INPUT
from cnngui.network.network import Network
from cnngui.ui.network.map.steps import Direction, stepped
from tests.network.block_stacks import block_networks


def conv(name: str) -> Conv2D:
    return Conv2D(name=name, filters=4, padding="same")


NETWORK = Network(
    input_shape=(8, 8, 4),
    layers=(
        conv("stem"),
        Residual(name="res", branches=((conv("main1"), conv("main2"), conv("main3")), (conv("short"),))),
        Repeat(name="rep", times=3, branches=((conv("r1"), conv("r2")),)),
        Parallel(name="par", branches=((), (conv("p1"),), (conv("p2"), conv("p3")))),
        Flatten(name="end"),
    ),
)
PLACES = network_drawing(NETWORK).places


def step(name: str, direction: Direction, network: Network = NETWORK) -> str:
    places = PLACES if network is NETWORK else network_drawing(network).places
    return stepped(network, places, name, direction)


def test_down_goes_with_the_data_from_the_input_to_the_last_layer() -> None:
    way = [INPUT]
    while (name := step(way[-1], "down")) != way[-1]:
        way.append(name)
    assert way == [INPUT, "stem", "main1", "main2", "main3", "res", "r1", "r2", "p1", "par", "end"]


def test_up_goes_back_the_same_way() -> None:
    way = ["end"]
    while (name := step(way[-1], "up")) != way[-1]:
        way.append(name)
    assert way == ["end", "par", "p1", "r2", "r1", "res", "main3", "main2", "main1", "stem", INPUT]


def test_a_shortcut_leads_down_to_the_sum_and_up_to_the_fork() -> None:
    assert step("short", "down") == "res"
    assert step("short", "up") == "stem"
    assert step("p2", "up") == "r2"


def test_sideways_is_the_nearest_layer_of_the_next_branch_that_has_any() -> None:
    assert step("main1", "right") == "short"
    assert step("main3", "right") == "short"
    assert step("short", "left") == "main1"
    assert step("p1", "right") == "p2"
    assert step("p3", "left") == "p1"


@pytest.mark.parametrize(
    ("name", "direction"), [("p1", "left"), ("stem", "right"), ("short", "right"), (INPUT, "left")]
)
def test_where_nothing_is_one_stays(name: str, direction: Direction) -> None:
    assert step(name, direction) == name


def test_from_a_branch_without_a_neighbour_sideways_goes_to_that_of_the_block_around() -> None:
    inner = Residual(name="inner", branches=((conv("deep"),), ()))
    network = Network(
        input_shape=(8, 8, 4), layers=(Parallel(name="outer", branches=((inner,), (conv("far"),))),)
    )
    assert step("deep", "right", network) == "far"
    assert step("far", "left", network) == "deep"


def test_ends_and_ways_out() -> None:
    assert step("r2", "first") == INPUT
    assert step("r2", "last") == "end"
    assert step("r2", "out") == "rep"
    assert step("rep", "down") == "r1"
    assert step("rep", "up") == "res"
    assert step("rep", "out") == "rep"
    assert step("nobody", "down") == INPUT
    assert step(INPUT, "down", Network()) == step(INPUT, "last", Network()) == INPUT


def test_a_block_without_layers_is_stopped_at_itself() -> None:
    network = Network(
        input_shape=(8, 8, 4), layers=(conv("a"), Repeat(name="none"), Residual(name="only"), conv("b"))
    )
    assert [step(name, "down", network) for name in ("a", "none", "only")] == ["none", "only", "b"]
    assert [step(name, "up", network) for name in ("b", "only", "none")] == ["only", "none", "a"]


@given(network=block_networks(), data=st.data())
def test_every_layer_is_reached_and_down_and_up_end(network: Network, data: st.DataObject) -> None:
    places = network_drawing(network).places
    names = [INPUT, *network.names]
    for direction in ("up", "down"):
        here, seen = data.draw(st.sampled_from(names)), set[str]()
        while here not in seen:
            seen.add(here)
            here = stepped(network, places, here, direction)
            assert here in names
        assert here == stepped(network, places, here, direction), "a circle"
    reached, fresh = {INPUT}, [INPUT]
    directions: tuple[Direction, ...] = ("up", "down", "left", "right", "last", "out")
    while fresh:
        here = fresh.pop()
        for direction in directions:
            name = stepped(network, places, here, direction)
            if name not in reached:
                reached.add(name)
                fresh.append(name)
    layers = {entry.name for entry in network.entries if not isinstance(entry, Block)}
    assert layers <= reached
