"""What each kind answers, in hand-made numbers: shape, counts, cost, arithmetic and reach.

tests/engine/test_shapes_against_keras.py compares shapes and parameters with Keras for all of them.
"""

from __future__ import annotations

from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnngui.network.inference.infer import infer
from cnngui.network.inference.registry import KINDS, layer_weights
from cnngui.network.inference.rules.verdict import Reach, Verdict
from cnngui.network.inference.shapes import filled_shape, nearest_divisor
from cnngui.network.layers import (
    LSTM,
    Activation,
    AnyLayer,
    AveragePooling3D,
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    Dense,
    DepthwiseConv2D,
    Embedding,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GroupNormalization,
    LayerNormalization,
    LocalResponseNormalization,
    Maxout,
    MaxPooling1D,
    MaxPooling2D,
    PositionBias,
    RandomRotation,
    Rescaling,
    Reshape,
    SeparableConv2D,
    SimpleRNN,
    SpatialDropout2D,
    UpSampling2D,
    ZeroPadding2D,
)
from cnngui.network.network import Network, Shape


def verdict(layer: AnyLayer, shape: Shape) -> Verdict:
    return KINDS[layer.kind].verdict(layer, shape)


@pytest.mark.parametrize(
    ("layer", "shape", "output", "parameters", "multiply_adds", "arithmetic"),
    [
        # Kim 2014: windows of 3, 4 and 5 words over 300 numbers a word, 100 filters each
        (
            Conv1D(filters=100, kernel_size=4),
            (50, 300),
            (47, 100),
            120_100,
            47 * 120_000,
            "⌊(50 − 4) / 1⌋ + 1 = 47; (4·300 + 1)·100 = 120,100",
        ),
        (
            Conv1D(filters=8, padding="causal", dilation_rate=4),
            (50, 2),
            (50, 8),
            56,
            50 * 48,
            "⌈50 / 1⌉ = 50; (3·2 + 1)·8 = 56",
        ),
        (
            Conv3D(filters=4, kernel_size=(3, 5, 5), use_bias=False),
            (16, 32, 32, 3),
            (14, 28, 28, 4),
            900,
            14 * 28 * 28 * 900,
            "↗ ⌊(16 − 3) / 1⌋ + 1 = 14, ↕ ⌊(32 − 5) / 1⌋ + 1 = 28, ↔ ⌊(32 − 5) / 1⌋ + 1 = 28; "
            "(3·5·5·3)·4 = 900",
        ),
        (
            SeparableConv2D(filters=64, padding="same"),
            (28, 28, 32),
            (28, 28, 64),
            3 * 3 * 32 + 32 * 64 + 64,
            28 * 28 * (3 * 3 * 32 + 32 * 64),
            "⌈28 / 1⌉ = 28; 3·3·32 + 32·64 + 64 = 2,400",
        ),
        (
            DepthwiseConv2D(depth_multiplier=2, strides=(2, 2)),
            (9, 9, 4),
            (4, 4, 8),
            80,
            4 * 4 * 72,
            "⌊(9 − 3) / 2⌋ + 1 = 4; (3·3 + 1)·4·2 = 80",
        ),
        # DCGAN's first step up: 4×4×1024 to 8×8×512 with 5×5 windows, stride 2
        (
            Conv2DTranspose(filters=512, kernel_size=(5, 5), strides=(2, 2), padding="same"),
            (4, 4, 1024),
            (8, 8, 512),
            13_107_712,
            16 * 1024 * 25 * 512,
            "4·2 = 8; (5·5·1024 + 1)·512 = 13,107,712",
        ),
        (
            Conv2DTranspose(filters=1, strides=(2, 4), use_bias=False),
            (8, 8, 1),
            (17, 32, 1),
            9,
            64 * 9,
            "↕ (8 − 1)·2 + 3 = 17, ↔ 8·4 = 32; (3·3·1)·1 = 9",
        ),
        (MaxPooling1D(), (9, 4), (4, 4), 0, 0, "⌊(9 − 2) / 2⌋ + 1 = 4"),
        (AveragePooling3D(), (8, 8, 8, 4), (4, 4, 4, 4), 0, 0, "⌊(8 − 2) / 2⌋ + 1 = 4"),
        (GlobalAveragePooling2D(), (7, 7, 512), (512,), 0, 0, "7·7 = 49 → 1"),
        (GlobalAveragePooling2D(keepdims=True), (7, 7, 512), (1, 1, 512), 0, 0, "7·7 = 49 → 1"),
        (GlobalMaxPooling1D(), (47, 100), (100,), 0, 0, "47 → 1"),
        (Reshape(target_shape=(28, -1)), (28, 28, 1), (28, 28), 0, 0, "28·28·1 = 784 = 28·28"),
        (Reshape(target_shape=(28, 28, 1)), (784,), (28, 28, 1), 0, 0, "784 = 28·28·1"),
        # AlphaGo pads the board of 19 to 23
        (ZeroPadding2D(padding=(2, 2)), (19, 19, 48), (23, 23, 48), 0, 0, "19 + 2·2 = 23"),
        (Dense(units=3), (5,), (3,), 18, 15, "(5 + 1)·3 = 18"),
        (Embedding(input_dim=1_000, output_dim=64), (50,), (50, 64), 64_000, 0, "1000·64 = 64,000"),
        (PositionBias(), (19, 19, 1), (19, 19, 1), 361, 0, "19·19·1 = 361"),
        (SimpleRNN(units=32), (28, 28), (32,), 1_952, 28 * 60 * 32, "(28 + 32 + 1)·32 = 1,952"),
        (
            LSTM(units=32, return_sequences=True),
            (28, 28),
            (28, 32),
            7_808,
            28 * 4 * 60 * 32,
            "4·(28 + 32 + 1)·32 = 7,808",
        ),
        (LayerNormalization(), (50, 64), (50, 64), 128, 3_200, "2·64 = 128"),
        (LayerNormalization(center=False, scale=False), (50, 64), (50, 64), 0, 3_200, ""),
        (GroupNormalization(), (7, 7, 64), (7, 7, 64), 128, 3_136, "2·64 = 128"),
        (GroupNormalization(groups=-1, center=False), (7, 7, 3), (7, 7, 3), 3, 147, "1·3 = 3"),
        # AlexNet: five neighbours of 96 maps of 55×55
        (
            LocalResponseNormalization(depth_radius=2, bias=2, alpha=1e-4, beta=0.75),
            (55, 55, 96),
            (55, 55, 96),
            0,
            55 * 55 * 96 * 5,
            "",
        ),
        (Rescaling(scale=2, offset=-1), (28, 28, 1), (28, 28, 1), 0, 784, ""),
        (Maxout(num_pieces=4), (14, 14, 64), (14, 14, 16), 0, 0, "64 / 4 = 16"),
        (SpatialDropout2D(), (14, 14, 64), (14, 14, 64), 0, 0, ""),
        (RandomRotation(), (28, 28, 1), (28, 28, 1), 0, 0, ""),
    ],
)
def test_a_kind_answers(
    layer: AnyLayer, shape: Shape, output: Shape, parameters: int, multiply_adds: int, arithmetic: str
) -> None:
    found = verdict(layer, shape)
    assert found.output_shape == output
    assert (found.weights.parameters, found.weights.trainable) == (parameters, parameters)
    assert found.multiply_adds == multiply_adds
    assert found.arithmetic == arithmetic


@pytest.mark.parametrize(
    ("layer", "shape", "reach"),
    [
        (Conv2D(kernel_size=(5, 3), strides=(2, 1)), (9, 9, 1), Reach((5, 3), (2, 1))),
        (Conv2D(dilation_rate=(4, 4)), (9, 9, 1), Reach((9, 9), (1, 1))),
        (Conv1D(kernel_size=4, strides=3), (9, 1), Reach((4,), (3,))),
        (Conv3D(), (9, 9, 9, 1), Reach((3, 3, 3), (1, 1, 1))),
        (MaxPooling2D(), (9, 9, 1), Reach((2, 2), (2, 2))),
        (Conv2DTranspose(kernel_size=(5, 2), strides=(2, 2)), (9, 9, 1), Reach((3, 1), (1, 1))),
        (GlobalAveragePooling2D(), (9, 9, 1), Reach(whole=True)),
        (LSTM(), (9, 1), Reach(whole=True)),
        (Dense(), (9,), Reach(whole=True)),
        (Dense(), (9, 9, 1), Reach()),
        (Activation(), (9, 9, 1), Reach()),
        (ZeroPadding2D(), (9, 9, 1), Reach()),
        (Reshape(target_shape=(9, 3, 3)), (9, 3, 3), Reach()),
        (Reshape(target_shape=(3, 27)), (9, 9, 1), Reach(scattered=True)),
    ],
)
def test_a_kind_says_how_far_it_looks(layer: AnyLayer, shape: Shape, reach: Reach) -> None:
    assert verdict(layer, shape).reach == reach


def test_a_separable_convolution_costs_less_than_a_plain_one() -> None:
    """The reason why MobileNet has them: here 2,400 weights stand in for 18,496."""
    plain = verdict(Conv2D(filters=64, padding="same"), (28, 28, 32))
    separable = verdict(SeparableConv2D(filters=64, padding="same"), (28, 28, 32))
    assert (plain.weights.parameters, separable.weights.parameters) == (18_496, 2_400)
    assert separable.multiply_adds < plain.multiply_adds / 7


def test_weights_are_counted_by_their_shapes() -> None:
    weights = layer_weights(LSTM(units=3), (9, 5))
    assert weights.trained == ((5, 12), (3, 12), (12,))
    assert weights.parameters == weights.trainable == sum(prod(shape) for shape in weights.trained)
    assert layer_weights(Maxout(), (9, 9, 4)).parameters == 0


@given(st.integers(1, 5_000), st.integers(1, 5_000))
def test_the_nearest_divisor_is_the_nearest(number: int, wanted: int) -> None:
    divisors = [each for each in range(1, number + 1) if number % each == 0]
    assert nearest_divisor(number, wanted) == min(
        divisors, key=lambda each: (abs(each - min(wanted, number)), each)
    )


@pytest.mark.parametrize(
    ("target", "values", "shape"),
    [
        ((-1,), 12, (12,)),
        ((3, -1), 12, (3, 4)),
        ((3, 4), 12, (3, 4)),
        ((5, -1), 12, None),
        ((3, 5), 12, None),
    ],
)
def test_an_open_axis_takes_what_is_left(target: Shape, values: int, shape: Shape | None) -> None:
    assert filled_shape(target, values) == shape


def test_windows_are_not_followed_through_a_reshape_that_moves_their_places() -> None:
    layers = (Conv2D(), Reshape(target_shape=(13, 52, 32)), Conv2D(filters=1), Flatten(), Dense())
    results = infer(Network(input_shape=(28, 28, 1), layers=layers)).results
    assert [result.receptive_field for result in results] == [(3, 3), (), (), (), (28, 28)]


@pytest.mark.parametrize(
    ("interpolation", "seen"),
    [("nearest", 1), ("bilinear", 2), ("bicubic", 4), ("lanczos3", 6), ("lanczos5", 10)],
)
def test_a_value_between_pixels_is_computed_of_its_neighbours(interpolation: Any, seen: int) -> None:
    found = verdict(UpSampling2D(interpolation=interpolation), (14, 14, 3))
    assert found.reach == Reach((seen, seen), (1, 1))


@pytest.mark.parametrize(
    ("target", "offered"),
    [((-1, 10), (-1, 8)), ((10, -1), (8, -1)), ((5, 9, 9), (4, 7, 28)), ((10, 10), (8, 98))],
)
def test_a_target_that_does_not_fit_is_offered_the_nearest_sizes(target: Shape, offered: Shape) -> None:
    network = Network(input_shape=(784,), layers=(Reshape(target_shape=target),))
    (problem,) = infer(network).errors
    found = [edit.layer.target_shape for fix in problem.fixes for edit in fix.edits if edit.layer is not None]
    assert offered in found
