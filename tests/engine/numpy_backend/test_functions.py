"""Every function of numpy beside Keras' own layer, with other weights than those a layer begins with."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest

from cnngui.engine.numpy_backend.activations import ACTIVATIONS
from cnngui.engine.numpy_backend.functions import FUNCTIONS
from cnngui.engine.numpy_backend.network import NumpyNetwork, unknown
from cnngui.errors import CnnguiError
from cnngui.files.folders import models
from cnngui.network import layers as kinds
from cnngui.network.blocks import MergeName, Parallel, Repeat, Residual
from cnngui.network.inference.infer import infer
from cnngui.network.inference.registry import KINDS
from cnngui.network.layers import LSTM, Activation, ActivationName, BatchNormalization, Conv2D, Dense, Flatten
from cnngui.network.network import Network, Shape
from cnngui.network.table import default_layer
from cnngui.runs.project import read_project

CLOSE = 1e-5
SHAPES: tuple[Shape, ...] = ((8, 9, 8), (12, 8), (6, 5, 7, 4), (16,))
VARIANTS: dict[str, tuple[dict[str, Any], ...]] = {
    "Conv1D": (
        {"padding": "causal", "dilation_rate": 2},
        {"padding": "same", "strides": 2, "kernel_size": 4},
        {"groups": 4, "activation": "tanh"},
    ),
    "Conv2D": (
        {"padding": "same", "kernel_size": 4},
        {"padding": "same", "strides": (2, 3), "activation": "relu"},
        {"dilation_rate": (2, 1), "use_bias": False},
        {"padding": "same", "dilation_rate": 2},
        {"groups": 2, "filters": 6},
        {"kernel_size": 1, "strides": 2},
    ),
    "Conv3D": ({"padding": "same", "strides": 2},),
    "DepthwiseConv2D": ({"padding": "same", "depth_multiplier": 3, "strides": 2}, {"dilation_rate": 2}),
    "SeparableConv2D": ({"padding": "same", "depth_multiplier": 2, "activation": "relu"},),
    "MaxPooling2D": ({"pool_size": 3, "strides": 2, "padding": "same"}, {"strides": 1}),
    "AveragePooling1D": ({"pool_size": 3, "padding": "same"},),
    "AveragePooling2D": ({"pool_size": 3, "strides": 2, "padding": "same"},),
    "GlobalAveragePooling2D": ({"keepdims": True},),
    "GlobalMaxPooling2D": ({"keepdims": True},),
    "Reshape": ({"target_shape": (-1, 4)},),
    "ZeroPadding2D": ({"padding": ((1, 0), (2, 3))},),
    "Cropping2D": ({"cropping": ((1, 0), (2, 3))},),
    "UpSampling2D": ({"size": (3, 2)},),
    "Dense": ({"activation": "softmax", "use_bias": False},),
    "BatchNormalization": ({"scale": False}, {"center": False, "epsilon": 0.1}),
    "LayerNormalization": ({"scale": False, "center": False},),
    "Normalization": ({"mean": (2.0,), "variance": (0.0,)}, {"mean": (0.5,), "variance": (3.0,)}),
    "Rescaling": ({"scale": 2.5, "offset": -1.0},),
    "ReLU": ({"threshold": 0.5, "negative_slope": 0.1, "max_value": 1.0}, {"max_value": 6.0}),
    "PReLU": ({"shared_axes": (1, 2)},),
    "Maxout": ({"num_pieces": 4},),
}


def readable(layer: Any) -> Shape:
    return next(shape for shape in SHAPES if infer(Network(input_shape=shape, layers=(layer,))).ok)


def beside_keras(network: Network, samples: np.ndarray) -> None:
    """Give both the same weights, far from those that layers begin with, and compare every layer."""
    from cnngui.engine.keras_backend.build import set_weights, weights_of
    from cnngui.engine.keras_backend.replica import Replica

    draw = np.random.default_rng(2)
    replica = Replica(network, seed=1)
    weights = {
        name: tuple((0.05 + abs(draw.normal(0, 0.3, array.shape))).astype(np.float32) for array in arrays)
        for name, arrays in weights_of(replica._model).items()
    }
    set_weights(replica._model, weights)
    ours = NumpyNetwork(network, weights)
    for name in network.names:
        for sample in samples:
            wanted, found = replica.predict(sample, name), ours.predict(sample, name)
            for one, other in zip(wanted, found, strict=True):
                assert one is not None
                assert other is not None
                assert (other.dtype, other.shape) == (np.float32, one.shape)
                np.testing.assert_allclose(other, one, rtol=CLOSE, atol=CLOSE * max(1, abs(one).max()))
    np.testing.assert_allclose(ours.predict_many(samples), replica.predict_many(samples), atol=CLOSE)


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "layer",
    [
        type(default_layer(kind)).model_validate({**fields, "kind": kind})
        for kind in sorted({*FUNCTIONS, *VARIANTS})
        for fields in ({}, *VARIANTS.get(kind, ()))
    ],
    ids=lambda layer: f"{layer.kind}-{layer.model_dump(exclude_defaults=True, mode='json')}",
)
def test_a_layer_answers_as_keras_has_it(layer: Any) -> None:
    shape = readable(layer)
    draw = np.random.default_rng(1)
    samples = (
        draw.integers(0, 9, (2, *shape)) if layer.kind == "Embedding" else draw.normal(0, 1, (2, *shape))
    )
    beside_keras(Network(input_shape=shape, layers=(layer,)), samples.astype(np.float32))


@pytest.mark.tensorflow
@pytest.mark.parametrize("name", get_args(ActivationName))
def test_an_activation_answers_as_keras_has_it(name: ActivationName) -> None:
    samples = np.float32([np.linspace(-90, 40, 16), np.linspace(-2.4, 2.1, 16)])
    network = Network(input_shape=(16,), layers=(Activation(activation=name),))
    with np.errstate(over="raise", invalid="raise"):
        beside_keras(network, samples)


@pytest.mark.tensorflow
@pytest.mark.parametrize("merge", get_args(MergeName))
def test_branches_meet_as_in_keras(merge: MergeName) -> None:
    branches = ((Conv2D(filters=8, padding="same"), BatchNormalization()), ())
    block = Parallel(merge=merge, branches=branches)
    residual = Repeat(times=2, branches=((Residual(branches=branches),),))
    network = Network(input_shape=(6, 6, 8), layers=(block, Conv2D(filters=8), residual, Flatten(), Dense()))
    beside_keras(network, np.random.default_rng(1).normal(0, 1, (2, 6, 6, 8)).astype(np.float32))


@pytest.mark.tensorflow
def test_the_shipped_network_answers_layer_by_layer_as_keras_has_it() -> None:
    from cnngui.engine.keras_backend.replica import Replica

    project = read_project(models() / "digits.cnn")
    ours, keras_s = NumpyNetwork(project.network, project.weights), Replica(project.network)
    keras_s.set_weights(project.weights)
    picture = np.zeros((28, 28, 1), np.float32)
    picture[4:24, 12:15], picture[4:7, 6:20] = 1, 0.6
    for name in project.network.names:
        (ours_said, ours_inside), (keras_said, keras_inside) = (
            each.predict(picture, name) for each in (ours, keras_s)
        )
        np.testing.assert_allclose(ours_said, keras_said, atol=CLOSE)
        np.testing.assert_allclose(ours_inside, keras_inside, rtol=CLOSE, atol=CLOSE)


def test_what_numpy_has_no_function_for_is_said() -> None:
    layers = (
        kinds.Conv2DTranspose(),
        kinds.UpSampling2D(interpolation="bicubic"),
        kinds.Dropout(),
        kinds.RandomFlip(),
    )
    network = Network(layers=layers)
    assert unknown(network) == ("Conv2DTranspose", "bicubic")
    assert unknown(Network(input_shape=(5, 3), layers=(LSTM(),))) == ("LSTM",)
    with pytest.raises(CnnguiError, match="Conv2DTranspose, bicubic"):
        NumpyNetwork(network, {})


def test_no_function_is_of_a_kind_that_does_nothing_in_an_answer() -> None:
    assert set(FUNCTIONS) <= set(KINDS)
    assert not {kind for kind in FUNCTIONS if KINDS[kind].training_only}


@pytest.mark.parametrize("name", get_args(ActivationName))
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_an_activation_answers_in_the_type_it_is_given_also_far_out(name: str, kind: type) -> None:
    far = 80.0 if name == "exponential" else 1e18
    with np.errstate(over="raise", invalid="raise"):
        found = ACTIVATIONS[name](np.array([-far, -0.5, 0.0, 0.5, far], kind))
    assert found.dtype == kind
    assert np.isfinite(found).all()
