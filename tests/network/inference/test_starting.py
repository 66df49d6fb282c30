"""Which layers a network for other data takes from a trained one."""

from __future__ import annotations

import pytest

from cnngui.errors import CnnguiError
from cnngui.network import layers as kinds
from cnngui.network.blocks import Residual
from cnngui.network.freezing import frozen_part, with_trainable
from cnngui.network.inference.infer import infer
from cnngui.network.inference.starting import Freeze, start_from
from cnngui.network.network import Network

FLAT = Network(
    input_shape=(32, 32, 3),
    layers=(
        kinds.Conv2D(name="c", filters=8, activation="relu"),
        kinds.BatchNormalization(name="b"),
        Residual(name="r", branches=((kinds.Conv2D(name="rc", filters=8, padding="same"),), ())),
        kinds.Flatten(name="f"),
        kinds.Dense(name="d", units=16, activation="relu"),
        kinds.Dropout(name="drop"),
        kinds.Dense(name="out", units=10, activation="softmax"),
    ),
)
POOLED = FLAT.with_layers((*FLAT.layers[:3], kinds.GlobalAveragePooling2D(name="g"), *FLAT.layers[4:]))
CONVOLUTIONS = 3 * 9 * 8 + 8 + 4 * 8 + 8 * 9 * 8 + 8


def test_all_but_the_last_is_taken_and_frozen() -> None:
    start = start_from(FLAT, 3, (32, 32, 3))
    assert (start.taken, start.made_new, start.frozen) == (("c", "b", "r", "d"), ("out",), 4)
    assert start.nodes == ("c", "b", "rc", "r", "d")
    assert start.parameters == CONVOLUTIONS + 30 * 30 * 8 * 16 + 16
    network = start.network
    assert getattr(network.layer("out"), "units", 0) == 3
    assert [frozen_part((each,)) for each in network.layers] == ["all", "all", "all", "", "all", "", ""]
    assert infer(network, 3, (32, 32, 3)).ok
    what, why = start.told("photos").what, start.told("photos").why
    assert what == f"Taken from photos: 4 layers with {start.parameters:,} weights, frozen."
    assert why == "Made new: out, for 3 classes."


def test_the_last_begins_anew_for_as_many_classes_too() -> None:
    start = start_from(FLAT, 10, (32, 32, 3), freeze="none")
    assert (start.network, start.made_new, start.frozen) == (FLAT, ("out",), 0)


@pytest.mark.parametrize(("freeze", "frozen"), [("all", 4), ("none", 0), (2, 2), (99, 4), (0, 0)])
def test_as_many_are_frozen_as_are_wanted(freeze: Freeze, frozen: int) -> None:
    start = start_from(FLAT, 3, (32, 32, 3), freeze=freeze)
    assert start.frozen == frozen
    assert [frozen_part((start.network.layer(name),)) for name in start.taken] == (
        ["all"] * frozen + [""] * (4 - frozen)
    )


def test_what_was_frozen_in_the_source_says_nothing_here() -> None:
    source = with_trainable(FLAT, ["out", "d"], False)
    assert frozen_part(start_from(source, 3, (32, 32, 3), freeze="none").network.layers) == ""


def test_of_other_pictures_only_what_fits_is_taken() -> None:
    start = start_from(FLAT, 3, (64, 48, 3))
    assert start.network.input_shape == (64, 48, 3)
    assert (start.taken, start.made_new) == (("c", "b", "r"), ("d", "out"))
    assert start_from(POOLED, 3, (64, 48, 3)).taken == ("c", "b", "r", "d")
    # Smaller ones get a border, as in training.
    assert start_from(FLAT, 3, (28, 28, 3)).network.input_shape == (32, 32, 3)


def test_a_head_that_is_added_leaves_the_one_that_was_there() -> None:
    features = FLAT.with_layers(FLAT.layers[:5])
    start = start_from(features, 3, (32, 32, 3))
    assert start.taken == ("c", "b", "r", "d")
    (new,) = start.made_new
    assert new not in features.names


def refused(network: Network, *facts: object) -> CnnguiError:
    with pytest.raises(CnnguiError) as caught:
        start_from(network, *facts)  # type: ignore[arg-type]
    assert caught.value.message().mend
    return caught.value


def test_what_is_in_the_way_is_said() -> None:
    grey = refused(FLAT, 3, (32, 32, 1))
    assert grey.code == "starting.nothing_taken"
    assert all(words in str(grey) for words in ("3×3×3×8", "3×3×1×8", "32×32×1"))
    single = Network(input_shape=(4,), layers=(kinds.Dense(units=2, name="d"),))
    assert refused(single, 2, (4,)).code == "starting.one_layer"
    assert refused(Network(), 2, (4,)).code == "starting.not_whole"
    assert refused(FLAT, 3, (5,)).code == "starting.not_fitting"


@pytest.mark.parametrize("scaling", [kinds.BatchNormalization(name="bn"), kinds.PReLU(name="bn")])
def test_the_layer_that_answers_begins_anew_though_one_behind_it_scales(scaling: kinds.AnyLayer) -> None:
    layers = (
        kinds.Conv2D(name="c", filters=4),
        kinds.Flatten(name="f"),
        kinds.Dense(name="out", units=3),
        scaling,
        kinds.Activation(name="s", activation="softmax"),
    )
    start = start_from(Network(input_shape=(8, 8, 1), layers=layers), 3, (8, 8, 1))
    assert (start.taken, start.made_new) == (("c",), ("out", "bn"))
