"""What a value is said to look at, and where Keras' gradient of it is not zero."""

from __future__ import annotations

import numpy as np
import pytest

from cnngui.course.presets import preset
from cnngui.network.blocks import Parallel, Repeat, Residual
from cnngui.network.inference.receptive_field import KnownFields, ReceptiveFields
from cnngui.network.layers import (
    LSTM,
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GroupNormalization,
    LayerNormalization,
    MaxPooling2D,
    SeparableConv2D,
    UpSampling2D,
    ZeroPadding2D,
)
from cnngui.network.network import Network

pytestmark = pytest.mark.tensorflow
PLANE, LINE = (17, 14, 2), (23, 2)
STACKS = {
    "valid": (PLANE, (Conv2D(filters=3), Conv2D(filters=2, kernel_size=(5, 3), strides=(2, 1)))),
    "same": (PLANE, (Conv2D(filters=3, padding="same", strides=(2, 3)), Conv2D(filters=2, padding="same"))),
    "dilated": (PLANE, (Conv2D(filters=2, dilation_rate=(2, 3), padding="same"), Conv2D(filters=2))),
    "pooled": (
        PLANE,
        (Conv2D(filters=2), AveragePooling2D(padding="same"), MaxPooling2D(pool_size=(3, 2), strides=(1, 2))),
    ),
    "edges": (PLANE, (ZeroPadding2D(padding=((2, 1), (0, 3))), Conv2D(filters=2), Cropping2D(cropping=1))),
    "larger": (PLANE, (Conv2D(filters=2), UpSampling2D(size=(2, 3)), Conv2D(filters=2))),
    "transposed": (PLANE, (Conv2DTranspose(filters=2, kernel_size=(4, 3), strides=(2, 3)),)),
    "transposed, same": (
        PLANE,
        (Conv2DTranspose(filters=2, kernel_size=(5, 4), strides=(2, 3), padding="same"),),
    ),
    "depthwise": (PLANE, (DepthwiseConv2D(kernel_size=(3, 5)), SeparableConv2D(filters=2, padding="same"))),
    "place by place": (
        PLANE,
        (
            Conv2D(filters=4),
            BatchNormalization(),
            Activation(activation="sigmoid"),
            Dropout(rate=0.5),
            LayerNormalization(),
            Dense(units=3),
        ),
    ),
    "branches": (
        PLANE,
        (
            Residual(branches=((Conv2D(filters=2, padding="same"),), ())),
            Parallel(
                branches=(
                    (Conv2D(filters=2, kernel_size=1),),
                    (Conv2D(filters=2, padding="same", kernel_size=(7, 3)),),
                ),
                merge="concatenate",
            ),
        ),
    ),
    "rounds": (PLANE, (Repeat(branches=((Conv2D(filters=2),),), times=3), Conv2D(filters=2))),
    "causal": (LINE, (Conv1D(filters=2, padding="causal", dilation_rate=2), Conv1D(filters=2, strides=2))),
    "everywhere": (PLANE, (Conv2D(filters=4), GroupNormalization(groups=2))),
    "steps": (LINE, (Conv1D(filters=3), LSTM(units=2, return_sequences=True))),
    "volume": (
        (7, 8, 9, 1),
        (Conv3D(filters=2), Conv3D(filters=1, kernel_size=(1, 2, 3), strides=(1, 2, 1))),
    ),
    "all": (PLANE, (Conv2D(filters=2), GlobalAveragePooling2D(), Dense(units=2))),
    "flattened": (PLANE, (Conv2D(filters=2), Flatten(), Dense(units=2))),
}


def reached(model, shape: tuple[int, ...], place: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Return the box of the input in which the gradient is not zero, over several inputs."""
    import tensorflow as tf

    for weight in model.weights:
        weight.assign(np.random.default_rng(0).uniform(0.1, 0.9, weight.shape))
    given = tf.constant(np.random.default_rng(1).uniform(0, 1, (96, *shape)), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(given)
        output = model(given, training=False)
        # Not all alike: the channels of a normalised place add up to nothing that depends on it.
        value = tf.reduce_sum(output[(slice(None), *place)] * np.arange(1.0, output.shape[-1] + 1))
    heard = np.abs(tape.gradient(value, given).numpy()).sum(axis=(0, -1)) > 0
    axes = range(heard.ndim)
    found = [np.flatnonzero(heard.any(axis=tuple(a for a in axes if a != axis))) for axis in axes]
    return tuple((int(each[0]), int(each[-1]) + 1) for each in found)


@pytest.mark.parametrize("name", STACKS)
def test_the_gradient_reaches_exactly_so_far(name: str) -> None:
    from cnngui.engine.keras_backend.build import build_model

    shape, layers = STACKS[name]
    network = Network(input_shape=shape, layers=layers)
    model = build_model(network, 0)
    fields, last = ReceptiveFields(network), network.layers[-1].name
    lengths = model.output_shape[1:-1]
    places = {tuple(0 for _ in lengths), tuple(each - 1 for each in lengths), tuple(e // 2 for e in lengths)}
    for place in places:
        assert fields.of(last, place) == reached(model, shape, place), place


def test_a_layer_inside_a_network_is_told_by_its_name() -> None:
    network = preset("mnist-cnn").network
    fields, names = ReceptiveFields(network), list(network.names)
    assert fields.of(names[0], (0, 0)) == ((0, 2), (0, 2))
    assert fields.of(names[1], (5, 5)) == ((9, 13), (9, 13))
    flat = next(entry.name for entry in network.entries if entry.kind == "Flatten")
    assert fields.of(flat, ()) is None
    assert fields.of(names[-1], ()) == ((0, 28), (0, 28))
    assert fields.of("nothing", (0, 0)) is None


def test_a_network_with_an_error_has_none() -> None:
    broken = Network(input_shape=(8, 8, 1), layers=(Conv2D(filters=2, kernel_size=9), Flatten()))
    known = KnownFields()
    assert known.of(broken, broken.names[0], (0, 0)) is None
    sound = broken.with_layers((Conv2D(filters=2), Flatten()))
    assert known.of(sound, sound.names[0], (1, 2)) == ((1, 4), (2, 5))
