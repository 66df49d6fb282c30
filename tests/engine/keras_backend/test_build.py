from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnngui.course.presets import preset
from cnngui.network.inference.weight_shapes import trainable_shapes, weight_shapes
from cnngui.network.initializers import Constant, HeNormal, RandomUniform, TruncatedNormal, Zeros
from cnngui.network.layers import (
    Activation,
    AlphaDropout,
    AnyLayer,
    BatchNormalization,
    Conv1D,
    Conv2D,
    Conv3D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GaussianDropout,
    GaussianNoise,
    RandomFlip,
    RandomRotation,
    RandomTranslation,
    RandomZoom,
    SeparableConv2D,
    SpatialDropout2D,
)
from cnngui.network.network import Network, Shape
from cnngui.network.penalties import L1, L1L2, L2, MaxNorm, NonNeg, UnitNorm
from cnngui.network.table import LAYER_TABLE, default_layer

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


def shape_for(kind: str) -> Shape:
    """Return an input that a layer with its defaults can read."""
    if kind.endswith("3D"):
        return 6, 6, 6, 4
    if kind.endswith("1D") or kind in ("SimpleRNN", "LSTM"):
        return 6, 4
    return (6,) if kind == "Embedding" else (6, 6, 32)


@pytest.mark.parametrize("kind", LAYER_TABLE)
def test_weight_shapes_of_every_kind_are_those_of_keras(kind: str) -> None:
    network = Network(input_shape=shape_for(kind), layers=(default_layer(kind),))
    (layer,) = built(network).layers[1:]
    shapes = weight_shapes(network).get(layer.name, ())
    assert tuple(weight.shape for weight in layer.weights) == shapes
    assert tuple(weight.shape for weight in layer.trainable_weights) == trainable_shapes(network)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Conv1D(use_bias=False, groups=2), (6, 4)),
        (Conv3D(kernel_size=(1, 2, 3), use_bias=False), (6, 6, 6, 4)),
        (SeparableConv2D(depth_multiplier=3, kernel_size=(2, 3)), (6, 6, 4)),
    ],
)
def test_odd_weight_shapes_are_those_of_keras(layer: AnyLayer, shape: Shape) -> None:
    network = Network(input_shape=shape, layers=(layer,))
    model = built(network)
    assert tuple(weight.shape for weight in model.layers[1].weights) == trainable_shapes(network)


def test_penalties_reach_the_kernel() -> None:
    layers = (
        Conv2D(filters=2, kernel_regularizer=L2(l2=0.5), kernel_constraint=MaxNorm(max_value=3)),
        Flatten(),
        Dense(units=3, kernel_regularizer=L1(l1=0.25), kernel_constraint=NonNeg()),
        Dense(units=3, kernel_regularizer=L1L2(l1=0.1, l2=0.2), kernel_constraint=UnitNorm()),
    )
    model = built(Network(input_shape=(4, 4, 1), layers=layers))
    convolution, _, first, second = model.layers[1:]
    kernels = [np.array(layer.kernel) for layer in (convolution, first, second)]
    expected = (
        0.5 * (kernels[0] ** 2).sum(),
        0.25 * np.abs(kernels[1]).sum(),
        0.1 * np.abs(kernels[2]).sum() + 0.2 * (kernels[2] ** 2).sum(),
    )
    np.testing.assert_allclose([float(loss) for loss in model.losses], expected, rtol=1e-5)
    limited = np.array(convolution.kernel.constraint(10 * kernels[0]))
    np.testing.assert_allclose(np.sqrt((limited**2).sum(axis=0)).max(), 3, rtol=1e-5)
    assert np.array(first.kernel.constraint(kernels[1])).min() == 0
    unit = np.array(second.kernel.constraint(kernels[2]))
    np.testing.assert_allclose((unit**2).sum(axis=0), 1, rtol=1e-4)


NOISY = (
    Dropout(),
    SpatialDropout2D(),
    AlphaDropout(),
    GaussianDropout(),
    GaussianNoise(),
    RandomFlip(),
    RandomRotation(fill_mode="constant", fill_value=0.5),
    RandomTranslation(),
    RandomZoom(height_factor=0.4),
)


@pytest.mark.parametrize("layer", NOISY, ids=lambda layer: layer.kind)
def test_noise_follows_from_the_seed_goes_on_where_it_was_left_and_is_for_training_only(layer: Any) -> None:
    """The promise of a resumed run: what Keras keeps out of weights is kept as seeds."""
    from cnngui.engine.keras_backend.build import seeds_of, set_seeds

    network = Network(input_shape=(8, 8, 2), layers=(layer,))
    one, same, other = built(network, 5), built(network, 5), built(network, 6)
    pictures = np.random.default_rng(0).random((6, 8, 8, 2)).astype(np.float32)

    def draws(model: Any, times: int) -> list[np.ndarray]:
        return [np.array(model(pictures, training=True)) for _ in range(times)]

    np.testing.assert_array_equal(np.array(one(pictures, training=False)), pictures)
    first, second, third = draws(one, 3)
    assert not np.array_equal(first, pictures)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(draws(same, 1)[0], first)
    assert not np.array_equal(draws(other, 1)[0], first)
    (seeds,) = (seeds_of(same),)
    assert len(seeds) == 1
    set_seeds(other, seeds)
    for left, right in zip(draws(other, 2), (second, third), strict=True):
        np.testing.assert_array_equal(left, right)


def test_words_are_looked_up() -> None:
    model = built(Network(input_shape=(3,), layers=(Embedding(input_dim=5, output_dim=2),)))
    table = np.array(model.layers[1].embeddings)
    np.testing.assert_array_equal(np.array(model(np.array([[4.0, 0.0, 4.0]])))[0], table[[4, 0, 4]])


def test_a_causal_convolution_does_not_look_ahead() -> None:
    layer = Conv1D(filters=1, kernel_size=3, dilation_rate=2, padding="causal")
    model = built(Network(input_shape=(12, 1), layers=(layer,)))
    before = np.zeros((1, 12, 1), np.float32)
    after = before.copy()
    after[0, 7:] = 1
    left, right = np.array(model(before)), np.array(model(after))
    np.testing.assert_array_equal(left[0, :7], right[0, :7])
    assert not np.array_equal(left[0, 7:], right[0, 7:])
