"""Against Keras itself: tests/engine/keras_backend/test_build.py."""

from __future__ import annotations

from math import prod

import pytest

from cnngui.course.presets import Preset, presets
from cnngui.network import edit
from cnngui.network.inference.infer import infer
from cnngui.network.inference.weight_shapes import (
    same_weights,
    slot_shapes,
    slots_per_weight,
    trainable_shapes,
    weight_shapes,
)
from cnngui.network.layers import Conv2D, Dense, Dropout
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Adam, RMSprop


@pytest.mark.parametrize("each", presets(), ids=lambda each: each.name)
def test_the_weights_of_a_layer_are_as_many_as_its_parameters(each: Preset) -> None:
    shapes = weight_shapes(each.network)
    inference = infer(each.network)
    for result in inference.every:
        if not result.branches:
            assert sum(map(prod, shapes.get(result.name, ()))) == result.parameters
    assert sum(prod(shape) for arrays in shapes.values() for shape in arrays) == inference.total_parameters
    assert sum(map(prod, trainable_shapes(each.network))) == inference.trainable_parameters


def test_optimizers_keep_means_of_trainable_weights() -> None:
    network = Network(input_shape=(4,), layers=(Dense(units=3),))
    counts = [
        slots_per_weight(optimizer)
        for optimizer in (SGD(), SGD(momentum=0.9), RMSprop(), RMSprop(momentum=0.5), Adam())
    ]
    assert counts == [0, 1, 1, 2, 2]
    assert slot_shapes(network, Adam()) == ((4, 3), (3,), (4, 3), (3,))


def test_a_network_with_an_error_has_no_shapes() -> None:
    with pytest.raises(ValueError, match="conv2d"):
        weight_shapes(Network(input_shape=(4,), layers=(Conv2D(),)))


def test_what_was_learned_fits_layers_of_the_same_names_kinds_and_shapes() -> None:
    network = Network(input_shape=(4,), layers=(Dense(units=3), Dropout(), Dense(units=2)))
    without = Network(input_shape=(4,), layers=(Dense(name="dense"), Dense(name="dense_1", units=2)))
    assert same_weights(network, edit.remove(network, "dropout"))
    assert same_weights(network, edit.replace(network, "dense", Dense(units=3, activation="relu")))
    assert not same_weights(network, without)
    assert not same_weights(network, edit.replace(network, "dense", Dense(name="first", units=3)))
    assert not same_weights(network, edit.replace(network, "dense_1", Dense(units=5)))


def test_no_weights_fit_a_network_with_an_error() -> None:
    wrong = Network(input_shape=(4,), layers=(Conv2D(),))
    assert not same_weights(Network(input_shape=(4,), layers=(Dense(),)), wrong)
    assert same_weights(wrong, wrong)
