"""What `cnngui.network` says of a stack and what Keras does with it: verdict, shapes, parameters, names.

Keras builds every layer from our fields by one generic translation, so nothing of the network room is
repeated here. ``CNNGUI_KERAS_CASES=5000`` compares more random stacks than the suite does.
"""

from __future__ import annotations

import inspect
import itertools
import os
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from cnngui.network.config_objects import ConfigObject
from cnngui.network.fields import CONFIG_OBJECTS
from cnngui.network.inference.infer import Inference, infer
from cnngui.network.layers import (
    AnyLayer,
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    Dense,
    DepthwiseConv2D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
    SeparableConv2D,
)
from cnngui.network.names import base_name
from cnngui.network.network import RESERVED_NAMES, Network, Shape
from cnngui.network.table import LAYER_TABLE
from tests.network.stacks import networks

AUGMENTATION = frozenset(row.kind for row in LAYER_TABLE.values() if row.group == "augmentation")
CASES = int(os.environ.get("CNNGUI_KERAS_CASES", "100"))


@pytest.fixture(scope="session")
def keras() -> Any:
    """Keras itself; the import costs seconds, so once for all tests here."""
    import keras

    return keras


@dataclass(frozen=True)
class Built:
    """What Keras made of one layer."""

    output_shape: Shape
    parameters: int
    trainable: int


def keras_value(keras: Any, value: Any) -> Any:
    """Translate a field: parts become Keras' own, all else is said in Keras' words already."""
    if not isinstance(value, ConfigObject):
        return value
    fields = value.model_dump()
    name = "".join(word.capitalize() for word in fields.pop("kind").split("_"))
    rooms = (keras.initializers, keras.regularizers, keras.constraints)
    return next(getattr(room, name) for room in rooms if hasattr(room, name))(**fields)


def keras_class(keras: Any, kind: str) -> Any:
    from cnngui.engine.keras_backend.own_layers import OWN_LAYERS

    assert hasattr(keras.layers, kind) != (kind in OWN_LAYERS)
    return OWN_LAYERS.get(kind) or getattr(keras.layers, kind)


def keras_layer(keras: Any, layer: AnyLayer) -> Any:
    fields = {name: keras_value(keras, value) for name, value in layer if name != "kind"}
    return keras_class(keras, layer.kind)(**fields)


def keras_walk(keras: Any, network: Network) -> Iterator[Built | ValueError]:
    """Yield what Keras makes of each layer, up to and with the first that it refuses."""
    tensor = keras.KerasTensor((None, *network.input_shape))
    for layer in network.layers:
        try:
            if layer.kind in AUGMENTATION and len(tensor.shape) != 4:
                # Keras notices some of it in training only, and of rows of values takes the batch for one
                # picture, without a word.
                raise ValueError("augmentation is for batches of pictures")
            built = keras_layer(keras, layer)
            tensor = built(tensor)
        except ValueError as error:
            yield error
            return
        except IndexError as error:
            # Keras' own way of refusing four axes, and a shared axis that is not there.
            assert layer.kind in ("Conv2DTranspose", "PReLU"), layer.kind
            yield ValueError(str(error))
            return
        except Exception as error:
            # TensorFlow's own way of refusing as many means as the input has no channels.
            assert (layer.kind, type(error).__name__) == ("Normalization", "InvalidArgumentError"), error  # noqa: PT017
            yield ValueError(str(error))
            return
        trainable = sum(weight.shape.num_elements() for weight in built.trainable_weights)
        yield Built(tuple(tensor.shape[1:]), built.count_params(), trainable)


def assert_agrees(keras: Any, network: Network) -> Inference:
    ours = infer(network)
    with warnings.catch_warnings():
        # Softmax over one value: Keras warns, and so do we, as a problem.
        warnings.simplefilter("ignore", UserWarning)
        theirs = list(keras_walk(keras, network))
    for result, built in zip(ours.results, theirs, strict=False):
        errors = [problem for problem in result.problems if problem.severity == "error"]
        if isinstance(built, ValueError):
            assert errors, f"Keras refuses {result.name}, we do not: {built}"
            assert result.output_shape is None
        else:
            assert not errors, f"Keras takes {result.name}, we do not: {errors[0].message().one_line()}"
            assert result.output_shape == built.output_shape
            assert result.parameters == built.parameters
            assert result.trainable_parameters == built.trainable
    for behind in ours.results[len(theirs) :]:
        assert behind.output_shape is None
        assert not behind.problems
    return ours


def stack(shape: Shape, *layers: AnyLayer) -> Network:
    return Network(input_shape=shape, layers=layers)


@pytest.mark.parametrize("kind", LAYER_TABLE)
def test_automatic_names_are_those_of_keras(keras: Any, kind: str) -> None:
    from keras.src.utils.naming import to_snake_case

    assert base_name(kind) == to_snake_case(kind)


def test_the_input_of_keras_keeps_its_name(keras: Any) -> None:
    """A layer called as the input would make every Functional model fail."""
    assert keras.Input((1,)).name.startswith("keras_tensor")
    layer = keras.layers.InputLayer((1,))
    assert re.sub(r"_\d+$", "", layer.name) in RESERVED_NAMES
    output = keras.layers.Dense(1, name=layer.name)(layer.output)
    with pytest.raises(ValueError, match="unique"):
        keras.Model(layer.output, output)


@pytest.mark.parametrize("kind", LAYER_TABLE)
def test_fields_and_defaults_are_those_of_keras(keras: Any, kind: str) -> None:
    ours = LAYER_TABLE[kind].cls()
    config = keras_layer(keras, ours).get_config()
    cls = keras_class(keras, kind)
    needed = {
        name: getattr(ours, name)
        for name, argument in inspect.signature(cls).parameters.items()
        if argument.default is argument.empty and argument.kind is not argument.VAR_KEYWORD
    }
    for name, default in cls(**needed).get_config().items():
        # Of a Normalization they are measured in Keras, and given here.
        if name != "name" and (kind, name) not in (("Normalization", "mean"), ("Normalization", "variance")):
            assert config[name] == default, name
    assert {name for name, _ in ours} <= {"kind", *config}


def test_local_response_normalization_has_tensorflows_defaults(keras: Any) -> None:
    import tensorflow as tf

    arguments = inspect.signature(tf.nn.local_response_normalization).parameters
    ours = LAYER_TABLE["LocalResponseNormalization"].cls()
    for name, value in ours:
        if name not in ("kind", "name"):
            assert arguments[name].default == value


@pytest.mark.parametrize("kind", CONFIG_OBJECTS)
def test_parts_have_the_arguments_and_defaults_of_keras(keras: Any, kind: str) -> None:
    part = CONFIG_OBJECTS[kind]()
    made = keras_value(keras, part)
    default = type(made)().get_config()
    assert made.get_config() == default
    ours = {name for name, _ in part if name != "kind"}
    # Axes and seeds are Keras' own affair.
    assert set(default) - ours <= {"seed", "axis", "input_axes", "output_axes"}


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_windows_agree_over_a_grid(keras: Any, padding: Any) -> None:
    """Lengths, windows and strides small and large, odd and even; height and width apart."""
    lengths, sizes, strides = (1, 2, 3, 5, 8, 9), range(1, 5), range(1, 5)
    grid = list(itertools.product(lengths, sizes, strides))
    for (height, size, stride), (width, other_size, other_stride) in zip(grid, reversed(grid), strict=True):
        fields = {"strides": (stride, other_stride), "padding": padding}
        window = (size, other_size)
        shape = (height, width, 2)
        assert_agrees(keras, stack(shape, MaxPooling2D(pool_size=window, **fields)))
        assert_agrees(keras, stack(shape, AveragePooling2D(pool_size=window, **fields)))
        assert_agrees(keras, stack(shape, Conv2D(filters=1, kernel_size=window, **fields)))
        assert_agrees(keras, stack(shape, Conv2DTranspose(filters=1, kernel_size=window, **fields)))


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_output_padding_agrees_over_a_grid(keras: Any, padding: Any) -> None:
    for length, size, stride in itertools.product((1, 2, 5), range(1, 5), range(1, 4)):
        # Keras also takes a length of which TensorFlow then says that it cannot be.
        least = int(padding == "same" and size % 2 == 0)
        for extra in range(least, stride + 1):
            layer = Conv2DTranspose(
                filters=1,
                kernel_size=(size, size),
                strides=(stride, stride),
                padding=padding,
                output_padding=(extra, extra),
            )
            assert_agrees(keras, stack((length, 3, 2), layer))


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_windows_along_one_and_three_axes_agree(keras: Any, padding: Any) -> None:
    grid = list(itertools.product((1, 2, 5, 8), (1, 2, 3), (1, 2, 3)))
    for place, (length, size, stride) in enumerate(grid):
        fields = {"strides": stride, "padding": padding}
        for pool in (MaxPooling1D, AveragePooling1D):
            assert_agrees(keras, stack((length, 2), pool(pool_size=size, **fields)))
        assert_agrees(keras, stack((length, 2), Conv1D(filters=1, kernel_size=size, **fields)))
        causal = Conv1D(filters=2, kernel_size=size, strides=stride, padding="causal")
        assert_agrees(keras, stack((length, 2), causal))
        assert_agrees(
            keras, stack((length, 2), Conv1D(kernel_size=size, dilation_rate=stride, padding="causal"))
        )
        others = grid[place - 7], grid[place - 13]
        lengths, sizes, steps = zip((length, size, stride), *others, strict=True)
        volume = (*lengths, 2)
        triple = {"strides": steps, "padding": padding}
        assert_agrees(keras, stack(volume, MaxPooling3D(pool_size=sizes, **triple)))
        assert_agrees(keras, stack(volume, AveragePooling3D(pool_size=sizes, **triple)))
        assert_agrees(keras, stack(volume, Conv3D(filters=1, kernel_size=sizes, **triple)))


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_strides_and_dilation_of_depthwise_windows_agree(keras: Any, padding: Any) -> None:
    """Here Keras lets the two stand together, unlike in Conv2D."""
    for length, size, dilation, stride in itertools.product((4, 9), (2, 3), (1, 3), (1, 2)):
        fields = {"kernel_size": size, "strides": stride, "dilation_rate": (dilation, 1), "padding": padding}
        assert_agrees(keras, stack((length, 9, 2), DepthwiseConv2D(depth_multiplier=2, **fields)))
        assert_agrees(keras, stack((length, 9, 2), SeparableConv2D(filters=3, **fields)))


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_dilation_and_groups_agree_over_a_grid(keras: Any, padding: Any) -> None:
    for length, size, dilation, stride in itertools.product((1, 4, 9), (1, 2, 3), (1, 2, 4), (1, 2)):
        convolution = Conv2D(
            filters=4, kernel_size=size, dilation_rate=(dilation, 1), strides=(stride, 1), padding=padding
        )
        assert_agrees(keras, stack((length, 9, 2), convolution))
    for channels, filters, groups in itertools.product((1, 2, 6), (1, 4, 6), (1, 2, 3)):
        convolution = Conv2D(filters=filters, kernel_size=2, groups=groups, padding=padding)
        assert_agrees(keras, stack((5, 5, channels), convolution))


@pytest.mark.parametrize("shape", [(7,), (5, 6), (5, 6, 2), (3, 4, 5, 2)])
@pytest.mark.parametrize("kind", LAYER_TABLE)
def test_every_kind_agrees_on_every_rank(keras: Any, kind: str, shape: Shape) -> None:
    layer: Any = LAYER_TABLE[kind].cls()
    assert_agrees(keras, stack(shape, layer, Dense(units=3)))


@pytest.mark.timeout(120 + CASES // 4)
@settings(max_examples=CASES, suppress_health_check=list(HealthCheck))
@given(network=networks())
def test_random_stacks_agree(keras: Any, network: Network) -> None:
    assert_agrees(keras, network)


def assert_the_engine_builds(keras: Any, network: Network) -> None:
    """The engine's model has our layers, in our order, with our names, shapes and counts."""
    from cnngui.engine.keras_backend.build import build_model

    ours = infer(network)
    model = build_model(network, seed=1)
    assert tuple(model.output_shape[1:]) == ours.output_shape
    assert model.count_params() == ours.total_parameters
    built = model.layers[1:]
    assert [layer.name for layer in built] == list(network.names)
    for layer, result in zip(built, ours.results, strict=True):
        assert isinstance(layer, keras_class(keras, result.kind))
        assert tuple(layer.output.shape[1:]) == result.output_shape
        assert layer.count_params() == result.parameters


@pytest.mark.timeout(120 + CASES // 4)
@pytest.mark.filterwarnings("ignore:You are using a softmax over axis -1:UserWarning")
@settings(max_examples=CASES // 5, suppress_health_check=list(HealthCheck))
@given(network=networks())
def test_the_engine_builds_random_stacks_as_inferred(keras: Any, network: Network) -> None:
    assume(network.layers and infer(network).ok)
    assert_the_engine_builds(keras, network)
    # Numbers that were computed need not be numbers of words: that is warned of, and fails on the CPU.
    computed = [layer.kind for layer in network.layers if layer.kind not in ("Flatten", "Reshape")]
    if "Embedding" not in computed[1:]:
        assert_the_model_trains(keras, network)


def assert_the_model_trains(keras: Any, network: Network) -> None:
    """What Keras promises of shapes holds when numbers flow, and a gradient comes back to every weight."""
    import tensorflow as tf

    from cnngui.engine.keras_backend.build import build_model

    model = build_model(network, seed=1)
    with tf.GradientTape() as tape:
        answers = model(tf.zeros((2, *network.input_shape)), training=True)
        total = tf.reduce_sum(answers)
    assert tuple(answers.shape) == (2, *(infer(network).output_shape or ()))
    weights = [weight.value for weight in model.trainable_weights]
    for weight, gradient in zip(weights, tape.gradient(total, weights), strict=True):
        assert gradient is None or gradient.shape == weight.shape
