"""A batch in parts learns what the batch as a whole learns."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest

from cnngui.course.presets import preset
from cnngui.network import layers as kinds
from cnngui.network.blocks import Parallel, Repeat, Residual
from cnngui.network.network import Network
from cnngui.network.recipe import SGD, Recipe
from tests.engine.conftest import pictures
from tests.engine.test_layers_in_training import SEQUENCES, VOLUMES, WORDS

SAMPLES, BATCH = 21, 10  # the last batch is of one sample, which cannot be cut
BLOCKS = Network(
    input_shape=(8, 8, 1),
    layers=(
        kinds.Conv2D(name="c", filters=4, padding="same", use_bias=False),
        kinds.BatchNormalization(name="b", momentum=0.7),
        Residual(
            name="r",
            branches=(
                (kinds.Conv2D(name="rc", filters=4, padding="same"), kinds.BatchNormalization(name="rb")),
                (),
            ),
        ),
        Repeat(name="again", times=2, branches=((kinds.BatchNormalization(name="n", scale=False),),)),
        Parallel(
            name="p",
            branches=(
                (kinds.Conv2D(name="pc", filters=2, padding="same", activation="relu"),),
                (kinds.MaxPooling2D(name="pp", pool_size=(3, 3), strides=(1, 1), padding="same"),),
            ),
        ),
        kinds.GroupNormalization(name="g", groups=2),
        kinds.Flatten(name="f"),
        kinds.Dense(name="d", units=6, activation="relu"),
        kinds.BatchNormalization(name="db", center=False),
        kinds.Dense(name="out", units=3),
    ),
)


@pytest.mark.parametrize(
    ("cores", "batch_size", "multiply_adds", "weights", "parts"),
    [
        (2, 100, 7_700_000, 356_234, 2),
        (16, 100, 7_700_000, 356_234, 16),
        (16, 7, 77_000_000, 356_234, 7),
        (1, 100, 7_700_000, 356_234, 1),
        (16, 100, 334_336, 335_114, 3),  # dense layers alone: a gradient costs as much as 32 samples
        (2, 4, 6, 9, 1),  # XOR
        (2, 100, 0, 0, 1),
        (1_000, 100_000, 10**9, 10, 256),
    ],
)
def test_a_part_is_worth_its_gradient(
    cores: int, batch_size: int, multiply_adds: int, weights: int, parts: int
) -> None:
    from cnngui.engine.keras_backend.parts import parts_for

    assert parts_for(cores, batch_size, multiply_adds, weights) == parts


def learned(network: Network, parts: int, devices: Sequence[str] = ()) -> tuple[Any, list[np.ndarray]]:
    """Take three steps from the same weights; return what they told, and the weights after them."""
    from cnngui.engine.keras_backend.build import build_model, trainable_weights
    from cnngui.engine.keras_backend.objective import objective_of
    from cnngui.engine.keras_backend.optimizers import FusedOptimizer
    from cnngui.engine.keras_backend.parts import InParts
    from cnngui.engine.keras_backend.steps import Samples, training_steps

    model = build_model(network, seed=1)
    x, y = pictures(SAMPLES, 1)
    objective = objective_of(network, Recipe(), 3)
    optimizer = FusedOptimizer(SGD(), trainable_weights(model, network))
    in_parts = InParts(model, network, parts, devices=devices)
    samples = Samples.of(x[..., np.newaxis], y)
    steps = training_steps(in_parts, optimizer, objective, samples, BATCH, smallest_batch=SAMPLES % BATCH)
    result = steps(np.arange(SAMPLES)[np.newaxis], 0, np.full(3, 0.05), {"batch_gradient_norm"})
    return result, [weight.numpy() for weight in model.weights]


NETWORKS = {"blocks": BLOCKS, "sequences": SEQUENCES, "volumes": VOLUMES, "words": WORDS}


@cache
def learned_whole(name: str) -> tuple[Any, list[np.ndarray]]:
    return learned(NETWORKS[name], 1)


# Ten branches of the larger two take a minute to trace.
CUT = [*product(NETWORKS, (2, 3)), ("volumes", 10), ("words", 10)]


@pytest.mark.tensorflow
@pytest.mark.parametrize(("name", "parts"), CUT)
def test_cost_gradient_and_statistics_are_those_of_the_whole_batch(name: str, parts: int) -> None:
    (whole, expected), (result, weights) = learned_whole(name), learned(NETWORKS[name], parts)
    assert result.finite
    for column, values in whole.columns.items():
        np.testing.assert_allclose(result.columns[column], values, rtol=2e-4, err_msg=column)
    for cut, one in zip(weights, expected, strict=True):
        np.testing.assert_allclose(cut, one, rtol=1e-4, atol=2e-6)


def on_two_devices() -> list[Any]:
    """Return what one device and two learn, and on which devices convolutions and their gradients are made.

    For a process of its own: how many devices there are is settled once.
    """
    import tensorflow as tf

    (processor,) = tf.config.list_physical_devices("CPU")
    tf.config.set_logical_device_configuration(processor, 2 * [tf.config.LogicalDeviceConfiguration()])
    names = [device.name for device in tf.config.list_logical_devices("CPU")]
    (one, expected), (two, weights) = learned(BLOCKS, 2), learned(BLOCKS, 2, names)
    return [dict(one.columns), expected, dict(two.columns), weights, _devices_of_gradients(names)]


def _devices_of_gradients(names: Sequence[str]) -> dict[str, list[str]]:
    import tensorflow as tf

    from cnngui.engine.keras_backend.build import build_model
    from cnngui.engine.keras_backend.parts import InParts

    model = build_model(BLOCKS, seed=1)
    kernel = model.get_layer("c").kernel.value
    in_parts = InParts(model, BLOCKS, 2, devices=names)

    def gradient(pictures: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = tf.add_n([tf.reduce_sum(part) for part in in_parts([pictures, pictures], training=True)])
        return tape.gradient(loss, kernel)

    graph = tf.function(gradient).get_concrete_function(tf.zeros([3, 8, 8, 1])).graph
    kinds_of = ("Conv2D", "Conv2DBackpropFilter")
    return {
        kind: sorted({operation.device[-1] for operation in graph.get_operations() if operation.type == kind})
        for kind in kinds_of
    }


@pytest.mark.tensorflow
def test_parts_on_two_devices_learn_what_they_learn_on_one() -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        one, expected, two, weights, devices = pool.submit(on_two_devices).result()
    for column, values in one.items():
        np.testing.assert_allclose(two[column], values, rtol=1e-5, err_msg=column)
    for apart, together in zip(weights, expected, strict=True):
        np.testing.assert_allclose(apart, together, rtol=1e-5, atol=1e-6)
    assert devices == {"Conv2D": ["0", "1"], "Conv2DBackpropFilter": ["0", "1"]}


@pytest.mark.tensorflow
def test_the_penalty_of_the_weights_counts_once() -> None:
    from cnngui.network.penalties import L2

    layers = tuple(
        layer.model_copy(update={"kernel_regularizer": L2(l2=0.1)}) if layer.kind == "Dense" else layer
        for layer in BLOCKS.layers
    )
    (whole, expected), (cut, weights) = (
        learned(BLOCKS.model_copy(update={"layers": layers}), n) for n in (1, 3)
    )
    np.testing.assert_allclose(cut.loss, whole.loss, rtol=1e-5)
    np.testing.assert_allclose(weights[-2], expected[-2], rtol=1e-4, atol=1e-6)


@pytest.mark.tensorflow
def test_the_same_seed_drops_the_same_values_however_threads_go() -> None:
    network = Network(
        input_shape=(8, 8, 1),
        layers=(
            kinds.Flatten(name="f"),
            kinds.Dense(name="a", units=64, activation="relu"),
            kinds.Dropout(name="drop", rate=0.5),
            kinds.Dense(name="out", units=3),
        ),
    )
    first = learned(network, 3)[0].loss
    for _ in range(3):
        np.testing.assert_array_equal(learned(network, 3)[0].loss, first)


@pytest.mark.tensorflow
def test_validation_in_parts_judges_every_sample_in_its_place() -> None:
    from cnngui.engine.keras_backend.build import build_model
    from cnngui.engine.keras_backend.objective import Objective
    from cnngui.engine.keras_backend.parts import InParts
    from cnngui.engine.keras_backend.steps import Evaluation, Samples

    model = build_model(BLOCKS, seed=1)
    x, y = pictures(SAMPLES, 1)
    objective = Objective("sparse_categorical_crossentropy", "accuracy", logits=True, outputs=3)
    samples, order = Samples.of(x[..., np.newaxis], y), np.random.default_rng(1).permutation(SAMPLES)
    whole, cut = (Evaluation(InParts(model, BLOCKS, parts), objective, samples).traced() for parts in (1, 4))
    for chosen in (order, order[:3], order[:1]):
        (sums, classes), (expected, right) = cut(chosen), whole(chosen)
        np.testing.assert_allclose(sums, expected, rtol=1e-6)
        np.testing.assert_array_equal(classes, right)
    answers = model((x[order][..., np.newaxis] / 255).astype(np.float32), training=False)
    np.testing.assert_array_equal(cut(order)[1], np.argmax(answers, axis=-1))


@pytest.mark.tensorflow
def test_a_network_of_the_course_goes_by_the_same_way_through_its_blocks() -> None:
    from cnngui.engine.keras_backend.build import build_model
    from cnngui.engine.keras_backend.parts import InParts

    network = preset("mini-resnet").network
    model = build_model(network, seed=1)
    batch = np.random.default_rng(1).random((6, *network.input_shape), np.float32)
    cut = InParts(model, network, 2)([batch[:3], batch[3:]], training=True)
    whole = model(batch, training=True)
    np.testing.assert_allclose(np.concatenate(cut), whole, rtol=1e-3, atol=1e-5)
