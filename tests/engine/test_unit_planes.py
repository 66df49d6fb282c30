"""Units over many points: Keras' values, and where they turn over."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.engine.unit_planes import unit_planes
from cnngui.errors import CnnguiError
from cnngui.network.blocks import Residual
from cnngui.network.layers import Activation, Conv2D, Dense, Dropout, ReLU
from cnngui.network.network import Network

POINTS = np.random.default_rng(4).normal(0, 1, (40, 2)).astype(np.float32)
NETWORK = Network(
    input_shape=(2,),
    layers=(
        Dense(units=3, activation="relu", name="first"),
        Dropout(rate=0.5, name="dropped"),
        Dense(units=3, name="plain"),
        Activation(activation="tanh", name="bent"),
        ReLU(name="cut"),
        Residual(branches=((Dense(units=3, name="inner"),), ()), name="block"),
        Dense(units=3, activation="softmax", name="last"),
    ),
)


def weights() -> dict[str, tuple[np.ndarray, ...]]:
    draw = np.random.default_rng(5)
    shapes = {"first": (2, 3), "plain": (3, 3), "inner": (3, 3), "last": (3, 3)}
    return {
        name: (draw.normal(0, 1, shape).astype(np.float32), draw.normal(0, 1, 3).astype(np.float32))
        for name, shape in shapes.items()
    }


def test_a_unit_is_on_where_its_weighted_sum_is_above_zero() -> None:
    values, margins, activation = unit_planes(NETWORK, weights(), "first", POINTS)
    kernel, bias = weights()["first"]
    np.testing.assert_allclose(margins, POINTS @ kernel + bias, atol=1e-6)
    np.testing.assert_allclose(values, np.maximum(margins, 0), atol=1e-6)
    assert activation == "relu"
    assert (margins < 0).any()


@pytest.mark.parametrize(("layer", "activation"), [("bent", "tanh"), ("cut", "relu")])
def test_a_layer_that_is_an_activation_turns_over_with_what_it_is_given(layer: str, activation: str) -> None:
    before = {"bent": "plain", "cut": "bent"}[layer]
    given = unit_planes(NETWORK, weights(), before, POINTS)[0]
    _, margins, told = unit_planes(NETWORK, weights(), layer, POINTS)
    assert told == activation
    np.testing.assert_array_equal(margins, given)


@pytest.mark.parametrize("layer", ["dropped", "plain", "block"])
def test_what_has_no_activation_turns_over_where_it_is_zero(layer: str) -> None:
    values, margins, activation = unit_planes(NETWORK, weights(), layer, POINTS)
    np.testing.assert_array_equal(values, margins)
    assert activation == "linear"


def test_under_a_softmax_a_unit_is_on_where_it_is_the_largest() -> None:
    values, margins, activation = unit_planes(NETWORK, weights(), "last", POINTS)
    assert activation == "softmax"
    np.testing.assert_array_equal((margins > 0).argmax(axis=1), values.argmax(axis=1))
    assert ((margins > 0).sum(axis=1) == 1).all()


@pytest.mark.tensorflow
@pytest.mark.parametrize("layer", ["first", "plain", "bent", "cut", "block", "last"])
def test_values_are_those_of_keras(layer: str) -> None:
    from cnngui.engine.keras_backend.replica import Replica

    replica = Replica(NETWORK, seed=1)
    values, _, _ = unit_planes(NETWORK, replica.weights(), layer, POINTS[:5])
    np.testing.assert_allclose(values, replica.look(POINTS[:5], [layer])[1][layer], atol=1e-5)


@pytest.mark.parametrize(("layer", "code"), [("gone", "engine.no_such_layer"), ("maps", "engine.no_units")])
def test_what_has_no_units_is_told(layer: str, code: str) -> None:
    network = Network(input_shape=(4, 4, 1), layers=(Conv2D(filters=2, kernel_size=1, name="maps"),))
    kernel = np.ones((1, 1, 1, 2), np.float32), np.zeros(2, np.float32)
    with pytest.raises(CnnguiError) as told:
        unit_planes(network, {"maps": kernel}, layer, np.zeros((3, 4, 4, 1), np.float32))
    assert told.value.code == code
