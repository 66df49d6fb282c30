from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnngui.network.initializers import Constant, HeNormal, RandomUniform, TruncatedNormal, Zeros
from cnngui.network.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten
from cnngui.network.network import Network
from cnngui.network.presets import preset
from cnngui.runs.shapes import trainable_shapes, weight_shapes

pytestmark = pytest.mark.tensorflow

SMALL = Network(
    input_shape=(8, 8, 2),
    layers=(
        Conv2D(filters=6, kernel_size=(3, 2), groups=2, dilation_rate=(2, 1)),
        BatchNormalization(scale=False),
        Activation(activation="leaky_relu"),
        Dropout(rate=0.4),
        Flatten(),
        Dense(units=3, use_bias=False),
    ),
)


def built(network: Network, seed: int = 1) -> Any:
    from cnngui.engine.keras_backend.build import build_model

    return build_model(network, seed)


@pytest.mark.parametrize("network", [SMALL, preset("mnist-cnn").network], ids=["small", "mnist-cnn"])
def test_weight_shapes_are_those_of_keras(network: Network) -> None:
    model = built(network)
    shapes = weight_shapes(network)
    for layer in model.layers[1:]:
        assert tuple(weight.shape for weight in layer.weights) == shapes.get(layer.name, ())
    assert tuple(weight.shape for weight in model.trainable_weights) == trainable_shapes(network)


def test_a_layer_is_what_its_fields_say() -> None:
    model = built(SMALL)
    config = model.layers[1].get_config()
    assert (config["kernel_size"], config["groups"], config["dilation_rate"]) == ((3, 2), 2, (2, 1))
    assert not model.layers[2].scale
    assert model.layers[4].rate == 0.4
    assert not model.layers[6].use_bias


def test_weights_follow_from_the_seed_alone() -> None:
    one, same, other = built(SMALL, 5), built(SMALL, 5), built(SMALL, 6)
    for left, right in zip(one.get_weights(), same.get_weights(), strict=True):
        np.testing.assert_array_equal(left, right)
    assert not np.array_equal(one.get_weights()[0], other.get_weights()[0])


def test_layers_of_one_kind_do_not_draw_the_same() -> None:
    network = Network(input_shape=(4,), layers=(Dense(units=4), Dense(units=4), Dropout(), Dropout()))
    from cnngui.engine.keras_backend.build import seeds_of

    model = built(network)
    assert not np.array_equal(model.layers[1].kernel, model.layers[2].kernel)
    seeds = seeds_of(model)
    assert not np.array_equal(seeds["dropout"], seeds["dropout_1"])


def test_initializers_do_what_their_arguments_say() -> None:
    def kernel(initializer: Any) -> np.ndarray:
        layers = (Dense(units=400, kernel_initializer=initializer),)
        return np.array(built(Network(input_shape=(100,), layers=layers)).layers[1].kernel)

    assert not kernel(Zeros()).any()
    assert (kernel(Constant(value=0.25)) == 0.25).all()
    uniform = kernel(RandomUniform(minval=1, maxval=2))
    assert uniform.min() >= 1
    assert uniform.max() < 2
    assert kernel(HeNormal()).std() == pytest.approx(np.sqrt(2 / 100), rel=0.05)
    assert kernel(TruncatedNormal(mean=3, stddev=0.1)).mean() == pytest.approx(3, abs=0.01)


def test_weights_and_seeds_can_be_taken_out_and_put_in() -> None:
    from cnngui.engine.keras_backend.build import seeds_of, set_seeds, set_weights, weights_of

    one, other = built(SMALL, 1), built(SMALL, 2)
    set_weights(other, weights_of(one))
    set_seeds(other, seeds_of(one))
    picture = np.random.default_rng(0).normal(size=(5, 8, 8, 2)).astype(np.float32)
    for training in (False, True):
        np.testing.assert_array_equal(one(picture, training=training), other(picture, training=training))


def test_a_fixed_dropout_seed_is_kept() -> None:
    from cnngui.engine.keras_backend.build import seeds_of

    network = Network(input_shape=(4,), layers=(Dropout(seed=77),))
    assert seeds_of(built(network, 1))["dropout"][0] == seeds_of(built(network, 2))["dropout"][0] == 77
