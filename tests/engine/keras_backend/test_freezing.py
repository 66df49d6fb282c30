"""Frozen layers, compared with what Keras' own fit leaves of the same ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnngui.network import layers as kinds
from cnngui.network.blocks import Residual
from cnngui.network.freezing import with_trainable
from cnngui.network.inference.registry import KINDS
from cnngui.network.inference.weight_shapes import slot_shapes, trainable_shapes
from cnngui.network.network import Network
from cnngui.network.penalties import L2, MaxNorm
from cnngui.network.recipe import SGD, Adam, Recipe
from cnngui.network.table import LAYER_TABLE, default_layer
from tests.engine.conftest import pictures

pytestmark = pytest.mark.tensorflow

SAMPLES, BATCH, EPOCHS = 40, 16, 3
STEPS = -(-SAMPLES // BATCH)
L2_PENALTY, LIMIT = L2(l2=0.01), MaxNorm(max_value=0.3)
WHOLE = Network(
    input_shape=(8, 8, 1),
    layers=(
        kinds.Conv2D(
            name="c", filters=4, padding="same", kernel_regularizer=L2_PENALTY, kernel_constraint=LIMIT
        ),
        kinds.BatchNormalization(name="b", momentum=0.7),
        kinds.Activation(name="a"),
        Residual(
            name="r",
            branches=(
                (
                    kinds.Conv2D(name="rc", filters=4, padding="same", kernel_regularizer=L2_PENALTY),
                    kinds.BatchNormalization(name="rb", momentum=0.7),
                ),
                (),
            ),
        ),
        kinds.Flatten(name="f"),
        kinds.Dense(name="d", units=8, activation="relu", kernel_regularizer=L2_PENALTY),
        kinds.Dense(name="out", units=3),
    ),
)
FROZEN = ("c", "b", "rb")
NETWORK = with_trainable(WHOLE, FROZEN, False)


def measured_before(model: Any) -> None:
    """Give each BatchNormalization moving statistics that are not those of a beginning."""
    random = np.random.default_rng(3)
    for name in ("b", "rb"):
        layer = model.get_layer(name)
        gamma, beta, mean, variance = layer.get_weights()
        layer.set_weights([gamma + 0.3, beta - 0.1, random.normal(size=mean.shape), variance * 2.5])


def built(network: Network = NETWORK) -> Any:
    from cnngui.engine.keras_backend.build import build_model

    model = build_model(network, seed=1)
    measured_before(model)
    return model


def trained(network: Network, parts: int = 1, policy: Any = "float32") -> tuple[Any, Any, Any]:
    from cnngui.engine.keras_backend.build import trainable_weights
    from cnngui.engine.keras_backend.objective import objective_of
    from cnngui.engine.keras_backend.optimizers import FusedOptimizer
    from cnngui.engine.keras_backend.parts import InParts
    from cnngui.engine.keras_backend.steps import Samples, training_steps

    model = built(network)
    x, y = pictures(SAMPLES, 1)
    optimizer = FusedOptimizer(SGD(learning_rate=0.05, momentum=0.9), trainable_weights(model, network))
    in_parts = InParts(model, network, parts, policy)
    objective = objective_of(network, Recipe(), 3)
    steps = training_steps(in_parts, optimizer, objective, Samples.of(x[..., np.newaxis], y), BATCH)
    result = steps(np.tile(np.arange(SAMPLES), (EPOCHS, 1)), 0, np.full(EPOCHS * STEPS, 0.05))
    return model, optimizer, result


def fitted_by_keras() -> tuple[Any, list[float]]:
    """Train the same by Keras, of a model that Keras froze itself."""
    import keras

    model = built(WHOLE)
    for name in FROZEN:
        model.get_layer(name).trainable = False
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.SGD(0.05, momentum=0.9), loss=loss)
    x, y = pictures(SAMPLES, 1)
    told = model.fit(
        x[..., np.newaxis].astype(np.float32) / 255,
        y,
        batch_size=BATCH,
        epochs=EPOCHS,
        shuffle=False,
        verbose=0,
    )
    return model, told.history["loss"]


@pytest.mark.parametrize("parts", [1, 2])
def test_steps_are_those_of_fit(parts: int) -> None:
    ours, optimizer, result = trained(NETWORK, parts)
    theirs, losses = fitted_by_keras()
    assert result.finite
    ours_by_epoch = np.average(result.loss.reshape(EPOCHS, STEPS), axis=1, weights=[16, 16, 8])
    np.testing.assert_allclose(ours_by_epoch, losses, rtol=2e-5)
    for left, right in zip(ours.weights, theirs.weights, strict=True):
        np.testing.assert_allclose(left.numpy(), right.numpy(), atol=5e-6, err_msg=left.path)
    slots = sum(len(each.shape) > 0 for each in theirs.optimizer.variables if "momentum" in each.path)
    assert len(optimizer.state()) == slots == len(slot_shapes(NETWORK, SGD(momentum=0.9)))


@pytest.mark.parametrize(("parts", "policy"), [(1, "float32"), (2, "float32"), (2, "mixed_bfloat16")])
def test_frozen_weights_stay_to_the_last_bit_and_the_others_move(parts: int, policy: str) -> None:
    before = built()
    model, _, result = trained(NETWORK, parts, policy)
    assert result.finite
    assert result.taken == EPOCHS * STEPS
    for name in FROZEN:
        for old, new in zip(
            before.get_layer(name).get_weights(), model.get_layer(name).get_weights(), strict=True
        ):
            assert old.tobytes() == new.tobytes(), name
    for name in ("rc", "d", "out"):
        assert not np.allclose(
            before.get_layer(name).get_weights()[0], model.get_layer(name).get_weights()[0]
        )


def test_a_model_says_of_itself_what_the_network_says() -> None:
    from cnngui.engine.keras_backend.build import measured_variables, trainable_weights
    from cnngui.engine.keras_backend.objective import penalty

    model, whole = built(), built(WHOLE)
    shapes = [tuple(each.shape) for each in model.trainable_weights]
    assert sorted(shapes) == sorted(trainable_shapes(NETWORK))
    assert [tuple(each.shape) for each in trainable_weights(model, NETWORK)] == list(
        trainable_shapes(NETWORK)
    )
    # Penalties of frozen weights do not count, as in Keras.
    kernels = [model.get_layer(name).kernel.numpy() for name in ("rc", "d")]
    assert float(penalty(model)) == pytest.approx(0.01 * sum(float((each**2).sum()) for each in kernels))
    assert float(penalty(whole)) > float(penalty(model))
    assert measured_variables(model) == []
    assert len(measured_variables(whole)) == 4


def test_no_gradient_is_made_below_the_lowest_layer_that_learns() -> None:
    """The graph of a step has no operation of a gradient for what is frozen from the input on."""
    import tensorflow as tf

    from cnngui.engine.keras_backend.build import build_model, trainable_weights
    from cnngui.engine.keras_backend.objective import objective_of
    from cnngui.engine.keras_backend.optimizers import FusedOptimizer
    from cnngui.engine.keras_backend.parts import InParts
    from cnngui.engine.keras_backend.steps import Samples, one_step

    layers = tuple(kinds.Conv2D(filters=4, padding="same", activation="relu") for _ in range(3))
    whole = Network(input_shape=(8, 8, 1), layers=(*layers, kinds.Flatten(), kinds.Dense(units=3)))

    def backwards(network: Network, parts: int) -> int:
        model = build_model(network, seed=1)
        x, y = pictures(SAMPLES, 1)
        step = one_step(
            InParts(model, network, parts),
            FusedOptimizer(Adam(), trainable_weights(model, network)),
            objective_of(network, Recipe(), 3),
            Samples.of(x[..., np.newaxis], y),
            BATCH,
        )
        traced = tf.function(lambda indices: step(indices, 0.1, tf.constant([False]))[0])
        graph = traced.get_concrete_function(tf.zeros([BATCH], tf.int64)).graph
        return sum(each.type == "Conv2DBackpropFilter" for each in graph.get_operations())

    for parts in (1, 2):
        assert backwards(whole, parts) == 3 * parts
        assert backwards(with_trainable(whole, whole.names[:2], False), parts) == parts
        assert backwards(with_trainable(whole, whole.names[:3], False), parts) == 0


LEARNING = [kind for kind, row in LAYER_TABLE.items() if "trainable" in row.cls.model_fields]


@pytest.mark.parametrize("kind", LEARNING)
def test_every_kind_can_be_frozen(kind: str) -> None:
    from cnngui.engine.keras_backend.build import build_model

    shape = {"Conv1D": (8, 3), "Conv3D": (4, 4, 4, 2), "Embedding": (5,), "Dense": (6,)}.get(kind, (8, 8, 32))
    shape = (6, 4) if KINDS[kind].axes == 1 else shape
    free = Network(input_shape=shape, layers=(default_layer(kind).model_copy(update={"name": "x"}),))
    model, frozen = (build_model(each, seed=1) for each in (free, with_trainable(free, ["x"], False)))
    assert model.trainable_weights
    assert not frozen.trainable_weights
    assert len(frozen.weights) == len(model.weights)
    for left, right in zip(model.weights, frozen.weights, strict=True):
        assert (left.path, left.shape) == (right.path, right.shape)
        np.testing.assert_array_equal(left.numpy(), right.numpy())
