"""Shapes, counts and arithmetic of each kind, and what an error does to the layers behind it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnngui.course.presets import preset
from cnngui.network.blocks import Parallel, Repeat
from cnngui.network.inference.infer import Inference, LayerResult, infer
from cnngui.network.layers import (
    Activation,
    AnyLayer,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPooling2D,
)
from cnngui.network.network import Network, Shape
from tests.network.stacks import networks


def stack(shape: Shape, *layers: AnyLayer) -> Network:
    return Network(input_shape=shape, layers=layers)


def only(shape: Shape, layer: AnyLayer) -> LayerResult:
    return infer(stack(shape, layer)).results[0]


@pytest.mark.parametrize(
    ("layer", "shape", "output", "parameters"),
    [
        # 000-004: six 5×5 filters on 32×32×3
        (Conv2D(filters=6, kernel_size=(5, 5)), (32, 32, 3), (28, 28, 6), 456),
        # 001: five filters on a digit, stride 2, then pooling
        (Conv2D(filters=5, strides=(2, 2), padding="same"), (28, 28, 1), (14, 14, 5), 50),
        (MaxPooling2D(strides=(2, 2), padding="same"), (14, 14, 5), (7, 7, 5), 0),
        (Conv2D(filters=32, padding="same"), (28, 28, 1), (28, 28, 32), 320),
        (Conv2D(filters=32, padding="same", use_bias=False), (28, 28, 1), (28, 28, 32), 288),
        # AlexNet's first: "(11·11·3)·96 ≈ 35K"
        (
            Conv2D(filters=96, kernel_size=(11, 11), strides=(4, 4), use_bias=False),
            (227, 227, 3),
            (55, 55, 96),
            34_848,
        ),
        (Conv2D(filters=4, groups=2), (5, 5, 6), (3, 3, 4), (3 * 3 * 3 + 1) * 4),
        (Conv2D(filters=1, dilation_rate=(2, 1)), (7, 7, 1), (3, 5, 1), 10),
        (MaxPooling2D(pool_size=(3, 2)), (7, 7, 4), (2, 3, 4), 0),
        (AveragePooling2D(strides=(1, 1)), (4, 4, 1), (3, 3, 1), 0),
        (Flatten(), (4, 4, 128), (2048,), 0),
        (Dense(units=10), (784,), (10,), 7_850),
        (Dense(units=10, use_bias=False), (784,), (10,), 7_840),
        (Dense(units=10), (4, 4, 128), (4, 4, 10), 1_290),
        (Dropout(rate=0.3), (4, 4, 2), (4, 4, 2), 0),
        (Activation(activation="tanh"), (9,), (9,), 0),
        (BatchNormalization(), (4, 4, 8), (4, 4, 8), 32),
        (BatchNormalization(center=False), (8,), (8,), 24),
    ],
)
def test_a_layer_answers_with_shape_and_parameters(
    layer: AnyLayer, shape: Shape, output: Shape, parameters: int
) -> None:
    result = only(shape, layer)
    assert result.output_shape == output
    assert result.parameters == parameters
    assert result.input_shape == shape


def test_what_is_measured_is_not_trained() -> None:
    result = only((4, 4, 8), BatchNormalization())
    assert (result.parameters, result.trainable_parameters) == (32, 16)
    assert only((4, 4, 8), BatchNormalization(scale=False, center=False)).trainable_parameters == 0


@pytest.mark.parametrize(
    ("layer", "shape", "multiply_adds"),
    [
        (Conv2D(filters=6, kernel_size=(5, 5)), (32, 32, 3), 28 * 28 * 6 * 75),
        (Conv2D(filters=4, groups=2), (5, 5, 6), 3 * 3 * 4 * 27),
        (Dense(units=10), (784,), 7_840),
        (Dense(units=10), (2, 3, 5), 2 * 3 * 5 * 10),
        (MaxPooling2D(), (4, 4, 1), 0),
        (BatchNormalization(), (4, 4, 8), 128),
    ],
)
def test_multiply_adds_count_one_sample(layer: AnyLayer, shape: Shape, multiply_adds: int) -> None:
    assert only(shape, layer).multiply_adds == multiply_adds


@pytest.mark.parametrize(
    ("layer", "shape", "arithmetic"),
    [
        (Conv2D(filters=32, padding="same"), (28, 28, 1), "⌈28 / 1⌉ = 28; (3·3·1 + 1)·32 = 320"),
        (
            Conv2D(filters=64, use_bias=False, strides=(2, 1)),
            (28, 20, 32),
            "↕ ⌊(28 − 3) / 2⌋ + 1 = 13, ↔ ⌊(20 − 3) / 1⌋ + 1 = 18; (3·3·32)·64 = 18,432",
        ),
        (MaxPooling2D(padding="same"), (7, 7, 1), "⌈7 / 2⌉ = 4"),
        (Flatten(), (4, 4, 128), "4·4·128 = 2,048"),
        (Dense(units=128), (2048,), "(2048 + 1)·128 = 262,272"),
        (BatchNormalization(), (4, 4, 8), "4·8 = 32"),
        (Dropout(), (8,), ""),
    ],
)
def test_the_arithmetic_has_the_layers_numbers(layer: AnyLayer, shape: Shape, arithmetic: str) -> None:
    assert only(shape, layer).arithmetic == arithmetic


def test_behind_an_error_nothing_is_known_and_nothing_blamed() -> None:
    inference = infer(
        stack((4, 4, 1), Flatten(), Conv2D(), MaxPooling2D(), Dense(activation="softmax"), Dropout()),
        classes=10,
    )
    assert [result.ok for result in inference.results] == [True, False, False, False, False]
    assert [problem.where for problem in inference.problems] == ["conv2d"]
    behind = inference.result("max_pooling2d")
    assert behind.input_shape is None
    assert behind.parameters is None
    assert behind.multiply_adds is None
    assert inference.output_shape is None


def test_totals_are_withheld_while_an_error_stands() -> None:
    network = stack((4, 4, 1), Conv2D(kernel_size=(5, 5)))
    broken = infer(network)
    assert not broken.ok
    assert broken.total_parameters is None
    assert broken.total_multiply_adds is None
    assert broken.memory_bytes(32) is None
    # An error of the whole, such as the wrong number of classes, counts too.
    assert infer(stack((4,), Dense(units=3))).total_parameters == 15
    assert infer(stack((4,), Dense(units=3)), classes=10).total_parameters is None


def test_an_empty_network_passes_its_input_on() -> None:
    inference = infer(Network())
    assert inference.ok
    assert inference.output_shape == (28, 28, 1)
    assert inference.total_parameters == 0


def test_memory_is_values_twice_and_weights_with_their_companions() -> None:
    inference = infer(stack((4,), Dense(units=3), BatchNormalization()))
    values = 4 + 3 + 3
    parameters, trainable = 15 + 12, 15 + 6
    assert inference.memory_bytes(10) == 4 * (2 * 10 * values + parameters + 3 * trainable)
    assert inference.memory_bytes(10, optimizer_slots=0) == 4 * (2 * 10 * values + parameters + trainable)


def test_results_are_found_by_name() -> None:
    inference = infer(stack((4,), Dense(), Dense()))
    assert inference.result("dense_1") is inference.results[1]
    with pytest.raises(KeyError):
        inference.result("conv2d")


@given(networks(), st.one_of(st.none(), st.integers(2, 20)))
def test_any_stack_gets_an_answer_for_each_layer(network: Network, classes: int | None) -> None:
    inference = infer(network, classes)
    assert [result.name for result in inference.results] == list(network.names)
    shape: Shape | None = network.input_shape
    for result in inference.results:
        assert result.input_shape == shape
        shape = result.output_shape
        known = (result.parameters, result.trainable_parameters, result.multiply_adds)
        assert all((value is None) == (shape is None) for value in known)
    assert_every_problem_speaks(inference, network)


def assert_every_problem_speaks(inference: Inference, network: Network) -> None:
    for problem in inference.problems:
        assert problem.where in {"", *network.names}
        message = problem.message()
        assert message.what
        assert message.why
        assert message.mend
        assert "{" not in message.one_line()
        assert all(fix.label() for fix in problem.fixes)


def deep_stack(blocks: int) -> Network:
    """Return five layers a block: nothing shrinks, so that no rule is spared."""
    block = (
        Conv2D(filters=32, padding="same"),
        BatchNormalization(),
        Activation(),
        MaxPooling2D(strides=(1, 1), padding="same"),
        Dropout(),
    )
    return stack((32, 32, 3), *(layer for _ in range(blocks) for layer in block))


def test_150_layers_are_inferred_within_a_frame() -> None:
    """A frame of 60 a second lasts 16 ms; the quickest of several, as other processes may interrupt."""
    network = deep_stack(30)
    assert len(network.layers) == 150

    def seconds() -> float:
        start = time.process_time()
        assert infer(network, classes=10).results[-1].output_shape == (32, 32, 32)
        return time.process_time() - start

    assert min(seconds() for _ in range(20)) < 0.016


@pytest.mark.parametrize("size", [1, 2, 100, 128, 5000])
def test_the_largest_batch_is_the_largest_power_of_two_that_fits(size: int) -> None:
    inference = infer(preset("mnist-cnn").network)
    free = inference.memory_bytes(size)
    assert free is not None
    fitting = inference.largest_batch(free)
    assert fitting & (fitting - 1) == 0
    assert (inference.memory_bytes(fitting) or 0) <= free < (inference.memory_bytes(2 * fitting) or 0)
    assert inference.largest_batch(1000) == 0


def test_channels_that_multiply_without_end_are_refused_where_they_do() -> None:
    """Each concatenation makes 16 times as many: after 3,800 rounds Python cannot even write the number."""
    more = Parallel(branches=((),) * 16)
    found = infer(Network(layers=(Repeat(times=19, branches=((Repeat(times=200, branches=((more,),)),),)),)))
    assert [problem.code for problem in found.errors] == ["network.repeat_round"]
    stacked = infer(Network(layers=(more,) * 9))
    assert [problem.code for problem in stacked.errors] == ["network.too_many_values"]
    assert stacked.errors[0].where == "parallel_7"
    assert stacked.errors[0].message().one_line()


def test_strides_on_single_pixels_leave_a_number_that_can_be_written() -> None:
    """A same-padded stride of 100 keeps 1×1 as it is, and looks 100 times further each round."""
    layer = Conv2D(filters=1, strides=(100, 100), padding="same")
    found = infer(Network(layers=(Repeat(times=20, branches=((Repeat(times=200, branches=((layer,),)),),)),)))
    assert found.ok
    assert len(str(found.results[0].receptive_field)) < 40
