"""Values that cannot be wrong: layers, networks and their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from pydantic import ValidationError

from cnngui.network.initializers import RandomNormal
from cnngui.network.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnngui.network.network import MAX_LAYERS, NameTakenError, Network, Place
from tests.network.stacks import networks


def test_defaults_are_those_the_slide_lists() -> None:
    """001: strides (1, 1), valid, one group, bias, glorot_uniform and zeros; pooling 2×2 by its own size."""
    convolution = Conv2D()
    assert convolution.strides == convolution.dilation_rate == (1, 1)
    assert convolution.padding == "valid"
    assert convolution.groups == 1
    assert convolution.use_bias
    assert convolution.kernel_initializer.kind == "glorot_uniform"
    assert convolution.bias_initializer.kind == "zeros"
    assert MaxPooling2D().pool_size == (2, 2)
    assert MaxPooling2D().strides is None


def test_one_number_stands_for_both_axes() -> None:
    layer = Conv2D.model_validate({"kernel_size": 5, "strides": [2, 1]})
    assert layer.kernel_size == (5, 5)
    assert layer.strides == (2, 1)


def test_an_initializer_may_be_a_bare_name() -> None:
    layer = Dense.model_validate({"kernel_initializer": "random_normal"})
    assert layer.kernel_initializer == RandomNormal()


@pytest.mark.parametrize(
    "fields",
    [
        {"filters": 0},
        {"filters": 65_537},
        {"filters": "32"},
        {"filters": 32.0},
        {"filters": True},
        {"kernel_size": True},
        {"kernel_size": (3,)},
        {"kernel_size": (3, 0)},
        {"padding": "SAME"},
        {"use_bias": 1},
        {"use_bias": "yes"},
        {"kernel_initializer": "he"},
        {"kernel_initializer": {"kind": "random_normal", "stddev": float("nan")}},
        {"bias": True},
        {"name": "two words"},
        {"name": "a/b"},
        {"name": "x" * 65},
    ],
)
def test_slips_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Conv2D.model_validate(fields)


@pytest.mark.parametrize("rate", [-0.1, 1, float("nan"), "0.5"])
def test_a_dropout_rate_is_a_share_below_one(rate: object) -> None:
    with pytest.raises(ValidationError):
        Dropout.model_validate({"rate": rate})


def test_nameless_layers_get_the_names_of_keras() -> None:
    network = Network(layers=(Conv2D(), MaxPooling2D(), Conv2D(), Flatten(), Dense(), Dense(name="answer")))
    assert network.names == ("conv2d", "max_pooling2d", "conv2d_1", "flatten", "dense", "answer")


def test_automatic_names_step_aside_for_given_ones() -> None:
    network = Network(layers=(Dense(), Dense(name="dense"), Dense(name="dense_1"), Dense()))
    assert network.names == ("dense_2", "dense", "dense_1", "dense_3")


@pytest.mark.parametrize("name", ["input", "input_layer"])
def test_the_name_of_the_input_is_not_to_be_had(name: str) -> None:
    with pytest.raises(ValidationError):
        Network(layers=(Dense(name=name),))


def test_a_name_twice_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        Network(layers=(Dense(name="a"), Flatten(name="a")))
    error = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(error, NameTakenError)
    assert error.name == "a"


@given(networks())
def test_every_layer_is_found_by_its_name(network: Network) -> None:
    assert len(set(network.names)) == len(network.layers)
    for place, layer in enumerate(network.layers):
        assert network.place(layer.name) == Place(place)
        assert network.layer(layer.name) is layer


def test_an_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Network().place("dense")


@pytest.mark.parametrize("shape", [(), (28, 0, 1), (28, 28, 1.0), (1, 1, 1, 1, 1), (70_000,)])
def test_input_shapes_have_limits(shape: tuple[object, ...]) -> None:
    with pytest.raises(ValidationError):
        Network(input_shape=shape)


def test_stacks_have_a_limit() -> None:
    with pytest.raises(ValidationError):
        Network(layers=(Flatten(),) * (MAX_LAYERS + 1))


def test_networks_are_values() -> None:
    assert Network(layers=(Dense(),)) == Network(layers=(Dense(name="dense"),))
    with pytest.raises(ValidationError):
        Network().input_shape = (1,)  # type: ignore[misc]
