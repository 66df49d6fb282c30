"""Edits: a new network each time, names that stay with their layers, refusals that say what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnngui.errors import CnnguiError
from cnngui.network import edit
from cnngui.network.inference.problems import Edit, Fix
from cnngui.network.initializers import HeNormal, RandomNormal
from cnngui.network.layers import Activation, AnyLayer, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnngui.network.network import MAX_LAYERS, Network
from tests.network.stacks import LAYERS, networks

BASE = Network(layers=(Conv2D(), MaxPooling2D(), Flatten(), Dense()))


def refusal(action: Callable[[], Any]) -> CnnguiError:
    with pytest.raises(CnnguiError) as caught:
        action()
    assert caught.value.message().mend
    return caught.value


def renamed(network: Network, name: str, new_name: str) -> Network:
    """Return the network after its layer was renamed, as the window's form does it."""
    return edit.replace(network, name, edit.with_field(network.layer(name), "name", new_name))


def test_insert_puts_a_layer_between_others() -> None:
    network = edit.insert(BASE, 2, Dropout())
    assert network.names == ("conv2d", "max_pooling2d", "dropout", "flatten", "dense")
    assert BASE.names == ("conv2d", "max_pooling2d", "flatten", "dense")


@pytest.mark.parametrize(("index", "place"), [(-3, 0), (0, 0), (4, 4), (99, 4)])
def test_insert_beyond_the_ends_means_the_end(index: int, place: int) -> None:
    assert edit.insert(BASE, index, Dropout()).names[place] == "dropout"


def test_a_taken_name_gives_way_to_a_free_one() -> None:
    network = edit.insert(BASE, 0, Dense(name="dense"))
    assert network.names == ("dense_1", "conv2d", "max_pooling2d", "flatten", "dense")


def test_pasting_twice_names_the_copies_anew() -> None:
    copied = (BASE.layer("conv2d"), BASE.layer("conv2d"), Dense(name="mine"))
    network, names = edit.insert_all(BASE, 1, copied)
    assert names == ("conv2d_1", "conv2d_2", "mine")
    assert network.names[1:4] == names


def test_a_stack_has_an_end() -> None:
    full = Network(layers=(Flatten(),) * MAX_LAYERS)
    assert refusal(lambda: edit.insert(full, 0, Flatten())).code == "network.too_many_layers"


def test_duplicates_stand_behind_their_original() -> None:
    network, (name,) = edit.duplicate(BASE, "conv2d")
    assert name == "conv2d_1"
    assert network.names == ("conv2d", "conv2d_1", "max_pooling2d", "flatten", "dense")
    assert network.layer(name).model_copy(update={"name": "conv2d"}) == BASE.layer("conv2d")


@given(networks(), st.data())
def test_what_is_removed_can_be_put_back(network: Network, data: st.DataObject) -> None:
    if network.layers:
        place = data.draw(st.integers(0, len(network.layers) - 1))
        layer = network.layers[place]
        assert edit.insert(edit.remove(network, layer.name), place, layer) == network


@given(networks(), LAYERS, st.integers(0, 7))
def test_what_is_inserted_can_be_removed(network: Network, layer: AnyLayer, place: int) -> None:
    inserted, (name,) = edit.insert_all(network, place, (layer,))
    assert edit.remove(inserted, name) == network


@given(networks(), st.data())
def test_moving_reorders_and_changes_nothing_else(network: Network, data: st.DataObject) -> None:
    if network.layers:
        places = st.integers(0, len(network.layers) - 1)
        start, end = data.draw(places), data.draw(places)
        name = network.names[start]
        moved = edit.move(network, name, end)
        assert moved.place(name).index == end
        assert set(moved.layers) == set(network.layers)
        assert edit.move(moved, name, start) == network


def test_neighbours_are_edited_as_one() -> None:
    pair = ("max_pooling2d", "conv2d")
    assert edit.remove(BASE, pair).names == ("flatten", "dense")
    moved = edit.move(BASE, pair, 1)
    assert moved.names == ("flatten", "conv2d", "max_pooling2d", "dense")
    assert edit.move(moved, pair, 0) == BASE
    twice, copies = edit.duplicate(BASE, pair)
    assert copies == ("conv2d_1", "max_pooling2d_1")
    assert twice.names == ("conv2d", "max_pooling2d", *copies, "flatten", "dense")


@pytest.mark.parametrize(
    "action",
    [
        lambda names: edit.remove(BASE, names),
        lambda names: edit.move(BASE, names, 0),
        lambda names: edit.duplicate(BASE, names),
    ],
)
def test_only_neighbours_are_edited_as_one(action: Callable[[tuple[str, str]], Any]) -> None:
    assert refusal(lambda: action(("conv2d", "flatten"))).code == "network.no_neighbours"
    assert refusal(lambda: action(("conv2d", "nobody"))).code == "network.unknown_layer"


def test_replacing_keeps_the_place_and_the_name() -> None:
    network = edit.replace(BASE, "dense", Dense(units=10))
    assert network.layers[3] == Dense(name="dense", units=10)
    other = edit.replace(BASE, "dense", Activation())
    assert other.names[3] == "activation"


def test_renaming() -> None:
    assert renamed(BASE, "dense", "answer").names[3] == "answer"
    assert renamed(BASE, "dense", "dense") == BASE
    for taken in ("flatten", "input", "input_layer"):
        assert refusal(lambda taken=taken: renamed(BASE, "dense", taken)).code == "network.name_taken"
    assert edit.insert(BASE, 0, Dense(name="input")).names[0] == "dense_1"
    assert refusal(lambda: renamed(BASE, "dense", "two words")).code == "network.bad_value"


@pytest.mark.parametrize(
    "action",
    [
        lambda: edit.remove(BASE, "nobody"),
        lambda: edit.move(BASE, "nobody", 0),
        lambda: edit.duplicate(BASE, "nobody"),
        lambda: edit.replace(BASE, "nobody", Flatten()),
    ],
)
def test_unknown_layers_are_named(action: Callable[[], Any]) -> None:
    error = refusal(action)
    assert error.code == "network.unknown_layer"
    assert error.values == {"name": "nobody"}


@pytest.mark.parametrize(
    ("layer", "field", "value", "stored"),
    [
        (Conv2D(), "filters", 64, 64),
        (Conv2D(), "kernel_size", 5, (5, 5)),
        (Conv2D(), "strides", (2, 1), (2, 1)),
        (Conv2D(), "kernel_initializer", "he_normal", HeNormal()),
        (Conv2D(), "kernel_initializer", RandomNormal(stddev=0.01), RandomNormal(stddev=0.01)),
        (MaxPooling2D(strides=(1, 1)), "strides", None, None),
        (Dropout(), "rate", 0, 0.0),
        (Dropout(), "seed", 7, 7),
        (Dense(), "use_bias", False, False),
    ],
)
def test_a_field_takes_what_a_form_gives(layer: AnyLayer, field: str, value: Any, stored: Any) -> None:
    assert getattr(edit.with_field(layer, field, value), field) == stored


@pytest.mark.parametrize(
    ("layer", "field", "value", "allowed"),
    [
        (Conv2D(name="first"), "filters", 0, "1 … 65,536"),
        (Conv2D(name="first"), "filters", "many", "1 … 65,536"),
        (Conv2D(name="first"), "kernel_size", (3, 0), "1 … 1,024"),
        (Conv2D(name="first"), "padding", "full", "valid, same"),
        (Conv2D(name="first"), "use_bias", "no", "true, false"),
        (MaxPooling2D(name="first"), "strides", 0, "1 … 1,024, None"),
        (Dropout(name="first"), "rate", 1, "0 … < 1"),
    ],
)
def test_a_field_refuses_and_says_what_it_takes(
    layer: AnyLayer, field: str, value: Any, allowed: str
) -> None:
    error = refusal(lambda: edit.with_field(layer, field, value))
    assert error.code == "network.bad_value"
    assert error.values["layer"] == "first"
    assert error.values["field"] == field
    assert error.values["allowed"] == allowed


def test_unknown_fields_are_refused() -> None:
    error = refusal(lambda: edit.with_field(Flatten(), "units", 3))
    assert error.code == "network.unknown_field"


def test_a_refused_value_is_quoted_in_short() -> None:
    error = refusal(lambda: edit.with_field(Conv2D(), "padding", "x" * 10_000))
    assert error.values["asked"] == "x" * 59 + "…"
    assert refusal(lambda: edit.with_field(Conv2D(), "padding", "x" * 60)).values["asked"] == "x" * 60


def test_the_input_shape_can_change() -> None:
    assert edit.with_input_shape(BASE, (32, 32, 3)).input_shape == (32, 32, 3)
    assert edit.with_input_shape(BASE, (32, 32, 3)).layers == BASE.layers
    for shape in ((), (0, 1, 1), (1,) * 5, (28, 28, 1.5)):
        assert (
            refusal(lambda shape=shape: edit.with_input_shape(BASE, shape)).code == "network.bad_input_shape"
        )


def test_the_edits_of_a_fix_are_done_in_order() -> None:
    fix = Fix(
        "network.fix_move_last",
        (
            Edit("remove", "flatten"),
            Edit("insert_before", "dense", Dropout()),
            Edit("insert_after", "dense", Flatten()),
            Edit("insert_after", "", Activation()),
            Edit("replace", "dense", Dense(units=3)),
            Edit("move_last", "conv2d"),
            Edit("set_input", shape=(9,)),
        ),
    )
    network = edit.apply_fix(BASE, fix)
    assert network.names == ("activation", "max_pooling2d", "dropout", "dense", "flatten", "conv2d")
    assert network.layer("dense") == Dense(name="dense", units=3)
    assert network.input_shape == (9,)


def test_half_an_edit_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="insert_before"):
        edit.apply_edit(BASE, Edit("insert_before", "dense"))
